"""Figures whose feeds have gone silent."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.metrics import BY_CODE
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.room.rule_readings import RoomReadings
from controlroom.views import series
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.shapes import FeedsView, KpiView, PulseView, Tile
from controlroom.views.stale import STANDS_ON, lulls, stands_on
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
    room.advance(SILENT + 1_000)
    assert (tiles(room)["online"].state, tiles(room)["online"].last_ms) == ("ok", None)


NOW = END + 5_000
"""As of when `live` is read."""
DOWN = rec.FeedChanged(feed="relay", state="down", kind="barragegrab", why="broke off")


def test_what_a_feed_that_broke_off_brought_is_stale_from_the_second_on_that_does_not_know_what_it_told() -> None:
    room = a_room(END)
    room.apply(room.state.seq + 1, NOW, DOWN)
    room.advance(NOW + 1_000)
    assert tiles(room)["online"].state == "ok"
    room.advance(NOW + 2_000)
    assert tiles(room)["online"].state == "stale"


def test_what_was_never_told_is_not_stale_and_nothing_is_after_the_end() -> None:
    room = a_room(SILENT)
    assert (tiles(room)["comments"].state, tiles(room)["aov_minor"].state) == ("ok", "unknown")
    room.apply(room.state.seq + 1, SILENT, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end")))
    assert tiles(room)["online"].state == "ok"


def test_who_watches_stands_still_with_entrances_where_no_level_was_ever_told() -> None:
    came = (ev.Enter(user="a", source="relay"), ev.Leave(user="a", source="relay"))
    room = live(*came)
    room.apply(room.state.seq + 1, NOW, DOWN)
    room.advance(NOW + 2_000)
    assert [tiles(room)[code].state for code in ("online", "viewers", "entered")] == ["stale"] * 3
    for total, viewers in ((None, "stale"), (500, "ok")):
        room = live(*came, ev.Audience(online=9, total=total, source="relay"))
        room.apply(room.state.seq + 1, NOW, ev.Audience(online=9, source="other"))
        room.apply(room.state.seq + 1, NOW, DOWN)
        room.advance(NOW + 2_000)
        assert [tiles(room)[code].state for code in ("online", "viewers", "entered")] == ["ok", viewers, "stale"]


def test_what_is_made_of_several_types_of_facts_stands_still_with_any_that_came() -> None:
    did = (ev.Comment(user="u", text="?", source="relay"), ev.Click(sku="cream", source="shop"))
    seen = ev.Impression(sku="cream", source="relay")
    room = live(replace(LEVEL, source="other", likes=5), ev.Follow(user="u", source="shop"), seen, *did)
    down = [DOWN, replace(DOWN, feed="other")]
    room.apply(room.state.seq + 1, NOW, down[0])
    room.advance(NOW + 2_000)
    told = tiles(room)
    codes = (
        *"interaction_rate comments_5m click_rate impressions".split(),
        *"follows clicks likes follow_rate".split(),
    )
    assert [code for code in codes if told[code].state == "stale"] == list(codes[:4])
    last_ms = room.state.observed.sources["relay"].last["comment"]
    assert told["interaction_rate"].last_ms == told["click_rate"].last_ms == last_ms
    room.apply(room.state.seq + 1, NOW + 2_000, down[1])
    room.advance(NOW + 4_000)
    assert {code for code in codes if tiles(room)[code].state == "stale"} == {*codes[:4], "likes", "follow_rate"}


_TOLD: tuple[tuple[str, ev.Fact], ...] = (
    ("relay", LEVEL), ("relay", ev.Enter(user="a")), ("chat", ev.Comment(user="u", text="?")), ("chat", ev.Heartbeat()),
    ("chat", ev.Like(user="u")), ("shop", ev.OrderStep(order="o", status="paid", user="u")), ("shop", ev.Heartbeat()),
    ("shop", ev.Click(sku="cream")), ("shop", ev.Impression(sku="cream")), ("relay", replace(LEVEL, likes=9)),
)  # fmt: skip
_LINKS = st.builds(
    lambda feed, state: rec.FeedChanged(feed=feed, state=state, kind="native"),
    st.sampled_from(["relay", "chat", "shop"]), st.sampled_from(["down", "live", "live", "gone"]),
)  # fmt: skip
_HAPPENS = st.tuples(
    st.integers(0, 40_000),
    st.sampled_from(_TOLD).map(lambda told: replace(told[1], source=told[0])) | _LINKS | st.just(None),  # type: ignore[type-var]
)


@given(st.lists(_HAPPENS, max_size=12))
@settings(max_examples=60)
def test_a_tile_is_stale_exactly_in_the_seconds_in_which_its_series_is_null(
    happens: list[tuple[int, rec.Record]],
) -> None:
    room = live(LEVEL, ev.OrderStep(order="o", status="created", user="u", source="shop"))
    s, now_ms = room.state, room.state.as_of_ms

    def hold() -> None:
        if any(begin < s.as_of_ms < end for begin, end in s.gaps):
            return
        [row] = series.rows(s.tally.series, s.gaps, s.as_of_ms, s.as_of_ms, 1_000)
        readings, quiet = RoomReadings(s, s.as_of_ms), set()
        for kind in {kind for source in s.observed.sources.values() for kind in source.last} & set(STANDS_ON):
            if readings.lack((kind,)) is not None and s.lulls.open[kind] < s.as_of_ms:
                quiet |= stands_on(kind, s.tally.audience)
        for code, tile in tiles(room).items():
            base = series.CODES[code][0].code
            [value] = series.reckoned(code, [row], unheard=lulls(s.lulls, s.tally.audience, base))
            if tile.value is not None:
                assert (tile.state == "stale") is (value is None), code
                assert tile.state == "stale" or base not in quiet, code

    for after_ms, one in happens:
        at_ms = now_ms + after_ms
        for second in range(s.as_of_ms + 1_000, at_ms, 1_000):
            room.advance(second)
            hold()
        if one is None:
            one = rec.RoomResumed(from_ms=now_ms, to_ms=at_ms) if after_ms > 5_000 else LEVEL
        now_ms = max(at_ms, s.as_of_ms)
        room.apply(s.seq + 1, now_ms, one)
    room.advance(now_ms - now_ms % 1_000 + 20_000)
    hold()


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
