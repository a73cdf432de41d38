"""A plan applied to a show that was opened with another: what is taken from it, and what stays.

Owns: the three-way merge of a rundown's segments, and what of it does not stand as the plan says.
Law: what was edited since the show was opened stays as it was edited, field by field; what has been on air stays where it
was. The same plan again changes nothing.
Must not know: prices, stock, who applies it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import structs

from controlroom.domain.plan import SegmentPlan, Text

Segments = Sequence[SegmentPlan]

FIELDS: Final = ("title", "planned_for_ms", "kind", "sku", "host", "starts_ms", "script")
"""What may be edited of a segment while a show is open."""


def merged(base: Segments, live: Segments, new: Segments, passed: Collection[str]) -> tuple[SegmentPlan, ...]:
    """Return the rundown after `new` was applied.

    Args:
        base: The plan so far.
        live: The rundown as it stands, edited since.
        new: The plan that is applied.
        passed: Segments that are or were on air, or lie behind: they stay, in their places.
    """
    old = {segment.id: segment for segment in base}
    here = {segment.id: segment for segment in live}
    told = {segment.id: segment for segment in new}
    kept: dict[str, SegmentPlan] = {}
    for id_, segment in here.items():
        if id_ in told:
            kept[id_] = _fields(old.get(id_), segment, told[id_])
        elif id_ in passed or id_ not in old or segment != old[id_]:
            kept[id_] = segment
    for id_, segment in told.items():
        if id_ not in here and id_ not in old:
            kept[id_] = segment
    return tuple(kept[id_] for id_ in _order(old, list(here), list(told), kept, passed))


class Staying(NamedTuple):
    """A segment that stands otherwise than a plan says: its `fields` as edited, or it stays `in` or `out`."""

    kind: Literal["edited", "in", "out"]
    segment: str
    title: Text
    fields: tuple[str, ...] = ()


def staying(live: Segments, new: Segments) -> list[Staying]:
    """Return what does not stand as a plan says after it was applied, because somebody edited it.

    Args:
        live: The rundown then.
        new: The plan's.
    """
    here = {segment.id: segment.title for segment in live}
    found = [Staying("edited" if n else "in", id_, here[id_], n) for id_, n in edited(live, new).items()]
    return found + [Staying("out", one.id, one.title) for one in new if one.id not in here]


def edited(live: Segments, new: Segments) -> dict[str, tuple[str, ...]]:
    """Return what a rundown says otherwise than the plan that was applied to it: by segment, the fields; none for one put in."""
    told = {segment.id: segment for segment in new}
    found: dict[str, tuple[str, ...]] = {}
    for segment in live:
        plan = told.get(segment.id)
        names = () if plan is None else tuple(n for n in FIELDS if getattr(segment, n) != getattr(plan, n))
        if plan is None or names:
            found[segment.id] = names
    return found


def _fields(old: SegmentPlan | None, live: SegmentPlan, new: SegmentPlan) -> SegmentPlan:
    """Return a segment with what the new plan says where nobody has edited it."""
    if old is None:
        return live  # put in by hand under this id: it is somebody's edit
    edited = {name: getattr(live, name) for name in live.__struct_fields__ if getattr(live, name) != getattr(old, name)}
    return structs.replace(new, **edited)


def _order(
    old: Collection[str], here: list[str], told: list[str], kept: Collection[str], passed: Collection[str]
) -> list[str]:
    """Return the ids in their order: the new plan's, unless somebody has moved segments."""
    head = [id_ for id_ in here if id_ in passed]
    shared = [id_ for id_ in here if id_ in old and id_ in kept]
    moved = shared != [id_ for id_ in old if id_ in kept and id_ in here]
    lead, others = (here, told) if moved else (told, here)
    order = head + [id_ for id_ in lead if id_ in kept and id_ not in passed]
    for place, id_ in enumerate(others):
        if id_ in kept and id_ not in order:
            before = [one for one in others[:place] if one in order]
            at = order.index(before[-1]) + 1 if before else 0
            order.insert(max(at, len(head)), id_)
    return order
