"""The outbox's statements: what is to be told to chat apps, and what became of it.

Owns: what is asked of its table.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, bindparam, delete, false, literal, select, text, update
from sqlalchemy.dialects.sqlite import insert

from controlroom.store import fields
from controlroom.store.schema import OUTBOX, OWING, SHOWS

_ALL: Final = select(OUTBOX.c.nr, *(OUTBOX.c[name] for name in fields.LETTER))
_HERE: Final = OUTBOX.c.nr == bindparam("number")
_PAST: Final = select(SHOWS.c.id).where(SHOWS.c.current == false())

CLAUSES: Final[dict[str, ClauseElement]] = {
    "enter": insert(OUTBOX).values({name: bindparam(name) for name in fields.LETTER}).on_conflict_do_nothing(),
    "known": select(OUTBOX.c.notice).distinct().where(OUTBOX.c.show == bindparam("of_show")),
    "due": _ALL.where(text(OWING)).order_by(OUTBOX.c.nr),
    "newest": _ALL.order_by(OUTBOX.c.nr.desc()).limit(bindparam("so_many")),
    "begin": update(OUTBOX)
    .where(_HERE)
    .values(state=literal("under_way"), tries=OUTBOX.c.tries + literal(1), tried_ms=bindparam("at_ms")),
    "end": update(OUTBOX).where(_HERE).values(state=bindparam("becomes"), why=bindparam("because")),
    "forget": delete(OUTBOX)
    .where(OUTBOX.c.at_ms < bindparam("before_ms"), OUTBOX.c.show.in_(_PAST))
    .returning(OUTBOX.c.nr),
}
