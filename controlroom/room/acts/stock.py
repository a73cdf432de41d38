"""Stock told and moved by hand.

Owns: `stock.set`, `stock.add`.
Law: what a person tells is a reading like a feed's; a movement is taken back at the instant it was made for, a level as if
it had never been told, whatever was sold and told since.
Must not know: orders, safety lines' alerts.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.desk import Chip
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.domain.windows import Reading
from controlroom.room import marking, selling
from controlroom.room.acts.act import Act, Place, Undoing, no
from controlroom.room.facts import shelf
from controlroom.room.state import RoomState


class Told(Struct):
    """Levels told by a command of this id, and how many were `listed` (and asked for on the desk) before."""

    sku: str
    command: str
    seq: int
    asks: int | None
    listed: int | None
    chip: Chip | None


class Moved(Struct):
    """A movement of `pieces` at an instant (epoch ms)."""

    sku: str
    pieces: int
    at_ms: int


def _set(s: RoomState, c: cmd.StockSet, at: Place) -> None:
    def told(value: int | None) -> Reading | None:
        """The count as a reading of this command."""
        return Reading(at.received_ms, "command", c.id, value) if value is not None else None

    known = shelf(s, c.sku)
    was_out = known.is_out
    known.tell(c.id, told(c.on_hand), told(c.listed))
    marking.stocked(s, c.sku, None, c.on_hand if c.on_hand is not None else c.listed, at.received_ms)
    marking.counted(s, c.sku, was_out, at.received_ms)
    if c.listed is not None:
        selling.ask_listed(s, c.sku, c.listed, at.received_ms, str(at.seq))


def _keep_told(s: RoomState, c: cmd.StockSet, at: Place) -> Told:
    chip = s.desk.chip("shelf", c.sku)
    before = replace(chip) if chip is not None else None
    return Told(c.sku, c.id, at.seq, c.listed, shelf(s, c.sku).listed_now, before)


def _untell(s: RoomState, kept: Told, at: Place) -> None:
    known = shelf(s, kept.sku)
    was_out = known.is_out
    known.untell(kept.command)
    marking.counted(s, kept.sku, was_out, at.received_ms)
    if kept.asks is not None:
        left = known.listed_now if known.listed_now != kept.asks else kept.listed
        selling.listed_back(s, kept.sku, str(kept.seq), left, kept.chip, at.received_ms, str(at.seq))


def _told_gone(s: RoomState, kept: Told) -> bool:
    return not shelf(s, kept.sku).tells(kept.command)


def _told_for_good(s: RoomState, kept: Told) -> None:
    shelf(s, kept.sku).forget(kept.command)


def _refuse_set(s: RoomState, c: cmd.StockSet, by: Role, now_ms: int) -> Refusal | None:
    told = c.on_hand is not None or c.listed is not None
    return None if told else no("nothing_told", "give on_hand, listed or both")


def _move(s: RoomState, sku: str, by: int, for_ms: int, at_ms: int) -> None:
    known = shelf(s, sku)
    was_out = known.is_out
    known.move(by, for_ms)
    marking.counted(s, sku, was_out, at_ms)


def _add(s: RoomState, c: cmd.StockAdd, at: Place) -> None:
    marking.stocked(s, c.sku, c.by, None, at.received_ms)
    _move(s, c.sku, c.by, at.received_ms, at.received_ms)


def _keep(s: RoomState, c: cmd.StockAdd, at: Place) -> Moved:
    return Moved(c.sku, c.by, at.received_ms)


def _move_back(s: RoomState, kept: Moved, at: Place) -> None:
    _move(s, kept.sku, -kept.pieces, kept.at_ms, at.received_ms)


def _sku(s: RoomState, c: cmd.StockSet | cmd.StockAdd) -> str:
    return c.sku


def _part(c: cmd.StockSet | cmd.StockAdd) -> str:
    return c.sku


ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.StockSet: Act(
        carry=_set, refuse=_refuse_set, touches=selling.OF_STOCK, subject="stock", part=_part, what=_sku,
        undo=Undoing(Told, _keep_told, _untell, _told_gone, forget=_told_for_good, why="stock_told"),
    ),
    cmd.StockAdd: Act(
        carry=_add, touches=selling.OF_STOCK, subject="stock", part=_part, what=_sku, undo=Undoing(Moved, _keep, _move_back)
    ),
}  # fmt: skip
