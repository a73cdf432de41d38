"""How a plan's leaves are read: text, money, numbers, instants, durations, words of a list.

Owns: the validators that the models' fields are made of, and the words of their errors.
Law: a value is taken from the text as written; money is a Decimal of that text, never a float.
Must not know: which key is being read, files.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from difflib import get_close_matches
from typing import Final
from zoneinfo import ZoneInfo

from pydantic_core import PydanticCustomError

from controlroom.domain.plan import Text
from controlroom.domain.units import EPOCH_MS_MAX, MINUTE_MS
from controlroom.planfile.findings import Code
from controlroom.planfile.kept import TRUE_WORDS, braces, cut_off
from controlroom.planfile.tree import EMPTY, Scalar, shown

MAX_TEXT: Final = 500
MAX_SCRIPT: Final = 100_000
MAX_COUNT: Final = 10**9
MAX_MONEY: Final = Decimal(10**12)

_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,12}", re.ASCII)
_DECIMAL: Final = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)
_INSTANT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)? ?(?P<zone>[Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)?",
    re.ASCII,
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DURATION: Final = re.compile(r"-?(?=\d)(?:\d{1,5}d)?(?:\d{1,6}h)?(?:\d{1,7}m)?(?:\d{1,8}s)?", re.ASCII)
_PART: Final = re.compile(r"(\d+)([dhms])", re.ASCII)
_PART_MS: Final = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LANG: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_ID: Final = re.compile(r"[\w-][\w.-]{0,63}")
_ROOM: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)


def wrong(code: Code, said: str, *under: str | int) -> PydanticCustomError:
    """Return the error `code` with the words `said`, about the value itself or the part `under` it."""
    return PydanticCustomError(code, "{said}", {"said": said, "under": under})


def word(value: object) -> str:
    """Return one text, as written (a bare number or date counts as its text), without blanks around it."""
    match value:
        case Scalar(text=text, kind="boolean"):
            truth = "true" if text.lower() in TRUE_WORDS else "false"
            raise wrong("unquoted_boolean", f'{shown(text)} without quotes is {truth}, not a text: write "{text}".')
        case Scalar(text=text, kind="clock"):
            raise wrong("unquoted_time", f'YAML reads {shown(text)} without quotes as a number: write "{text}".')
        case Scalar(kind="null" | "bare"):
            raise wrong("empty_value", "This is empty: write a text.")
        case Scalar(text=text):
            if not text.strip():
                raise wrong("empty_value", "This is empty: write a text.")
            if len(text.strip()) > MAX_TEXT:
                raise wrong("bad_text", f"This has {len(text):,} characters: shorten it to {MAX_TEXT}.")
            return text.strip()
        case dict() if (text_meant := braces(value)) is not None:
            said = f'YAML reads {text_meant} without quotes as a mapping: put the whole text in quotes, "{text_meant}".'
            raise wrong("unquoted_braces", said)
        case dict():
            raise wrong("bad_text", "One plain text is wanted here, not a mapping: write it on one line, in quotes.")
        case _:
            raise wrong("bad_text", "One text is wanted here, not a list; a text that begins with [ needs quotes.")


def text(value: object) -> Text:
    """Return a text, plain or by language."""
    if not isinstance(value, dict) or braces(value) is not None:
        return word(value)
    if not value:
        raise wrong("empty_value", "This is empty: write a text, or {zh-CN: …, en: …}.")
    found: dict[str, str] = {}
    for lang, item in value.items():
        if isinstance(item, Scalar) and item.kind == "bare":
            raise wrong("unquoted_comma", cut_off(lang), lang)
        if _LANG.fullmatch(lang) is None:
            raise wrong("bad_language", f"{shown(lang)} is no language: write {{zh-CN: …, en: …}}.", lang)
        try:
            found[lang] = word(item)
        except PydanticCustomError as error:
            raise _below(error, lang) from None
    return found


def _below(error: PydanticCustomError, step: str) -> PydanticCustomError:
    context = error.context or {}
    return PydanticCustomError(error.type, "{said}", {**context, "under": (step, *context.get("under", ()))})


def script(value: object) -> str:
    """Return a script: one text of any number of lines, without the newlines at its end."""
    if isinstance(value, Scalar) and value.kind in {"text", "number", "instant"}:
        if len(value.text) > MAX_SCRIPT:
            raise wrong("bad_text", f"The script has {len(value.text):,} characters: split the segment.")
        return value.text.rstrip("\r\n")
    return word(value)


def _plain(value: object, code: Code, wanted: str) -> str:
    """Return the text of a scalar that is neither empty nor a truth."""
    if isinstance(value, Scalar) and value.kind in EMPTY:
        raise wrong("empty_value", f"This is empty: write {wanted}.")
    if isinstance(value, Scalar) and value.kind != "boolean":
        return value.text.strip()
    got = shown(value.text) if isinstance(value, Scalar) else "a mapping" if isinstance(value, dict) else "a list"
    raise wrong(code, f"{got} stands here: write {wanted}.")


def whole(low: int, high: int, wanted: str) -> Callable[[object], int]:
    """Return the reader of a whole number.

    Args:
        low, high: Both allowed.
        wanted: What to write, with an example.
    """

    def read(value: object) -> int:
        """The number, if it is one that is allowed."""
        digits = _plain(value, "bad_number", wanted)
        if _WHOLE.fullmatch(digits) is None or not low <= int(digits) <= high:
            said = f"{shown(digits)} cannot be used: write {wanted}, in digits only, from {low} to {high}."
            raise wrong("bad_number", said)
        return int(digits)

    return read


def money(value: object) -> Decimal:
    """Return an amount of money, exactly as written."""
    digits = _plain(value, "bad_money", "an amount such as 199.00")
    if _DECIMAL.fullmatch(digits) is None or len(digits) > 40:
        said = f"{shown(digits)} is no amount: write digits and a point only, such as 199.00, in show.currency."
        raise wrong("bad_money", said)
    amount = Decimal(digits)
    if amount > MAX_MONEY:
        raise wrong("bad_money", f"{shown(digits)} is more than {MAX_MONEY:,}: check the amount.")
    return amount


def truth(value: object) -> bool:
    """Return true or false."""
    match value:
        case Scalar(text=written, kind="boolean"):
            return written.lower() in TRUE_WORDS
        case _:
            raise wrong("bad_truth", "Write true or false, without quotes.")


def minutes(value: object) -> int:
    """Return a length written in minutes (12, or 2.5) in ms."""
    wanted = "minutes such as 12 or 2.5"
    digits = _plain(value, "bad_minutes", wanted)
    if _DECIMAL.fullmatch(digits) is None or len(digits) > 20:
        raise wrong("bad_minutes", f"{shown(digits)} is no length: write {wanted}, without a unit.")
    length_ms = int((Decimal(digits) * MINUTE_MS).to_integral_value(rounding=ROUND_HALF_UP))
    if not 1000 <= length_ms <= 24 * 60 * MINUTE_MS:
        raise wrong("bad_minutes", f"{shown(digits)} minutes cannot be a segment: from a second to a day it may take.")
    return length_ms


def instant(value: object) -> int:
    """Return an instant in epoch ms, written as RFC 3339 with its time zone or as epoch ms."""
    wanted = "an instant such as 2026-11-22T20:00:00+08:00"
    written = _plain(value, "bad_instant", wanted)
    if isinstance(value, Scalar) and value.kind == "clock":
        raise wrong("unquoted_time", f"{shown(written)} is a time without a date: write {wanted}.")
    if _WHOLE.fullmatch(written):
        at_ms = int(written)
        if not 10**11 <= at_ms <= EPOCH_MS_MAX:
            raise wrong("bad_instant", f"{shown(written)} is no instant in milliseconds: write {wanted}.")
        return at_ms
    matched = _INSTANT.fullmatch(written)
    if matched is None:
        raise wrong("bad_instant", f"{shown(written)} is no instant: write {wanted}.")
    if matched["zone"] is None:
        said = f"{shown(written)} has no time zone: write {wanted} (+08:00 is China's, Z is UTC)."
        raise wrong("no_time_zone", said)
    try:
        at = datetime.fromisoformat(written.upper().replace(" ", "T", 1).replace(" ", ""))
        at_ms = (at - _EPOCH) // timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        raise wrong("bad_instant", f"{shown(written)} is no day of the calendar: write {wanted}.") from None
    if not 0 <= at_ms <= EPOCH_MS_MAX:
        raise wrong("bad_instant", f"{shown(written)} lies before 1970 or after 2999: check the year.")
    return at_ms


def day(value: object) -> str:
    """Return a date, as written."""
    written = _plain(value, "bad_instant", "a date such as 2027-03-31")
    try:
        if _DATE.fullmatch(written):
            return datetime.strptime(written, "%Y-%m-%d").strftime("%Y-%m-%d")  # noqa: DTZ007 - a day has no zone
    except ValueError:
        pass
    raise wrong("bad_instant", f"{shown(written)} is no date: write one such as 2027-03-31.")


def duration_ms(written: str) -> int | None:
    """Return the length of `48h`, `5s`, `-15m`, `1h30m` in ms; None: it is no duration."""
    if _DURATION.fullmatch(written) is None:
        return None
    length = sum(int(count) * _PART_MS[unit] for count, unit in _PART.findall(written))
    return -length if written.startswith("-") else length


def span(value: object) -> str:
    """Return a duration above 0, as written."""
    wanted = "a duration such as 48h, 30m or 2d"
    written = _plain(value, "bad_duration", wanted)
    length = duration_ms(written)
    if length is None or length <= 0:
        raise wrong("bad_duration", f"{shown(written)} is no duration: write {wanted}.")
    return written


def span_ms(value: object) -> int:
    """Return a duration above 0 in ms."""
    return duration_ms(span(value)) or 0


def offset_ms(value: object) -> int:
    """Return a time from a segment's begin in ms; before it, it is negative (`-15m`)."""
    wanted = "a time from the segment's begin such as 8m, 90s or -15m"
    written = _plain(value, "bad_offset", wanted)
    if isinstance(value, Scalar) and value.kind == "clock":
        raise wrong("unquoted_time", f"{shown(written)} is a time of day: write {wanted}.")
    length = duration_ms(written)
    if length is None:
        raise wrong("bad_offset", f"{shown(written)} is no time: write {wanted}, in quotes.")
    return length


