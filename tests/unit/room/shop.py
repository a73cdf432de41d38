"""A live show whose plan has offers and scenes, and facts told to it, for the tests of selling."""

from __future__ import annotations

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.plan import OfferPlan, ScenePlan
from controlroom.room.room import Room
from tests.stories import OPENED_MS, PLAN, STARTED_MS
from tests.unit.room.desk import Desk

GIFT = OfferPlan(id="first2", sku="cream", title="First 2 get a cup", gift="cup", quota=2)
PRICE = OfferPlan(id="five-min", sku="cream", title="Five minutes", price_minor=7900, lasts_for_ms=300_000)
OTHER = OfferPlan(id="lasting", sku="cream", title="Lasting", price_minor=6900)
SCENE = ScenePlan(id="flash", title="Flash sale", key="F1", sku="cream", offer="five-min")
SHOP = msgspec.structs.replace(PLAN, offers=(GIFT, PRICE, OTHER), scenes=(SCENE,))


def open_shop() -> Desk:
    """Return a show that has just started, `mask` on air."""
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="rehearsal", plan=SHOP, seed=1))
    room.apply(2, STARTED_MS - 5, rec.Accepted(by="controller", command=cmd.ShowStart(id="start")))  # type: ignore[arg-type]
    desk = Desk(room)
    desk.give(cmd.ProductSwitch(id="mask", sku="mask"))
    return desk


def told(desk: Desk, *facts: ev.Fact, wait_ms: int = 1000) -> None:
    """Tell facts, all at once, that happen as they come."""
    desk.now_ms += wait_ms
    stamped = [msgspec.structs.replace(fact, id=f"f{desk.now_ms}-{n}", source="s") for n, fact in enumerate(facts)]
    desk.room.apply_page(desk.room.state.seq + 1, desk.now_ms, stamped)  # type: ignore[arg-type]


def later(desk: Desk, for_ms: int) -> None:
    """Let time pass."""
    desk.now_ms += for_ms
    desk.room.advance(desk.now_ms - desk.now_ms % 1000)


def order(id_: str, status: ev.OrderStatus, sku: str = "cream", **more: object) -> ev.OrderStep:
    """Return a step of an order of one piece."""
    return ev.OrderStep(order=id_, status=status, lines=(ev.Line(sku=sku, unit_minor=100),), **more)  # type: ignore[arg-type]


def paid(desk: Desk, *ids: str, sku: str = "cream") -> None:
    """Tell orders that are placed and paid, one after another."""
    for id_ in ids:
        told(desk, order(id_, "created", sku), order(id_, "paid", sku))


def chips(desk: Desk) -> list[tuple[str, str | None, str]]:
    """Return what stands on the desk: act, product, state."""
    return [(c.act, c.sku, c.state) for c in desk.room.state.desk.chips.values()]
