"""What people remark during a show, tied to a minute and, where they say so, to a product.

Owns: the notes of a show.
Law: a note is a person's words; nothing is reckoned from it. At most `KEPT` are kept, the newest given.
Must not know: who may write or read them.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.roles import Role

KEPT: Final = 500


class Note(Struct, frozen=True):
    """One remark. `at_ms`: the instant it is about; `added_ms`: when it was written; `segment`: on air at `at_ms`."""

    id: str
    at_ms: int
    text: str
    sku: str | None
    segment: str
    by: Role
    person: str | None
    added_ms: int


class Notes(Struct):
    """The notes by id, in the order they were written. `changes`: how often one was written or taken back."""

    by_id: dict[str, Note] = field(default_factory=dict)
    changes: int = 0

    def add(self, note: Note) -> None:
        """Keep a note; beyond `KEPT` the oldest goes."""
        self.by_id[note.id] = note
        self.changes += 1
        if len(self.by_id) > KEPT:
            del self.by_id[next(iter(self.by_id))]

    def take_back(self, id_: str) -> None:
        """Forget a note."""
        del self.by_id[id_]
        self.changes += 1

    def in_time(self) -> list[Note]:
        """Return the notes by the instants they are about, those of one instant as they were written."""
        return sorted(self.by_id.values(), key=lambda note: note.at_ms)
