"""A plan as sheets, and sheets as files.

Owns: which row of which sheet each part of a plan becomes, the look of the workbook, the example of the template.
Law: what is written is read back as the same plan; a cell is a text or a number, never a formula.
Must not know: how sheets are read.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Final

from controlroom.planfile.sheets.cells import NOTHING, SEPARATORS
from controlroom.planfile.sheets.columns import EN, IN_SHOW, OWNER, TABLES, ZH, Column, Table, names_of, plain_head
from controlroom.planfile.tree import EMPTY, Scalar, Value

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?", re.ASCII)
_LEADING_ZERO: Final = re.compile(r"0\d+", re.ASCII)
_WIDE: Final = {"script": 80, "text": 40, "title": 26, "points": 36, "steps": 40, "say": 36, "answer": 40, "ask": 24}

Row = list[str]


def rows_of(plan: dict[str, Value], table: Table) -> list[Row]:
    """Return the rows of one sheet that a plan fills, without heads."""
    return [_row(table, owner, entry) for owner, entry in _entries(plan, table)]


def heads(table: Table, lang: str) -> Row:
    """Return the heads of a sheet."""
    return [column.zh if lang == ZH else column.en for column in table.columns]


def table_named(path: Path) -> Table | None:
    """Return the table that a CSV file is called after."""
    return next((table for table in TABLES if plain_head(path.stem) in names_of(table)), None)


def _entries(plan: dict[str, Value], table: Table) -> list[tuple[str, dict[str, Value]]]:
    """Return a table's entries, each with its owner's name."""
    show = plan.get("show")
    if table.name == "show":
        return [("", show)] if isinstance(show, dict) else []
    holder = show if table.name in IN_SHOW and isinstance(show, dict) else plan
    section = holder.get(table.into)
    if table.name == "playbooks":
        return (
            [(name, book) for name, book in section.items() if isinstance(book, dict)]
            if isinstance(section, dict)
            else []
        )
    found = [("", entry) for entry in _mappings(section)] if table.under is None or table.loose else []
    if table.under is not None:
        owners, key = table.under
        for owner in _mappings(plan.get(owners)):
            named = owner.get(key)
            name = named.text if isinstance(named, Scalar) else ""
            found += [(name, entry) for entry in _mappings(owner.get(table.into))]
    return found


def _mappings(value: Value | None) -> list[dict[str, Value]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _row(table: Table, owner: str, entry: dict[str, Value]) -> Row:
    return [owner if column.path == (OWNER,) else _cell(column, entry) for column in table.columns]


def _cell(column: Column, entry: dict[str, Value]) -> str:
    *above, last = column.path
    value: Value | None = entry
    if last in {ZH, EN}:
        for step in above:
            value = value.get(step) if isinstance(value, dict) else None
        if column.kind == "list" and isinstance(value, list):
            return _texts(value, last)
        return _text(value, last)
    for step in column.path:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, list):
        return _list_text([item.text for item in value if isinstance(item, Scalar)])
    return value.text if isinstance(value, Scalar) and value.kind not in EMPTY else ""


def _text(value: Value | None, lang: str) -> str:
    """Return a text's words in a language; a text without languages is Chinese where it has a Chinese character."""
    if isinstance(value, dict):
        found = value.get(lang)
        return found.text if isinstance(found, Scalar) else ""
    if isinstance(value, Scalar) and value.kind not in EMPTY:
        return value.text if (ZH if _HAN.search(value.text) else EN) == lang else ""
    return ""


def _texts(value: list[Value], lang: str) -> str:
    texts = [_text(item, lang) or NOTHING for item in value]
    return _list_text(texts) if set(texts) != {NOTHING} else ""


def _list_text(texts: list[str]) -> str:
    """Return texts a line each; one alone that holds a separator gets a second, empty line, so that it stays whole."""
    alone = len(texts) == 1 and any(sign in texts[0] for sign in SEPARATORS)
    return "\n".join([*texts, ""] if alone else texts)


def write_csv(path: Path, plan: dict[str, Value], table: Table, lang: str) -> None:
    """Write one sheet as CSV, marked as UTF-8 so that Excel reads it right."""
    out = io.StringIO(newline="")
    csv.writer(out).writerow(heads(table, lang))
    csv.writer(out).writerows([_guarded(cell) for cell in row] for row in rows_of(plan, table))
    path.write_bytes(out.getvalue().encode("utf-8-sig"))


def _guarded(cell: str) -> str:
    """Return a cell that Excel takes for the text it is: `-15m` would be reckoned, 0123 would lose its 0."""
    if (cell[:1] in {"=", "+", "-", "@"} and _NUMBER.fullmatch(cell) is None) or _LEADING_ZERO.fullmatch(cell):
        return '="' + cell.replace('"', '""') + '"'
    return cell


def write_workbook(path: Path, plan: dict[str, Value], lang: str) -> None:
    """Write all sheets as a workbook."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bg_color": "#DDE6F2", "bottom": 1, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    as_text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for table in TABLES:
        sheet = book.add_worksheet(table.zh if lang == ZH else table.en)
        sheet.freeze_panes(1, 1)
        for at, (head, column) in enumerate(zip(heads(table, lang), table.columns, strict=True)):
            number = column.kind == "number"
            sheet.set_column(at, at, _WIDE.get(column.path[0], 14), plain if number else as_text)
            sheet.write_string(0, at, head, bold)
            if column.words:
                keys = list(dict.fromkeys(column.words.values()))
                sheet.data_validation(
                    1, at, 2000, at, {"validate": "list", "source": keys, "error_type": "information"}
                )
        for row, cells in enumerate(rows_of(plan, table), 1):
            for at, (text, column) in enumerate(zip(cells, table.columns, strict=True)):
                if text and column.kind == "number" and _NUMBER.fullmatch(text):
                    sheet.write_number(row, at, float(text), plain)
                elif text:
                    sheet.write_string(row, at, text, as_text)
    book.close()
