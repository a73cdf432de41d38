from __future__ import annotations

import re
from pathlib import Path

from controlroom.planfile.models import (
    MANY_TEXTS,
    MANY_TEXTS_OF_SEGMENT,
    PlanFile,
    Product,
    Segment,
    Show,
)

EXAMPLE = Path(__file__).resolve().parents[2] / "golden" / "plan-example.yaml"


def test_kept_sections_are_fields() -> None:
    assert set(PlanFile.model_fields) == {"show", "products", "segments", *MANY_TEXTS}
    assert set(MANY_TEXTS_OF_SEGMENT) <= set(Segment.model_fields)


def test_every_section_of_the_example_is_known() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert set(re.findall(r"^([a-z]+):", text, re.MULTILINE)) == set(PlanFile.model_fields) - {"allowed"}
    show = text[: text.index("\nproducts:")]
    assert set(re.findall(r"^  ([a-z_]+):", show, re.MULTILINE)) == set(Show.model_fields) - {
        "ends",
        "bands",
        "host_numbers",
    }


def test_only_what_the_example_calls_required_is_required() -> None:
    required = {
        model.__name__: {name for name, field in model.model_fields.items() if field.is_required()}
        for model in (PlanFile, Show, Product, Segment)
    }
    assert required == {
        "PlanFile": {"show"},
        "Show": {"title", "room", "timezone", "currency", "starts"},
        "Product": {"sku", "title", "price"},
        "Segment": {"id", "title", "minutes", "kind"},
    }
