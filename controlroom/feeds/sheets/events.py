"""A sheet in our own words: a row for each event, headings as the contract's fields.

Owns: how a row becomes an event: empty cells are left out, `sku` `qty` `unit_minor` of an order are its line.
Law: what is sent in a sheet comes to what the same would as JSON; a bad row costs no other.
Must not know: files, encodings, what an event means.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from controlroom.domain.events import EVENT_TYPES, Event, Fact
from controlroom.feeds.fields import Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT, explain
from controlroom.feeds.sheets.headings import Head, check_whole
from controlroom.feeds.sheets.outcome import Bad, Outcome
from controlroom.feeds.sheets.text import Row
from controlroom.feeds.sheets.values import id_of, instant_of, says_nothing, shown

_LINE: Final = ("sku", "qty", "unit_minor")
_NAMES: Final = {
    field.encode_name: None
    for kind in EVENT_TYPES
    for field in msgspec.structs.fields(kind)
    if field.encode_name != "lines" and not field.encode_name.startswith("_")
}
COLUMNS: Final = {name: (name,) for name in ("type", *_NAMES, "qty", "unit_minor")}
"""The table of headings: every field of every event, and those of an order's line."""

_IDS: Final = frozenset({"id", "order", "user", "refund", "sku"})
_TEXTS: Final = frozenset({"text", "name", "title", "speaker"})


def read_rows(rows: Sequence[Row], head: Head, zone: ZoneInfo) -> Outcome:
    """Return what a sheet of events holds, in the rows' order.

    Args:
        rows: Those below the headings.
        zone: Of instants that name none.
    """
    outcome = Outcome()
    for row in rows:
        text = " ".join(shown(cell) for cell in row.cells)[:300]
        try:
            check_whole(row, head)
            fact: Fact = msgspec.convert(_event(row, head, zone), Event, strict=False)
        except Unfit as error:
            outcome.bad.append(Bad(row.line, error.code, error.path, error.message, text))
        except UNREADABLE_INPUT as error:
            outcome.bad.append(Bad(row.line, *explain(error), text))
        else:
            outcome.facts.append(fact)
            outcome.things += 1
    return outcome


def _event(row: Row, head: Head, zone: ZoneInfo) -> dict[str, Any]:
    event: dict[str, Any] = {}
    for name, at in head.columns.items():
        cell = row.cells[at] if at < len(row.cells) else None
        if cell is None or (says_nothing(cell) and not (name in _TEXTS and cell)):
            continue
        if name == "at":
            event[name] = instant_of(cell, name, zone)
        else:
            event[name] = id_of(cell, name) if name in _IDS else shown(cell)
    if event.get("type") == "order":
        line = {name: event.pop(name) for name in _LINE if name in event}
        if "sku" in line:
            event["lines"] = [line]
    return event
