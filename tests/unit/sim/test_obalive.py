"""oba-live-tool's words (what a listener makes of them: test_voices.py)."""

from __future__ import annotations

import json

from sim.facts import Fact
from sim.obalive import ObaLive

AT = 1_764_000_000_123


def test_an_order_has_neither_amount_nor_quantity_and_two_messages() -> None:
    voice = ObaLive()
    lines = [{"sku": "cream", "qty": 3, "unit_minor": 9900}]
    created = Fact(
        "order", "1", AT, {"order": "o", "status": "created", "user": "u-000003", "lines": lines, "amount_minor": 9900}
    )
    paid = Fact("order", "2", AT + 900, {"order": "o", "status": "paid"})
    assert voice.carries(created)
    assert voice.carries(paid)
    told = [json.loads(voice.frame(fact)) for fact in (created, paid)]
    assert [one["msg_id"] for one in told] == ["o#0", "o#3"]
    assert [one["order_status"] for one in told] == ["已下单", "已付款"]
    assert {one["product_id"] for one in told} == {"cream"}
    assert len({one["nick_name"] for one in told}) == 1
    assert not {"amount_minor", "qty", "price"} & {key for one in told for key in one}
    assert voice.heard(created)["at"] == 1_764_000_000_000


def test_a_comment_names_its_writer_by_nickname_only() -> None:
    told = json.loads(ObaLive().frame(Fact("comment", "c", AT, {"user": "u-000003", "text": "多少钱"})))
    assert "user_id" not in told
    assert told["nick_name"]
