"""The journal in SQL: one row a page.

Owns: how a page is written, and how pages are read back.
Law: a page is one statement that is its own transaction (a past show's pages go many together) and writes only at the
journal's head, so there is neither a gap nor a fork, also when another process writes; what is read back has today's shape.
Must not know: what the records say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from typing import Final

from controlroom.domain.records import Page
from controlroom.ports import StoreUnavailable
from controlroom.store.engine import Reader, Row, Writer
from controlroom.store.statement import Statement
from controlroom.store.upcast import PageTooNew, upcast_page

_CHUNK_BYTES: Final = 4 * 1024 * 1024
"""About how much is read at a time …"""
_CHUNK_ROWS: Final = 2000
"""… and how many pages at most."""
_FIRST_ROWS: Final = 4
"""Read first, before it is known how large this journal's pages are."""


class JournalGap(RuntimeError):
    """A page does not follow on the journal's head; nothing was written. Its writer has lost its place."""


_APPEND: Final = Statement("journal.append")
_TAKE_BACK: Final = Statement("journal.take_back")
_HEAD: Final = Statement("journal.head")
_PAGES_FROM: Final = Statement("journal.pages_from")
_PAGES_AFTER: Final = Statement("journal.pages_after")
_MARKED: Final = Statement("journal.marked")


class SqlJournal:
    """`ports.Journal` on SQL."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self._writer = writer
        self._reader = reader

    async def append(self, show: str, page: Page) -> None:
        """Write `page`; it is durable when this returns.

        Raises:
            StoreUnavailable: Nothing of the page was written.
            JournalGap: The page's first seq is not head + 1.
            LookupError: There is no such show.
        """
        try:
            written = await self._writer.once(_APPEND, _TAKE_BACK, **_values(show, page))
        except sqlite3.IntegrityError as error:
            raise _no_show(show) from error
        if not written:
            raise await self._gap(show, page)

    async def extend(self, show: str, pages: Sequence[Page]) -> None:
        """Write pages that follow one another as one transaction; they are durable when this returns.

        Raises:
            StoreUnavailable: Nothing of them was written.
            JournalGap: A page's first seq is not head + 1; those before it are written.
            LookupError: There is no such show.
        """
        steps = [(_APPEND, _values(show, page)) for page in pages]
        try:
            written = await self._writer.together(steps)
        except sqlite3.IntegrityError as error:
            raise _no_show(show) from error
        for page, rows in zip(pages, written, strict=True):
            if not rows:
                raise await self._gap(show, page)

    async def pages(self, show: str, after_seq: int = 0) -> AsyncIterator[Page]:
        """Yield the pages that hold records after `after_seq`, in order (the first may begin before it).

        Each chunk is a read of its own: a slow reader holds nothing up, and pages written meanwhile come too.

        Raises:
            StoreUnavailable: The database cannot be read now, or a page was written by a newer Control Room.
        """
        size = _FIRST_ROWS
        rows = await self._reader.run(_PAGES_FROM, show=show, wanted=after_seq + 1, rows=size)
        while rows:
            for row in rows:
                page = _page(row)
                if page.last_seq > after_seq:
                    yield page
            if len(rows) < size:
                return
            after = rows[-1][0]
            mean = sum(len(row[-1]) for row in rows) // len(rows) + 1
            size = min(_CHUNK_ROWS, max(1, _CHUNK_BYTES // mean))
            rows = await self._reader.run(_PAGES_AFTER, show=show, after=after, rows=size)

    async def marked(self, show: str) -> AsyncIterator[Page]:
        """Yield the pages that may hold the mark of a quarantined record, in order.

        Raises:
            StoreUnavailable: The database cannot be read now, or a page was written by a newer Control Room.
        """
        for row in await self._reader.run(_MARKED, show=show):
            yield _page(row)

    async def head(self, show: str) -> int:
        """Return the newest seq, 0 when empty."""
        return int((await self._reader.run(_HEAD, show=show))[0][0])

    async def _gap(self, show: str, page: Page) -> JournalGap:
        head = await self.head(show)
        return JournalGap(
            f"show {show!r}: a page from seq {page.first_seq} does not follow on seq {head}. "
            "Nothing of it was written; read the journal again before writing."
        )


def _no_show(show: str) -> LookupError:
    return LookupError(f"no show {show!r} in the book: open it before writing its journal")


def _page(row: Row) -> Page:
    first_seq, count, received_ms, version, body = row
    written = Page(first_seq=first_seq, count=count, received_ms=received_ms, version=version, body=body)
    try:
        return upcast_page(written)
    except PageTooNew as error:
        raise StoreUnavailable("failed", str(error)) from error


def _values(show: str, page: Page) -> dict[str, object]:
    return {
        "show": show,
        "first_seq": page.first_seq,
        "count": page.count,
        "received_ms": page.received_ms,
        "version": page.version,
        "body": page.body,
    }


def first_page(show: str, page: Page) -> tuple[Statement, dict[str, object]]:
    """Return the step that writes a show's first page inside a larger transaction."""
    return _APPEND, _values(show, page)
