"""A show that is live and hears comments, for the tests of what is done with them."""

from __future__ import annotations

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.plan import FaqPlan, Plan
from controlroom.room.room import Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS
from tests.unit.room.desk import Desk, give

FAQ = (
    FaqPlan(ask=("敏感肌", "sensitive skin"), answer={"zh-CN": "可用，先试耳后", "en": "Yes; patch-test first"}),
    FaqPlan(ask=("多少钱", "怎么卖"), answer="今天 {price}，还有 {stock} 件", sku="cream"),
)


def plan() -> Plan:
    """The stories' plan, with answers, link numbers and a promise to ship."""
    named = {"cream": (3, ("面霜",), "48h"), "serum": (11, ("精华",), "2d"), "mask": (None, (), None)}
    products = tuple(
        msgspec.structs.replace(one, link=named[one.sku][0], aliases=named[one.sku][1], ships_within=named[one.sku][2])
        for one in PLAN.products
    )
    return msgspec.structs.replace(PLAN, products=products, faq=FAQ)


def listening(faq: bool = True) -> Desk:
    """Return a show that has just started, with the cream being sold."""
    room = Room()
    told = plan() if faq else msgspec.structs.replace(plan(), faq=())
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=told))
    give(room, cmd.ShowStart(id="start"), STARTED_MS)
    give(room, cmd.ProductSwitch(id="sell", sku="cream"), STARTED_MS + 995)
    return Desk(room)


def say(desk: Desk, text: str, kind: ev.CommentKind = "question", user: str = "u", id_: str | None = None) -> int:
    """Let somebody write; return the record's seq."""
    seq = desk.room.state.seq + 1
    desk.room.apply(seq, desk.now_ms, ev.Comment(user=user, text=text, kind=kind, id=id_))
    return seq
