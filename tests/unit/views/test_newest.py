"""How old what a figure is made of is."""

from __future__ import annotations

from controlroom.domain import events as ev
from controlroom.domain.events import EVENT_TAGS
from controlroom.domain.metrics import TABLE
from controlroom.views.newest import made_of, newest
from tests.unit.views.test_kpi import END, live
from tests.unit.views.test_stale import LEVEL, a_room

TYPED_ONLY = {"on_air_s"}


def test_a_figure_says_of_each_type_of_fact_that_it_is_made_of_when_the_newest_came() -> None:
    room = a_room(END + 30_000)
    sources = room.state.observed.sources
    viewers, order = ("audience", sources["relay"].last["audience"]), ("order", sources["shop"].last["order"])
    assert order[1] < room.state.as_of_ms
    told = {
        code: newest(room.state, code) for code in ("online", "online_peak", "orders", "conversion_rate", "comments")
    }
    assert told == {
        "online": (viewers,), "online_peak": (viewers,), "orders": (order,), "conversion_rate": (viewers, order),
        "comments": (),
    }  # fmt: skip


def test_of_two_feeds_the_newer_counts() -> None:
    room = a_room(END + 30_000)
    room.state.observed.sources["other"] = type(room.state.observed.sources["relay"])(last={"order": END + 9_000})
    assert newest(room.state, "gmv_minor") == (("order", END + 9_000),)


def test_costs_are_made_of_what_a_feed_told_and_every_figure_of_types_that_there_are() -> None:
    spent = live(LEVEL, ev.Spend(kind="ads", amount_minor=5, source="ads"))
    assert newest(spent.state, "spend_minor") == (("spend", spent.state.observed.sources["ads"].last["spend"]),)
    kinds = {kpi.code: made_of(kpi.code, spent.state.tally.audience) for kpi in TABLE}
    assert {code for code, made in kinds.items() if not made} == TYPED_ONLY
    assert {kind for made in kinds.values() for kind in made} <= set(EVENT_TAGS)
