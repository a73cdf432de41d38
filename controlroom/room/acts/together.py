"""Several commands carried out as one.

Owns: how the parts of one command are carried out by their own rows, refused and taken back, the last first.
Law: the parts stand at one place of the journal; if one would be refused the whole is; it is taken back whole, unless
somebody has changed a part since.
Must not know: which commands hold parts, and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Raw, Struct
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.room.acts.act import Act, Place, Undoing
from controlroom.room.state import RoomState

_PACK: Final = Encoder().encode


class Part(Struct):
    """One of the commands: its type, what it changed, and what taking it back needs, packed."""

    type: str
    subject: str
    kept: Raw


class Together:
    """Carries out several commands by the rows of a table."""

    def __init__(self, rows: Mapping[type[cmd.Command], Act]) -> None:
        self._rows = rows
        self._by_type = {tag_of(kind): row for kind, row in rows.items()}

    def row(self, part: cmd.Command) -> Act:
        """Return the row of a part."""
        return self._rows[type(part)]

    def carry(self, s: RoomState, parts: Iterable[cmd.Command], at: Place) -> None:
        """Do the parts, one after another."""
        for part in parts:
            row = self.row(part)
            assert row.carry is not None
            row.carry(s, part, at)  # type: ignore[arg-type]
            s.subjects[row.changes(part, at.seq)] = at.seq

    def keep(self, s: RoomState, parts: Iterable[cmd.Command], at: Place) -> list[Part]:
        """Read what taking back each part will need."""
        kept = []
        for part in parts:
            row = self.row(part)
            assert row.undo is not None
            before = row.undo.keep(s, part, at)  # type: ignore[arg-type]
            kept.append(Part(tag_of(type(part)), row.changes(part, at.seq), Raw(_PACK(before))))
        return kept

    def _undoing(self, part: Part) -> tuple[Undoing, Struct]:
        undo = self._by_type[part.type].undo
        assert undo is not None
        return undo, Decoder(undo.kind).decode(part.kept)

    def restore(self, s: RoomState, parts: Sequence[Part], at: Place) -> None:
        """Take the parts back, the last first."""
        for part in reversed(parts):
            undo, before = self._undoing(part)
            undo.restore(s, before, at)  # type: ignore[arg-type]
            s.subjects[part.subject] = at.seq

    def gone(self, s: RoomState, parts: Iterable[Part], seq: int) -> bool:
        """Tell whether somebody has changed a part since record `seq`."""
        for part in parts:
            undo, before = self._undoing(part)
            if s.subjects.get(part.subject, 0) > seq or undo.gone(s, before):  # type: ignore[arg-type]
                return True
        return False

    def refuse(self, s: RoomState, part: cmd.Command, by: Role, now_ms: int) -> Refusal | None:
        """Return why a part cannot be done as things stand."""
        row = self.row(part)
        return row.refuse(s, part, by, now_ms) if row.refuse is not None else None  # type: ignore[arg-type]


def tag_of(kind: type[cmd.Command]) -> str:
    """Return a command's type, as the contract has it."""
    return str(kind.__struct_config__.tag)
