"""The journal's statements.

Owns: how a page finds its place at the head, and how pages are asked for.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, bindparam, delete, func, insert, literal, select, text

from controlroom.store import fields
from controlroom.store.schema import MARKED, PAGES

_NEXT_SEQ: Final = (
    select(PAGES.c.first_seq + PAGES.c.count)
    .where(PAGES.c.show == bindparam("show"))
    .order_by(PAGES.c.first_seq.desc())
    .limit(literal(1))
    .scalar_subquery()
)
_APPEND: Final = (
    insert(PAGES)
    .from_select(
        fields.PAGE,
        select(*(bindparam(name, type_=PAGES.c[name].type) for name in fields.PAGE)).where(
            bindparam("first_seq") == func.coalesce(_NEXT_SEQ, literal(1))
        ),
    )
    .returning(PAGES.c.nr)
)
# By every field, so that it can only ever take back the page that was being written.
_TAKE_BACK: Final = delete(PAGES).where(*(PAGES.c[name] == bindparam(name) for name in fields.PAGE))
_HEAD: Final = select(func.coalesce(_NEXT_SEQ, literal(1)) - literal(1))
_START: Final = (
    select(func.max(PAGES.c.first_seq))
    .where(PAGES.c.show == bindparam("show"), PAGES.c.first_seq <= bindparam("wanted"))
    .scalar_subquery()
)
_PAGES: Final = select(*(PAGES.c[name] for name in fields.PAGE[1:])).where(PAGES.c.show == bindparam("show"))
_PAGES_FROM: Final = (
    _PAGES.where(PAGES.c.first_seq >= func.coalesce(_START, literal(1)))
    .order_by(PAGES.c.first_seq)
    .limit(bindparam("rows"))
)
_PAGES_AFTER: Final = (
    _PAGES.where(PAGES.c.first_seq > bindparam("after")).order_by(PAGES.c.first_seq).limit(bindparam("rows"))
)
# SQLite would take the larger index as gladly, so it is told which; Core has no word for that.
_MARKED: Final = text(
    f"SELECT {', '.join(fields.PAGE[1:])} FROM pages INDEXED BY pages_marked "
    f"WHERE show = :show AND {MARKED} ORDER BY first_seq"
)

CLAUSES: Final[dict[str, ClauseElement]] = {
    "append": _APPEND,
    "take_back": _TAKE_BACK,
    "head": _HEAD,
    "pages_from": _PAGES_FROM,
    "pages_after": _PAGES_AFTER,
    "marked": _MARKED,
}
