"""Prepared wording: placeholders filled with numbers that are true now.

Owns: the placeholders' names, how each number is written, what becomes of a phrase whose number nobody knows; a plan's `48h` in
words.
Law: a number is never guessed: what is unknown is not written. The same text and numbers give the same words in every
fold; a text in several languages is filled in each. A time that is left is not among the numbers that change: it runs.
Must not know: state, cards, roles, a page's formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct

from controlroom.domain.plan import Text
from controlroom.domain.units import SECOND_MS, exponent

PLACEHOLDERS: Final = ("price", "list_price", "saved", "stock", "left", "buyers", "waiting", "quota_left")
"""`left`: time; `waiting`: pieces ordered and not yet paid; the rest as they say."""

_MONEY: Final = frozenset({"price", "list_price", "saved"})
_RUNNING: Final = frozenset({"left"})

_NAMED: Final = re.compile(r"\{([^{}]*)\}")
_STOPS: Final = ",;!?\\n\uff0c\uff1b\u3002\uff01\uff1f\u3001"
"""What ends a phrase, in Chinese and in Latin letters; a point does only before a blank."""

_PHRASE: Final = re.compile(
    rf"(?:[^.{_STOPS}]|(?<=\d),(?=\d)|\.(?=\S))+[.{_STOPS} ]*"  # a comma inside a number is a part of it
)
_HANGING: Final = " ,;\n\uff0c\uff1b\u3001"
_YEN: Final = "\N{YEN SIGN}"
_SIGNS: Final = {
    "CNY": _YEN,
    "JPY": _YEN,
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "KRW": "₩",
    "INR": "₹",
    "THB": "฿",
    "VND": "₫",
}

Numbers = Mapping[str, int | None]
"""By placeholder: minor units, pieces, people or ms; None or missing: nobody knows."""


_PART: Final = re.compile(r"(\d+)([dhms])", re.ASCII)
_LENGTHS: Final = {
    "d": ("天", "day", "days"), "h": ("小时", "hour", "hours"), "m": ("分钟", "minute", "minutes"),
    "s": ("秒", "second", "seconds"),
}  # fmt: skip


def lasting(written: str) -> Text:
    """Return a plan's `48h` or `1h30m` in words."""
    parts = [(int(n), *_LENGTHS[unit]) for n, unit in _PART.findall(written)]
    return {
        "zh-CN": " ".join(f"{n} {zh}" for n, zh, _, _ in parts),
        "en": " ".join(f"{n} {one if n == 1 else many}" for n, _, one, many in parts),
    }


class Wording(Struct, frozen=True):
    """A filled text. `numbers`: what was written into it, but for what runs (`left_ms`); `unknown`: placeholders left out."""

    text: Text
    numbers: dict[str, int]
    unknown: tuple[str, ...] = ()
    left_ms: int | None = None


def placeholders(text: Text) -> tuple[str, ...]:
    """Return the names in braces of a text, in any of its languages, each once, as first seen."""
    if isinstance(text, str):
        return _names(text)
    return tuple(dict.fromkeys(name for part in text.values() for name in _names(part)))


@lru_cache(1024)
def _names(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in _NAMED.findall(text)))


def unknown(text: Text, numbers: Numbers) -> tuple[str, ...]:
    """Return the placeholders of a text that no number is known for."""
    return tuple(name for name in placeholders(text) if numbers.get(name) is None)


def fill(text: Text, numbers: Numbers, currency: str) -> Wording | None:
    """Return `text` with its numbers in it, each phrase without a known number left out; None: nothing remains.

    Args:
        text: Wording with placeholders.
        numbers: What is known now.
        currency: ISO 4217 code of the amounts.
    """
    missing = unknown(text, numbers)
    if isinstance(text, dict):
        told = {lang: _filled(part, numbers, currency, missing) for lang, part in text.items()}
        spoken = {lang: words for lang, words in told.items() if words}
        if not spoken:
            return None
        return _wording(spoken, _written(spoken, text, numbers, missing), missing)
    words = _filled(text, numbers, currency, missing)
    return _wording(words, _written({"": words}, {"": text}, numbers, missing), missing) if words else None


def _wording(told: Text, written: dict[str, int], missing: tuple[str, ...]) -> Wording:
    left_ms = written.pop("left", None)
    return Wording(told, written, missing, left_ms)


def _filled(text: str, numbers: Numbers, currency: str, missing: Iterable[str]) -> str:
    kept = without(text, frozenset(missing)) if missing else text
    return _NAMED.sub(lambda found: _said(found[1].strip(), numbers, currency, found[0]), kept)


def _written(
    told: Mapping[str, str], text: Mapping[str, str], numbers: Numbers, missing: tuple[str, ...]
) -> dict[str, int]:
    """Return the numbers that stand in the words."""
    found: dict[str, int] = {}
    for lang in told:
        kept = without(text[lang], frozenset(missing)) if missing else text[lang]
        for name in placeholders(kept):
            value = numbers.get(name)
            if value is not None:
                found[name] = value
    return found


def without(text: str, missing: frozenset[str]) -> str:
    """Return a text without the phrases that name something missing."""
    phrases = _PHRASE.findall(text)
    kept = [phrase for phrase in phrases if missing.isdisjoint(placeholders(phrase))]
    if len(kept) == len(phrases):
        return text
    whole = "".join(kept)
    return whole.rstrip(_HANGING) if kept and kept[-1] is not phrases[-1] else whole


def _said(name: str, numbers: Numbers, currency: str, as_written: str) -> str:
    value = numbers.get(name)
    if value is None:
        return as_written
    if name in _MONEY:
        return money(value, currency)
    return length(value) if name in _RUNNING else f"{value:,}"


def money(minor: int, currency: str) -> str:
    """Return an amount as a host reads it: with its sign and separators, decimals only where it has them."""
    places = exponent(currency)
    amount = Decimal(minor).scaleb(-places)
    whole = amount == amount.to_integral_value()
    return f"{_SIGNS.get(currency, currency + ' ')}{amount:,.{0 if whole else places}f}"


def length(ms: int) -> str:
    """Return a time that is left as clocks write it: 3:33, 1:02:05."""
    seconds = max(0, -(-ms // SECOND_MS))
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


def changed(written: Mapping[str, int], numbers: Numbers) -> tuple[str, ...]:
    """Return the names of numbers that are no longer what was written."""
    return tuple(name for name, value in written.items() if numbers.get(name) != value)
