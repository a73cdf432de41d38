"""What people tell the room: the platform's totals, money spent, remarks.

Owns: `totals.tell`, `spend.add`, `note.add`.
Law: what is told stands beside what is counted and never in it; what is told is told of now or the past.
Must not know: formulas, tiles.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.events import SpendKind
from controlroom.domain.notes import Note
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.totals import BY_HAND, FIGURES, Entry
from controlroom.room.acts.act import Act, Place, Undoing, made, no, of_the_past
from controlroom.room.state import RoomState


class Telling(Struct):
    """Which command told."""

    command: str


class Cost(Struct):
    """An amount of a kind of cost."""

    kind: SpendKind
    amount_minor: int


class Written(Struct):
    """Which note was written."""

    note: str


def _totals(s: RoomState, c: cmd.TotalsTell, at: Place) -> None:
    for figure in FIGURES:
        value: int | None = getattr(c, figure)
        if value is not None:
            at_ms = c.at_ms if c.at_ms is not None else at.received_ms
            s.board.tell(figure, Entry(at_ms, c.board or BY_HAND, c.id, value, c.as_told_by or at.person or ""))


def _refuse_totals(s: RoomState, c: cmd.TotalsTell, by: Role, now_ms: int) -> Refusal | None:
    if all(getattr(c, figure) is None for figure in FIGURES):
        return no("nothing_told", f"give at least one of {', '.join(FIGURES)}")
    return of_the_past(c.at_ms, now_ms)


def _told(s: RoomState, c: cmd.TotalsTell, at: Place) -> Telling:
    return Telling(c.id)


def _untell(s: RoomState, kept: Telling, at: Place) -> None:
    s.board.take_back(kept.command)


def _spend(s: RoomState, c: cmd.SpendAdd, at: Place) -> None:
    s.tally.costs.add(c.kind, c.amount_minor)


def _spent(s: RoomState, c: cmd.SpendAdd, at: Place) -> Cost:
    return Cost(c.kind, c.amount_minor)


def _unspend(s: RoomState, kept: Cost, at: Place) -> None:
    s.tally.costs.take_back(kept.kind, kept.amount_minor)


def _note(s: RoomState, c: cmd.NoteAdd, at: Place) -> None:
    at_ms = c.at_ms if c.at_ms is not None else at.received_ms
    segment = s.rundown.at(at_ms)
    s.notes.add(Note(made("note", at.seq), at_ms, c.text, c.sku, segment, at.by, at.person, at.received_ms))


def _refuse_note(s: RoomState, c: cmd.NoteAdd, by: Role, now_ms: int) -> Refusal | None:
    return of_the_past(c.at_ms, now_ms)


def _noted(s: RoomState, c: cmd.NoteAdd, at: Place) -> Written:
    return Written(made("note", at.seq))


def _unwrite(s: RoomState, kept: Written, at: Place) -> None:
    s.notes.take_back(kept.note)


def _note_gone(s: RoomState, kept: Written) -> bool:
    return kept.note not in s.notes.by_id


_KPI: Final = frozenset({Topic.KPI})

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.TotalsTell: Act(
        carry=_totals, refuse=_refuse_totals, touches=_KPI, undo=Undoing(Telling, _told, _untell)
    ),
    cmd.SpendAdd: Act(carry=_spend, touches=_KPI, undo=Undoing(Cost, _spent, _unspend)),
    cmd.NoteAdd: Act(
        carry=_note, refuse=_refuse_note, touches=frozenset({Topic.NOTES}), what=lambda s, c: c.text,
        undo=Undoing(Written, _noted, _unwrite, _note_gone),
    ),
}  # fmt: skip
