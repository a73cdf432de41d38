"""How each accepted command changes the state, and how it is taken back.

Owns: one `carry out` function per command type, in one table, and the inverse of those that can be undone.
Law: what a command does follows from the state and the record alone; nothing here refuses (that is `room.decide`).
Must not know: roles' rights, the server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Never

from controlroom.domain import commands as cmd
from controlroom.domain.cues import Cue
from controlroom.domain.events import SpendKind
from controlroom.domain.notes import Note
from controlroom.domain.roles import Role
from controlroom.domain.timers import Timer
from controlroom.domain.topics import Topic
from controlroom.domain.totals import BY_HAND, FIGURES, Entry
from controlroom.domain.units import SECOND_MS
from controlroom.domain.windows import Reading
from controlroom.room import marking
from controlroom.room.facts import shelf
from controlroom.room.state import Program, RoomState, Undoable

UNDO_MS: Final = 60_000
"""How long a command may be taken back."""


class Place:
    """Where an accepted command stands in the journal, and who gave it."""

    __slots__ = ("by", "person", "received_ms", "seq")

    def __init__(self, seq: int, received_ms: int, by: Role, person: str | None = None) -> None:
        self.seq = seq
        self.received_ms = received_ms
        self.by = by
        self.person = person


def subject_of(command: cmd.Command) -> str:
    """Return what a command is about: a later command on the same subject makes an older view of it stale.

    Empty: about nothing that was there before.
    """
    match command:
        case cmd.Take() | cmd.Next() | cmd.Back():
            return "rundown"
        case cmd.ProductSwitch() | cmd.ProductClear():
            return "program"
        case cmd.CueShow():
            return "cue"
        case cmd.CueClear() | cmd.CueAck():
            return f"cue:{command.cue}"
        case cmd.TimerStop():
            return f"timer:{command.timer}"
        case cmd.StockSet() | cmd.StockAdd():
            return f"stock:{command.sku}"
        case cmd.ShowOpen() | cmd.ShowStart() | cmd.ShowEnd():
            return "show"
        case _:
            return ""


def subjects_changed(command: cmd.Command, seq: int) -> tuple[str, ...]:
    """Return every subject that an accepted command changes (`undo`: what it takes back does, see `_undo`)."""
    match command:
        case cmd.CueShow():
            return _with("cue:" + made(command, seq))
        case cmd.TimerStart():
            return _with("timer:" + made(command, seq))
        case _:
            return _with(subject_of(command))


def made(command: cmd.CueShow | cmd.TimerStart | cmd.NoteAdd, seq: int) -> str:
    """Return the id of the card, timer or note that the command, accepted as record `seq`, makes."""
    return f"{str(command.__struct_config__.tag).partition('.')[0]}-{seq}"


def _with(subject: str) -> tuple[str, ...]:
    """Return a subject and those that change with it."""
    if subject == "show":
        return ("show", "rundown", "program")
    if subject == "rundown":
        return ("rundown", "program")
    whole, _, part = subject.partition(":")
    return (whole, subject) if part else (subject,) if subject else ()


def _start(s: RoomState, c: cmd.ShowStart, at: Place) -> None:
    go_live(s, at.received_ms)


def go_live(s: RoomState, at_ms: int) -> None:
    """Let the show be live from an instant."""
    s.status = "live"
    s.started_ms = at_ms
    marking.started(s, at_ms)
    s.tally.begin(at_ms)
    s.watch.begin(-(-at_ms // SECOND_MS))


def _end(s: RoomState, c: cmd.ShowEnd, at: Place) -> None:
    s.status = "ended"
    s.ended_ms = at.received_ms
    if s.rundown.on_air is not None:
        s.rundown.put(None, at.received_ms, None)
    s.program = None
    marking.ended(s, at.received_ms)


def _put(s: RoomState, segment: str | None, at: Place) -> None:
    s.rundown.put(segment, at.received_ms, _online_before(s, at.received_ms))
    plan = s.rundown.segment(segment) if segment is not None else None
    if plan is not None and plan.sku is not None and (s.program is None or s.program.sku != plan.sku):
        s.program = Program(plan.sku, at.received_ms)
    marking.taken(s, at.received_ms)


def _online_before(s: RoomState, at_ms: int) -> Reading | None:
    """Return the newest audience reading before an instant that is now."""
    levels = s.tally.audience.online
    before = [r for r in levels.by_second.values() if r.at_ms < at_ms]
    if before:
        return max(before)
    return levels.newest if levels.newest is not None and levels.newest.at_ms < at_ms else None


def _take(s: RoomState, c: cmd.Take, at: Place) -> None:
    _put(s, c.segment, at)


def _next(s: RoomState, c: cmd.Next, at: Place) -> None:
    _put(s, s.rundown.neighbour(1), at)


def _back(s: RoomState, c: cmd.Back, at: Place) -> None:
    _put(s, s.rundown.neighbour(-1), at)


def _switch(s: RoomState, c: cmd.ProductSwitch, at: Place) -> None:
    s.program = Program(c.sku, at.received_ms)
    marking.switched(s, at.received_ms)


def _clear_program(s: RoomState, c: cmd.ProductClear, at: Place) -> None:
    s.program = None
    marking.switched(s, at.received_ms)


def _stock_set(s: RoomState, c: cmd.StockSet, at: Place) -> None:
    def told(value: int | None) -> Reading | None:
        return Reading(at.received_ms, "command", c.id, value) if value is not None else None

    known = shelf(s, c.sku)
    was_out = known.is_out
    known.level(told(c.on_hand), told(c.listed))
    marking.stocked(s, c.sku, None, c.on_hand if c.on_hand is not None else c.listed, at.received_ms)
    marking.counted(s, c.sku, was_out, at.received_ms)


def _stock_add(s: RoomState, c: cmd.StockAdd, at: Place) -> None:
    known = shelf(s, c.sku)
    was_out = known.is_out
    known.move(c.by, at.received_ms)
    marking.stocked(s, c.sku, c.by, None, at.received_ms)
    marking.counted(s, c.sku, was_out, at.received_ms)


def _cue_show(s: RoomState, c: cmd.CueShow, at: Place) -> None:
    s.cues.show(Cue(made(c, at.seq), c.text, c.priority, at.received_ms, c.target))
    marking.cued(s, c.text, at.received_ms)


def _cue_clear(s: RoomState, c: cmd.CueClear, at: Place) -> None:
    s.cues.cards[c.cue].cleared_ms = at.received_ms


def _cue_ack(s: RoomState, c: cmd.CueAck, at: Place) -> None:
    s.cues.cards[c.cue].acked_ms = at.received_ms


def _timer_start(s: RoomState, c: cmd.TimerStart, at: Place) -> None:
    s.timers.start(Timer(made(c, at.seq), c.title, at.received_ms, c.duration_for_ms))


def _timer_stop(s: RoomState, c: cmd.TimerStop, at: Place) -> None:
    timer = s.timers.by_id[c.timer]
    timer.state, timer.stopped_ms = "stopped", at.received_ms
    s.timers.reckon()


def _totals_tell(s: RoomState, c: cmd.TotalsTell, at: Place) -> None:
    for figure in FIGURES:
        value: int | None = getattr(c, figure)
        if value is not None:
            at_ms = c.at_ms if c.at_ms is not None else at.received_ms
            s.board.tell(figure, Entry(at_ms, c.board or BY_HAND, c.id, value, c.as_told_by or at.person or ""))


def _spend_add(s: RoomState, c: cmd.SpendAdd, at: Place) -> None:
    s.tally.costs.add(c.kind, c.amount_minor)


def _note_add(s: RoomState, c: cmd.NoteAdd, at: Place) -> None:
    at_ms = c.at_ms if c.at_ms is not None else at.received_ms
    segment = s.rundown.at(at_ms)
    s.notes.add(Note(made(c, at.seq), at_ms, c.text, c.sku, segment, at.by, at.person, at.received_ms))


def _undo(s: RoomState, c: cmd.Undo, at: Place) -> None:
    entry = next(u for u in s.undo if u.command == c.command)
    s.undo.remove(entry)
    s.undone[entry.command] = None
    INVERSES[entry.type](s, entry, at)
    marking.undone(s, entry, at.received_ms)
    for subject in _with(entry.subject):
        s.subjects[subject] = at.seq


Carry = Callable[[RoomState, Never, Place], None]
"""`Never` stands for the one command type that the table pairs a function with."""

CARRIES: Final[dict[type[cmd.Command], Carry]] = {
    cmd.ShowStart: _start,
    cmd.ShowEnd: _end,
    cmd.Take: _take,
    cmd.Next: _next,
    cmd.Back: _back,
    cmd.ProductSwitch: _switch,
    cmd.ProductClear: _clear_program,
    cmd.StockSet: _stock_set,
    cmd.StockAdd: _stock_add,
    cmd.CueShow: _cue_show,
    cmd.CueClear: _cue_clear,
    cmd.CueAck: _cue_ack,
    cmd.TimerStart: _timer_start,
    cmd.TimerStop: _timer_stop,
    cmd.TotalsTell: _totals_tell,
    cmd.SpendAdd: _spend_add,
    cmd.NoteAdd: _note_add,
    cmd.Undo: _undo,
}

_ALL: Final = frozenset(Topic)
_AIR: Final = frozenset({Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.KPI, Topic.STOCK})

TOUCHES: Final[dict[type[cmd.Command], frozenset[Topic]]] = {
    cmd.ShowStart: _ALL,
    cmd.ShowEnd: _ALL,
    cmd.Take: _AIR,
    cmd.Next: _AIR,
    cmd.Back: _AIR,
    cmd.ProductSwitch: frozenset({Topic.SHOW, Topic.PROGRAM, Topic.STOCK}),
    cmd.ProductClear: frozenset({Topic.SHOW, Topic.PROGRAM, Topic.STOCK}),
    cmd.StockSet: frozenset({Topic.SHOW, Topic.STOCK, Topic.PROGRAM}),
    cmd.StockAdd: frozenset({Topic.SHOW, Topic.STOCK, Topic.PROGRAM}),
    cmd.CueShow: frozenset({Topic.SHOW, Topic.CUE}),
    cmd.CueClear: frozenset({Topic.SHOW, Topic.CUE}),
    cmd.CueAck: frozenset({Topic.SHOW, Topic.CUE}),
    cmd.TimerStart: frozenset({Topic.SHOW, Topic.TIMERS}),
    cmd.TimerStop: frozenset({Topic.SHOW, Topic.TIMERS}),
    cmd.TotalsTell: frozenset({Topic.SHOW, Topic.KPI}),
    cmd.SpendAdd: frozenset({Topic.SHOW, Topic.KPI}),
    cmd.NoteAdd: frozenset({Topic.SHOW, Topic.NOTES}),
    cmd.Undo: _ALL,
}
"""Which topics a command of each type may change (`show` always: it lists what can be undone)."""


def undoable(s: RoomState, command: cmd.Command, type_: str, at: Place) -> Undoable | None:
    """Return what taking this command back will need, read before it is carried out; None: it cannot be taken back."""
    if type_ not in INVERSES:
        return None
    entry = Undoable(command.id, type_, _what(s, command), at.seq, at.by, at.received_ms + UNDO_MS, subject_of(command))
    match command:
        case cmd.CueShow():
            entry.ref = made(command, at.seq)
            entry.subject = f"cue:{entry.ref}"
        case cmd.CueClear() | cmd.CueAck():
            entry.ref = command.cue
        case cmd.TimerStart():
            entry.ref = made(command, at.seq)
            entry.subject = f"timer:{entry.ref}"
        case cmd.TimerStop():
            entry.ref = command.timer
        case cmd.StockAdd():
            entry.ref, entry.pieces = command.sku, command.by
        case cmd.SpendAdd():
            entry.ref, entry.pieces = command.kind, command.amount_minor
        case cmd.TotalsTell():
            entry.ref = command.id
        case cmd.NoteAdd():
            entry.ref = made(command, at.seq)
        case _:
            entry.on_air, entry.program = s.rundown.on_air, s.program
            target = _target(s, command)
            entry.aired = s.rundown.aired.get(target) if target is not None else None
    return entry


def _what(s: RoomState, command: cmd.Command) -> str | None:
    match command:
        case cmd.CueShow() | cmd.NoteAdd():
            return command.text
        case cmd.CueClear() | cmd.CueAck():
            return s.cues.cards[command.cue].text
        case cmd.TimerStart():
            return command.title
        case cmd.TimerStop():
            return s.timers.by_id[command.timer].title
        case cmd.ProductSwitch() | cmd.StockSet() | cmd.StockAdd():
            return command.sku
        case _:
            return _target(s, command)


def _target(s: RoomState, command: cmd.Command) -> str | None:
    match command:
        case cmd.Take():
            return command.segment
        case cmd.Next():
            return s.rundown.neighbour(1)
        case cmd.Back():
            return s.rundown.neighbour(-1)
        case _:
            return None


def gone(s: RoomState, entry: Undoable) -> bool:
    """Tell whether the card, timer or note that an undo needs has been forgotten."""
    match entry.type.partition(".")[0]:
        case "cue":
            return entry.ref not in s.cues.cards
        case "timer":
            return entry.ref not in s.timers.by_id
        case "note":
            return entry.ref not in s.notes.by_id
        case _:
            return False


def _undo_cue_show(s: RoomState, u: Undoable, at: Place) -> None:
    s.cues.cards[u.ref or ""].cleared_ms = at.received_ms


def _undo_cue_clear(s: RoomState, u: Undoable, at: Place) -> None:
    s.cues.cards[u.ref or ""].cleared_ms = None


def _undo_cue_ack(s: RoomState, u: Undoable, at: Place) -> None:
    s.cues.cards[u.ref or ""].acked_ms = None


def _undo_timer_start(s: RoomState, u: Undoable, at: Place) -> None:
    del s.timers.by_id[u.ref or ""]
    s.timers.reckon()


def _undo_timer_stop(s: RoomState, u: Undoable, at: Place) -> None:
    timer = s.timers.by_id[u.ref or ""]
    timer.state, timer.stopped_ms = "running", None
    s.timers.reckon()


def _undo_program(s: RoomState, u: Undoable, at: Place) -> None:
    s.program = u.program


def _undo_move(s: RoomState, u: Undoable, at: Place) -> None:
    left = s.rundown.on_air
    back_to = s.rundown.aired.get(u.on_air) if u.on_air is not None else None
    s.rundown.put(u.on_air, at.received_ms, back_to.online if back_to is not None else None)
    if back_to is not None and u.on_air is not None:  # it goes on as if it had not been left
        s.rundown.aired[u.on_air].started_ms = back_to.started_ms
    if left is not None and left != u.on_air:  # it was not on air, but it may have been before
        del s.rundown.aired[left]
        if u.aired is not None:
            s.rundown.aired[left] = u.aired
    s.program = u.program


def _undo_end(s: RoomState, u: Undoable, at: Place) -> None:
    s.status, s.ended_ms = "live", None
    if u.on_air is not None:
        _undo_move(s, u, at)
    s.program = u.program


def _undo_stock_add(s: RoomState, u: Undoable, at: Place) -> None:
    known = shelf(s, u.ref or "")
    was_out = known.is_out
    known.move(-(u.pieces or 0), u.until_ms - UNDO_MS)
    marking.counted(s, u.ref or "", was_out, at.received_ms)


def _undo_totals(s: RoomState, u: Undoable, at: Place) -> None:
    s.board.take_back(u.ref or "")


def _undo_spend(s: RoomState, u: Undoable, at: Place) -> None:
    kind: SpendKind = u.ref  # type: ignore[assignment]
    s.tally.costs.take_back(kind, u.pieces or 0)


def _undo_note(s: RoomState, u: Undoable, at: Place) -> None:
    del s.notes.by_id[u.ref or ""]


INVERSES: Final[dict[str, Callable[[RoomState, Undoable, Place], None]]] = {
    "cue.show": _undo_cue_show,
    "cue.clear": _undo_cue_clear,
    "cue.ack": _undo_cue_ack,
    "timer.start": _undo_timer_start,
    "timer.stop": _undo_timer_stop,
    "product.switch": _undo_program,
    "product.clear": _undo_program,
    "take": _undo_move,
    "next": _undo_move,
    "back": _undo_move,
    "show.end": _undo_end,
    "stock.add": _undo_stock_add,
    "totals.tell": _undo_totals,
    "spend.add": _undo_spend,
    "note.add": _undo_note,
}
"""How each type of command is taken back; a type that is not here cannot be."""
