"""The desk, by hand.

Owns: `desk.done`.
Law: what a person says was done is believed only where no feed would tell it (`domain.desk`).
Must not know: the platform, who else does the desk's acts.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.desk import Chip
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, no
from controlroom.room.state import RoomState


class Before(Struct):
    """An act as it stood, and when its card was to be popped again."""

    chip: Chip
    pop_ms: int | None


def _done(s: RoomState, c: cmd.DeskDone, at: Place) -> None:
    s.desk.done(c.desk, at.received_ms)


def _keep(s: RoomState, c: cmd.DeskDone, at: Place) -> Before:
    return Before(replace(s.desk.chips[c.desk]), s.desk.pop_ms)


def _undone(s: RoomState, kept: Before, at: Place) -> None:
    s.desk.chips[kept.chip.id] = kept.chip
    if kept.chip.act == "explain":
        s.desk.pop_ms = kept.pop_ms
    s.desk.reckon()


def _gone(s: RoomState, kept: Before) -> bool:
    chip = s.desk.chips.get(kept.chip.id)
    return chip is None or (chip.state == "confirmed" and chip.told_by in s.desk.told and not chip.again)


def _refuse(s: RoomState, c: cmd.DeskDone, by: Role, now_ms: int) -> Refusal | None:
    chip = s.desk.chips.get(c.desk)
    if chip is None:
        return no("unknown_act", f"there is no act {c.desk!r} on the desk any more", c.desk)
    return no("already_confirmed", "it is done already", c.desk) if chip.state == "confirmed" else None


def _words(s: RoomState, c: cmd.DeskDone) -> str | None:
    return s.desk.chips[c.desk].sku


ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.DeskDone: Act(
        carry=_done, refuse=_refuse, touches=frozenset({Topic.DESK}), subject="desk", part=lambda c: c.desk, what=_words,
        undo=Undoing(Before, _keep, _undone, _gone, why="seen_done"),
    ),
}  # fmt: skip
