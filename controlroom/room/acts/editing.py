"""What a segment says and how long it takes, whether it is passed over or held, and the lock on all that.

Owns: `skip`, `segment.edit`, `rundown.set_duration`, `rundown.fit`, `rundown.hold`, `show.lock`.
Law: what lies behind is history and is not edited; what is on air keeps its start. An undo puts back what an edit found
there, as long as nobody has changed the same since.
Must not know: the order of segments, pages.
"""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import SegmentPlan, Text
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.units import SECOND_MS
from controlroom.room.acts.act import Act, Place, Undoing, no, not_live, still_to_come
from controlroom.room.acts.air import known_product
from controlroom.room.acts.ordering import editable, known_person, known_segment
from controlroom.room.state import RoomState


class Edited(Struct):
    """A segment before an edit and after it."""

    before: SegmentPlan
    after: SegmentPlan


class Skipped(Struct):
    """Whether a segment was to be passed over."""

    segment: str
    was: bool


class Fitted(Struct):
    """Segments before they were shortened and after it, and those that were to be passed over before."""

    edits: list[Edited]
    skipped: list[str]


class Held(Struct):
    """Since when the segment on air was held, and how long it had been before."""

    segment: str
    held_ms: int | None
    held_for_ms: int


class Locked(Struct):
    """Whether the segments were locked."""

    was: bool


def _not_behind(s: RoomState, id_: str) -> Refusal | None:
    """Refuse a segment that is unknown or lies behind."""
    unknown = known_segment(s, id_)
    if unknown is not None:
        return unknown
    if s.rundown.place(id_) < s.rundown.place(s.rundown.on_air):
        return no("already_passed", f"{id_!r} lies behind: only what is on air or ahead can change", id_)
    return None


# ── skip ──


def _refuse_skip(s: RoomState, c: cmd.Skip, by: Role, now_ms: int) -> Refusal | None:
    refusal = editable(s) or _not_behind(s, c.segment)
    if refusal is not None:
        return refusal
    if c.segment == s.rundown.on_air:
        return no("already_on_air", f"{c.segment!r} is on air: take what comes after it", c.segment)
    said = "to be skipped already" if c.on else "not to be skipped"
    return no("already_so", f"{c.segment!r} is {said}", c.segment) if (c.segment in s.rundown.skipped) is c.on else None


def _set_skipped(s: RoomState, id_: str, on: bool) -> None:
    if on:
        s.rundown.skipped[id_] = None
    else:
        s.rundown.skipped.pop(id_, None)


def _skip(s: RoomState, c: cmd.Skip, at: Place) -> None:
    _set_skipped(s, c.segment, c.on)


def _keep_skip(s: RoomState, c: cmd.Skip, at: Place) -> Skipped:
    return Skipped(c.segment, c.segment in s.rundown.skipped)


def _unskip(s: RoomState, kept: Skipped, at: Place) -> None:
    _set_skipped(s, kept.segment, kept.was)


def _skip_gone(s: RoomState, kept: Skipped) -> bool:
    return not s.rundown.ahead(kept.segment)


# ── one segment ──


def _title(old: Text, new: Text) -> Text:
    return old | new if isinstance(old, dict) and isinstance(new, dict) else new


def _edited(segment: SegmentPlan, c: cmd.SegmentEdit | cmd.RundownSetDuration) -> SegmentPlan:
    """Return the segment as a command wants it."""
    if isinstance(c, cmd.RundownSetDuration):
        return replace(segment, planned_for_ms=c.planned_for_ms)
    return replace(
        segment,
        title=_title(segment.title, c.title) if c.title is not UNSET else segment.title,
        planned_for_ms=c.planned_for_ms if c.planned_for_ms is not UNSET else segment.planned_for_ms,
        kind=c.kind if c.kind is not UNSET else segment.kind,
        sku=c.sku if c.sku is not UNSET else segment.sku,
        host=c.host if c.host is not UNSET else segment.host,
        script=(c.script or None) if c.script is not UNSET else segment.script,
        starts_ms=c.starts_ms if c.starts_ms is not UNSET else segment.starts_ms,
    )


