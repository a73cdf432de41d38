"""All acts in one table, and `undo`, which takes any of them back.

Owns: which row a command has, how an accepted one is carried out, and what may still be taken back.
Law: every command type has exactly one row, in the module of its area; nothing outside asks which command it is.
Must not know: what the acts do.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import spans
from controlroom.domain.errors import Given, Refusal, UndoBar
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room import marking
from controlroom.room.acts import (
    air,
    alerts,
    cards,
    commenting,
    desking,
    draws,
    editing,
    offering,
    ordering,
    planning,
    prompting,
    ruling,
    scenes,
    setting,
    show,
    signals,
    stock,
    suggested,
    tasks,
    telling,
    timing,
    trouble,
)
from controlroom.room.acts.act import UNDO_MS, Act, Place, Undoing, no
from controlroom.room.state import RoomState, Undoable

_CHANGE_WITH: Final = {"show": ("rundown", "program"), "rundown": ("program",)}
"""Subjects that change whenever another does."""

WHY: Final[dict[UndoBar, str]] = {
    "forgotten": "it is closed and no longer kept",
    "other_up": "another of its kind stands there, or it is no longer kept",
    "moved_on": "it has gone on since",
    "told_elsewhere": "the words are out already, or it is no longer kept",
    "seen_done": "the platform shows it done, or it has left the desk",
    "passed": "the show has passed it, or it was edited since",
    "other_segment": "another segment is on air",
    "aired": "what it moved has been on air since",
    "plan_edited": "the rundown, a price, stock or one of its rules was changed, or something new was on air since",
    "other_script": "another script stands there, or it was edited since",
    "part_changed": "a part of it was changed since",
    "seen": "it has been seen",
    "asked_again": "it was said again since, or is no longer kept",
    "stock_told": "the stock was corrected since",
    "offer_over": "the offer is over: its places are taken, its time is up, or it was closed",
    "offer_again": "the offer is open again, or the show has ended",
    "timer_over": "the timer is no longer kept, or its offer is over",
}
"""For programs; a page has its own words in both languages."""

_PACK: Final = Encoder(enc_hook=spans.parts_of).encode


def carry(s: RoomState, command: cmd.Command, at: Place) -> frozenset[Topic]:
    """Carry out an accepted command, and keep what taking it back needs; return the topics that may have changed."""
    act = ACTS[type(command)]
    assert act.carry is not None
    subject = act.changes(command, at.seq)
    kept = act.undo.keep(s, command, at) if act.undo is not None else None  # type: ignore[arg-type]
    if kept is not None:
        what = act.what(s, command)  # type: ignore[arg-type]
        until_ms = at.received_ms + UNDO_MS
        s.undo.append(Undoable(command.id, type_of(command), what, at.seq, at.by, until_ms, subject, _PACK(kept)))
    else:
        s.final[command.id] = act.final
    act.carry(s, command, at)  # type: ignore[arg-type]
    s.cues.armed = False  # it may have changed what comes by itself, and when
    s.commands[command.id] = at.seq
    for changed in subjects(subject):
        s.subjects[changed] = at.seq
    return act.touches | {Topic.SHOW}


def type_of(command: cmd.Command) -> str:
    """Return a command's type, as the contract has it."""
    return str(type(command).__struct_config__.tag)


def subjects(subject: str) -> tuple[str, ...]:
    """Return a subject and those that change with it."""
    whole, _, part = subject.partition(":")
    return (whole, subject) if part else (subject, *_CHANGE_WITH.get(subject, ())) if subject else ()


def _undoing(entry: Undoable) -> tuple[Undoing, Struct]:
    """Return how a command is taken back, and what was kept for that."""
    undo = _BY_TYPE[entry.type].undo
    assert undo is not None
    return undo, _decoder(undo.kind).decode(entry.kept)


@cache
def _decoder(kind: type[Struct]) -> Decoder[Struct]:
    return Decoder(kind, dec_hook=spans.of_parts)


def _undo(s: RoomState, c: cmd.Undo, at: Place) -> None:
    entry = next(u for u in s.undo if u.command == c.command)
    s.undo.remove(entry)
    s.undone[entry.command] = None
    undo, kept = _undoing(entry)
    undo.restore(s, kept, at)  # type: ignore[arg-type]
    marking.undone(s, entry, at.received_ms)
    for changed in subjects(entry.subject):
        s.subjects[changed] = at.seq


