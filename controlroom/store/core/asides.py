"""The asides' statements: what people did that no journal holds.

Owns: what is asked of their table.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ClauseElement, ColumnElement, bindparam, delete, func, literal, select
from sqlalchemy.dialects.sqlite import insert

from controlroom.store import fields
from controlroom.store.schema import ASIDES

_LISTED: Final = func.json_each(bindparam("rows")).table_valued("key", "value")
_OF_ROOM: Final = ASIDES.c.room == bindparam("of_room")


def _part(index: int) -> ColumnElement[Any]:
    return func.json_extract(_LISTED.c.value, literal(f"$[{index}]"))


CLAUSES: Final[dict[str, ClauseElement]] = {
    "enter": insert(ASIDES).from_select(
        fields.ASIDE, select(*(_part(index) for index in range(len(fields.ASIDE)))).order_by(_LISTED.c.key)
    ),
    "prune": delete(ASIDES).where(
        _OF_ROOM,
        ASIDES.c.nr
        <= select(ASIDES.c.nr)
        .where(_OF_ROOM)
        .order_by(ASIDES.c.nr.desc())
        .limit(literal(1))
        .offset(literal(fields.ASIDES_KEPT))
        .scalar_subquery(),
    ),
    "of_show": select(*(ASIDES.c[name] for name in fields.ASIDE))
    .where(_OF_ROOM, ASIDES.c.show == bindparam("of_show"))
    .order_by(ASIDES.c.nr),
}
