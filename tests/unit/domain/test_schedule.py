"""When each segment is expected, and where the time went."""

from __future__ import annotations

import os
from copy import deepcopy
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from msgspec.structs import replace

from controlroom.domain.plan import Plan, SegmentPlan, ShowPlan
from controlroom.domain.rundown import Rundown
from controlroom.domain.schedule import Expected, Schedule, schedule
from tests.unit.domain.made_rundowns import MINUTE as MIN
from tests.unit.domain.made_rundowns import Driven, driven

LAW = settings(max_examples=int(os.environ.get("LAW_EXAMPLES", "400")), deadline=None)
START = 1_000_000
SEGMENTS = tuple(
    SegmentPlan(id=id_, title=id_, planned_for_ms=minutes * MIN, kind="product")
    for id_, minutes in (("a", 10), ("b", 20), ("c", 5))
)
PLAN = Plan(
    show=ShowPlan(title="N", room="demo", timezone="UTC", currency="CNY", starts_ms=START), segments=SEGMENTS
)  # fmt: skip


def rundown(*puts: tuple[str | None, int]) -> Rundown:
    made = Rundown(segments=SEGMENTS)
    for segment, at_ms in puts:
        made.put(segment, at_ms, None)
    return made


def starts(times: Schedule) -> list[int | None]:
    return [
        (one.expected_ms - START) // MIN if one.expected_ms is not None else None for one in times.segments.values()
    ]


