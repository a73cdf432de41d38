"""A rule travels as JSON and comes back the same."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain.alerts.rules import Level, Limit, Rule

LOW = Rule(
    id="low_stock", metric="stock.available", by="sku", below=Limit(field="safety"),
    clear=Limit(field="safety", times_millionths=1_100_000), keep_ms=10_000,
    critical=Level(below=Limit(field="safety", times_millionths=250_000)), no_data="keep_last", cue="last_pieces",
)  # fmt: skip


def test_a_rule_comes_back_from_json_as_it_was() -> None:
    assert msgspec.json.decode(msgspec.json.encode(LOW), type=Rule) == LOW


def test_what_a_rule_does_not_say_is_not_written() -> None:
    assert msgspec.json.encode(Rule(id="hot", metric="online", above=Limit(value_millionths=50_000_000))) == (
        b'{"id":"hot","metric":"online","above":{"value_millionths":50000000}}'
    )


def test_a_key_that_no_rule_has_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `fro`"):
        msgspec.json.decode(b'{"id":"hot","fro":1}', type=Rule)
