"""docs/feeds.md names every kind that is fetched with its options, and its example of a bridge is taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from controlroom.domain.events import Audience, Comment, Gift, Like, Product, Stream
from controlroom.feeds.native.cloudevents import decode_cloudevents
from controlroom.feeds.registry import find, names

TEXT = (Path(__file__).parents[3] / "docs" / "feeds.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in names() if find(name).make is not None])
def test_a_kind_and_its_options_are_in_the_table(name: str) -> None:
    [row] = [line for line in TEXT.splitlines() if line.startswith(f"| `{name}` |")]
    assert re.findall(r"`(\w+)`", row.split("|")[5]) == [option.name for option in find(name).options]


def test_the_cloudevents_door_takes_what_the_bridge_of_the_example_sends() -> None:
    [example] = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    decoded = decode_cloudevents(example.encode(), batch=True)
    assert decoded.refused == []
    assert [type(fact) for fact in decoded.facts] == [Comment, Like, Audience, Gift, Product, Stream]
    assert {fact.source for fact in decoded.facts} == {"tiktok/demo"}
