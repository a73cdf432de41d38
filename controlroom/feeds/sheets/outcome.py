"""What a sheet came to.

Owns: the facts of a sheet, its refused rows, and what was taken only in part.
Law: every row is either in the facts, a repeat, or refused with its line and the mend.
Must not know: columns, files.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.events import Fact

NOTES_MOST: Final = 100


class Bad(Struct, frozen=True):
    """A row that was refused. `code`, `path` (its heading), `message`: as everywhere; `text`: the row, for people."""

    line: int
    code: str
    path: str
    message: str
    text: str = ""


class Outcome(Struct):
    """What the rows came to.

    Args:
        facts: In the order in which they happened.
        bad: The refused rows, by line.
        notes: (line, what is missing from a row that counts).
        things: How many orders, or readings of a board, there are.
        repeated: Rows that say again what another one says.
    """

    facts: list[Fact] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)
    things: int = 0
    repeated: int = 0

    def note(self, line: int, what: str) -> None:
        """Say what is missing from a row that counts."""
        if len(self.notes) < NOTES_MOST:
            self.notes.append((line, what))
