"""Single cells as ids, amounts, counts and instants.

Owns: how exports write each of them, and what is said of one that cannot be used.
Law: a value is taken whole or refused with the mend; money goes through Decimal and never through a float; an id is text.
Must not know: which column a cell stands in.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from controlroom.domain.units import EPOCH_MS_MAX, exponent, to_minor
from controlroom.feeds.fields import KEY_MAX, LEVEL_MAX, Unfit
from controlroom.feeds.sheets.text import Cell, even
from controlroom.feeds.written import MINOR_MAX

EXACT_DIGITS: Final = 15
"""A spreadsheet keeps so many digits of a number; the rest become noughts."""

NOTHING: Final = frozenset({"", "-", "--", "—", "——", "/", "\\", "无", "null", "none", "nan", "n/a", "#n/a"})
"""What stands in a cell that says nothing, as `even` gives it."""

_AMOUNT: Final = re.compile(r"-?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d*)?|-?\.\d+", re.ASCII)
_SIGN: Final = re.compile(r"^(-?)(¥|\$|€|£|us\$|rmb|cny|usd)|(元|人民币|cny|usd|rmb|人|次|单|件|个)$")
_SIGNED: Final = {
    "¥": ("CNY", "JPY"), "€": ("EUR",), "£": ("GBP",), "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN"),
}  # fmt: skip
_TIMES: Final = {"万": 4, "w": 4, "亿": 8, "千": 3, "k": 3}
_POWERED: Final = re.compile(r"\d(?:\.\d+)?e\+?\d+", re.ASCII)
_FORMULA: Final = re.compile(
    r"=.*|#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)|#{3,}", re.DOTALL | re.IGNORECASE
)
_INSTANT: Final = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[t ]+(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})(?:\.(\d{1,6})\d*)?)?[秒分]?)?"
    r"\s*(z|utc|gmt|[+-]\d\d:?\d\d)?",
    re.ASCII,
)
_RUN: Final = re.compile(r"(20\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)", re.ASCII)
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII)
_YEAR_LAST: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}(?: .*)?", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SHEET_DAY_0: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's days have no zone
_MS: Final = timedelta(milliseconds=1)


def shown(cell: Cell) -> str:
    """Return a cell as text."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.isoformat(sep=" ")
        case str():
            return cell
        case _:
            return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def says_nothing(cell: Cell) -> bool:
    """Tell whether a cell is empty, or holds what exports write for nothing."""
    return cell is None or (isinstance(cell, str) and even(cell) in NOTHING)


def id_of(cell: Cell, head: str) -> str:
    """Return an id, exactly as it was given.

    Raises:
        Unfit: A spreadsheet has lost some of its digits, or it is longer than an id may be.
    """
    if isinstance(cell, datetime):
        raise Unfit("bad_field", head, f"{head} holds a date ({shown(cell)}), no id: make the column text.")
    if isinstance(cell, Decimal):
        whole = cell == cell.to_integral_value()
        if not whole or cell.adjusted() >= EXACT_DIGITS:
            raise Unfit("bad_id", head, _lost(head, str(cell)))
        return str(int(cell))
    text = even_id(shown(cell))
    if _POWERED.fullmatch(text.casefold()):
        raise Unfit("bad_id", head, _lost(head, text))
    if _FORMULA.fullmatch(text):
        said = "a formula, or what a spreadsheet writes for one that fails: put the value itself there, as text"
        raise Unfit("bad_id", head, f"{head} is {text[:40]!r}, {said}.")
    if len(text) > KEY_MAX:
        raise Unfit("too_long", head, f"{head} is longer than {KEY_MAX} characters.")
    return text


def even_id(text: str) -> str:
    """Return an id in digits and letters of one width."""
    return text.strip() if text.isascii() else "".join(_narrow(char) for char in text).strip()


def _narrow(char: str) -> str:
    return chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char


def _lost(head: str, text: str) -> str:
    return (
        f"{head} is {text[:40]}: a spreadsheet took the id for a number and lost digits of it. Export the file again and "
        "import it without opening it in a spreadsheet, or make the column text before anything is typed."
    )


def rounded_ids(ids: list[str]) -> bool:
    """Tell whether a column's ids were through a spreadsheet as numbers: the digits after the fifteenth became noughts."""
    long = [text for text in ids if len(text) > EXACT_DIGITS + 1 and text.isascii() and text.isdecimal()]
    return len(long) > 1 and 2 * sum(not text[EXACT_DIGITS:].strip("0") for text in long) > len(long)


