"""An export of a platform's board becomes its totals.

Owns: which row says what as of when, and telling levels from numbers of single minutes.
Law: a board tells levels, "so far"; a figure that keeps falling is none, and is left out with the reason. The same reading
gives the same id.
Must not know: files, encodings, our own numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from controlroom.domain.events import Totals
from controlroom.domain.totals import FIGURES
from controlroom.feeds.fields import Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT, explain
from controlroom.feeds.sheets.headings import Head, check_whole, is_sum
from controlroom.feeds.sheets.outcome import Bad, Outcome
from controlroom.feeds.sheets.text import Cell, Row
from controlroom.feeds.sheets.values import count_of, instant_of, minor_of, says_nothing, shown

TOLD_BY_MOST: Final = 200
FALLS: Final = 4
"""A figure that falls more than once in so many readings is none of "so far"."""


def read_board(
    rows: Sequence[Row], head: Head, zone: ZoneInfo, currency: str, told_by: str, now_ms: int | None = None
) -> Outcome:
    """Return what a board's export holds.

    Args:
        rows: Those below the headings.
        zone: Of instants that name none.
        currency: Of amounts.
        told_by: Where it was read, when no column says it.
        now_ms: When it was read, for a row that names no time or only one of a day; None: such a row is refused.
    """
    outcome = Outcome()
    read: list[tuple[int, dict[str, Any]]] = []
    for row in rows:
        try:
            event = _row(row, head, zone, currency, now_ms, outcome)
        except Unfit as error:
            text = " ".join(shown(cell) for cell in row.cells)[:300]
            outcome.bad.append(Bad(row.line, error.code, error.path, error.message, text))
            continue
        if event is not None:
            read.append((row.line, {"as_told_by": told_by[:TOLD_BY_MOST]} | event))
    read.sort(key=lambda one: (one[1]["at"], one[0]))
    _drop_flows(read, outcome)
    known: set[str] = set()
    for line, event in read:
        figures = {name: event[name] for name in FIGURES if name in event}
        if not figures:
            continue
        digest = blake2b(repr((event["at"], figures)).encode(), digest_size=8).hexdigest()
        event |= {"type": "totals", "id": f"board:{event['at']}:{digest}"}
        if event["id"] in known:
            outcome.repeated += 1
            continue
        known.add(event["id"])
        try:
            outcome.facts.append(msgspec.convert(event, Totals))
        except UNREADABLE_INPUT as error:
            outcome.bad.append(Bad(line, *explain(error)))
        else:
            outcome.things += 1
    return outcome


def _row(
    row: Row, head: Head, zone: ZoneInfo, currency: str, now_ms: int | None, outcome: Outcome
) -> dict[str, Any] | None:
    check_whole(row, head)
    cells: dict[str, Cell] = {name: row.cells[at] for name, at in head.columns.items() if at < len(row.cells)}
    if is_sum(row):
        return None
    names = {name: head.names[at] for name, at in head.columns.items()}
    event: dict[str, Any] = {}
    for figure in FIGURES:
        if says_nothing(cells.get(figure)):
            continue
        try:
            cell, name = cells[figure], names[figure]
            event[figure] = (
                minor_of(cell, name, currency, exact=False) if figure == "gmv_minor" else count_of(cell, name)
            )
        except Unfit as error:
            outcome.bad.append(Bad(row.line, error.code, error.path, error.message, shown(cells[figure])))
    if not event:
        return None
    if not says_nothing(cells.get("told_by")):
        event["as_told_by"] = shown(cells["told_by"])[:TOLD_BY_MOST]
    return event | {"at": _at(cells, names, zone, now_ms)}


def _at(cells: dict[str, Cell], names: dict[str, str], zone: ZoneInfo, now_ms: int | None) -> int:
    now = None if now_ms is None else datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(zone)
    day = now
    if not says_nothing(cells.get("day")):
        day_ms = instant_of(cells["day"], names["day"], zone)
        day = datetime.fromtimestamp(day_ms / 1000, UTC).astimezone(zone)
    for column in ("at", "ended"):
        if not says_nothing(cells.get(column)):
            at_ms = instant_of(cells[column], names[column], zone, day)
            if now_ms is not None and day is now and at_ms > now_ms + 3_600_000 and ":" in shown(cells[column])[:3]:
                at_ms -= timedelta(days=1) // timedelta(milliseconds=1)  # 23:50, read after midnight
            return at_ms
    if now_ms is not None:
        return now_ms
    raise Unfit(
        "missing_field", "", "The row names no time of its own: add the column 时间 (at), as 2025-11-22 18:30:00."
    )


def _drop_flows(read: list[tuple[int, dict[str, Any]]], outcome: Outcome) -> None:
    """Leave out figures that are of single minutes: what is so far does not keep falling."""
    for figure in FIGURES:
        told = [(line, event[figure]) for line, event in read if figure in event]
        falls = [line for (_, before), (line, after) in pairwise(told) if after < before]
        if len(falls) > 1 and len(falls) * FALLS > len(told):
            outcome.note(
                falls[0], f"{figure} falls again and again: these are numbers of single minutes, not totals so far."
            )
            for _, event in read:
                event.pop(figure, None)
