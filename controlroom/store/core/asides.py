"""The asides' statements: what people did that no journal holds.

Owns: what is asked of their table.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, bindparam, select

from controlroom.store import fields
from controlroom.store.core import rolls
from controlroom.store.schema import ASIDES

CLAUSES: Final[dict[str, ClauseElement]] = {
    "enter": rolls.added(ASIDES, fields.ASIDE),
    "prune": rolls.pruned(ASIDES, fields.ASIDES_KEPT),
    "of_show": select(*(ASIDES.c[name] for name in fields.ASIDE))
    .where(ASIDES.c.room == bindparam("of_room"), ASIDES.c.show == bindparam("of_show"))
    .order_by(ASIDES.c.nr),
}
