"""The platform shows what was done on its desk."""

from __future__ import annotations

from typing import Any

from sim.platform import DONE_AFTER_MS, SHOWN_AFTER_MS, Platform
from sim.world.products import Product

NOW = 1_767_268_800_000
CREAM = Product("cream", "面霜", 3, 19_900)


def act(id_: str, kind: str = "explain", state: str = "todo", for_ms: int = 60_000, **more: Any) -> dict[str, Any]:
    return {
        "id": id_, "act": kind, "sku": "cream", "state": state, "since_ms": NOW - for_ms, "at_ms": NOW - for_ms,
        "listed": None, "price_minor": None, **more,
    }  # fmt: skip


def shown(platform: Platform, *desk: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(fact.kind, dict(fact.fields)) for fact in platform.shows(NOW, desk)]


def test_every_product_is_on_the_shelf_at_its_price_once() -> None:
    platform = Platform(1)
    told = [(fact.kind, dict(fact.fields)) for fact in platform.shelves(NOW, [CREAM])]
    assert told == [
        ("product", {"sku": "cream", "state": "on_shelf"}),
        ("price", {"sku": "cream", "unit_minor": 19_900}),
    ]
    assert list(platform.shelves(NOW, [CREAM])) == []


def test_what_is_asked_is_done_once_a_little_later() -> None:
    platform = Platform(1)
    desk = [act("new", for_ms=DONE_AFTER_MS - 1), act("old", for_ms=DONE_AFTER_MS), act("late", state="late")]
    done = list(platform.does(NOW, [*desk, act("sent", state="sent"), act("seen", state="confirmed")]))
    assert [(command["type"], command["desk"]) for command in done] == [("desk.done", "old"), ("desk.done", "late")]
    assert list(platform.does(NOW, desk)) == []
    assert Platform(1).does(NOW, desk).__next__() == done[0]
    assert Platform(2).does(NOW, desk).__next__() != done[0]


def test_what_was_done_is_shown_by_its_own_fact_once() -> None:
    platform = Platform(1)
    desk = [
        act("pop", state="sent"), act("shelf", "shelf", "confirmed"), act("count", "shelf", "sent", listed=40),
        act("price", "price", "sent", price_minor=17_900),
    ]  # fmt: skip
    assert shown(platform, *desk) == [
        ("product", {"sku": "cream", "state": "explaining"}),
        ("product", {"sku": "cream", "state": "on_shelf"}),
        ("stock", {"sku": "cream", "listed": 40}),
        ("price", {"sku": "cream", "unit_minor": 17_900}),
    ]
    assert shown(platform, *desk) == []


def test_what_nobody_has_done_or_no_feed_tells_is_not_shown() -> None:
    platform = Platform(1)
    assert shown(platform, act("a"), act("b", state="late"), act("c", state="sent", for_ms=SHOWN_AFTER_MS - 1)) == []
    assert shown(platform, act("g", "gift", "confirmed"), act("s", "say", "confirmed", sku=None)) == []