def number(value: object) -> Decimal:
    """Return a number, exactly as written; it may be negative."""
    wanted = "a number such as 30 or 0.8"
    digits = _plain(value, "bad_number", wanted)
    if _DECIMAL.fullmatch(digits.removeprefix("-")) is None or len(digits) > 30:
        raise wrong("bad_number", f"{shown(digits)} is no number: write {wanted}.")
    return Decimal(digits)


def span_or_zero_ms(value: object) -> int:
    """Return a duration of 0 or more in ms."""
    wanted = "a duration such as 30s or 1m, or 0s"
    written = _plain(value, "bad_duration", wanted)
    length = 0 if written == "0" else duration_ms(written)
    if length is None or length < 0:
        raise wrong("bad_duration", f"{shown(written)} is no duration: write {wanted}.")
    return length


def ident(value: object) -> str:
    """Return an id: letters of any script, digits, - _ and dots."""
    name = word(value)
    if _ID.fullmatch(name) is None:
        raise wrong("bad_id", f"{shown(name)} is no id: use letters, digits, - and _, at most 64, without blanks.")
    return name


def key(value: object) -> str:
    """Return a mapping's key that is an id."""
    return ident(Scalar(str(value), "text"))


def sku(value: object) -> str:
    """Return a sku as the warehouse writes it."""
    name = word(value)
    if len(name) > 100 or not name.isprintable():
        raise wrong("bad_id", f"{shown(name)} is no sku: one line of at most 100 characters.")
    return name


