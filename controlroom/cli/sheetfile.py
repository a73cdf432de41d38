"""A platform's export as `import`, `replay` and `upload` take it.

Owns: saying what was found in it: what it is, what of it counts, which rows do not and why.
Law: every refused row is named by its line.
Must not know: how a sheet is read (`feeds.sheets`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from controlroom.cli.saying import Wrong, note

if TYPE_CHECKING:
    from controlroom.feeds.sheets.decode import Table
    from controlroom.feeds.sheets.outcome import Outcome

ZONE: Final = "Asia/Shanghai"
CURRENCY: Final = "CNY"
"""What holds where no plan says another."""

_SHOWN: Final = 40
_KINDS: Final = {
    "orders": ("an order export", "orders"),
    "board": ("a board's export", "readings"),
    "events": ("a sheet of events", "events"),
}


def looks_like_json(line: bytes) -> bool:
    """Tell whether a file's first line is one of JSON lines, as a journal and events are, and no document by itself."""
    from controlroom.feeds.sheets.channels import MARKS

    line = line.removeprefix(b"\xef\xbb\xbf").strip()
    return line.startswith(b"{") and line != b"{" and not any(mark in line for mark in MARKS)


class SheetFile:
    """An export.

    Args:
        path: Where it lies.
        table: What it is.
    """

    def __init__(self, path: Path, table: Table) -> None:
        self._path = path
        self._table = table
        self._zone = ZONE
        self.outcome: Outcome | None = None

    @classmethod
    def read(cls, path: Path, data: bytes) -> SheetFile | None:
        """Return the export in a file, None when it is a file of events that begins with a bad line.

        Raises:
            Wrong: It is neither.
        """
        from controlroom.feeds.sheets.decode import NoSheet, table_of

        try:
            return cls(path, table_of(data))
        except NoSheet as error:
            if any(looks_like_json(line) for line in data.splitlines()):
                return None
            raise Wrong(f"{path} is no file of JSON lines (a journal, events), and {error}.") from error

    def take(self, zone: str, currency: str, now_ms: int | None = None) -> Outcome:
        """Read the rows and return what they come to.

        Args:
            zone: The show's time zone.
            currency: The show's.
            now_ms: For a board that names no time.

        Raises:
            Wrong: No row of it can be used.
        """
        from controlroom.feeds.sheets.decode import facts_of

        self._zone = zone
        self.outcome = facts_of(self._table, zone, currency, self._path.name, now_ms)
        if not self.outcome.facts:
            self.tell()
            raise Wrong(f"{self._path} holds no row that can be used.")
        return self.outcome

    def lines(self, zone: str, currency: str) -> list[bytes]:
        """Return the facts as events, one a line, in the order in which they happened."""
        import msgspec

        encode = msgspec.json.Encoder().encode
        return [encode(fact) for fact in self.take(zone, currency).facts]

    def tell(self) -> None:
        """Say what the file is, and what of it does not count."""
        table, outcome = self._table, self.outcome
        if outcome is None:
            return
        what, things = _KINDS[table.kind]
        of = f" of {table.maker}" if table.maker else ""
        again = f", {outcome.repeated} of them told twice" if outcome.repeated else ""
        note(
            f"{self._path}: {what}{of} ({table.form}): {outcome.things} {things} in "
            f"{len(table.rows)} rows{again}; instants without an offset are of {self._zone}."
        )
        if table.head.unknown:
            note(f"{self._path}: columns that are not read: {', '.join(table.head.unknown)}.")
        for line, message in outcome.notes[:_SHOWN]:
            note(f"{self._path}:{line}: {message}")
        for bad in outcome.bad[:_SHOWN]:
            note(f"{self._path}:{bad.line}: {bad.message} [{bad.code}]")
        if more := max(0, len(outcome.bad) - _SHOWN):
            note(f"{self._path}: … and {more} more.")
        if outcome.bad:
            note(f"{self._path}: {len(outcome.bad)} row{'s' if len(outcome.bad) > 1 else ''} could not be used.")