def _refuse_length(s: RoomState, c: cmd.RundownSetDuration, by: Role, now_ms: int) -> Refusal | None:
    return editable(s) or _not_behind(s, c.segment)


def _refuse_edit(s: RoomState, c: cmd.SegmentEdit, by: Role, now_ms: int) -> Refusal | None:
    refusal = editable(s) or _not_behind(s, c.segment)
    if refusal is not None:
        return refusal
    told = (c.title, c.planned_for_ms, c.kind, c.sku, c.host, c.script, c.starts_ms)
    if all(value is UNSET for value in told):
        return no("nothing_told", "give at least one of title, planned_for_ms, kind, sku, host, script, starts_ms")
    if isinstance(c.sku, str) and (unknown := known_product(s, c.sku)) is not None:
        return unknown
    if isinstance(c.starts_ms, int) and c.segment == s.rundown.on_air:
        return no("already_on_air", f"{c.segment!r} has started", c.segment)
    return still_to_come(c.starts_ms, now_ms) or (known_person(s, c.host) if c.host is not UNSET else None)


def _edit(s: RoomState, c: cmd.SegmentEdit | cmd.RundownSetDuration, at: Place) -> None:
    segment = s.rundown.segment(c.segment)
    if segment is not None:
        s.rundown.replace(_edited(segment, c))


def _keep_edit(s: RoomState, c: cmd.SegmentEdit | cmd.RundownSetDuration, at: Place) -> Edited:
    segment = next(one for one in s.rundown.segments if one.id == c.segment)
    return Edited(segment, _edited(segment, c))


def _unedit(s: RoomState, kept: Edited, at: Place) -> None:
    s.rundown.replace(kept.before)


def _edit_gone(s: RoomState, kept: Edited) -> bool:
    line = s.rundown
    return line.segment(kept.after.id) != kept.after or line.place(kept.after.id) < line.place(line.on_air)


# ── several, so that the show ends in time ──


def _refuse_fit(s: RoomState, c: cmd.RundownFit, by: Role, now_ms: int) -> Refusal | None:
    refusal = editable(s)
    for id_, for_ms in c.cuts.items():
        segment = s.rundown.segment(id_)
        refusal = refusal or _not_behind(s, id_)
        if refusal is not None or segment is None:
            return refusal
        if for_ms == 0 and id_ == s.rundown.on_air:
            return no("already_on_air", f"{id_!r} is on air: it can be shortened, not skipped", id_)
        if for_ms >= segment.planned_for_ms or 0 < for_ms < SECOND_MS:
            return no(
                "not_shorter", f"{id_!r} takes {segment.planned_for_ms} ms: cut it to less, at least 1 s, or 0", id_
            )
    return refusal


def _fit(s: RoomState, c: cmd.RundownFit, at: Place) -> None:
    for id_, for_ms in c.cuts.items():
        segment = s.rundown.segment(id_)
        if for_ms == 0:
            s.rundown.skipped[id_] = None
        elif segment is not None:
            s.rundown.replace(replace(segment, planned_for_ms=for_ms))


def _keep_fit(s: RoomState, c: cmd.RundownFit, at: Place) -> Fitted:
    edits = [
        Edited(one, replace(one, planned_for_ms=c.cuts[one.id] or one.planned_for_ms))
        for one in s.rundown.segments
        if one.id in c.cuts
    ]
    return Fitted(edits, [id_ for id_ in c.cuts if id_ in s.rundown.skipped])


def _unfit(s: RoomState, kept: Fitted, at: Place) -> None:
    for edit in kept.edits:
        s.rundown.replace(edit.before)
        _set_skipped(s, edit.before.id, edit.before.id in kept.skipped)