def room(value: object) -> str:
    """Return a room's slug."""
    name = word(value)
    if _ROOM.fullmatch(name) is None:
        said = f"{shown(name)} cannot be a room's name: use lower-case letters, digits, - and _, at most 64."
        raise wrong("bad_id", said)
    return name


def currency(value: object) -> str:
    """Return a currency's code."""
    name = _plain(value, "bad_currency", "a code such as CNY")
    if _CURRENCY.fullmatch(name) is None:
        raise wrong("bad_currency", f"{shown(name)} is no currency: write its three capitals, such as CNY or USD.")
    return name


def zone(value: object) -> str:
    """Return a time zone that exists."""
    name = _plain(value, "unknown_time_zone", "a time zone such as Asia/Shanghai")
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        said = f"There is no time zone {shown(name)}: write one such as Asia/Shanghai or Europe/Berlin."
        raise wrong("unknown_time_zone", said) from None
    return name


def one_of(*words: str) -> Callable[[object], str]:
    """Return the reader of a word out of `words`."""

    def read(value: object) -> str:
        """The word, if it is one of them."""
        written = word(value)
        if written in words:
            return written
        near = get_close_matches(written, words, 1)
        meant = f"did you mean {near[0]}? It is" if near else "it is"
        raise wrong("unknown_value", f"There is no {shown(written)} here: {meant} one of {', '.join(words)}.")

    return read
