"""The plans' statements: versions, and how far a plan was rehearsed.

Owns: what is asked of their tables.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, bindparam, func, literal, select
from sqlalchemy.dialects.sqlite import insert

from controlroom.store import fields
from controlroom.store.schema import PLANS, REHEARSALS

_HERE: Final = PLANS.c.room == bindparam("of_room")
_ALL: Final = select(*(PLANS.c[name] for name in fields.PLAN_MARK)).where(_HERE).order_by(PLANS.c.version)
_ROWS: Final = select(*(PLANS.c[name] for name in fields.PLAN)).where(_HERE)
_ONE: Final = _ROWS.where(PLANS.c.version == bindparam("number"))
_NEWEST: Final = _ROWS.order_by(PLANS.c.version.desc()).limit(literal(1))
_SAYING: Final = (
    _ROWS.where(PLANS.c.digest == bindparam("of_digest")).order_by(PLANS.c.version.desc()).limit(literal(1))
)
_LAST: Final = select(func.coalesce(func.max(PLANS.c.version), literal(0))).where(_HERE).scalar_subquery()
_SAVE: Final = (
    insert(PLANS)
    .values(
        room=bindparam("room"),
        version=_LAST + literal(1),
        saved_ms=bindparam("saved_ms"),
        source=bindparam("source"),
        digest=bindparam("digest"),
        document=bindparam("document"),
    )
    .returning(PLANS.c.version)
)
_NEW: Final = insert(REHEARSALS).values({name: bindparam(name) for name in fields.REHEARSED})
_REHEARSE: Final = _NEW.on_conflict_do_update(
    index_elements=["digest"],
    set_={name: _NEW.excluded[name] for name in fields.REHEARSED[1:]},
    where=_NEW.excluded.aired >= REHEARSALS.c.aired,
)
_REHEARSED: Final = select(*(REHEARSALS.c[name] for name in fields.REHEARSED)).where(
    REHEARSALS.c.digest == bindparam("of_digest")
)

CLAUSES: Final[dict[str, ClauseElement]] = {
    "all": _ALL,
    "one": _ONE,
    "newest": _NEWEST,
    "saying": _SAYING,
    "save": _SAVE,
    "rehearse": _REHEARSE,
    "rehearsed": _REHEARSED,
}
