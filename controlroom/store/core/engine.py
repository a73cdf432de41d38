"""The statement that asks for nothing.

Owns: it. Law: it touches no table.
Must not know: connections, who runs it.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, literal, select

CLAUSES: Final[dict[str, ClauseElement]] = {"nothing": select(literal(1))}
