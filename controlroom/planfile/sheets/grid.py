"""Sheets as grids of cells, out of a workbook or a CSV file.

Owns: opening XLSX and CSV, encodings, delimiters, the bounds on size.
Law: whatever the file is, nothing is raised but for a file that cannot be opened; a cell is what its author sees in it.
Must not know: tables, columns, plans.
"""

from __future__ import annotations

import csv
import io
import math
import re
import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from controlroom.planfile.tree import Place, Tree, encodable

MAX_BYTES: Final = 20_000_000
MAX_ROWS: Final = 5_000
MAX_COLUMNS: Final = 100
_QUOTED: Final = re.compile(r'=\s*"((?:[^"]|"")*)"')

Cell = str | Decimal | bool | datetime | date | None


class Grid(NamedTuple):
    """One sheet: `name` as findings call it, cells by row and column from 0."""

    name: str
    rows: list[list[Cell]]


def grids_of(path: Path, tree: Tree) -> list[Grid]:
    """Return the sheets of a file; what cannot be read is a finding in `tree`.

    Raises:
        OSError: The file cannot be opened.
    """
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        said = f"The file has {len(data):,} bytes, more than the {MAX_BYTES:,} it may have."
        tree.find("too_large", (), said, place=Place(1, 1, path.name))
        return []
    if path.suffix.lower() in {".csv", ".tsv"}:
        return [Grid(path.name, _rows_of_csv(data))]
    return _workbook(data, path, tree)


def _rows_of_csv(data: bytes) -> list[list[Cell]]:
    text = _decoded(data)
    head = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",\t;", key=lambda sign: (head.count(sign), sign == ","))
    rows: list[list[Cell]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            rows.append([_text(cell) for cell in row[:MAX_COLUMNS]])
            if len(rows) >= MAX_ROWS:
                break
    except csv.Error:  # a field longer than the reader takes, or a NUL: what came before counts
        pass
    return rows


def _decoded(data: bytes) -> str:
    """Return the text of a CSV file: UTF-8 with or without a mark, UTF-16 with one, else GB18030, as Excel in China writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", "replace")


def _text(cell: str) -> Cell:
    quoted = _QUOTED.fullmatch(cell.strip())
    text = quoted.group(1).replace('""', '"') if quoted else cell
    return text if encodable(text) and text.strip() else None


def _workbook(data: bytes, path: Path, tree: Tree) -> list[Grid]:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    grids = []
    try:
        with warnings.catch_warnings():  # about drawings and validations, which no plan has
            warnings.simplefilter("ignore")
            shown = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            written = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
            for name in shown.sheetnames:
                if not hasattr(shown[name], "iter_rows"):
                    continue  # a chart
                both = (
                    book[name].iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)
                    for book in (shown, written)
                )
                pairs = zip(*both, strict=False)
                rows = [[_cell(*cells) for cells in zip(seen, said, strict=False)] for seen, said in pairs]
                grids.append(Grid(name, [_trimmed(row) for row in rows]))
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, EOFError, SyntaxError) as error:
        said = f"This is no workbook that can be read ({error}): save it again as XLSX, or as CSV."
        tree.find("unknown_format", (), said, place=Place(1, 1, path.name))
        return []
    return grids


def _trimmed(row: list[Cell]) -> list[Cell]:
    """Return a row without the empty cells at its end."""
    while row and row[-1] is None:
        row.pop()
    return row


def _cell(shown: object, written: object) -> Cell:
    """Return a cell's value: what is shown, and of a formula that nobody reckoned, the text it quotes."""
    match written if shown is None else shown:
        case bool() as truth:
            return truth
        case int() | float() as number:
            return Decimal(repr(number)) if math.isfinite(number) else str(number)
        case Decimal() | datetime() | date() as value:
            return value
        case time() as clock:
            return clock.strftime("%H:%M")
        case str() as text:
            return _text(text)
        case _:
            return None
