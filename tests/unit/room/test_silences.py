"""Feeds that tell nothing although something is expected of them."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze, thaw
from tests.unit.room.test_marking import NOW, Show

LEVEL = ev.Audience(online=9, source="relay")
WAITS = 15_000
"""So long a feed that tells the audience may be silent."""


def a_show() -> Show:
    show = Show()
    show.tell(NOW, LEVEL)
    return show


def until(show: Show, at_ms: int) -> None:
    show.room.advance(at_ms // 1000 * 1000)


def test_a_feed_that_goes_silent_leaves_a_gap_from_what_it_told_last_to_what_it_tells_next() -> None:
    show = a_show()
    until(show, NOW + WAITS)
    assert show.told("gap") == []
    until(show, NOW + WAITS + 1_000)
    assert show.told("gap") == [("Feed relay silent", 60_000, None)]
    show.tell(NOW + 600_000, LEVEL)
    until(show, NOW + 601_000)
    assert show.told("gap") == [("Feed relay silent", 60_000, 660_000)]


def test_a_feed_that_brings_no_levels_comments_or_heartbeats_may_well_be_silent() -> None:
    show = Show()
    show.tell(NOW, ev.OrderStep(order="o", status="paid", source="shop"))
    until(show, NOW + 600_000)
    assert show.told("gap") == []


def test_a_broken_connection_is_one_gap_and_one_that_came_back_has_time_to_tell() -> None:
    show = a_show()
    until(show, NOW + 20_000)
    show.tell(NOW + 30_000, rec.FeedChanged(feed="relay", kind="relay", state="down", why="refused"))
    until(show, NOW + 60_000)
    show.tell(NOW + 60_000, rec.FeedChanged(feed="relay", kind="relay", state="live"))
    until(show, NOW + 70_000)
    gaps = [("Feed relay silent", 60_000, 90_000), ("Feed relay down", 90_000, 120_000)]
    assert show.told("gap") == gaps
    until(show, NOW + 77_000)
    assert show.told("gap") == [*gaps, ("Feed relay silent", 120_000, None)]


def test_a_silence_ends_with_the_show_and_where_the_room_itself_is_away() -> None:
    show = a_show()
    until(show, NOW + 20_000)
    show.tell(NOW + 60_000, rec.RoomResumed(from_ms=NOW + 25_000, to_ms=NOW + 60_000))
    until(show, NOW + 70_000)
    assert [gap[1:] for gap in show.told("gap")] == [(60_000, 85_000), (85_000, 120_000)]
    until(show, NOW + 80_000)
    show.give(NOW + 90_000, cmd.ShowEnd(id="e"))
    until(show, NOW + 600_000)
    assert show.told("gap")[2:] == [("Feed relay silent", 120_000, 150_000)]


def test_leaping_over_an_idle_time_leaves_the_gap_that_stepping_leaves() -> None:
    leaps = a_show()
    steps = Room(thaw(freeze(leaps.room.state)))
    end_ms = NOW // 1000 * 1000 + 3 * 3_600_000
    for at_ms in range(NOW // 1000 * 1000, end_ms + 1, 1000):
        steps.advance(at_ms)
    leaps.room.advance(end_ms)
    assert leaps.told("gap") == [("Feed relay silent", 60_000, None)]
    assert steps.state.marks == leaps.room.state.marks
    assert steps.state.lulls == leaps.room.state.lulls
    assert lulls(leaps, "audience") == [(0, None)]


def lulls(show: Show, kind: str) -> list[tuple[int, int | None]]:
    """Of a type of fact, since the first whole second after NOW."""
    first_ms = -(-NOW // 1000) * 1000
    return [(a - first_ms, b if b is None else b - first_ms) for a, b in show.room.state.lulls.of([kind])]


def test_what_a_silent_feed_brought_is_in_a_lull_from_what_it_told_last_to_the_second_that_knows_the_next() -> None:
    show = a_show()
    until(show, NOW + WAITS)
    assert lulls(show, "audience") == []
    until(show, NOW + WAITS + 1_000)
    assert lulls(show, "audience") == [(0, None)]
    show.tell(NOW + 600_300, LEVEL)
    until(show, NOW + 602_000)
    assert lulls(show, "audience") == [(0, 600_000)]
    assert Room(thaw(freeze(show.room.state))).state.lulls == show.room.state.lulls


def test_what_another_feed_brings_is_in_no_lull_and_a_shop_that_sells_nothing_is_in_none() -> None:
    show = a_show()
    show.tell(NOW + 100, ev.OrderStep(order="o", status="paid", source="shop"))
    for at_ms in range(NOW + 1_100, NOW + 120_000, 1_000):
        show.tell(at_ms, ev.Audience(online=8, source="other"))
        until(show, at_ms + 900)
    assert len(show.told("gap")) == 1
    assert (lulls(show, "audience"), lulls(show, "order")) == ([], [])


def test_what_a_broken_connection_brought_is_in_a_lull_at_once_until_it_stands_again_or_the_show_ends() -> None:
    show = Show()
    show.tell(NOW, rec.FeedChanged(feed="shop", kind="shop", state="live"))
    show.tell(NOW + 100, ev.OrderStep(order="o", status="paid", source="shop"))
    show.tell(NOW + 90_200, rec.FeedChanged(feed="shop", kind="shop", state="down", why="refused"))
    until(show, NOW + 92_000)
    assert lulls(show, "order") == [(90_000, None)]  # that nobody bought before was known
    show.tell(NOW + 99_500, rec.FeedChanged(feed="shop", kind="shop", state="live"))
    until(show, NOW + 101_000)
    assert lulls(show, "order") == [(90_000, 99_000)]
    show.tell(NOW + 200_500, rec.FeedChanged(feed="shop", kind="shop", state="down", why="refused"))
    until(show, NOW + 203_000)
    show.give(NOW + 204_500, cmd.ShowEnd(id="e"))
    assert lulls(show, "order") == [(90_000, 99_000), (200_000, 204_000)]


def test_no_lull_is_told_of_the_time_in_which_the_room_itself_was_away() -> None:
    show = a_show()
    until(show, NOW + 20_000)
    show.tell(NOW + 60_000, rec.RoomResumed(from_ms=NOW + 25_000, to_ms=NOW + 60_000))
    until(show, NOW + 80_000)
    assert lulls(show, "audience") == [(0, 25_000), (60_000, None)]


def test_what_only_a_feed_brought_that_is_taken_out_is_not_known_until_another_brings_it() -> None:
    show = a_show()
    show.tell(
        NOW + 1_000, ev.Comment(user="u", text="hi", source="relay"), ev.Comment(user="v", text="hi", source="other")
    )
    show.tell(NOW + 2_500, rec.FeedChanged(feed="relay", kind="relay", state="gone"))
    lulls = show.room.state.lulls
    assert lulls.open == {"audience": (NOW + 2_500) // 1000 * 1000 + 1_000}
    until(show, NOW + 30_000)
    assert list(lulls.open) == ["audience"]
    show.tell(NOW + 31_000, ev.Audience(online=8, source="other"))
    until(show, NOW + 33_000)
    assert (lulls.open, len(lulls.past["audience"])) == ({}, 1)
