"""One segment, as somebody who edits it needs it.

Owns: what the form of a segment holds: its texts, and what may be chosen.
Law: asked for, never pushed: nothing is written into a form that somebody types in.
Must not know: pages, languages.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.domain.plan import SegmentPlan, Text
from controlroom.room.state import RoomState


class Choice(Struct, frozen=True):
    """Something that can be chosen. `link`: a product's link number."""

    id: str
    title: Text
    link: int | None = None


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
    places: tuple[Choice, ...]
    locked: bool


def segment_form(s: RoomState, id_: str) -> SegmentForm | None:
    """Return what the form of a segment holds; None: there is no such segment, or it lies behind."""
    line = s.rundown
    segment = line.segment(id_)
    if segment is None or line.place(id_) < line.place(line.on_air) or s.status == "ended":
        return None
    ids = [one.id for one in line.segments]
    place = ids.index(id_)
    ahead = line.ahead(id_) and id_ not in line.aired
    up = ahead and place - 1 > line.place(line.on_air)
    down = ahead and place + 1 < len(ids)
    earlier = ids[place - 2] if up and place >= 2 else None
    return _form(s, segment, up=up, down=down, earlier=earlier, later=ids[place + 1] if down else None)


def new_segment_form(s: RoomState, after: str | None) -> SegmentForm | None:
    """Return what the form of a new segment holds; None: this show takes none.

    Args:
        after: Behind which it is to stand; None, or one that does not lie ahead: as the next.
    """
    if s.plan is None or s.status == "ended":
        return None
    return _form(s, None, after=after if after is not None and s.rundown.ahead(after) else None)


def _form(
    s: RoomState, segment: SegmentPlan | None, *, after: str | None = None, up: bool = False, down: bool = False,
    earlier: str | None = None, later: str | None = None,
) -> SegmentForm:  # fmt: skip
    line, plan = s.rundown, s.plan
    place = line.place(line.on_air)
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
        products=tuple(Choice(p.sku, p.title, p.link) for p in plan.products) if plan is not None else (),
        people=tuple(Choice(p.id, p.name) for p in plan.show.team if p.role == "host") if plan is not None else (),
        places=tuple(Choice(one.id, one.title) for one in line.segments[place + 1 :]),
        locked=line.locked,
    )
