from __future__ import annotations

import pytest

from controlroom.planfile.tree import Kind, Place, Scalar
from controlroom.planfile.yamltree import tree_of_yaml


@pytest.mark.parametrize(
    ("written", "text", "kind"),
    [
        ("面霜", "面霜", "text"),
        ("129.90", "129.90", "number"),
        ('"129.90"', "129.90", "text"),
        ("0123", "0123", "number"),
        ("no", "no", "boolean"),
        ("'no'", "no", "text"),
        ("~", "~", "null"),
        ("", "", "null"),
        ("2026-11-22", "2026-11-22", "instant"),
        ("20:00", "20:00", "clock"),
        ("=", "=", "text"),
        ("!!str 5", "5", "text"),
    ],
)
def test_scalar_keeps_its_text_and_how_yaml_reads_it(written: str, text: str, kind: Kind) -> None:
    assert tree_of_yaml(f"a: {written}").value == {"a": Scalar(text, kind)}


def test_places_count_lines_and_characters_from_one() -> None:
    tree = tree_of_yaml("面霜:\n  - {价: 5}\n")
    assert tree.keys == {("面霜",): Place(1, 1), ("面霜", 0, "价"): Place(2, 6)}
    assert tree.places[("面霜", 0, "价")] == Place(2, 9)


def test_key_without_a_colon_is_bare() -> None:
    assert tree_of_yaml("{a, b: , c: 1}").value == {
        "a": Scalar("", "bare"),
        "b": Scalar("", "null"),
        "c": Scalar("1", "number"),
    }


def test_alias_stands_where_its_anchor_stands() -> None:
    tree = tree_of_yaml("a: &x 5\nb: *x\n")
    assert tree.value == {"a": Scalar("5", "number"), "b": Scalar("5", "number")}
    assert tree.places[("b",)] == Place(1, 4)
