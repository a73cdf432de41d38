"""What is set of a room while its show is open.

Owns: `room.set`.
Law: it stands until it is set again or the show is closed by the next one; another plan does not change it.
Must not know: pages, what the figures are.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import HostNumber
from controlroom.domain.roles import Role
from controlroom.domain.setting import RoomSet
from controlroom.room.acts.act import Act, Place, Undoing, no, not_live
from controlroom.room.state import RoomState


class WereShown(Struct):
    """The figures that were chosen before; None: the plan's."""

    host_numbers: tuple[HostNumber, ...] | None


def _chosen(c: RoomSet) -> tuple[HostNumber, ...] | None:
    return tuple(dict.fromkeys(c.host_numbers)) if c.host_numbers is not None else None


def _refuse(s: RoomState, c: RoomSet, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "ended":
        return not_live(s)
    return no("already_so", "these are shown already") if _chosen(c) == s.host_numbers else None


def _set(s: RoomState, c: RoomSet, at: Place) -> None:
    s.host_numbers = _chosen(c)


def _keep(s: RoomState, c: RoomSet, at: Place) -> WereShown:
    return WereShown(s.host_numbers)


def _unset(s: RoomState, kept: WereShown, at: Place) -> None:
    s.host_numbers = kept.host_numbers


ACTS: Final[dict[type[cmd.Command], Act]] = {
    RoomSet: Act(carry=_set, refuse=_refuse, subject="room", undo=Undoing(WereShown, _keep, _unset)),
}
