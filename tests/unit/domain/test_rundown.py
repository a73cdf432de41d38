"""Where the show stands, and when the rest is expected."""

from __future__ import annotations

from controlroom.domain.plan import Plan, SegmentPlan, ShowPlan
from controlroom.domain.rundown import Expected, Rundown, schedule
from controlroom.domain.windows import Reading

START = 1_000_000
MIN = 60_000
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


def test_a_fact_belongs_to_what_was_on_air_at_its_instant() -> None:
    line = rundown(("a", 100), ("b", 200), (None, 300))
    assert [line.at(ms) for ms in (99, 100, 199, 200, 299, 300, 999)] == ["none", "a", "a", "b", "b", "none", "none"]


def test_nothing_was_on_air_before_the_first_take() -> None:
    assert Rundown().at(5) == "none"


def test_neighbours_are_those_of_the_segment_on_air() -> None:
    line = rundown(("b", 100))
    assert (line.neighbour(1), line.neighbour(-1)) == ("c", "a")
    assert rundown(("c", 100)).neighbour(1) is None
    assert rundown(("a", 100)).neighbour(-1) is None


def test_with_nothing_on_air_the_next_is_the_first_that_has_not_been() -> None:
    assert (rundown().neighbour(1), rundown().neighbour(-1)) == ("a", None)
    assert rundown(("a", 1), (None, 2)).neighbour(1) == "b"
    assert Rundown().neighbour(1) is None


def test_a_put_ends_what_was_on_air() -> None:
    line = rundown(("a", 100), ("b", 250))
    assert {id_: (aired.started_ms, aired.ended_ms) for id_, aired in line.aired.items()} == {
        "a": (100, 250), "b": (250, None)
    }  # fmt: skip


def test_a_reading_that_comes_later_may_still_be_the_newest_before_a_start() -> None:
    line = rundown(("a", 100), ("b", 200))
    line.heard(Reading(150, "", "", 40))
    line.heard(Reading(120, "", "", 30))
    assert (line.aired["a"].online, line.aired["b"].online) == (None, Reading(150, "", "", 40))


def test_before_the_start_everything_is_expected_as_planned() -> None:
    times = schedule(PLAN, rundown(), None, None)
    assert times.segments == {
        "a": Expected(START, START),
        "b": Expected(START + 10 * MIN, START + 10 * MIN),
        "c": Expected(START + 30 * MIN, START + 30 * MIN),
    }
    assert (times.planned_end_ms, times.expected_end_ms, times.over_why) == (START + 35 * MIN, START + 35 * MIN, None)


def test_a_late_start_moves_what_follows() -> None:
    assert schedule(PLAN, rundown(), START + MIN, None).expected_end_ms == START + 36 * MIN


def test_what_lies_behind_keeps_its_start_and_the_one_that_ran_over_most_is_named() -> None:
    line = rundown(("a", START), ("b", START + 14 * MIN), ("c", START + 35 * MIN))
    times = schedule(PLAN, line, START, None)
    assert [e.expected_ms for e in times.segments.values()] == [START, START + 14 * MIN, START + 35 * MIN]
    assert (times.expected_end_ms, times.over_why) == (START + 40 * MIN, "a")


def test_what_was_jumped_over_is_expected_no_more() -> None:
    times = schedule(PLAN, rundown(("a", START), ("c", START + 10 * MIN)), START, None)
    assert times.segments["b"] == Expected(START + 10 * MIN, None)
    assert times.expected_end_ms == START + 15 * MIN


def test_after_the_end_the_schedule_is_what_happened() -> None:
    line = rundown(("a", START), ("b", START + 12 * MIN), (None, START + 20 * MIN))
    times = schedule(PLAN, line, START, START + 20 * MIN)
    assert [e.expected_ms for e in times.segments.values()] == [START, START + 12 * MIN, None]
    assert (times.expected_end_ms, times.over_why) == (START + 20 * MIN, "a")
