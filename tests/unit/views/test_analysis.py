"""What an analyst is told about spans, against the brute-force sums."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain import events as ev
from controlroom.domain.marks import Mark
from controlroom.domain.notes import Note
from controlroom.domain.plan import plain
from controlroom.domain.roles import Role
from controlroom.domain.spans import Triples
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze, thaw
from controlroom.room.state import RoomState
from controlroom.views.analysis import BIN_MS, ChangedView, NothingPassed, changed_view, marks_view
from tests.stories import ANY_AGE, OPENED_MS, STARTED_MS, Arrival, Story, oracle, play, stories

BEGIN = STARTED_MS - STARTED_MS % BIN_MS + BIN_MS  # the first whole half minute of the show


def test_marks_of_a_span_come_with_their_show_and_what_was_forgotten() -> None:
    s = RoomState(show="demo-1", as_of_ms=9000)
    s.marks.add(Mark(1000, "cue", "slower"))
    s.notes.add(Note("note-7", 2000, "host tired", "cream", "s1", Role.ANALYST, None, 2500))
    s.marks.dropped["price"] = 3
    view = marks_view(s, 1500, None)
    assert (view.show, view.as_of_ms, view.dropped) == ("demo-1", 9000, {"price": 3})
    assert view.marks == (Mark(2000, "note", {"zh-CN": "备注：host tired", "en": "Note: host tired"}, "cream", "s1"),)


@given(stories(ANY_AGE), st.integers(0, 12), st.integers(1, 90))
def test_windows_hold_what_the_brute_force_sums_say(story: Story, first: int, bins: int) -> None:
    from_ms = (OPENED_MS // BIN_MS + first) * BIN_MS
    to_ms = min(from_ms + bins * BIN_MS, story.end_ms // BIN_MS * BIN_MS)
    if to_ms <= from_ms:
        return
    told = changed_view(play(story).state, (OPENED_MS - BIN_MS, OPENED_MS), (from_ms, to_ms), None)
    second = oracle(story)
    paid = [b for b in second.bills(timely=True).values() if b.paid_ms is not None and from_ms <= b.paid_ms < to_ms]
    entered = [
        d for d in second.all if isinstance(d.fact, ev.Enter) and d.live and not d.late and from_ms <= d.at_ms < to_ms
    ]
    assert (told.b.orders, told.b.gmv_minor) == (len(paid), sum(b.paid_minor for b in paid))
    sources = {p.key: p.to_minor for p in told.parts if p.by == "traffic" and p.to_minor}
    products = {p.key: p.to_minor for p in told.parts if p.by == "product" and p.to_minor}
    assert sum(sources.values()) == sum(products.values()) == told.b.gmv_minor
    segments = {p.key: p.to_minor for p in told.parts if p.by == "segment" and p.to_minor}
    on_air = Counter[str]()
    for bill in paid:
        on_air[bill.segment] += bill.paid_minor
    assert segments == +on_air
    assert told.b.viewers is None or told.b.viewers >= len(entered)


@given(stories(ANY_AGE), st.lists(st.integers(0, 200), min_size=4, max_size=4))
def test_contributions_add_up_to_the_change_whatever_the_windows(story: Story, at: list[int]) -> None:
    state = play(story).state
    a, b = ((OPENED_MS + lo * 7000, OPENED_MS + lo * 7000 + hi * 9000 + 1) for lo, hi in (at[:2], at[2:]))
    try:
        told = changed_view(state, a, b, None)
    except NothingPassed:
        return
    assert sum(f.contribution_minor for f in told.factors) == told.change_minor == told.b.gmv_minor - told.a.gmv_minor
    for by, volume in told.volume_minor.items():
        of_parts = sum(p.mix_minor + p.rate_minor for p in told.parts if p.by == by)
        assert volume + of_parts == told.change_minor


def evening() -> Room:
    """Two half minutes: 10 viewers and 4 who enter, 2 orders; then 20 and 5, 3 orders."""
    order = 0

    def half(start: int, online: int, entered: int, orders: list[tuple[str, int]]) -> Arrival:
        nonlocal order
        told: list[ev.Fact] = [ev.Audience(online=online, at=start - 5)]
        told += [ev.Enter(user=f"u{start}{i}", traffic="search", at=start + 10) for i in range(entered)]
        for sku, minor in orders:
            order += 1
            lines = (ev.Line(sku=sku, unit_minor=minor),)
            told.append(ev.OrderStep(order=f"o{order}", status="paid", lines=lines, traffic="search", at=start + 20))
        return Arrival(start + 30, tuple(told))

    first = half(BEGIN, 10, 4, [("cream", 1000), ("cream", 1200)])
    second = half(BEGIN + BIN_MS, 20, 5, [("cream", 1000), ("serum", 2000), ("serum", 2000)])
    return play(Story((first, second), BEGIN + 3 * BIN_MS))


def changed(room: Room) -> ChangedView:
    return changed_view(room.state, (BEGIN, BEGIN + BIN_MS), (BEGIN + BIN_MS + 1, BEGIN + 2 * BIN_MS - 1), None)


def test_two_windows_of_an_evening() -> None:
    told = changed(evening())
    assert [(w.from_ms - BEGIN, w.to_ms - BEGIN, w.viewers, w.orders, w.gmv_minor, w.aov_minor) for w in (told.a, told.b)] == [
        (0, BIN_MS, 14, 2, 2200, 1100), (BIN_MS, 2 * BIN_MS, 25, 3, 5000, 1667),
    ]  # fmt: skip
    assert (told.a.orders_per_viewer, told.change_minor) == (2 / 14, 2800)
    assert [f.code for f in told.factors] == ["viewers", "orders_per_viewer", "aov_minor"]
    assert {(p.by, p.key): (p.from_minor, p.to_minor) for p in told.parts} == {
        ("product", "cream"): (2200, 1000), ("product", "serum"): (0, 4000), ("traffic", "search"): (2200, 5000),
        ("segment", "none"): (2200, 5000),
    }  # fmt: skip
    assert [m.kind for m in told.facts] == []


def test_a_segment_that_is_new_or_over_has_its_whole_change() -> None:
    room = evening()
    cells = room.state.tally.bins.segments.pop("none")
    for segment, (bin_, cell) in zip(("opening", "cream"), cells.items(), strict=True):
        row = room.state.tally.bins.segments[segment] = Triples()
        row[bin_] = cell
    told = changed(room)
    found = {p.key: (p.from_minor, p.to_minor) for p in told.parts if p.by == "segment"}
    assert found == {"opening": (2200, 0), "cream": (0, 5000)}
    shares = [p.mix_minor + p.rate_minor for p in told.parts if p.by == "segment"]
    assert told.volume_minor["segment"] + sum(shares) == told.change_minor == 2800


def test_where_no_feed_brought_orders_and_none_came_nothing_of_them_is_known() -> None:
    room = play(Story((Arrival(BEGIN + 10, (ev.Audience(online=10, at=BEGIN - 5),)),), BEGIN + 3 * BIN_MS))
    windows = (BEGIN, BEGIN + BIN_MS), (BEGIN + BIN_MS, BEGIN + 2 * BIN_MS)
    assert changed_view(room.state, *windows, None).change_minor == 0
    for brought, unfed in ((None, ("order",)), (("comment",), ())):
        room.state.brought = brought
        told = changed_view(room.state, *windows, None, unfed)
        assert (told.unfed, told.change_minor) == ("order", None)
        assert [*told.factors, *told.volume_minor, *told.parts] == []
        for window in (told.a, told.b):
            assert (window.viewers, window.gmv_minor, window.orders, window.aov_minor) == (10, None, None, None)
    room.state.brought = ("comment", "order")
    assert changed_view(room.state, *windows, None, ("order",)).change_minor == 0
    sold = evening()
    sold.state.brought = ("comment",)
    assert changed(sold).change_minor == 2800  # some came all the same


def test_settled_windows_tell_the_same_and_so_does_a_thawed_room() -> None:
    room = evening()
    before = changed(room)
    room.advance(BEGIN + 4_000_000)
    settled, thawed = changed(room), changed(Room(thaw(freeze(room.state))))
    assert settled == thawed
    assert (settled.a, settled.b, settled.parts) == (before.a, before.b, before.parts)


def test_entrances_of_every_half_minute_count_before_and_after_they_are_settled() -> None:
    room = evening()
    told_late = ev.Enter(user="slow", traffic="search", at=BEGIN + 20_000)  # 100 s late: it still counts
    room.apply_page(room.state.seq + 1, BEGIN + 120_000, (told_late,))

    def viewers() -> int | None:
        return changed_view(room.state, (0, BEGIN + BIN_MS), (BEGIN, BEGIN + 2 * BIN_MS), None).b.viewers

    room.advance(BEGIN + 121_000)
    assert viewers() == 10 + 4 + 5 + 1
    room.advance(BEGIN + 4_000_000)
    assert viewers() == 10 + 4 + 5 + 1


def test_facts_are_the_marks_that_touch_either_window() -> None:
    room = evening()
    for at_ms in (BEGIN - 1, BEGIN, BEGIN + 2 * BIN_MS):
        room.state.marks.add(Mark(at_ms, "cue", str(at_ms - BEGIN)))
    assert [m.text for m in changed(room).facts if m.kind == "cue"] == ["0"]


def test_complaints_of_a_window_are_a_fact_of_the_minute_that_had_most() -> None:
    room = evening()
    for at_ms, n in (
        (BEGIN - 10_000, 5),
        (BEGIN + 5_000, 2),
        (BEGIN + BIN_MS + 5_000, 4),
        (BEGIN + BIN_MS + 25_000, 5),
    ):
        for _ in range(n):
            room.state.kinds.add("negative", at_ms // 1000)
    room.state.kinds.add("praise", BEGIN // 1000)

    def told(view: ChangedView) -> list[tuple[int, str]]:
        return [(m.at_ms - BEGIN, plain(m.text, "en")) for m in view.facts if m.kind == "complaints"]

    first, second = (f"Complaints: {n} in this minute, {n} in the window" for n in (2, 9))
    assert told(changed(room)) == [(0, first), (BIN_MS, second)]
    both = changed_view(room.state, (0, BEGIN - 60_000), (BEGIN, BEGIN + 2 * BIN_MS), None)
    assert told(both) == [(BIN_MS, "Complaints: 9 in this minute, 11 in the window")]  # it begins within that minute


@pytest.mark.parametrize(
    ("a", "b", "which"),
    [
        ((0, 0), (0, BIN_MS), "a"),
        ((0, BIN_MS), (2 * BIN_MS, BIN_MS), "b"),
        ((0, BIN_MS), (9 * BIN_MS, 10 * BIN_MS), "b"),
    ],
)
def test_a_window_of_which_nothing_has_passed_is_named(a: tuple[int, int], b: tuple[int, int], which: str) -> None:
    state = evening().state
    with pytest.raises(NothingPassed) as empty:
        changed_view(state, (BEGIN + a[0], BEGIN + a[1]), (BEGIN + b[0], BEGIN + b[1]), None)
    assert empty.value.which == which
