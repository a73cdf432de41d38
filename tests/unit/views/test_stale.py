"""Figures whose feeds have gone silent."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.metrics import BY_CODE
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views import series
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.shapes import FeedsView, KpiView, PulseView, Tile
from controlroom.views.stale import STANDS_ON, lulls
from tests.unit.render import made
from tests.unit.views.test_kpi import END, live

LEVEL = ev.Audience(online=9, total=500, source="relay")
SILENT = END + 30_000
"""Longer than a feed that tells the audience is silent in a calm show."""


def tiles(room: Room, role: Role = Role.ANALYST) -> dict[str, Tile]:
    view = project(Topic.KPI, room.state, Beside(), role)
    assert isinstance(view, KpiView)
    return view.tiles


def a_room(to_ms: int, *facts: ev.Fact) -> Room:
    room = live(LEVEL, ev.OrderStep(order="o", status="created", user="u", source="shop"), *facts)
    room.advance(to_ms)
    return room


def test_what_rests_on_a_feed_that_has_gone_silent_is_stale_and_says_since_when() -> None:
    room = a_room(SILENT)
    told = tiles(room)
    last_ms = room.state.observed.sources["relay"].last["audience"]
    assert [(told[code].state, told[code].last_ms) for code in ("online", "viewers")] == [("stale", last_ms)] * 2
    assert (told["online"].value, told["orders"].value) == (9, 1)
    assert (told["orders"].state, told["orders"].last_ms) == ("ok", None)  # a shop may well be silent
    assert tiles(room, Role.HOST)["online"].state == "stale"
    assert {base for bases in STANDS_ON.values() for base in bases} <= set(BY_CODE)


def test_what_viewers_do_besides_is_stale_too_when_its_feed_is_silent() -> None:
    did = (ev.Share(user="u"), ev.Club(user="u"), ev.Gift(user="u", name="rose", amount_minor=100), ev.Like(user="u"))
    room = a_room(SILENT, *(replace(one, source="relay") for one in did))
    codes = ("shares", "clubs", "gifts", "gift_minor", "likes", "shares_5m")
    assert {tiles(room)[code].state for code in codes} == {"stale"}


def test_a_feed_that_has_gone_silent_is_not_said_to_be_well() -> None:
    feeds = tuple(replace(made.feeds().feeds[0], name=name) for name in ("relay", "shop"))

    def states(room: Room) -> list[str]:
        view = project(Topic.FEEDS, room.state, Beside(feeds=feeds), Role.ANALYST)
        assert isinstance(view, FeedsView)
        return [feed.state for feed in view.feeds]

    assert (states(a_room(END)), states(a_room(SILENT))) == (["live", "live"], ["stale", "live"])


def test_it_is_new_again_with_the_next_one_whoever_sends_it() -> None:
    room = a_room(SILENT)
    room.apply(room.state.seq + 1, SILENT, ev.Audience(online=9, source="other"))
    assert (tiles(room)["online"].state, tiles(room)["online"].last_ms) == ("ok", None)


def test_what_a_feed_that_broke_off_brought_is_stale_at_once() -> None:
    room = a_room(END)
    assert tiles(room)["online"].state == "ok"
    down = rec.FeedChanged(feed="relay", state="down", kind="barragegrab", why="broke off")
    room.apply(room.state.seq + 1, END, down)
    assert tiles(room)["online"].state == "stale"


def test_what_was_never_told_is_not_stale_and_nothing_is_after_the_end() -> None:
    room = a_room(SILENT)
    assert (tiles(room)["comments"].state, tiles(room)["aov_minor"].state) == ("ok", "unknown")
    room.apply(room.state.seq + 1, SILENT, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end")))
    assert tiles(room)["online"].state == "ok"


def test_who_watches_stands_still_with_entrances_where_no_level_was_ever_told() -> None:
    came = (ev.Enter(user="a", source="relay"), ev.Leave(user="a", source="relay"))
    room = live(*came)
    down = rec.FeedChanged(feed="relay", state="down", kind="barragegrab", why="broke off")
    room.apply(room.state.seq + 1, END, down)
    assert (tiles(room)["online"].state, tiles(room)["entered"].state) == ("stale", "stale")
    room = a_room(END, *came)
    room.apply(room.state.seq + 1, END, ev.Audience(online=9, source="other"))
    room.apply(room.state.seq + 1, END, down)
    assert (tiles(room)["online"].state, tiles(room)["entered"].state) == ("ok", "stale")


def test_what_was_stale_is_unknown_in_the_pulse_and_in_the_series_for_those_seconds_and_nothing_else_is() -> None:
    room, told, stale = a_room(END), {}, {}
    for at_ms in range(END + 1_000, END + 75_000, 1_000):
        if at_ms == END + 60_000:
            room.apply(room.state.seq + 1, at_ms - 500, LEVEL)
        room.advance(at_ms)
        pulse = project(Topic.PULSE, room.state, Beside(), Role.ANALYST)
        assert isinstance(pulse, PulseView)
        told[at_ms], stale[at_ms] = pulse, tiles(room)["online"].state == "stale"
    silent = [at for at in told if told[at].online is None]
    assert silent == [at for at in told if stale[at]] == list(range(silent[0], END + 60_000, 1_000))
    known_ms = told[silent[0]].until_ms["online"]
    assert told[silent[0]].until_ms == {"online": known_ms, "conversion_rate_5m": known_ms}
    assert (told[silent[0]].conversion_rate_5m, told[silent[0]].lo, told[silent[0]].gmv_minor_1m) == (None, None, 0)
    s = room.state
    rows = series.rows(s.tally.series, s.gaps, END + 1_000, END + 74_000, 1_000)
    for code, base in (("online", "online"), ("conversion_rate_5m", "conversion_rate")):
        read = series.reckoned(code, rows, unheard=lulls(s.lulls, s.tally.audience, base))
        unknown = [row.at_ms for row, value in zip(rows, read, strict=True) if value is None]
        assert unknown == list(range(known_ms + 1_000, END + 60_000, 1_000)), code
    assert lulls(s.lulls, s.tally.audience, "orders") == []


@pytest.mark.parametrize("kind", STANDS_ON)
def test_every_type_that_is_looked_for_is_one_of_the_contract(kind: str) -> None:
    assert kind in {str(one.__struct_config__.tag) for one in ev.EVENT_TYPES}
