"""oba-live-tool's frames (their samples and damaged ones: tests/unit/feeds/test_suite_adapters.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Comment, Line, OrderStep
from controlroom.feeds.fields import Decoding, Ignored, Refused
from controlroom.feeds.obalive.decode import Decoder

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "oba_live_tool_ws"


def fed(which: str, **changes: Any) -> Decoding:
    data = json.loads((GOLDEN / f"{which}.json").read_bytes()) | changes
    return Decoder().feed(json.dumps(data))


def order(**changes: Any) -> OrderStep:
    result = fed("live_order_paid", **changes)
    assert isinstance(result, list)
    [step] = result
    assert isinstance(step, OrderStep)
    return step


def test_an_order_is_one_piece_of_its_product_and_an_estimate() -> None:
    step = order()
    assert (step.lines, step.estimated, step.amount_minor) == (
        (Line(sku="3690000000000000001", title="示例 针织开衫"),),
        True,
        None,
    )
    assert order(product_id=None).lines == (Line(sku="示例 针织开衫"),)
    refused = fed("live_order_paid", product_id=None, product_title="")
    assert isinstance(refused, Refused)
    assert refused.path == "product_id"


def test_a_masked_nickname_is_no_buyer() -> None:
    assert order().user == "小满"
    assert order(nick_name="小*").user is None
    assert order(nick_name=None).user is None


def test_a_status_that_the_tool_itself_does_not_know_is_no_step() -> None:
    assert fed("live_order_paid", order_status="未知状态") == Ignored("order status 未知状态")
    assert fed("live_order_paid", order_status="已发货") == Ignored("order status 已发货", unknown=True)
    assert isinstance(fed("live_order_paid", msg_id="#3"), Refused)
    assert isinstance(fed("live_order_paid", msg_id=None), Refused)


def test_a_local_time_of_day_is_no_instant() -> None:
    result = fed("comment", time="12:04:22")
    assert isinstance(result, list)
    assert isinstance(result[0], Comment)
    assert result[0].at is None


def test_unknown_types_are_said_to_be_unknown() -> None:
    assert fed("comment", msg_type="novel") == Ignored("novel", unknown=True)
    assert fed("brand_vip") == Ignored("subscribe_merchant_brand_vip")


@given(st.binary(max_size=300) | st.text())
def test_arbitrary_frames_raise_nothing(frame: bytes | str) -> None:
    Decoder().feed(frame)