def _fit_gone(s: RoomState, kept: Fitted) -> bool:
    return any(_edit_gone(s, edit) for edit in kept.edits)


# ── hold and lock ──


def _refuse_hold(s: RoomState, c: cmd.RundownHold, by: Role, now_ms: int) -> Refusal | None:
    refusal = not_live(s)
    if refusal is not None:
        return refusal
    if s.rundown.on_air is None:
        return no("nothing_on_air", "no segment is on air")
    said = "is held already" if c.on else "is not held"
    return no("already_so", f"it {said}", s.rundown.on_air) if (s.rundown.held_ms is not None) is c.on else None


def _hold(s: RoomState, c: cmd.RundownHold, at: Place) -> None:
    if c.on:
        s.rundown.hold(at.received_ms)
    else:
        s.rundown.release(at.received_ms)


def _keep_hold(s: RoomState, c: cmd.RundownHold, at: Place) -> Held:
    on_air = s.rundown.on_air or ""
    return Held(on_air, s.rundown.held_ms, s.rundown.aired[on_air].held_for_ms)


def _unhold(s: RoomState, kept: Held, at: Place) -> None:
    s.rundown.held_ms = kept.held_ms
    s.rundown.aired[kept.segment].held_for_ms = kept.held_for_ms


def _hold_gone(s: RoomState, kept: Held) -> bool:
    return s.rundown.on_air != kept.segment


def _refuse_lock(s: RoomState, c: cmd.ShowLock, by: Role, now_ms: int) -> Refusal | None:
    if c.on is s.rundown.locked:
        return no("already_so", "it is locked already" if c.on else "it is not locked")
    return editable(s) if c.on else None


def _lock(s: RoomState, c: cmd.ShowLock, at: Place) -> None:
    s.rundown.locked = c.on


def _keep_lock(s: RoomState, c: cmd.ShowLock, at: Place) -> Locked:
    return Locked(s.rundown.locked)


def _unlock(s: RoomState, kept: Locked, at: Place) -> None:
    s.rundown.locked = kept.was


def _part(c: cmd.Skip | cmd.SegmentEdit | cmd.RundownSetDuration) -> str:
    return c.segment


def _what(s: RoomState, c: cmd.Skip | cmd.SegmentEdit | cmd.RundownSetDuration) -> str:
    return c.segment


_RUNDOWN: Final = frozenset({Topic.RUNDOWN, Topic.STOCK, Topic.CUE})
_EDIT: Final = Undoing(Edited, _keep_edit, _unedit, _edit_gone, why="passed")

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.Skip: Act(
        carry=_skip, refuse=_refuse_skip, touches=_RUNDOWN, subject="segment", part=_part, what=_what,
        undo=Undoing(Skipped, _keep_skip, _unskip, _skip_gone, why="passed"),
    ),
    cmd.SegmentEdit: Act(
        carry=_edit, refuse=_refuse_edit, touches=_RUNDOWN, subject="segment", part=_part, what=_what, undo=_EDIT
    ),
    cmd.RundownSetDuration: Act(
        carry=_edit, refuse=_refuse_length, touches=_RUNDOWN, subject="segment", part=_part, what=_what, undo=_EDIT
    ),
    cmd.RundownFit: Act(
        carry=_fit, refuse=_refuse_fit, touches=_RUNDOWN, subject="segment",
        undo=Undoing(Fitted, _keep_fit, _unfit, _fit_gone, why="passed"),
    ),
    cmd.RundownHold: Act(
        carry=_hold, refuse=_refuse_hold, touches=_RUNDOWN, subject="hold", what=lambda s, c: s.rundown.on_air,
        undo=Undoing(Held, _keep_hold, _unhold, _hold_gone, why="other_segment"),
    ),
    cmd.ShowLock: Act(
        carry=_lock, refuse=_refuse_lock, subject="lock", undo=Undoing(Locked, _keep_lock, _unlock)
    ),
}  # fmt: skip
