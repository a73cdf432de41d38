"""One segment, as somebody who edits it needs it.

Owns: what the form of a segment holds: its texts, and what may be chosen.
Law: asked for, never pushed: nothing is written into a form that somebody types in.
Must not know: pages, languages.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.domain.plan import Plan, SegmentPlan, Text
from controlroom.domain.schedule import schedule
from controlroom.room.state import RoomState


class Choice(Struct, frozen=True):
    """Something that can be chosen. `link`: a product's link number."""

    id: str
    title: Text
    link: int | None = None


class Behind(Struct, frozen=True):
    """A segment behind which a new one can stand. `ends_ms`: when it is expected to end."""

    id: str
    title: Text
    ends_ms: int


class SegmentForm(Struct, frozen=True, kw_only=True):
    """A segment to be edited, or put in.

    Args:
        segment: As it stands; None: a new one.
        on_air, ahead, skipped: Where it stands.
        after: Behind which a new one is to stand; None: as the next.
        earlier, later: Behind which segment it stands after a step up or down; None where `up` or `down` is false, or first.
        up, down: Whether such a step can be made.
        products, people: What may be chosen.
        places: Behind which segments a new one can stand.
        near_ms: About when it starts, or would as the next: a time of day that is typed is meant near it.
        locked: Nothing can be edited now.
    """

    segment: SegmentPlan | None
    on_air: bool
    ahead: bool
    skipped: bool
    after: str | None
    earlier: str | None
    later: str | None
    up: bool
    down: bool
    products: tuple[Choice, ...]
    people: tuple[Choice, ...]
    places: tuple[Behind, ...]
    near_ms: int
    locked: bool


def segment_form(s: RoomState, id_: str) -> SegmentForm | None:
    """Return what the form of a segment holds; None: there is no such segment, or it lies behind."""
    line = s.rundown
    segment = line.segment(id_)
    if s.plan is None or segment is None or line.place(id_) < line.place(line.on_air) or s.status == "ended":
        return None
    ids = [one.id for one in line.segments]
    place = ids.index(id_)
    ahead = line.ahead(id_) and id_ not in line.aired
    up = ahead and place - 1 > line.place(line.on_air)
    down = ahead and place + 1 < len(ids)
    earlier = ids[place - 2] if up and place >= 2 else None
    return _form(s, s.plan, segment, up=up, down=down, earlier=earlier, later=ids[place + 1] if down else None)


def new_segment_form(s: RoomState, after: str | None) -> SegmentForm | None:
    """Return what the form of a new segment holds; None: this show takes none.

    Args:
        after: Behind which it is to stand; None, or one that does not lie ahead: as the next.
    """
    if s.plan is None or s.status == "ended":
        return None
    return _form(s, s.plan, None, after=after if after is not None and s.rundown.ahead(after) else None)


def _form(
    s: RoomState, plan: Plan, segment: SegmentPlan | None, *, after: str | None = None, up: bool = False, down: bool = False,
    earlier: str | None = None, later: str | None = None,
) -> SegmentForm:  # fmt: skip
    line, spans = s.rundown, _spans(s, plan)
    begins = {one.id: begins_ms for one, begins_ms, _ in spans}
    return SegmentForm(
        segment=segment,
        on_air=segment is not None and segment.id == line.on_air,
        ahead=segment is not None and line.ahead(segment.id) and segment.id not in line.aired,
        skipped=segment is not None and segment.id in line.skipped,
        after=after,
        earlier=earlier,
        later=later,
        up=up,
        down=down,
        products=tuple(Choice(p.sku, p.title, p.link) for p in plan.products),
        people=tuple(Choice(p.id, p.name) for p in plan.show.team if p.role == "host"),
        places=tuple(Behind(one.id, one.title, ends_ms) for one, _, ends_ms in spans),
        near_ms=begins.get(segment.id if segment is not None else "", _next_ms(s, plan)),
        locked=line.locked,
    )


def _next_ms(s: RoomState, plan: Plan) -> int:
    """Return when what is not in the rundown yet would start as the next."""
    due_ms = s.rundown.due_ms()
    return due_ms if due_ms is not None else s.started_ms if s.started_ms is not None else plan.show.starts_ms


def _spans(s: RoomState, plan: Plan) -> list[tuple[SegmentPlan, int, int]]:
    """Return each segment ahead, when it is expected to begin, and when to end; what is passed over takes no time."""
    line, times = s.rundown, schedule(plan, s.rundown, s.started_ms, s.ended_ms).segments
    spans, cursor = [], _next_ms(s, plan)
    for one in line.segments[line.place(line.on_air) + 1 :]:
        expected_ms = times[one.id].expected_ms
        begins_ms = expected_ms if expected_ms is not None else cursor
        cursor = begins_ms + (one.planned_for_ms if expected_ms is not None else 0)
        spans.append((one, begins_ms, cursor))
    return spans
