"""What an act is: everything the room knows of one type of command, in one row.

Owns: the row's shape, where an accepted command stands, and the words of a refusal.
Law: a row's functions are pure over the state: `refuse` reads it, `carry` changes it and refuses nothing, and an undo is
what `keep` read before and what `restore` puts back.
Must not know: which commands there are, roles' rights, the server.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Never

from msgspec import Struct, UnsetType

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal, RefusalCode, UndoBar
from controlroom.domain.plan import Text
from controlroom.domain.roles import Role
from controlroom.domain.tasks import By
from controlroom.domain.topics import Topic
from controlroom.room.state import RoomState

UNDO_MS: Final = 60_000
"""How long a command may be taken back."""


class Place(Struct, frozen=True):
    """Where an accepted command stands in the journal, who gave it, and what the server added to it (`rec.Accepted`)."""

    seq: int
    received_ms: int
    by: Role
    person: str | None = None
    sealed: str | None = None


def _never(s: RoomState, kept: Struct) -> bool:
    return False


def _no_bar(s: RoomState, kept: Struct) -> Refusal | None:
    return None


# `Never` stands for the one command type, or the one kind of kept struct, that a row is for.


class Undoing(Struct, frozen=True):
    """How a command is taken back.

    Args:
        kind: The struct that `keep` returns; it stands packed in the journal's fold until the undo or its end.
        keep: Reads what taking back will need, before the command is carried out; None: this one cannot be taken back.
        restore: Puts back, at the place of the undo.
        gone: Tells whether what it needs has been forgotten since. `why`: what that means.
        bar: Returns why it no longer makes sense, where something has happened since that makes it senseless.
        forget: What was set aside for it elsewhere in the state is needed no more: the time for it is over.
    """

    kind: type[Struct]
    keep: Callable[[RoomState, Never, Place], Struct | None]
    restore: Callable[[RoomState, Never, Place], None]
    gone: Callable[[RoomState, Never], bool] = _never
    bar: Callable[[RoomState, Never], Refusal | None] = _no_bar
    forget: Callable[[RoomState, Never], None] | None = None
    why: UndoBar = "forgotten"


def _nothing(s: RoomState, command: cmd.Command) -> Text | None:
    return None


def _no_part(command: cmd.Command) -> str:
    return ""


class Act(Struct, frozen=True, kw_only=True):
    """One type of command.

    Args:
        carry: Changes the state. (`None`: the command is not carried out within a show.)
        touches: The topics that may change, besides `show`.
        refuse: Returns why it cannot be accepted now: (state, command, giver's role, now ms).
        whose: Returns why it is not the giver's to give, where that hangs on who they are.
        subject: What it is about, for `expected_seq` and for undo: a later command on the same subject makes an older
            view of it stale. Empty: nothing that was there before.
        part: Which one of them: the cue, the timer …
        makes: What it makes, if anything, where no part is named: `cue` gives the new one the id `cue-<seq>`.
        what: What it was about, for people: an id or words.
        undo: None: it cannot be taken back.
        final: Why it can never be taken back, where it cannot (or `undo.keep` returned None).
    """

    carry: Callable[[RoomState, Never, Place], None] | None
    touches: frozenset[Topic] = frozenset()
    refuse: Callable[[RoomState, Never, Role, int], Refusal | None] | None = None
    whose: Callable[[RoomState, Never, By], Refusal | None] | None = None
    subject: str = ""
    part: Callable[[Never], str] = _no_part
    makes: str = ""
    what: Callable[[RoomState, Never], Text | None] = _nothing
    undo: Undoing | None = None
    final: RefusalCode = "cannot_undo"

    def about(self, command: cmd.Command) -> str:
        """Return the subject of a command of this type: `rundown`, `cue:cue-12` …"""
        part = self.part(command)  # type: ignore[arg-type]
        return f"{self.subject}:{part}" if part else self.subject

    def changes(self, command: cmd.Command, seq: int) -> str:
        """Return the subject that the command changes, accepted as record `seq`."""
        new = self.makes and not self.part(command)  # type: ignore[arg-type]
        return f"{self.makes}:{made(self.makes, seq)}" if new else self.about(command)


def made(kind: str, seq: int) -> str:
    """Return the id of what a command makes that is accepted as record `seq`."""
    return f"{kind}-{seq}"


def no(code: RefusalCode, message: str, about: str | None = None) -> Refusal:
    """Return a refusal."""
    return Refusal(code=code, message=message, about=about)


def not_live(s: RoomState) -> Refusal | None:
    """Refuse unless the show is live."""
    if s.status == "live":
        return None
    if s.status == "ended":
        return no("show_ended", "the show has ended: open a new one with show.open")
    return no("not_live", "the show has not started: start it with show.start")


def still_to_come(starts_ms: int | UnsetType | None, now_ms: int) -> Refusal | None:
    """Refuse a fixed start that has passed: nothing would wait for it."""
    return no("start_passed", "starts_ms has passed") if isinstance(starts_ms, int) and starts_ms < now_ms else None


def of_the_past(at_ms: int | None, now_ms: int) -> Refusal | None:
    """Refuse an instant that is still to come."""
    return no("not_yet", "at_ms is later than now") if at_ms is not None and at_ms > now_ms else None
