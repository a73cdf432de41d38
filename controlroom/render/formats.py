"""Numbers, money, times and texts as people read them.

Owns: how a value of a view is written in a language.
Law: unknown is "—", never 0; a number that may be said aloud is written out whole; nothing here says an age.
Must not know: templates, topics, roles.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final
from unicodedata import east_asian_width
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.core import Locale
from babel.numbers import NumberPattern, format_compact_decimal, format_decimal, get_currency_symbol, parse_pattern
from msgspec.structs import replace

from controlroom.domain.plan import Text, plain
from controlroom.domain.units import exponent
from controlroom.domain.wordings import lasting
from controlroom.render.locale import LANGUAGES
from controlroom.views.shapes import Tile

UNKNOWN: Final = "—"
MINUS: Final = "\N{MINUS SIGN}"
_NBSP: Final = "\N{NO-BREAK SPACE}"
_COMPACT_FROM: Final = 10_000_000
"""A tile holds seven digits and their separators; only beyond is a figure shortened."""
_NONE: Final = 1e-9
"""A ratio below is what reckoning leaves of 0."""
_FINEST: Final = 4
"""So many decimals a percentage has at most."""
_CACHED: Final = 8192
"""Numbers repeat from push to push; Babel takes 7 µs for one."""


@cache
def _known(locale: str) -> Locale:
    """Return a locale read: Babel reads a name anew for each number, which costs more than to write it."""
    return Locale.parse(locale)


@cache
def _pattern(places: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "0" * places if places else ""))


@lru_cache(_CACHED)
def _grouped(value: int | Decimal, locale: str, places: int) -> str:
    return format_decimal(value, format=_pattern(places), locale=_known(locale)).replace("-", MINUS)


@lru_cache(_CACHED)
def _compact(value: int | Decimal, locale: str) -> str:
    return format_compact_decimal(value, locale=_known(locale), fraction_digits=1).replace("-", MINUS)


@lru_cache(256)
def symbol(currency: str, locale: str) -> str:
    """Return the currency's sign without its country (`¥`, `$`): a show has one currency, so none is mistaken.

    Args:
        currency: ISO 4217 code.
        locale: Babel's name of the locale.
    """
    full = get_currency_symbol(currency, locale=_known(locale))
    bare = full.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return bare or f"{full}{_NBSP}"


@lru_cache(64)
def zone(name: str) -> ZoneInfo:
    """Return the time zone called `name`; UTC when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


