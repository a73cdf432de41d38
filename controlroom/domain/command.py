"""What every command carries.

Owns: the base of all commands, and the limits of its fields.
Law: a command names itself, may say what it was decided on and until when it is wanted; a field it does not have is refused.
Must not know: which commands there are.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from controlroom.domain.events import Aware, EpochMs

CommandId = Annotated[str, Meta(min_length=1, max_length=64)]


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, tag_field="type"):
    """What every command carries.

    Args:
        id: Made by the giver; the same id again is answered with the first answer.
        expected_seq: Refuse as `stale` when a command on the same subject was accepted after this seq.
        expires_ms: Refuse as `expired` past this instant (epoch ms).
    """

    id: CommandId
    expected_seq: Annotated[int, Meta(ge=0)] | None = None
    expires_ms: EpochMs | Aware | None = None
