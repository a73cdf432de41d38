"""Cells as the values of a plan.

Owns: what people write into a cell and what the plan's key then holds: thousands, currency signs, yes and no, dates, lists.
Law: only what is certain is changed; anything else goes on as written, for the models to refuse with their own words.
Must not know: columns' names, files.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from controlroom.planfile.sheets.columns import Column
from controlroom.planfile.sheets.grid import Cell
from controlroom.planfile.tree import Scalar, Value

SEPARATORS: Final = ";；|｜"
"""Part the texts of a list that stands on one line; in a cell of several lines, each line is a text."""

NOTHING: Final = "-"
"""Stands in a list for a text that is missing in this language."""

_THOUSANDS: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_SIGNS: Final = re.compile(r"^(?:[¥$€]|rmb|cny)\s*|\s*(?:元|块|件|个|分钟|min)$", re.IGNORECASE)
_TRUE: Final = frozenset({"是", "对", "有", "√", "✓", "y", "yes", "true", "1"})
_FALSE: Final = frozenset({"否", "不", "无", "×", "n", "no", "false", "0"})
_ITEMS: Final = re.compile(f"[{SEPARATORS}]")
_WITHOUT_ZONE: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]+(\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII
)
_DAY: Final = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)


def value_of(cell: Cell, column: Column, zone: str | None = None) -> Value | None:
    """Return what a cell says for its column; None: it says nothing.

    Args:
        zone: The show's time zone, for an instant written without one.
    """
    if cell is None:
        return None
    text = _shown(cell)
    if column.words:
        known = {_even(word): key for word, key in column.words.items()}
        return Scalar(known.get(_even(text), text), "text")
    match column.kind:
        case "number":
            return _number(text)
        case "truth":
            return _truth(cell, text)
        case "instant":
            return Scalar(_instant(text, zone), "text")
        case "day":
            return Scalar(_day(cell, text), "text")
        case "list":
            lines = isinstance(cell, str) and "\n" in cell  # then `;` is part of a text
            items = [item.strip() for item in (text.split("\n") if lines else _ITEMS.split(text)) if item.strip()]
            return [Scalar(item, "text") for item in items] if items else None
        case "text":
            return Scalar(text, "text")


def _even(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _shown(cell: Cell) -> str:
    match cell:
        case bool():
            return "true" if cell else "false"
        case Decimal():
            whole = cell == cell.to_integral_value()
            return f"{cell.to_integral_value() if whole else cell.normalize():f}"
        case datetime():
            return cell.isoformat(timespec="seconds" if not cell.microsecond else "milliseconds")
        case date():
            return cell.isoformat()
        case _:
            return (cell or "").replace("\r\n", "\n").strip()


def _number(text: str) -> Scalar:
    plain = _SIGNS.sub("", _even(text)).strip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    return Scalar(plain if re.fullmatch(r"-?\d+(\.\d+)?", plain, re.ASCII) else text, "number")


def _truth(cell: Cell, text: str) -> Scalar:
    if isinstance(cell, bool) or _even(text) in _TRUE | _FALSE:
        return Scalar("true" if cell is True or _even(text) in _TRUE else "false", "boolean")
    return Scalar(text, "text")


def _instant(text: str, zone: str | None) -> str:
    """Return an instant as the plan file writes it; one without a zone is taken in that of the show."""
    matched = _WITHOUT_ZONE.fullmatch(text)
    if matched is None or zone is None:
        return text
    year, month, day, hour, minute, second = (int(part or 0) for part in matched.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone)).isoformat()
    except (ValueError, OSError, KeyError):
        return text


def _day(cell: Cell, text: str) -> str:
    """Return a date as the plan file writes it."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d")
    matched = _DAY.fullmatch(text)
    return f"{matched[1]}-{int(matched[2]):02}-{int(matched[3]):02}" if matched else text
