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
from controlroom.store.book import SqlBook
from controlroom.store.engine import PATIENCE_S, READERS, Reader, Writer, make_engine
from controlroom.store.journal import SqlJournal
from controlroom.store.migrate import prepare
from controlroom.store.snapshots import SqlSnapshots

_LOG: Final = logging.getLogger(__name__)


class Store:
    """An open store: `journal`, `snapshots` and `book` as `ports` has them."""

    def __init__(self, data: Path, durable: Writer, quick: Writer, reader: Reader) -> None:
        self.journal = SqlJournal(durable, reader)
        self.snapshots = SqlSnapshots(quick, reader)
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
    engines = [
        make_engine(database, "FULL", 1),
        make_engine(database, "NORMAL", 1),
        make_engine(database, "FULL", READERS),
    ]
    durable = Writer(engines[0], database, turn)
    quick = Writer(engines[1], database, turn)
    try:
        yield Store(settings.data, durable, quick, Reader(engines[2], database))
    finally:
        try:
            async with asyncio.timeout(PATIENCE_S):
                for writer in (durable, quick):
                    await writer.close()
                for engine in engines:
                    await engine.dispose()
        except TimeoutError:
            _LOG.error("%s: the disk does not answer; its connections are left to the process's end", database)
