"""Where the show stands, and how its segments are put in order."""

from __future__ import annotations

from controlroom.domain.plan import SegmentPlan
from controlroom.domain.rundown import Rundown
from controlroom.domain.windows import Reading

MIN = 60_000
SEGMENTS = tuple(
    SegmentPlan(id=id_, title=id_, planned_for_ms=minutes * MIN, kind="product")
    for id_, minutes in (("a", 10), ("b", 20), ("c", 5))
)


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


def test_what_is_skipped_is_nobodys_neighbour_until_it_is_taken() -> None:
    line = rundown(("a", 100))
    line.skipped["b"] = None
    assert line.neighbour(1) == "c"
    line.put("c", 200, None)
    assert line.neighbour(-1) == "a"
    line.put("b", 300, None)
    assert (line.skipped, line.neighbour(-1), line.neighbour(1)) == ({}, "a", "c")


def test_with_nothing_on_air_what_is_skipped_is_not_next() -> None:
    line = rundown()
    line.skipped["a"] = None
    assert line.neighbour(1) == "b"


def test_a_segment_is_put_moved_and_taken_out_behind_another() -> None:
    line, new = rundown(), SegmentPlan(id="n", title="n", planned_for_ms=MIN, kind="break")
    line.insert(new, "a")
    assert [s.id for s in line.segments] == ["a", "n", "b", "c"]
    line.move("c", None)
    assert [s.id for s in line.segments] == ["c", "a", "n", "b"]
    assert (line.before("c"), line.before("n"), line.place("b"), line.place("x"), line.place(None)) == (
        None,
        "a",
        3,
        -1,
        -1,
    )
    line.skipped["n"] = None
    line.remove("n")
    assert ([s.id for s in line.segments], line.skipped) == (["c", "a", "b"], {})


def test_what_is_ahead_lies_behind_what_is_on_air() -> None:
    line = rundown(("b", 100))
    assert [line.ahead(id_) for id_ in "abc"] == [False, False, True]
    assert [rundown().ahead(id_) for id_ in "abc"] == [True, True, True]


def test_held_a_segment_ends_later_by_what_it_was_held() -> None:
    line = rundown(("a", 100))
    assert line.due_ms() == 100 + 10 * MIN
    line.hold(200)
    line.release(500)
    line.hold(600)
    line.put("b", 1000, None)
    assert (line.aired["a"].held_for_ms, line.held_ms, line.due_ms()) == (700, None, 1000 + 20 * MIN)
    assert rundown().due_ms() is None


def test_what_each_segment_took_is_all_its_times_on_air() -> None:
    rundown = Rundown()
    assert rundown.took_ms(500) == {}
    for segment, at_ms in (("a", 100), ("b", 300), (None, 350), ("a", 400)):
        rundown.put(segment, at_ms, None)
    assert rundown.took_ms(1000) == {"a": 800, "b": 50}
    rundown.put(None, 1100, None)
    assert rundown.took_ms(5000) == {"a": 900, "b": 50}
