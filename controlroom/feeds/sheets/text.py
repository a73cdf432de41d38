"""Sheets as text: bytes become rows of cells, whatever program wrote them.

Owns: encodings, separators, what programs put around a cell (`="…"`, a tab, an apostrophe), how headings are compared.
Law: a line that cannot be taken apart is given back by itself; it never takes the lines after it along.
Must not know: what a column means.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from msgspec import Struct

Cell = str | int | Decimal | datetime | None
"""Of a text file always text. In a workbook: int, a number stored whole; Decimal, one stored with its point."""

MOST_LINES: Final = 50
"""A row does not go on over more lines than these: then its quote was never closed."""

_FIELD_MOST: Final = 100_000
_WRAPPED: Final = re.compile(r'=\s*"((?:[^"]|"")*)"')
_BOMS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LOST: Final = "\N{REPLACEMENT CHARACTER}"
_NOTE: Final = re.compile(r"\((?:元|人民币|cny|rmb|次|人|单|件|个)\)|[\s_*:]")


class NoText(ValueError):
    """The bytes are no text in any encoding that sheets come in."""


class Row(Struct, frozen=True):
    """One row.

    Args:
        line: Where it begins, from 1.
        torn: Why it cannot be used; empty: it can.
        last: Nothing ends it: the file may have been cut off in it.
    """

    line: int
    cells: list[Cell]
    torn: str = ""
    last: bool = False


def text_of(data: bytes) -> str:
    """Return a sheet's text: UTF-8, UTF-16, or as Chinese spreadsheets write it.

    Raises:
        NoText: It is none of these.
    """
    return decoded(data)[0]


def decoded(data: bytes) -> tuple[str, str]:
    """Return a sheet's text and the name of its encoding.

    Raises:
        NoText: It is no text.
    """
    mark = next((encoding for bom, encoding in _BOMS if data.startswith(bom)), None)
    if mark == "utf-16" or (mark is None and 0 in data):
        least = "utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"
        encoding = mark or least
        text = data[: len(data) // 2 * 2].decode(encoding, "replace")
        return _sound(text, encoding, text.count(_LOST) * 10 <= len(text))
    for encoding in ("utf-8-sig", "gb18030"):
        text = data.decode(encoding, "replace")
        lost = text.count(_LOST)
        # A cell cut off inside a character, or a file that ends in one, costs that character alone.
        if not lost or lost * 10 < sum(char > "\x7f" for char in text) - lost:
            return _sound(text, encoding, fits=True)
    return _sound("", "", fits=False)


def _sound(text: str, encoding: str, fits: bool) -> tuple[str, str]:
    if not fits or "\0" in text:
        raise NoText("the sheet is no text: save it as CSV (UTF-8)")
    return text, encoding.removesuffix("-sig").upper()


def separator_of(text: str) -> str:
    """Return what separates the cells of a sheet: the sign that most of its first lines have, and have most of."""
    lines = [line for line in text[:20_000].splitlines()[:20] if line.strip()]

    def weight(sign: str) -> tuple[int, int, bool]:
        """Return what the choice goes by: lines that have it, the most in one, and the comma where nothing decides."""
        counts = [line.count(sign) for line in lines]
        return sum(map(bool, counts)), max(counts, default=0), sign == ","

    return max(",;\t", key=weight)


def rows_of(text: str) -> Iterator[Row]:
    """Yield a sheet's rows that are not blank."""
    lines = list(io.StringIO(text, newline=""))
    separator = separator_of(text)
    whole = text.endswith(("\n", "\r"))
    at = 0
    while at < len(lines):
        feeding = _Feeding(lines, at)
        # A field that is too long is the quote's fault too: nobody writes 100,000 characters into a cell.
        reader = csv.reader(feeding, delimiter=separator)
        torn, first = False, at
        while not torn:
            first = feeding.at
            feeding.left = MOST_LINES
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                torn = True
                continue
            cut = feeding.at - first > 1 and sum(lines[n].count('"') for n in range(first, feeding.at)) % 2 == 1
            torn = cut or any(len(cell) > _FIELD_MOST for cell in cells)
            if not torn and any(cell.strip() for cell in cells):
                yield _row(first, cells, last=feeding.at == len(lines) and not whole)
        if not torn:
            return
        yield Row(first + 1, [], "a quote in it is never closed: put the cell right and import the file again")
        at = first + 1


def _row(first: int, cells: list[str], *, last: bool) -> Row:
    return Row(first + 1, [bare(cell) for cell in cells], last=last)


class _Feeding:
    """Gives lines to the reader, no more than `left` to a row; `at`: the next."""

    def __init__(self, lines: list[str], at: int) -> None:
        self._lines = lines
        self.at = at
        self.left = MOST_LINES

    def __iter__(self) -> _Feeding:
        return self

    def __next__(self) -> str:
        if self.at >= len(self._lines) or not self.left:
            raise StopIteration
        self.at += 1
        self.left -= 1
        return self._lines[self.at - 1]


def bare(cell: str) -> str:
    """Return a cell without what programs put around it so that a spreadsheet leaves it alone."""
    text = cell.strip().strip("\N{ZERO WIDTH NO-BREAK SPACE}\N{ZERO WIDTH SPACE}").strip()
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped is not None:
        return wrapped.group(1).replace('""', '"').strip()
    return text[1:].strip() if text.startswith(("'", "`")) else text.strip('"').strip()


def even(text: str) -> str:
    """Return a text as words are compared: without differences of width and case."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def plain_head(text: str) -> str:
    """Return a heading as it is compared: without width, case, blanks, units in brackets."""
    return _NOTE.sub("", even(text))
