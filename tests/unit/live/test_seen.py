"""The memory of what was taken."""

from __future__ import annotations

import pytest

from controlroom.domain import events as ev
from controlroom.live import seen as module
from controlroom.live.seen import RECENT_MS, Seen

T = 1_764_000_000_000


def test_an_id_is_unique_within_its_source() -> None:
    seen = Seen()
    assert seen.take(ev.Like(id="1"), "relay", T) is not None
    assert seen.take(ev.Like(id="1"), "relay", T) is None
    assert seen.take(ev.Like(id="1"), "erp", T) is not None
    assert seen.take(ev.Comment(id="1", user="u", text="x"), "relay", T) is None


def test_most_facts_are_remembered_for_an_hour_and_orders_for_the_show() -> None:
    seen = Seen()
    order = ev.OrderStep(id="o", order="o", status="paid")
    for fact in (ev.Like(id="l"), order):
        seen.take(fact, "relay", T)
    seen.trim(T + RECENT_MS)
    assert seen.take(ev.Like(id="l"), "relay", T + RECENT_MS) is None
    seen.trim(T + RECENT_MS + 1)
    assert seen.take(ev.Like(id="l"), "relay", T + RECENT_MS + 1) is not None
    assert seen.take(order, "relay", T + RECENT_MS + 1) is None


def test_beyond_the_last_million_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RECENT", 3)
    seen = Seen()
    for i in range(5):
        seen.take(ev.Like(id=str(i)), "relay", T)
    seen.trim(T)
    assert list(seen.recent) == ["relay\0002", "relay\0003", "relay\0004"]


def test_what_was_given_back_counts_again() -> None:
    seen = Seen()
    keys = [seen.take(fact, "relay", T) for fact in (ev.Like(id="l"), ev.OrderStep(id="o", order="o", status="paid"))]
    seen.give_back(key for key in keys if key is not None)
    assert (seen.recent, seen.kept) == ({}, {})


def test_frozen_and_thawed_it_knows_the_same_but_for_what_is_on_its_way() -> None:
    seen = Seen()
    for fact in (ev.Like(id="l"), ev.Like(id="m"), ev.OrderStep(id="o", order="o", status="paid")):
        seen.take(fact, "relay", T)
    thawed = Seen.thaw(seen.freeze(["relay\0m"]))
    assert (thawed.recent, thawed.kept) == ({"relay\0l": T}, {"relay\0o": None})
    whole = Seen.thaw(seen.freeze([]))
    assert (whole.recent, whole.kept) == (seen.recent, seen.kept)