def took(times: Schedule) -> dict[str, int]:
    return {id_: one.over_ms // MIN for id_, one in times.segments.items()}


# ── by example ──


def test_before_the_start_everything_is_expected_as_planned() -> None:
    times = schedule(PLAN, rundown(), None, None)
    assert times.segments == {
        "a": Expected(START, START),
        "b": Expected(START + 10 * MIN, START + 10 * MIN),
        "c": Expected(START + 30 * MIN, START + 30 * MIN),
    }
    assert (times.planned_end_ms, times.expected_end_ms, times.over_why) == (START + 35 * MIN, START + 35 * MIN, None)
    assert (times.due_ms, times.slips_ms) == (None, START)  # each minute after it moves everything


def test_a_late_start_moves_what_follows_and_is_not_a_segments_fault() -> None:
    times = schedule(PLAN, rundown(("a", START + 5 * MIN), ("b", START + 17 * MIN)), START + 5 * MIN, None)
    assert (times.expected_end_ms, times.over_ms, times.late_ms) == (START + 42 * MIN, 7 * MIN, 5 * MIN)
    assert (took(times), times.over_why) == ({"a": 2, "b": 0, "c": 0}, None)


def test_what_lies_behind_keeps_its_start_and_the_one_that_ran_over_most_is_named() -> None:
    line = rundown(("a", START), ("b", START + 14 * MIN), ("c", START + 35 * MIN))
    times = schedule(PLAN, line, START, None)
    assert (starts(times), took(times)) == ([0, 14, 35], {"a": 4, "b": 1, "c": 0})
    assert (times.expected_end_ms, times.over_why, times.due_ms) == (START + 40 * MIN, "a", START + 40 * MIN)


def test_what_was_jumped_over_is_expected_no_more_and_wins_its_length() -> None:
    times = schedule(PLAN, rundown(("a", START), ("c", START + 10 * MIN)), START, None)
    assert times.segments["b"] == Expected(START + 10 * MIN, None, -20 * MIN)
    assert (times.expected_end_ms, times.over_ms) == (START + 15 * MIN, -20 * MIN)


def test_after_the_end_the_schedule_is_what_happened() -> None:
    line = rundown(("a", START), ("b", START + 12 * MIN), (None, START + 20 * MIN))
    times = schedule(PLAN, line, START, START + 20 * MIN)
    assert (starts(times), took(times)) == ([0, 12, None], {"a": 2, "b": -12, "c": -5})
    assert (times.expected_end_ms, times.over_why) == (START + 20 * MIN, "a")
    assert (times.due_ms, times.slips_ms) == (None, None)


def test_live_with_nothing_on_air_each_minute_moves_everything() -> None:
    times = schedule(PLAN, rundown(), START + 2 * MIN, None)
    assert (starts(times), times.slips_ms) == ([2, 12, 32], START + 2 * MIN)
    times = schedule(PLAN, rundown(("a", START), (None, START + 4 * MIN)), START, None)
    assert (starts(times), times.slips_ms, times.idle_ms) == ([0, 4, 24], START + 4 * MIN, 0)


def test_a_segment_that_was_on_air_twice_took_both_times() -> None:
    line = rundown(("a", START), ("b", START + 10 * MIN), ("a", START + 12 * MIN))
    times = schedule(PLAN, line, START, None)
    assert (starts(times), took(times), times.over_why) == ([12, 22, 42], {"a": 10, "b": 2, "c": 0}, "a")


def test_a_fixed_start_waits_and_takes_up_what_runs_over() -> None:
    fixed = (SEGMENTS[0], SEGMENTS[1], replace(SEGMENTS[2], starts_ms=START + 40 * MIN))
    plan, line = replace(PLAN, segments=fixed), Rundown(segments=fixed)
    line.put("a", START, None)
    times = schedule(plan, line, START, None)
    assert (starts(times), times.planned_end_ms) == ([0, 10, 40], START + 45 * MIN)
    assert [one.slack_ms for one in times.segments.values()] == [0, 0, 10 * MIN]
    assert (times.slack_ms, times.over_ms, times.idle_ms) == (10 * MIN, 0, 0)
    line.put("b", START + 15 * MIN, None)
    assert (starts(schedule(plan, line, START, None)), schedule(plan, line, START, None).idle_ms) == (
        [0, 15, 40],
        -5 * MIN,
    )
    line.replace(replace(SEGMENTS[1], planned_for_ms=30 * MIN))
    assert starts(schedule(plan, line, START, None)) == [0, 15, 45]  # nothing can begin before what precedes it ends


def test_edits_move_what_follows_at_once_and_the_promise_stays() -> None:
    line = rundown(("a", START))
    line.replace(replace(SEGMENTS[1], planned_for_ms=12 * MIN))
    line.insert(SegmentPlan(id="n", title="n", planned_for_ms=3 * MIN, kind="break"), "a")
    line.remove("c")
    times = schedule(PLAN, line, START, None)
    assert (list(times.segments), starts(times)) == (["a", "n", "b"], [0, 10, 13])
    assert times.segments["n"].planned_ms is None
    assert (times.planned_end_ms, times.expected_end_ms) == (START + 35 * MIN, START + 25 * MIN)
    assert (took(times), times.gone_ms, times.over_ms) == ({"a": 0, "n": 3, "b": -8}, -5 * MIN, -10 * MIN)


def test_what_is_to_be_skipped_takes_nothing() -> None:
    line = rundown(("a", START))
    line.skipped["b"] = None
    times = schedule(PLAN, line, START, None)
    assert (starts(times), took(times)) == ([0, None, 10], {"a": 0, "b": -20, "c": 0})


def test_while_held_everything_later_moves_and_the_rest_of_the_segment_stays() -> None:
    line = rundown(("a", START))
    line.hold(START + 4 * MIN)
    held = schedule(PLAN, line, START, None)
    assert (held.due_ms, held.slips_ms) == (START + 10 * MIN, START + 4 * MIN)
    line.release(START + 7 * MIN)
    freed = schedule(PLAN, line, START, None)
    assert (freed.due_ms, freed.slips_ms, starts(freed), took(freed)["a"]) == (START + 13 * MIN,) * 2 + ([0, 13, 33], 3)


def test_held_after_its_end_it_slips_since_its_end() -> None:
    line = rundown(("a", START))
    line.hold(START + 12 * MIN)
    assert schedule(PLAN, line, START, None).slips_ms == START + 10 * MIN


def test_midnight_and_a_change_of_clocks_are_not_noticed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = int(datetime(2026, 3, 28, 23, 30, tzinfo=berlin).timestamp() * 1000)
    hours = tuple(SegmentPlan(id=str(i), title=str(i), planned_for_ms=60 * MIN, kind="product") for i in range(5))
    plan = Plan(show=replace(PLAN.show, starts_ms=at, timezone="Europe/Berlin"), segments=hours)
    times = schedule(plan, Rundown(segments=hours), None, None)
    told = [
        datetime.fromtimestamp((one.expected_ms or 0) / 1000, berlin).strftime("%d %H:%M")
        for one in times.segments.values()
    ]
    assert told == ["28 23:30", "29 00:30", "29 01:30", "29 03:30", "29 04:30"]
    assert times.expected_end_ms - at == 5 * 60 * MIN


def test_an_empty_rundown_ends_when_it_starts() -> None:
    plan = replace(PLAN, segments=())
    assert schedule(plan, Rundown(), None, None).expected_end_ms == START
    assert schedule(plan, Rundown(), START, START + MIN).idle_ms == MIN


# ── by law ──


def times_of(show: Driven) -> Schedule:
    return schedule(show.plan, show.rundown, show.started_ms, show.ended_ms)


def ahead(show: Driven, times: Schedule) -> list[tuple[SegmentPlan, Expected]]:
    """Return what is on air and what will be, in order."""
    if show.ended_ms is not None:
        return []
    place = max(0, show.rundown.place(show.rundown.on_air))
    every = [(segment, times.segments[segment.id]) for segment in show.rundown.segments[place:]]
    idle = show.rundown.on_air is None
    return [(s, e) for s, e in every if e.expected_ms is not None and not (idle and s.id in show.rundown.aired)]


@LAW
@given(driven())
def test_law_expected_times_never_run_backwards(show: Driven) -> None:
    times = times_of(show)
    line = ahead(show, times)
    for i, ((one, first), (two, second)) in enumerate(pairwise(line)):
        assert first.expected_ms is not None
        assert second.expected_ms is not None
        length = one.planned_for_ms
        if i == 0 and one.id == show.rundown.on_air:
            length += show.rundown.aired[one.id].held_for_ms
        assert second.expected_ms >= first.expected_ms + length
        assert second.expected_ms == max(first.expected_ms + length, two.starts_ms or 0)
        assert first.slack_ms <= second.slack_ms <= times.slack_ms
    planned = [one.planned_ms for one in times.segments.values() if one.planned_ms is not None]
    assert sorted(planned) == [schedule(show.plan, Rundown(segments=show.plan.segments), None, None).segments[s.id].planned_ms
                               for s in show.plan.segments if s.id in times.segments]  # fmt: skip
    if line and show.ended_ms is None:
        assert times.expected_end_ms >= (line[-1][1].expected_ms or 0)


@LAW
@given(driven())
def test_law_sums_hold(show: Driven) -> None:
    times = times_of(show)
    assert times.over_ms == times.expected_end_ms - times.planned_end_ms
    parts = sum(one.over_ms for one in times.segments.values())
    assert times.over_ms == times.late_ms + times.idle_ms + times.gone_ms + parts
    if times.over_why is not None:
        most = max(one.over_ms for one in times.segments.values())
        assert times.segments[times.over_why].over_ms == most > max(0, times.late_ms, times.idle_ms)


@LAW
@given(driven())
def test_law_an_edit_that_changes_nothing_changes_nothing(show: Driven) -> None:
    before, state = msgspec.json.encode(times_of(show)), msgspec.json.encode(show.rundown)
    line = show.rundown
    for segment in line.segments:
        line.replace(replace(segment, planned_for_ms=segment.planned_for_ms))
        line.move(segment.id, line.before(segment.id))
    new = SegmentPlan(id="new", title="new", planned_for_ms=MIN, kind="break")
    for after in (None, *(segment.id for segment in line.segments)):
        line.insert(new, after)
        line.remove("new")
    if line.on_air is not None and line.held_ms is None:
        line.hold(show.now_ms)
        line.release(show.now_ms)
    assert msgspec.json.encode(line) == state
    assert msgspec.json.encode(times_of(show)) == before


@LAW
@given(driven())
def test_law_what_runs_over_moves_what_follows_by_what_the_slack_leaves(show: Driven) -> None:
    times, line = times_of(show), deepcopy(show.rundown)
    on_air = line.segment(line.on_air) if line.on_air is not None else None
    if on_air is None or show.ended_ms is not None:
        return
    for by in (1, MIN, 47 * MIN):
        line.replace(replace(on_air, planned_for_ms=on_air.planned_for_ms + by))
        later = schedule(show.plan, line, show.started_ms, None)
        for segment, one in ahead(show, times)[1:]:
            assert later.segments[segment.id].expected_ms == (one.expected_ms or 0) + max(0, by - one.slack_ms)
        assert later.expected_end_ms == times.expected_end_ms + max(0, by - times.slack_ms)


@LAW
@given(driven())
def test_law_a_shift_of_all_instants_shifts_all_times(show: Driven) -> None:
    by = 37 * 60 * MIN + 1
    before = msgspec.to_builtins(times_of(show))
    assert msgspec.to_builtins(times_of(shifted(show, by))) == shifted_times(before, by)


def shifted(show: Driven, by: int) -> Driven:
    def moved(segment: SegmentPlan) -> SegmentPlan:
        return replace(segment, starts_ms=segment.starts_ms + by) if segment.starts_ms is not None else segment

    plan = replace(
        show.plan, show=replace(show.plan.show, starts_ms=show.plan.show.starts_ms + by),
        segments=tuple(map(moved, show.plan.segments)),
    )  # fmt: skip
    line = deepcopy(show.rundown)
    line.segments = tuple(map(moved, line.segments))
    line.since_ms = [at + by for at in line.since_ms]
    line.held_ms = line.held_ms + by if line.held_ms is not None else None
    for aired in line.aired.values():
        aired.started_ms += by
    began, ended = show.started_ms, show.ended_ms
    return Driven(
        plan,
        line,
        show.now_ms + by,
        began + by if began is not None else None,
        ended + by if ended is not None else None,
    )


INSTANTS = ("planned_ms", "expected_ms", "planned_end_ms", "expected_end_ms", "due_ms", "slips_ms")


def shifted_times(times: object, by: int) -> object:
    if not isinstance(times, dict):
        return times
    return {
        key: value + by if key in INSTANTS and isinstance(value, int) else shifted_times(value, by)
        for key, value in times.items()
    }
