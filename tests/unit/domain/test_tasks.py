"""Tasks: due by their segment's start, late a minute after, and time that stands still for what lies ahead."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.plan import Person, SegmentPlan, TaskPlan
from controlroom.domain.roles import Role
from controlroom.domain.tasks import By, Start, Tasks, plays

M = 60_000


def segment(id_: str, *tasks: TaskPlan) -> SegmentPlan:
    return SegmentPlan(id=id_, title=id_, planned_for_ms=5 * M, kind="product", tasks=tasks)


def of(offset_for_ms: int | None, *, begun: bool = False, holds_ms: int | None = None, start_ms: int = 20 * M) -> Tasks:
    """One task `t` of a segment that starts (or is expected) at `start_ms`."""
    tasks = Tasks()
    tasks.plan([segment("a", TaskPlan(id="t", title="T", offset_for_ms=offset_for_ms, owner="wang"))])
    tasks.reckon({"a": Start(start_ms, begun, holds_ms)}, 0)
    return tasks


def states(tasks: Tasks, *at_ms: int) -> list[str]:
    """The state of `t` at each instant, reached one after another."""
    found = []
    for ms in at_ms:
        tasks.advance(ms)
        found.append(tasks.by_id["t"].state)
    return found


def test_a_task_is_due_at_its_instant_and_late_a_minute_after() -> None:
    tasks = of(-2 * M)
    at = (17 * M, 18 * M - 1000, 18 * M, 19 * M - 1000, 19 * M, 60 * M)
    assert states(tasks, *at) == ["waiting", "waiting", "due", "due", "late", "late"]
    assert tasks.by_id["t"].due_ms == 18 * M


def test_time_stands_still_for_what_lies_ahead_while_the_segment_on_air_runs_over() -> None:
    ahead = of(-1 * M, holds_ms=15 * M)  # on air should have ended at 15, the segment is expected at 20
    assert states(ahead, 19 * M, 90 * M) == ["waiting", "waiting"]
    assert ahead.next_ms is None
    ahead.reckon({"a": Start(20 * M, holds_ms=15 * M)}, 90 * M)
    assert ahead.by_id["t"].state == "waiting"
    ahead.reckon({"a": Start(25 * M, holds_ms=25 * M)}, 90 * M)  # what was in between is taken: it is next, and late
    assert ahead.by_id["t"].state == "late"


def test_what_is_done_in_a_segment_is_never_due_before_it_begins() -> None:
    tasks = of(2 * M)
    assert states(tasks, 22 * M, 40 * M) == ["waiting", "waiting"]
    assert tasks.reckon({"a": Start(30 * M, begun=True)}, 31 * M)
    assert states(tasks, 31 * M, 32 * M, 33 * M) == ["waiting", "due", "late"]


def test_a_segment_that_is_jumped_over_takes_its_task_back() -> None:
    tasks = of(-1 * M)
    assert states(tasks, 20 * M) == ["late"]
    tasks.reckon({"a": Start(None)}, 21 * M)
    assert (tasks.by_id["t"].due_ms, tasks.by_id["t"].state, tasks.next_ms) == (None, "waiting", None)


def test_a_task_without_an_instant_waits_until_it_is_called_for() -> None:
    tasks = of(None)
    assert states(tasks, 40 * M) == ["waiting"]
    tasks.call(["t", "unknown"], 41 * M + 5)
    assert states(tasks, 41 * M, 42 * M, 43 * M) == ["waiting", "due", "late"]
    tasks.reckon({"a": Start(50 * M)}, 43 * M)
    assert tasks.by_id["t"].state == "late"


def test_what_is_done_stays_done() -> None:
    tasks = of(-1 * M)
    tasks.by_id["t"].done_ms = 5
    tasks.reckon({"a": Start(20 * M)}, 0)
    tasks.call(["t"], 9000)
    assert states(tasks, 90 * M) == ["done"]
    assert tasks.of("wang") == ([], [])


def test_nothing_is_looked_at_before_the_next_instant() -> None:
    tasks = of(-2 * M)
    assert tasks.next_ms == 18 * M
    assert [tasks.advance(ms) for ms in (17 * M, 18 * M, 18 * M + 1000, 19 * M, 80 * M)] == [
        False, True, False, True, False,
    ]  # fmt: skip
    assert tasks.next_ms is None


def test_a_plan_applied_anew_keeps_what_was_done_and_assigned() -> None:
    tasks = Tasks()
    tasks.plan([segment("a", *(TaskPlan(id=i, title=i, owner="wang") for i in "tuv"))])
    tasks.by_id["t"].done_ms = 7
    tasks.by_id["u"].owner = "li"
    new = [TaskPlan(id="u", title="U2", owner="chen"), TaskPlan(id="v", title="v", owner="chen")]
    tasks.plan([segment("b", TaskPlan(id="t", title="t", owner="wang")), segment("a", *new)])
    assert [(t.id, t.segment, t.title, t.owner, t.done_ms) for t in tasks.by_id.values()] == [
        ("t", "b", "t", "wang", 7),
        ("u", "a", "U2", "li", None),
        ("v", "a", "v", "chen", None),
    ]


@given(
    st.integers(-10, 10), st.booleans(), st.integers(0, 40), st.integers(0, 40),
    st.lists(st.integers(0, 3000), min_size=1, max_size=8),
)  # fmt: skip
def test_stepping_gives_the_same_as_jumping(offset: int, begun: bool, holds: int, start: int, steps: list[int]) -> None:
    stepped, jumped = (of(offset * M, begun=begun, holds_ms=holds * M, start_ms=start * M) for _ in range(2))
    for second in sorted(steps):
        stepped.advance(second * 1000)
    jumped.advance(max(steps) * 1000)
    assert stepped == jumped


def test_who_somebody_is_goes_by_person_and_where_it_is_unknown_by_role() -> None:
    team = (Person(id="wang", name="W", role="controller"), Person(id="li", name="L", role="analyst"))
    controller, li = By(Role.CONTROLLER), By(Role.ANALYST, "li")
    assert plays("wang", controller, team)
    assert not plays("li", controller, team)
    assert plays("li", li, team)
    assert not plays("other", li, team)
    assert plays("analyst", li, team)
    assert not plays(None, li, team)
    assert not plays("wang", By(Role.CONTROLLER, "sun"), team)


def test_what_waits_for_somebody_is_to_be_done_or_approved() -> None:
    tasks = Tasks()
    told = [TaskPlan(id=id_, title=id_, owner="wang", approver="li") for id_ in "tu"]
    tasks.plan([segment("a", *told, TaskPlan(id="v", title="v", owner="li"))])
    tasks.by_id["t"].done_ms = 5
    assert (tasks.of("wang"), tasks.of("li"), tasks.of("sun")) == ((["u"], []), (["v"], ["t", "u"]), ([], []))
    tasks.by_id["t"].approved_ms = 6
    assert tasks.of("li") == (["v"], ["u"])


def test_a_task_that_leaves_the_rundown_comes_back_as_it_was() -> None:
    tasks = Tasks()
    whole = [segment("a", TaskPlan(id="t", title="T"), TaskPlan(id="u", title="U"))]
    tasks.plan(whole)
    tasks.by_id["t"].done_ms = 7
    tasks.plan([])
    assert (tasks.by_id, list(tasks.gone)) == ({}, ["t"])
    tasks.plan(whole)
    assert ([(t.id, t.done_ms) for t in tasks.by_id.values()], tasks.gone) == ([("t", 7), ("u", None)], {})
