"""Workbooks as rows of cells.

Owns: opening XLSX, what a cell holds, the bounds on its size.
Law: a cell is what its author sees in it (a formula's value); a number is an int or a Decimal, never a float.
Must not know: what a column means.
"""

from __future__ import annotations

import io
import math
import warnings
import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from controlroom.feeds.sheets.text import Cell, NoText, Row, bare

MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 300
MAX_UNPACKED: Final = 400 * 1024 * 1024
ZIPPED: Final = b"PK\x03\x04"
OLD: Final = b"\xd0\xcf\x11\xe0"
_MEND: Final = "save it again as XLSX, or as CSV (UTF-8)"


def sheets_of(data: bytes) -> list[tuple[str, list[Row]]]:
    """Return a workbook's sheets: each one's name and its rows that are not blank.

    Raises:
        NoText: It is no workbook that can be read; the message says the mend.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                raise NoText(f"the workbook is larger than {MAX_UNPACKED // 1024**2} MB unpacked: split it")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about drawings and styles, which no export needs
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            return [(sheet.title, _rows(sheet)) for sheet in book.worksheets if hasattr(sheet, "reset_dimensions")]
    except NoText:
        raise
    except Exception as error:
        raise NoText(f"it is no workbook that can be read ({type(error).__name__}): {_MEND}") from error


def _rows(sheet: Any) -> list[Row]:
    sheet.reset_dimensions()  # some programs write a wrong size, and then most cells would be left out
    rows = []
    for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if line > MAX_ROWS:
            raise NoText(f"the sheet has more than {MAX_ROWS:,} rows: split it")
        read = [_cell(cell) for cell in cells[:MAX_COLUMNS]]
        while read and read[-1] is None:
            read.pop()
        if read:
            rows.append(Row(line, read))
    return rows


def _cell(value: object) -> Cell:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return value
        case float():
            return Decimal(repr(value)) if math.isfinite(value) else None
        case datetime():
            return value
        case date():
            return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a workbook's days have no zone
        case time():
            return value.strftime("%H:%M:%S")
        case str():
            return bare(value) or None
        case _:
            return None
