"""The resolved plan: text by language, products by sku."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain.plan import Plan, plain
from tests.stories import PLAN


@pytest.mark.parametrize(
    ("text", "lang", "said"),
    [
        ("面霜", "en", "面霜"),
        ({"zh-CN": "面霜", "en": "Cream"}, "en", "Cream"),
        ({"zh-CN": "面霜"}, "en", "面霜"),
        ({}, "en", ""),
    ],
)
def test_text_is_said_in_the_language_asked_for_else_in_its_first(
    text: str | dict[str, str], lang: str, said: str
) -> None:
    assert plain(text, lang) == said


def test_products_are_found_by_sku() -> None:
    assert PLAN.product("mask") is PLAN.products[2]
    assert PLAN.product("stranger") is None


def test_a_plan_survives_its_way_through_the_journal() -> None:
    assert msgspec.json.decode(msgspec.json.encode(PLAN), type=Plan) == PLAN
