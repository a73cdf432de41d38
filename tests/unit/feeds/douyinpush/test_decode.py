"""What the official live data's types come to, beyond the samples."""

from __future__ import annotations

import json
from typing import Any

import pytest

from controlroom.feeds.douyinpush.decode import decode
from controlroom.feeds.fields import Ignored, Refused
from tests.hook_platforms import GOLDEN


def item(type_: str) -> dict[str, Any]:
    (found,) = json.loads((GOLDEN / "douyin_official_live_data" / f"{type_}.json").read_bytes())
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("type_", "change", "field", "value"),
    [
        ("live_comment", {"nickname": 5}, "name", None),
        ("live_comment", {"timestamp": "soon"}, "at", None),
        ("live_like", {"sec_openid": None}, "user", None),
        ("live_like", {"msg_id": 123456781235002}, "id", "123456781235002"),
        ("live_gift", {"gift_value": "much"}, "amount_minor", None),
        ("live_gift", {"gift_num": "3"}, "count", 3),
    ],
)
def test_a_bad_field_costs_itself_when_the_rest_suffices(
    type_: str, change: dict[str, Any], field: str, value: Any
) -> None:
    result = decode(type_, item(type_) | change)
    assert isinstance(result, list)
    assert getattr(result[0], field) == value


def test_test_gifts_level_ups_and_new_types_bring_nothing() -> None:
    assert decode("live_gift", item("live_gift") | {"test": True}) == Ignored("test gift")
    assert decode("live_fansclub", item("live_fansclub") | {"fansclub_reason_type": 1}) == Ignored("club level-up")
    assert decode("live_quiz", {}) == Ignored("live_quiz", unknown=True)
    assert isinstance(decode("live_comment", item("live_comment") | {"content": ""}), Refused)
