"""douyinLive's words (what a listener makes of them: test_voices.py)."""

from __future__ import annotations

import json

from sim.douyinlive import DouyinLive
from sim.facts import Fact

AUDIENCE = Fact("audience", "a2", 5, {"online": 0, "total": 26_012})


def test_zeros_are_left_out_and_numbers_are_texts() -> None:
    told = json.loads(DouyinLive().frame(AUDIENCE))
    assert "total" not in told
    assert told["totalUser"] == "26012"
    assert int(told["common"]["msgId"]) > 2**53
    assert told["method"] == told["common"]["method"] == "WebcastRoomUserSeqMessage"


def test_a_products_states_are_told_but_for_the_one_off_the_shelf() -> None:
    states = ("explaining", "on_shelf", "sold_out", "off_shelf")
    voice = DouyinLive()
    assert [voice.carries(Fact("product", s, 5, {"sku": "a", "state": s})) for s in states] == [True, True, True, False]
    assert not voice.carries(Fact("order", "o", 5, {"order": "o", "status": "paid"}))


def test_the_like_total_goes_with_the_next_audience_once() -> None:
    voice = DouyinLive()
    voice.heard(Fact("like", "l", 5, {"user": "u-000001"}, likes_so_far=7))
    assert [voice.heard(AUDIENCE).get("likes") for _ in range(2)] == [7, None]
