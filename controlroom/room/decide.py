"""Whether a command can be accepted now.

Owns: what holds for every command: that it is not too late and that nobody changed its subject meanwhile.
Law: deciding changes nothing; an accepted command can always be carried out. The rest stands in the command's row (`acts`).
Must not know: tokens, which roles may give what (the server asks `domain.roles` first).
"""

from __future__ import annotations

from datetime import datetime

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.domain.tasks import By
from controlroom.room.acts.act import no
from controlroom.room.acts.table import ACTS
from controlroom.room.state import RoomState


def refuse(s: RoomState, command: cmd.Command, by: Role, now_ms: int, person: str | None = None) -> Refusal | None:
    """Return why `command` cannot be accepted now; None: it is.

    Args:
        s: Every record before this command is applied.
        by: The giver's role.
        now_ms: The instant at which the command would be received.
        person: Who gives it, where that is known.
    """
    expires = command.expires_ms
    if expires is not None:
        expires_ms = int(expires.timestamp() * 1000) if isinstance(expires, datetime) else expires
        if now_ms > expires_ms:
            return no("expired", "the command came too late: give it again if it is still wanted")
    act = ACTS[type(command)]
    subject = act.about(command)
    if command.expected_seq is not None and s.subjects.get(subject, 0) > command.expected_seq:
        return no("stale", f"somebody changed the {subject} after seq {command.expected_seq}: look again", subject)
    refusal = act.refuse(s, command, by, now_ms) if act.refuse is not None else None  # type: ignore[arg-type]
    if refusal is None and act.whose is not None:
        refusal = act.whose(s, command, By(by, person))  # type: ignore[arg-type]
    return refusal
