"""Opening the store: the one door to everything here.

Owns: the order of opening and closing.
Law: the database is at this code's schema before anything reads it, and every connection is gone when the
door closes.
Must not know: rooms that run.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from controlroom.settings import Settings
from controlroom.store.asides import SqlAsides
from controlroom.store.book import SqlBook
from controlroom.store.connection import Connector
from controlroom.store.engine import PATIENCE_S, Reader, Writer
from controlroom.store.journal import SqlJournal
from controlroom.store.links import SqlLinks
from controlroom.store.migrate import prepare
from controlroom.store.outbox import SqlOutbox
from controlroom.store.plans import SqlPlans
from controlroom.store.snapshots import SqlSnapshots

_LOG: Final = logging.getLogger(__name__)


class Store:
    """An open store: `journal`, `snapshots`, `plans`, `outbox`, `links` and `book` as `ports` has them, and `asides`."""

    def __init__(self, data: Path, durable: Writer, quick: Writer, reader: Reader) -> None:
        self.journal = SqlJournal(durable, reader)
        self.snapshots = SqlSnapshots(quick, reader)
        self.plans = SqlPlans(durable, reader)
        self.outbox = SqlOutbox(durable, reader)
        self.links = SqlLinks(durable, quick, reader)
        self.asides = SqlAsides(quick, reader)
        self.book = SqlBook(durable, quick, reader, data)


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Store]:
    """Open the data folder's store, made and migrated where it must be.

    Raises:
        StoreUnavailable: The folder cannot be written, or the database cannot be used; the message says the mend.
    """
    database = settings.database
    await asyncio.to_thread(prepare, database)
    turn = asyncio.Lock()
    durable = Writer(Connector(database, "FULL"), turn)
    quick = Writer(Connector(database, "NORMAL"), turn)
    reader = Reader(Connector(database, "FULL"))
    try:
        yield Store(settings.data, durable, quick, reader)
    finally:
        try:
            async with asyncio.timeout(PATIENCE_S):
                for each in (durable, quick, reader):
                    await each.close()
        except TimeoutError:
            _LOG.error("%s: the disk does not answer; its connections are left to the process's end", database)
