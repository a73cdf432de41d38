"""The statements that touch no table.

Owns: the one that asks for nothing, and the one that empties the file of what is written ahead.
Law: neither changes what the database holds.
Must not know: connections, who runs it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, literal, select, text

CLAUSES: Final[dict[str, ClauseElement]] = {
    "nothing": select(literal(1)),
    "empty": text("PRAGMA wal_checkpoint(TRUNCATE)"),
}
