"""Every statement, in SQLAlchemy's Core, by area. Loaded to compile them ahead, never by a server that runs."""

from typing import Final

from sqlalchemy import ClauseElement

from controlroom.store.core import asides, book, engine, journal, links, outbox, plans, snapshots

AREAS: Final[dict[str, dict[str, ClauseElement]]] = {
    "asides": asides.CLAUSES,
    "book": book.CLAUSES,
    "engine": engine.CLAUSES,
    "journal": journal.CLAUSES,
    "links": links.CLAUSES,
    "outbox": outbox.CLAUSES,
    "plans": plans.CLAUSES,
    "snapshots": snapshots.CLAUSES,
}