def _refuse_undo(s: RoomState, c: cmd.Undo, by: Role, now_ms: int) -> Refusal | None:
    if c.command in s.undone:
        return no("already_undone", "it was taken back already", c.command)
    if c.command in s.final:
        return no(s.final[c.command], "commands of its kind cannot be taken back", c.command)
    if c.command not in s.commands:
        return no("unknown_command", f"no accepted command {c.command!r} in this show", c.command)
    entry = next((u for u in s.undo if u.command == c.command), None)
    if entry is None:
        return no("too_late_to_undo", "it can no longer be taken back", c.command)
    if by is not entry.by and by not in (Role.CONTROLLER, Role.ADMIN):
        return no("not_yours", "only its giver or a controller can take it back", c.command)
    late = no("too_late_to_undo", "it can no longer be taken back", c.command) if entry.until_ms < now_ms else None
    refusal = late or barred(s, entry)
    if refusal is None:
        return None
    since = _since(s, entry) if refusal.code == "undo_superseded" else None
    return replace(refusal, undo=_given(s, entry), since=since)


def _given(s: RoomState, entry: Undoable) -> Given:
    return Given(type=entry.type, what=marking.called(s, entry))


def _since(s: RoomState, entry: Undoable) -> Given | None:
    """Return the newest command that changed the same as this one, be it with others, as far as it is kept."""
    about = entry.subject
    later = (u for u in reversed(s.undo) if u.seq > entry.seq)
    changed = (u for u in later if u.seq == s.subjects.get(about) or about in subjects(u.subject))
    return next((_given(s, u) for u in changed if about), None)


def barred(s: RoomState, entry: Undoable) -> Refusal | None:
    """Return why a command makes no sense to take back after what has happened since; None: it does."""
    if s.subjects.get(entry.subject, 0) > entry.seq:
        return no("undo_superseded", f"a later command changed the {entry.subject.partition(':')[0]}", entry.command)
    undo, kept = _undoing(entry)
    if undo.gone(s, kept):  # type: ignore[arg-type]
        return Refusal(code="cannot_undo", message=WHY[undo.why], about=entry.command, why=undo.why)
    return undo.bar(s, kept)  # type: ignore[arg-type]


def forget(s: RoomState) -> bool:
    """Let be for good what can no longer be taken back; return whether what can be has changed."""
    changed = False
    for entry in s.undo:
        bars = barred(s, entry) is not None
        changed |= bars is not entry.barred
        entry.barred = bars
    if not s.undo or s.undo[0].until_ms >= s.as_of_ms:
        return changed
    for entry in [u for u in s.undo if u.until_ms < s.as_of_ms]:
        undo, kept = _undoing(entry)
        if undo.forget is not None:
            undo.forget(s, kept)  # type: ignore[arg-type]
    s.undo = [u for u in s.undo if u.until_ms >= s.as_of_ms]
    return True


_ROWS: Final[dict[type[cmd.Command], Act]] = {
    **show.ACTS,
    **setting.ACTS,
    **air.ACTS,
    **ordering.ACTS,
    **editing.ACTS,
    **stock.ACTS,
    **cards.ACTS,
    **timing.ACTS,
    **tasks.ACTS,
    **planning.ACTS,
    **prompting.ACTS,
    **telling.ACTS,
    **offering.ACTS,
    **desking.ACTS,
    **signals.ACTS,
    **draws.ACTS,
    **commenting.ACTS,
    **alerts.ACTS,
    **ruling.ACTS,
}

_SCENES: Final = scenes.acts(_ROWS)

ACTS: Final[dict[type[cmd.Command], Act]] = {
    **_ROWS,
    **_SCENES,
    **suggested.acts(_ROWS),
    **trouble.acts({**_ROWS, **_SCENES}),
    cmd.Undo: Act(carry=_undo, refuse=_refuse_undo, touches=frozenset(Topic)),
}

_BY_TYPE: Final = {str(kind.__struct_config__.tag): act for kind, act in ACTS.items()}
