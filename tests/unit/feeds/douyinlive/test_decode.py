"""douyinLive's frames (their samples and damaged ones: tests/unit/feeds/test_suite_adapters.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Audience, Comment, Enter, Fact, Gift, Like, Product, Promo, Share, Stream
from controlroom.feeds.douyinlive.decode import Decoder
from controlroom.feeds.fields import Decoding, Ignored, Refused

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "douyin_jwwsjlm_ws"


def fed(which: str, decoder: Decoder | None = None, **changes: Any) -> Decoding:
    """Return what a sample comes to with some fields changed; None: left out."""
    data = json.loads((GOLDEN / f"{which}.json").read_bytes()) | changes
    return (decoder or Decoder()).feed(json.dumps({k: v for k, v in data.items() if v is not None}).encode())


def told(result: Decoding) -> list[Fact]:
    assert isinstance(result, list), result
    return result


def test_what_is_left_out_is_zero() -> None:
    assert told(fed("room_user_seq", total=None))[0] == Audience(
        id="7575200000000000007", at=1763805607000, online=0, total=26012
    )
    assert fed("like", count=None) == Ignored("like of none")
    assert told(fed("member", userEnterTipType=None, action=None))[0] == Enter(
        id="7575200000000000003", at=1763805603000, user="MS4wLjABAAAA_demo_3"
    )
    assert fed("fansclub_join", action=None) == Ignored("club level-up")
    assert fed("control_end", action=None) == Ignored("control 0")


def test_an_instant_is_the_messages_else_the_events_else_unknown() -> None:
    common = {"msgId": "1"}
    [by_event] = told(fed("chat", common=common))
    assert by_event.at == 1763805601000
    [unknown] = told(fed("chat", common=common, eventTime="soon"))
    assert isinstance(unknown, Comment)
    assert unknown.at is None


def test_the_like_total_goes_with_the_next_audience_once_and_not_into_another_broadcast() -> None:
    decoder = Decoder()
    assert isinstance(told(fed("like", decoder))[0], Like)
    likes = [told(fed("room_user_seq", decoder))[0].likes for _ in range(2)]  # type: ignore[attr-defined]
    assert likes == [41815, None]
    fed("like", decoder)
    other = {"msgId": "9", "roomId": "1"}
    assert told(fed("room_user_seq", decoder, common=other))[0].likes is None  # type: ignore[attr-defined]


def test_a_gift_run_adds_up_to_its_counter() -> None:
    decoder = Decoder()
    first = told(fed("gift", decoder, comboCount="1", repeatCount="1", repeatEnd=None))
    last = told(fed("gift", decoder))
    assert [(gift.count, gift.amount_minor) for gift in [*first, *last] if isinstance(gift, Gift)] == [(1, 10), (2, 20)]
    assert fed("gift", decoder) == Ignored("gift counted already")
    assert told(fed("gift", gift=None))[0].name == "gift 463"  # type: ignore[attr-defined]
    assert isinstance(fed("gift", gift=None, giftId=None), Refused)


def test_the_rooms_state_becomes_the_streams() -> None:
    decoder = Decoder()
    assert fed("system_online", decoder, code="ROOM_OFFLINE") == Ignored("ROOM_OFFLINE")
    assert told(fed("system_online", decoder)) == [Stream(state="live")]
    assert told(fed("system_online", decoder, code="ROOM_OFFLINE")) == [Stream(state="interrupted")]
    assert told(fed("system_ended", decoder)) == [Stream(state="ended")]
    assert fed("system_online", decoder, code="ROOM_OFFLINE") == Ignored("ROOM_OFFLINE")
    assert fed("system_online", decoder, code="ROOM_ON_FIRE") == Ignored("ROOM_ON_FIRE", unknown=True)


def test_social_actions_that_nobody_has_documented_are_ignored() -> None:
    assert isinstance(told(fed("social_share"))[0], Share)
    assert fed("social_share", action="7") == Ignored("social action 7")


def test_shopping_tells_sold_out_and_promotions_and_never_a_price() -> None:
    facts = told(
        fed("live_shopping", soldOut=True, updatedCouponInfo={"x": 1}, lotteryInfo={}, redpackActivityInfo=None)
    )
    sku, at = "3690000000000000001", 1763805611000
    assert facts == [
        Product(id="7575200000000000011/sold_out", at=at, sku=sku, state="sold_out"),
        Promo(id="7575200000000000011/coupon", at=at, kind="coupon", state="open", sku=sku),
        Promo(id="7575200000000000011/draw", at=at, kind="draw", state="open", sku=sku),
    ]
    assert fed("live_shopping") == Ignored("shopping")
    refused = fed("live_shopping", soldOut=True, promotionId=None)
    assert isinstance(refused, Refused)
    assert refused.path == "promotionId"


def test_each_product_of_a_change_is_told_and_a_bad_one_costs_itself() -> None:
    products = [
        {"promotionId": "1", "explainType": "1"},
        {"promotionId": "2"},
        {"promotionId": "3", "explainType": "9"},
        {"explainType": "1"},
        "?",
    ]
    facts = told(fed("product_change", updateProductInfo=products))
    assert [(f.sku, f.state) for f in facts if isinstance(f, Product)] == [("1", "explaining"), ("2", "on_shelf")]
    assert len({fact.id for fact in facts}) == 2


@pytest.mark.parametrize(
    ("method", "kind"), [("WebcastLotteryEventNewMessage", "bag"), ("WebcastLuckyBoxMessage", "red_packet")]
)
def test_bags_and_red_packets_are_promotions(method: str, kind: str) -> None:
    [promo] = told(fed("chat", method=method))
    assert isinstance(promo, Promo)
    assert (promo.kind, promo.state) == (kind, "open")


def test_methods_are_known_or_said_to_be_unknown() -> None:
    assert fed("chat", method="WebcastRoomRankMessage") == Ignored("WebcastRoomRankMessage")
    assert fed("chat", method="WebcastNovelMessage") == Ignored("WebcastNovelMessage", unknown=True)
    assert Decoder().feed(b"pong") == Ignored("pong")


@given(st.binary(max_size=300) | st.text())
def test_arbitrary_frames_raise_nothing(frame: bytes | str) -> None:
    Decoder().feed(frame)
