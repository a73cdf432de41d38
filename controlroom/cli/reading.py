"""The files that `replay` and `import` are given.

Owns: opening them, telling a journal from events and from an export, saying which lines could not be used.
Law: a journal is used whole or not at all; of plain events the good ones count.
Must not know: what a show is made of.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

from controlroom.cli.saying import Wrong, note
from controlroom.cli.sheetfile import CURRENCY, ZONE, SheetFile, looks_like_json
from controlroom.domain.records import Page
from controlroom.feeds.journalfile import BadLine, sniff
from controlroom.live.replay import Opening, event_pages, journal_pages, marks

_SHOWN: Final = 5


class ShowFile:
    """One show in a file.

    Args:
        path: NDJSON, plain or gzipped, or a platform's export as CSV or XLSX.

    Raises:
        Wrong: There is nothing in it, or nobody knows what it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        first = next((line for line in self.lines() if line.strip()), None)
        if first is None:
            raise Wrong(f"{path} is empty: give an exported journal, events, one a line, or a platform's export.")
        self.sheet = None if looks_like_json(first) else SheetFile.read(path, b"".join(self.lines()))
        self.kind: Literal["journal", "events", "sheet"] = "sheet" if self.sheet is not None else sniff(first)
        self.duplicates = 0
        self._bad: list[str] = []
        self.bad = 0

    def lines(self) -> Iterator[bytes]:
        """Yield the file's lines, from the first."""
        with self.path.open("rb") as file:
            zipped = file.read(2) == b"\x1f\x8b"
        try:
            with gzip.open(self.path, "rb") if zipped else self.path.open("rb") as lines:
                yield from lines
        except (EOFError, gzip.BadGzipFile) as error:
            raise Wrong(f"{self.path} is no whole gzip file ({error}): make it again.") from error

    def pages(self, opening: Opening) -> Callable[[], Iterable[Page]]:
        """Return what yields the show's pages, anew each time it is called.

        Args:
            opening: How the show begins when the file holds plain events.
        """
        if self.sheet is not None:
            plan = opening.plan
            show = (plan.show.timezone, plan.show.currency) if plan is not None else (ZONE, CURRENCY)
            told = self.sheet.lines(*show)
            return lambda: self._events(opening, told)
        return self._journal if self.kind == "journal" else lambda: self._events(opening, None)

    def marks(self) -> dict[int, str]:
        """Return the records that the journal marks as breaking the fold."""
        return marks(self.lines()) if self.kind == "journal" else {}

    def _journal(self) -> Iterator[Page]:
        try:
            yield from journal_pages(self.lines())
        except BadLine as error:
            raise Wrong(f"{self.path}:{error.number}: {error.what}") from error

    def _events(self, opening: Opening, told: Iterable[bytes] | None) -> Iterator[Page]:
        self.duplicates = self.bad = 0
        self._bad.clear()
        try:
            yield from event_pages(self.lines() if told is None else told, opening, self._left_out, self._known)
        except BadLine as error:
            raise Wrong(f"{self.path}:{error.number}: {error.what}") from error

    def _left_out(self, line: BadLine) -> None:
        self.bad += 1
        if len(self._bad) < _SHOWN:
            self._bad.append(f"{self.path}:{line.number}: {line.what} [{line.code}]" if line.number else line.what)

    def _known(self, count: int) -> None:
        self.duplicates += count

    def tell(self) -> None:
        """Say what an export was, and which lines were left out."""
        if self.sheet is not None:
            self.sheet.tell()
        for line in self._bad:
            note(line)
        if self.bad:
            note(f"{self.path}: {self.bad} line{'s' if self.bad > 1 else ''} could not be used and were left out.")
        if self.duplicates:
            note(f"{self.path}: {self.duplicates} duplicates were left out.")
