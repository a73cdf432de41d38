"""Rundowns that Hypothesis makes up: planned, driven, edited, held, and seen at any moment."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain.plan import Plan, SegmentPlan, ShowPlan
from controlroom.domain.rundown import Rundown

STARTS_MS = 1_774_738_800_000
"""Half past midnight before the clocks of Berlin change: most of these shows go through it."""

SECOND, MINUTE = 1000, 60_000
LENGTHS = st.one_of(st.integers(SECOND, 40 * MINUTE), st.sampled_from([SECOND, MINUTE, 5 * MINUTE]))
STEPS = st.one_of(st.integers(1, 30 * MINUTE), st.just(1), st.just(10 * MINUTE))


class Driven(Struct):
    """A show at some moment. `now_ms`: the instant of the last thing that happened."""

    plan: Plan
    rundown: Rundown
    now_ms: int
    started_ms: int | None = None
    ended_ms: int | None = None


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    lengths = draw(st.lists(LENGTHS, min_size=1, max_size=8))
    fixed = st.one_of(st.none(), st.none(), st.integers(-MINUTE, 120 * MINUTE))
    segments = []
    for i, length in enumerate(lengths):
        at = draw(fixed)
        segments.append(
            SegmentPlan(
                id=f"s{i}", title=f"s{i}", planned_for_ms=length, kind="product",
                starts_ms=STARTS_MS + at if at is not None else None,
            )
        )  # fmt: skip
    show = ShowPlan(title="N", room="demo", timezone="Europe/Berlin", currency="EUR", starts_ms=STARTS_MS)
    return Plan(show=show, segments=tuple(segments))


def _ahead(line: Rundown) -> list[str]:
    return [s.id for s in line.segments if line.ahead(s.id) and s.id not in line.aired]


def _take(draw: st.DrawFn, show: Driven) -> None:
    ids = [s.id for s in show.rundown.segments]
    if ids:
        show.rundown.put(draw(st.sampled_from(ids)), show.now_ms, None)


def _next(draw: st.DrawFn, show: Driven) -> None:
    following = show.rundown.neighbour(1)
    if following is not None:
        show.rundown.put(following, show.now_ms, None)


def _nothing(draw: st.DrawFn, show: Driven) -> None:
    show.rundown.put(None, show.now_ms, None)


def _hold(draw: st.DrawFn, show: Driven) -> None:
    line = show.rundown
    if line.on_air is not None:
        (line.release if line.held_ms is not None else line.hold)(show.now_ms)


def _skip(draw: st.DrawFn, show: Driven) -> None:
    for id_ in _ahead(show.rundown)[:1]:
        show.rundown.skipped[id_] = None


def _insert(draw: st.DrawFn, show: Driven) -> None:
    line = show.rundown
    new = SegmentPlan(id=f"n{len(line.segments)}-{show.now_ms}", title="n", planned_for_ms=draw(LENGTHS), kind="break")
    line.insert(new, draw(st.sampled_from([line.on_air, *_ahead(line)])))


def _remove(draw: st.DrawFn, show: Driven) -> None:
    for id_ in _ahead(show.rundown)[-1:]:
        show.rundown.remove(id_)


def _move(draw: st.DrawFn, show: Driven) -> None:
    ids = _ahead(show.rundown)
    if len(ids) > 1:
        show.rundown.move(ids[0], draw(st.sampled_from(ids[1:])))


def _set(draw: st.DrawFn, show: Driven) -> None:
    line = show.rundown
    ids = [*_ahead(line), *([line.on_air] if line.on_air is not None else [])]
    if ids:
        segment = line.segment(draw(st.sampled_from(ids)))
        assert segment is not None
        line.replace(replace(segment, planned_for_ms=draw(LENGTHS)))


_EDITS: tuple[Callable[[st.DrawFn, Driven], None], ...] = (_skip, _insert, _remove, _move, _set)
_ACTS: tuple[Callable[[st.DrawFn, Driven], None], ...] = (_next, _next, _take, _hold, _nothing, *_EDITS)


@st.composite
def driven(draw: st.DrawFn) -> Driven:
    """A show at a moment before its start, on air or after its end."""
    plan = draw(plans())
    show = Driven(plan, Rundown(segments=plan.segments), STARTS_MS - draw(st.integers(0, 20 * MINUTE)))
    for edit in draw(st.lists(st.sampled_from(_EDITS), max_size=2)):
        edit(draw, show)
    if draw(st.integers(0, 9)) == 0:
        return show
    show.now_ms += draw(STEPS)
    show.started_ms = show.now_ms
    for act in draw(st.lists(st.sampled_from(_ACTS), max_size=10)):
        show.now_ms += draw(STEPS)
        act(draw, show)
    if draw(st.integers(0, 4)) == 0:
        show.now_ms += draw(STEPS)
        show.ended_ms = show.now_ms
        if show.rundown.on_air is not None:
            show.rundown.put(None, show.now_ms, None)
    return show
