"""Windows that reach over time of which nothing is known are unsure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.lulls import Span
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.views.beside import Beside
from controlroom.views.missed import covered
from controlroom.views.project import project
from controlroom.views.shapes import KpiView, Tile
from tests.unit.room.ruled import Show, order


def tiles(show: Show) -> dict[str, Tile]:
    view = project(Topic.KPI, show.room.state, Beside(), Role.ANALYST)
    assert isinstance(view, KpiView)
    return view.tiles


def missed(show: Show) -> dict[str, int]:
    return {code: tile.missed_ms for code, tile in tiles(show).items() if tile.missed_ms is not None}


def told(show: Show, *seconds: int) -> None:
    for second in seconds:
        show.tell(
            second,
            ev.Audience(online=9, total=500, source="relay"),
            ev.Comment(user=f"u{second}", text="?", source="relay"),
        )


def test_a_window_over_the_servers_absence_is_unsure_until_it_has_slid_past() -> None:
    show = Show(())
    show.tell(1, order("o", "paid"))
    show.tell(100, rec.RoomResumed(from_ms=show.room.state.as_of_ms, to_ms=show.room.state.as_of_ms + 60_000))
    [(from_ms, to_ms)] = show.room.state.gaps
    show.wait(101)
    gone = to_ms - from_ms
    assert {missed(show)[f"orders_{window}"] for window in ("5m", "30m")} == {gone}
    assert missed(show)["orders_1m"] < gone
    assert [tiles(show)[code].state for code in ("orders_5m", "orders", "aov_minor_5m")] == ["unsure", "ok", "unsure"]
    assert "aov_minor_1m" not in missed(show)  # nothing was sold in it: its value is unknown anyway
    show.wait(101 + 300)
    assert ("orders_5m" in missed(show), tiles(show)["orders_5m"].state) == (False, "ok")
    assert missed(show)["orders_30m"] == gone


def test_a_window_over_a_silence_is_unsure_where_its_figure_is_made_of_what_was_silent() -> None:
    show = Show(())
    show.tell(1, order("o", "paid"))
    told(show, *range(2, 100, 4))
    assert missed(show) == {}
    show.wait(140)
    last = tiles(show)
    assert (last["comments_5m"].state, last["orders_5m"].state) == ("stale", "ok")
    assert last["comments_5m"].missed_ms == show.room.state.as_of_ms - show.room.state.lulls.open["comment"]
    told(show, *range(141, 160, 4))
    show.wait(160)
    [(begin_ms, end_ms)] = show.room.state.lulls.past["comment"]
    last = tiles(show)
    assert (last["comments_5m"].state, last["comments_5m"].missed_ms) == ("unsure", end_ms - begin_ms)
    assert (last["comments_5m"].state, last["orders_5m"].state, last["conversion_rate"].missed_ms) == (
        "unsure",
        "ok",
        None,
    )


def test_what_a_level_held_through_a_silence_is_said_and_unsure_while_that_is_much_of_the_show() -> None:
    show = Show(())
    told(show, *range(2, 100, 4), *range(141, 200, 4))
    show.wait(200)
    [(begin_ms, end_ms)] = show.room.state.lulls.past["audience"]
    codes = ("online_avg", "watch_s")
    assert [(tiles(show)[code].state, tiles(show)[code].missed_ms) for code in codes] == [
        ("unsure", end_ms - begin_ms)
    ] * 2
    told(show, *range(201, 5000, 14))
    show.wait(5000)
    assert {tiles(show)[code].missed_ms for code in codes} == {end_ms - begin_ms}
    assert [tiles(show)[code].state for code in codes] == ["ok", "estimate"]


@given(st.lists(st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60))), st.integers(0, 60), st.integers(0, 60))
def test_what_is_covered_is_the_seconds_that_lie_in_any_span(spans: list[Span], from_s: int, to_s: int) -> None:
    whole = [(begin, end) for begin, end in spans if end is None or end >= begin]
    seconds = [
        at for at in range(from_s, to_s) if any(begin <= at and (end is None or at < end) for begin, end in whole)
    ]
    assert covered(whole, from_s, to_s) == len(seconds)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.HOST])
def test_every_role_sees_it(role: Role) -> None:
    show = Show(())
    show.tell(100, rec.RoomResumed(from_ms=show.room.state.as_of_ms, to_ms=show.room.state.as_of_ms + 60_000))
    show.wait(101)
    view = project(Topic.KPI, show.room.state, Beside(), role)
    assert isinstance(view, KpiView)
    assert view.tiles["orders_5m"].state == "unsure"
