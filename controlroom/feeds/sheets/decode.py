"""Exports of platforms: a file's bytes become facts, whatever the file turns out to be.

Owns: telling an order export from a board's, in CSV or in a workbook; the one way in.
Law: what a file is, its headings say, never its name. Nothing raises but for a file that is no sheet at all, and the message
then says the mend; every row that cannot be used is told by its line.
Must not know: rooms, paths, clocks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain.totals import FIGURES
from controlroom.feeds.sheets import channels
from controlroom.feeds.sheets.board import read_board
from controlroom.feeds.sheets.events import COLUMNS, read_rows
from controlroom.feeds.sheets.headings import BOARD, ORDERS, Head, head_of, maker_of
from controlroom.feeds.sheets.orders import read_orders
from controlroom.feeds.sheets.outcome import Outcome
from controlroom.feeds.sheets.text import Cell, NoText, Row, decoded, rows_of
from controlroom.feeds.sheets.workbook import OLD, ZIPPED, sheets_of

Kind = Literal["orders", "board", "events"]


class NoSheet(ValueError):
    """A file is no export that is understood; the message says why, and the mend."""


class Table(Struct, frozen=True):
    """A sheet that is understood: what it is, its headings, and the rows below them."""

    kind: Kind
    head: Head
    rows: list[Row]
    form: str

    @property
    def maker(self) -> str:
        """Return whose export it is; empty: nobody's in particular."""
        return maker_of(self.head) if self.kind == "orders" else ""


def table_of(data: bytes) -> Table:
    """Return what an export is, with its rows.

    Raises:
        NoSheet: It is none that is understood.
    """
    try:
        if data.startswith(ZIPPED):
            sheets = [(f"XLSX, {name}", rows) for name, rows in sheets_of(data)]
        elif channels.is_answer(data):
            sheets = [(channels.FORM, channels.rows_of(data))]
        elif data.startswith(OLD):
            raise NoText("it is a workbook of the old kind (XLS): save it as XLSX, or as CSV (UTF-8)")
        else:
            text, encoding = decoded(data)
            if text.lstrip()[:200].casefold().startswith(("<html", "<!doctype", "<table", "<?xml")):
                raise NoText(
                    "it is a web page under a sheet's name: open it in a spreadsheet and save it as XLSX or CSV"
                )
            sheets = [(f"CSV, {encoding}", list(rows_of(text)))]
    except NoText as error:
        raise NoSheet(str(error)) from error
    found = [table for form, rows in sheets if (table := _table(rows, form)) is not None]
    if not found:
        raise NoSheet(
            "no headings of an order export (订单号, 订单状态, 下单时间 …) or of a board's (时间, 成交金额 …) are in its "
            "first rows: export it from the platform's back office and leave the headings in"
        )
    return max(found, key=lambda table: len(table.rows))


def _table(rows: Sequence[Row], form: str) -> Table | None:
    usable = [row for row in rows if not row.torn]
    events = head_of(usable, COLUMNS, ("type",))
    if events is not None and not events.unknown:
        return _below("events", events, rows, usable, form)
    orders = head_of(usable, ORDERS, ("order",))
    if orders is not None and orders.columns.keys() & {"state", "created", "paid"}:
        return _below("orders", orders, rows, usable, form)
    board = head_of(usable, BOARD, FIGURES)
    if board is not None:
        return _below("board", board, rows, usable, form)
    turned = _turned(usable)
    board = head_of(turned, BOARD, FIGURES)
    return _below("board", board, turned, turned, form) if board is not None else None


def _below(kind: Kind, head: Head, rows: Sequence[Row], usable: Sequence[Row], form: str) -> Table:
    line = usable[head.row].line
    below = [row for row in rows if row.line > line]
    widths = Counter(len(row.cells) for row in below)
    width = max(widths, key=lambda width: (widths[width], -width), default=0)
    return Table(kind, replace(head, width=width), below, form)


def _turned(rows: Sequence[Row]) -> list[Row]:
    """Return a small sheet on its side: a board copied as figure and value, a line each."""
    few = rows[:40]
    width = max((len(row.cells) for row in few), default=0)
    columns: list[list[Cell]] = [[row.cells[at] if at < len(row.cells) else None for row in few] for at in range(width)]
    return [Row(number, cells) for number, cells in enumerate(columns[:40], 1)]


def facts_of(table: Table, zone: str, currency: str, told_by: str = "", now_ms: int | None = None) -> Outcome:
    """Return what an export's rows come to.

    Args:
        table: From `table_of`.
        zone: The time zone of instants that name none.
        currency: Of amounts, where no column names it.
        told_by: Where a board was read, when no column says it.
        now_ms: When a board was read that names no time; None: its rows need one.
    """
    if table.kind == "events":
        return read_rows(table.rows, table.head, ZoneInfo(zone))
    if table.kind == "orders":
        return read_orders(table.rows, table.head, ZoneInfo(zone), currency)
    return read_board(table.rows, table.head, ZoneInfo(zone), currency, told_by, now_ms)
