"""The snapshots' statements.

Owns: which rows stay, and how parts are asked for.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, bindparam, delete, func, insert, literal, or_, select

from controlroom.store import fields
from controlroom.store.schema import SNAPSHOT_PARTS, SNAPSHOTS

_MINE: Final = SNAPSHOTS.c.show == bindparam("show")
_OLD: Final = delete(SNAPSHOTS).where(_MINE, SNAPSHOTS.c.seq == bindparam("seq"))
_PART: Final = insert(SNAPSHOT_PARTS).values({name: bindparam(name) for name in fields.PART})
_SAVE: Final = insert(SNAPSHOTS).values({name: bindparam(name) for name in fields.SNAPSHOT})
_NEWEST: Final = (
    select(SNAPSHOTS.c.nr).where(_MINE).order_by(SNAPSHOTS.c.nr.desc()).limit(literal(fields.SNAPSHOTS_KEPT))
)
_PRUNE: Final = delete(SNAPSHOTS).where(
    _MINE,
    SNAPSHOTS.c.nr.not_in(_NEWEST),
    SNAPSHOTS.c.seq < select(func.max(SNAPSHOTS.c.seq)).where(_MINE).scalar_subquery(),
)
_LOOSE: Final = delete(SNAPSHOT_PARTS).where(
    SNAPSHOT_PARTS.c.show == bindparam("show"),
    SNAPSHOT_PARTS.c.seq.not_in(select(SNAPSHOTS.c.seq).where(_MINE)),
)
"""Parts without a row: of snapshots that are no longer kept, or were never finished."""

_COLUMNS: Final = select(*(SNAPSHOTS.c[name] for name in fields.SNAPSHOT)).where(_MINE)
_LATEST: Final = (
    _COLUMNS.where(
        SNAPSHOTS.c.fold_version == bindparam("fold_version"),
        or_(bindparam("before_seq").is_(None), SNAPSHOTS.c.seq < bindparam("before_seq")),
    )
    .order_by(SNAPSHOTS.c.seq.desc())
    .limit(literal(1))
)
_PARTS: Final = (
    select(SNAPSHOT_PARTS.c.body)
    .where(SNAPSHOT_PARTS.c.show == bindparam("show"), SNAPSHOT_PARTS.c.seq == bindparam("seq"))
    .order_by(SNAPSHOT_PARTS.c.part)
)
_ALL: Final = _COLUMNS.order_by(SNAPSHOTS.c.seq)

CLAUSES: Final[dict[str, ClauseElement]] = {
    "old": _OLD,
    "part": _PART,
    "save": _SAVE,
    "prune": _PRUNE,
    "loose": _LOOSE,
    "latest": _LATEST,
    "parts": _PARTS,
    "all": _ALL,
}