class Formats:
    """How one language writes values.

    Args:
        lang: A key of `LANGUAGES`.
    """

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.locale = LANGUAGES[lang]

    def text(self, text: Text | None) -> str:
        """Return a plan's text in this language; empty when there is none."""
        return "" if text is None else plain(text, self.lang)

    def number(self, value: float | None, places: int = 0) -> str:
        """Return a number with its separators."""
        if value is None:
            return UNKNOWN
        return _grouped(value if isinstance(value, int) else Decimal(repr(value)), self.locale, places)

    def short(self, value: int | None) -> str:
        """Return a number as short as it reads (1.2万, 12K): only where a whole one has no room."""
        return UNKNOWN if value is None else _compact(value, self.locale)

    def money(self, minor: int | None, currency: str) -> str:
        """Return an amount to be read aloud: exact, decimals only where it has them."""
        if minor is None:
            return UNKNOWN
        digits = exponent(currency)
        amount = Decimal(abs(minor)).scaleb(-digits)
        sign = MINUS if minor < 0 else ""
        places = digits if amount != amount.to_integral_value() else 0
        return f"{sign}{symbol(currency, self.locale)}{_grouped(amount, self.locale, places)}"

    def sign(self, currency: str) -> str:
        """Return the currency's sign."""
        return symbol(currency, self.locale)

    def digits(self, currency: str) -> int:
        """Return how many decimals the currency has."""
        return exponent(currency)

    def sum(self, minor: float | None, currency: str) -> str:
        """Return an amount to be watched: whole units from a thousand on, shortened when it has no room."""
        if minor is None:
            return UNKNOWN
        amount = abs(Decimal(round(minor)).scaleb(-exponent(currency)))
        if amount < 1000:
            return self.money(round(minor), currency)
        written = self.short(int(amount)) if amount >= _COMPACT_FROM else _grouped(round(amount), self.locale, 0)
        return f"{MINUS if minor < 0 else ''}{symbol(currency, self.locale)}{written}"

    def signed(self, minor: int, currency: str) -> str:
        """Return a change of an amount with its sign and without the currency's: +1,240, −9,390, ±0."""
        sign = "±" if minor == 0 else "+" if minor > 0 else MINUS
        return f"{sign}{self.bare(abs(minor), currency)}"

    def plain_ratio(self, value: float | None) -> str:
        """Return a ratio in per cent with two decimals and without the sign: where another with it follows."""
        return UNKNOWN if value is None else self._percent(value, 2)

    def bare(self, minor: float | None, currency: str) -> str:
        """Return an amount to be watched, without its sign: where another amount with it stands beside."""
        return self.sum(minor, currency).replace(symbol(currency, self.locale), "")

    def ratio(self, value: float | None, places: int | None = None) -> str:
        """Return a ratio in per cent; by default with one decimal, below 1 % with two, and what is not none never as 0."""
        if value is None:
            return UNKNOWN
        if places is None:
            places = 2 if _NONE <= abs(value) < 0.01 else 1
        return f"{self._percent(value, places)}{_NBSP}%"

    def _percent(self, value: float, places: int) -> str:
        if abs(value) >= _NONE:
            while places < _FINEST and not round(value * 100, places):
                places += 1
            if not round(value * 100, places):
                return f"<{self.number(10.0**-places, places)}"
        return self.number(round(value * 100, places), places)

    def tile(self, tile: Tile | None, currency: str) -> str:
        """Return a KPI's value by its unit; "—" when there is no tile or no value."""
        if tile is None or tile.value is None:
            return UNKNOWN
        match tile.unit:
            case "money":
                return self.sum(tile.value, currency)
            case "ratio":
                return self.ratio(tile.value)
            case "seconds":
                return self.length(round(tile.value * 1000))
            case "x":
                return self.number(tile.value, 1)
            case _:
                whole = round(tile.value)
                return self.short(whole) if abs(whole) >= _COMPACT_FROM else self.number(whole)

    def change(self, tile: Tile | None, currency: str, points: str) -> str:
        """Return a KPI's change against five minutes ago, with its sign; empty when unknown.

        Args:
            tile: The KPI.
            currency: The show's.
            points: What per cent points are called in this language.
        """
        if tile is None or tile.delta is None:
            return ""
        size = abs(tile.delta)
        match tile.unit:
            case "ratio":
                written = f"{self.number(round(size * 100, 1), 1)}{_NBSP}{points}"
                nothing = round(size * 100, 1) == 0
            case "money":
                whole = round(Decimal(round(size)).scaleb(-exponent(currency)))
                written, nothing = self.number(int(whole)), whole == 0
            case "x":
                written, nothing = self.number(round(size, 1), 1), round(size, 1) == 0
            case _:
                written, nothing = self.number(round(size)), round(size) == 0
        sign = "±" if nothing else "+" if tile.delta > 0 else MINUS
        return f"{sign}{written}"

    def part(self, tile: Tile, part: int | None, currency: str) -> str:
        """Return a tile's numerator: money where its value is money, else a number."""
        return self.sum(part, currency) if tile.unit == "money" else self.number(part)

    def edge(self, tile: Tile, edge: float | None, currency: str) -> str:
        """Return an end of a tile's interval, written as its value is."""
        return UNKNOWN if edge is None else self.tile(replace(tile, value=edge), currency)

    def band(self, tile: Tile, currency: str) -> str:
        """Return a tile's band, as short as it reads: 3–5 (per cent), 48,000–75,000, ≥ 3, ≤ 2; empty when it has none."""
        if tile.band is None:
            return ""
        low, high = tile.band
        if high is None:
            return f"≥ {self._end(tile, low, currency)}"
        above = self._end(tile, high, currency)
        return f"{self._end(tile, low, currency)}–{above}" if low else f"≤ {above}"

    def _end(self, tile: Tile, value: float, currency: str) -> str:
        if tile.unit == "money":
            return self.bare(value, currency)
        if tile.unit == "seconds":
            return self.length(round(value * 1000))
        value *= 100 if tile.unit == "ratio" else 1
        rounded = round(value, 2)
        whole = round(rounded)
        return self.number(whole) if rounded == whole else self.number(round(rounded, 1), 1)

    def length(self, ms: int | None) -> str:
        """Return a length of time: 5:40, 12:00, 1:02:00."""
        if ms is None:
            return UNKNOWN
        seconds = abs(ms) // 1000
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    def lasting(self, written: str) -> str:
        """Return a plan's length of time in words: 48 hours."""
        return plain(lasting(written), self.lang)

    def lag(self, ms: int | None) -> str:
        """Return a delay in seconds with one decimal."""
        return UNKNOWN if ms is None else f"{self.number(round(ms / 1000, 1), 1)}{_NBSP}s"

    def day(self, ms: int, timezone: str) -> str:
        """Return an instant as the show's local day and time: 11-22 20:14."""
        at = datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone(timezone))
        return at.strftime("%m-%d %H:%M")

    def clock(self, ms: int | None, timezone: str, seconds: bool = True) -> str:
        """Return an instant as the show's local time: 20:14:07, or 20:14."""
        if ms is None:
            return UNKNOWN
        at = datetime.fromtimestamp(ms / 1000, UTC).astimezone(zone(timezone))
        return at.strftime("%H:%M:%S" if seconds else "%H:%M")


def raw(tile: Tile | None) -> str | None:
    """Return a KPI's number as it goes into `data-value`; None when unknown (the attribute is then absent)."""
    return None if tile is None or tile.value is None else repr(tile.value)


def width(text: str) -> int:
    """Return how many half-width cells `text` takes: a Chinese character two, a Latin letter one."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