def number_of(cell: Cell, head: str, currency: str | None = None) -> Decimal:
    """Return a number as exports write it: thousands, signs, 元, 万, any width.

    Args:
        currency: Of an amount of money, to refuse the sign of another; None: it is a count.

    Raises:
        Unfit: It is none.
    """
    if isinstance(cell, int | Decimal):
        return Decimal(cell)
    text = even(shown(cell)).replace(" ", "")
    if currency is not None:
        for sign, of in _SIGNED.items():
            if sign in text and currency not in of:
                raise Unfit("other_currency", head, f"{head} is {text[:40]!r}, and the show counts in {currency}.")
    negative = text.startswith("(") and text.endswith(")")
    text = text.strip("()") if negative else text
    plain = _SIGN.sub(r"\1", _SIGN.sub(r"\1", text))
    times = _TIMES.get(plain[-1:], 0)
    plain = plain[:-1] if times else plain
    if _AMOUNT.fullmatch(plain) is None or len(plain) > 40:
        raise Unfit("bad_field", head, f"{head} is {shown(cell)[:40]!r}, no number: write one such as 1234.50.")
    number = Decimal(plain.replace(",", "")).scaleb(times)
    return -number if negative else number


def minor_of(cell: Cell, head: str, currency: str, *, exact: bool = True) -> int:
    """Return an amount of money in minor units.

    Args:
        exact: A text with more decimals than the currency has is refused; False: it is rounded half up (a price made by
            sharing out). A number out of a workbook is rounded either way: it was stored as one.

    Raises:
        Unfit: It is none, negative, or beyond all bounds.
    """
    amount = number_of(cell, head, currency)
    if not 0 <= amount.scaleb(exponent(currency)) <= MINOR_MAX:
        raise Unfit("bad_field", head, f"{head} is {shown(cell)[:40]!r}: an amount is from 0 to {MINOR_MAX}.")
    minor = to_minor(amount, currency)
    if exact and isinstance(cell, str) and Decimal(minor).scaleb(-exponent(currency)) != amount:
        said = f"{head} is {cell[:40]!r}, no amount of {currency}, which has {exponent(currency)} decimals."
        raise Unfit("bad_field", head, said)
    return minor


def count_of(cell: Cell, head: str, least: int = 0, most: int = LEVEL_MAX) -> int:
    """Return a whole number.

    Raises:
        Unfit: It is none, or out of bounds.
    """
    number = number_of(cell, head)
    if number != number.to_integral_value() or not least <= number <= most:
        raise Unfit("bad_field", head, f"{head} is {shown(cell)[:40]!r}, not a whole number from {least} to {most}.")
    return int(number)


def instant_of(cell: Cell, head: str, zone: ZoneInfo, day: datetime | None = None) -> int:
    """Return an instant in epoch milliseconds; one without an offset is taken in `zone`.

    Args:
        day: The day of a time of day that stands alone.

    Raises:
        Unfit: It is none.
    """
    at = _read_instant(cell, head, zone, day)
    try:
        at_ms = ((at if at.tzinfo is not None else at.replace(tzinfo=zone)) - _EPOCH) // _MS
    except OverflowError:
        at_ms = -1
    if not 0 <= at_ms <= EPOCH_MS_MAX:
        raise Unfit("bad_field", head, f"{head} is {shown(cell)[:40]!r}: that is no time of a show.")
    return at_ms


def _read_instant(cell: Cell, head: str, zone: ZoneInfo, day: datetime | None) -> datetime:
    if isinstance(cell, datetime):
        return cell
    text = even(shown(cell))
    wrong = f"{head} is {shown(cell)[:40]!r}, no time: write one such as 2025-11-22 18:00:02."
    try:
        if matched := _INSTANT.fullmatch(text):
            return _instant(*matched.groups())
        if matched := _RUN.fullmatch(text):
            return datetime(*map(int, matched.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - the caller's zone
        if (matched := _CLOCK.fullmatch(text)) and day is not None:
            hour, minute, second = (int(part or 0) for part in matched.groups())
            return day.replace(hour=hour, minute=minute, second=second, microsecond=0, tzinfo=zone)
        if re.fullmatch(r"1\d{9}(\d{3})?", text, re.ASCII):
            return _EPOCH + _MS * (int(text) * (1000 if len(text) == 10 else 1))
        if re.fullmatch(r"[2-6]\d{4}(\.\d+)?", text, re.ASCII):  # a spreadsheet's day, its format lost
            return _SHEET_DAY_0 + timedelta(milliseconds=round(Decimal(text) * 86_400_000))
    except (ValueError, OverflowError):
        raise Unfit("bad_field", head, wrong) from None
    if _YEAR_LAST.fullmatch(text):
        wrong = f"{head} is {text[:40]!r}, where day and month cannot be told apart: write it as 2025-11-22 18:00:02."
    raise Unfit("bad_field", head, wrong)


def _instant(*parts: str | None) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    micro = int((parts[6] or "").ljust(6, "0"))
    at = datetime(year, month, day, hour, minute, second, micro)  # noqa: DTZ001 - the offset comes next, or the caller's zone
    offset = parts[7]
    if offset is None:
        return at
    if offset[0] not in "+-":
        return at.replace(tzinfo=UTC)
    sign = -1 if offset[0] == "-" else 1
    shift = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
    return at.replace(tzinfo=UTC) - sign * shift
