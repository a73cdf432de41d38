"""How platforms write money, instants and pairs: texts of a message become integers, exactly or not at all.

Owns: decimal amounts, instants in their several forms, escaped texts, skus, ids of one of several facts, and options that map
one id to another.
Law: no float ever: numbers of a JSON text are read as `Decimal`. An amount that the currency cannot hold exactly is refused, not
rounded; an instant outside of the years that a fact may name likewise.
Must not know: which platform writes how; that is said by who calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Final, ParamSpec

from msgspec.json import Decoder

from controlroom.domain.units import EPOCH_MS_MAX, exponent
from controlroom.feeds.base import BadOption
from controlroom.feeds.faults import fault
from controlroom.feeds.fields import KEY_MAX, Decoding, Fields, Refused, Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT, explain

MINOR_MAX: Final = 10**14
SKU_MAX: Final = 100

EXACT: Final[Decoder[Any]] = Decoder(float_hook=Decimal)
"""Reads JSON; what has a point or an exponent is a `Decimal`."""

P = ParamSpec("P")

_ESCAPE: Final = re.compile(rb"%([0-9A-Fa-f]{2})")
_AMOUNT: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


def judged(read: Callable[P, Decoding], *args: P.args, **kwargs: P.kwargs) -> Decoding:
    """Return what `read` returns; what it cannot read is refused, with the reason."""
    try:
        return read(*args, **kwargs)
    except Unfit as unfit:
        return Refused(unfit.code, unfit.path, unfit.message)
    except UNREADABLE_INPUT as error:
        return Refused(*explain(error))


def listed(fields: Fields, name: str) -> list[Any]:
    """Return the items of a list; what is none has none."""
    value = fields.get(name)
    return value if isinstance(value, list) else []


def items_of(body: bytes) -> list[Any] | None:
    """Return the items of a body that is a JSON array; None: it is none."""
    try:
        found = EXACT.decode(body)
    except UNREADABLE_INPUT:
        return None
    return found if isinstance(found, list) else None


def part_id(told: str, *parts: str, by: str = ":") -> str:
    """Return the id of one of the facts that were told under one id; what is longer than an id may be, as its digest."""
    whole = by.join((told, *parts))
    return whole if len(whole) <= KEY_MAX else blake2b(whole.encode("utf-8", "replace"), digest_size=16).hexdigest()


def sku_of(fields: Fields, *names: str) -> str:
    """Return the first of these fields that holds an id, as a sku. (Zero is none.)

    Raises:
        Unfit: None does; the last is named.
    """
    for name in names:
        found = fields.maybe(fields.key, name)
        if found is not None and found != "0":
            return found[:SKU_MAX]
    return fields.key(names[-1])


def unescaped(text: str) -> str:
    """Return a text whose bytes were written as `%XX` and whose spaces as `+`.

    Raises:
        UnicodeError: The bytes are not UTF-8.
    """
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), text.replace("+", " ").encode()).decode()


def minor(fields: Fields, name: str, currency: str, *, taken: bool = False) -> int:
    """Return a decimal amount, written as a string or as a number, in minor units of `currency`.

    Args:
        taken: It is written as what was taken off, so below zero; its size is returned.

    Raises:
        Unfit: It is missing, no amount, or has more decimals than the currency.
    """
    place, value = fields.place(name), fields.get(name)
    if value is None:
        raise Unfit("missing_field", place, f"{place} is missing.")
    text = str(value) if isinstance(value, str | int | Decimal) and not isinstance(value, bool) else ""
    if _AMOUNT.fullmatch(text) is None:
        raise Unfit("bad_field", place, f"{place} is {text[:40] or type(value).__name__!r}, not a decimal amount.")
    scaled = Decimal(text).scaleb(exponent(currency))
    amount = int(scaled)
    if amount != scaled:
        raise Unfit("bad_field", place, f"{place} is {text}: {currency} has {exponent(currency)} decimals.")
    amount = abs(amount) if taken else amount
    if not 0 <= amount <= MINOR_MAX:
        raise Unfit("bad_field", place, f"{place} is {text}, not an amount from 0 on.")
    return amount


def currency_of(fields: Fields, name: str) -> str:
    """Return a currency's code of three letters."""
    code = fields.text(name, 3, 3)
    if not (code.isascii() and code.isalpha() and code.isupper()):
        place = fields.place(name)
        raise Unfit("bad_field", place, f"{place} is {code!r}, not a currency's three capitals.")
    return code


def instant(fields: Fields, name: str, zone: tzinfo | None = None) -> int:
    """Return an instant written as a date and a time, in epoch milliseconds.

    Args:
        zone: Of instants without an offset; None: one without is refused.
    """
    place, text = fields.place(name), fields.text(name, 10, 40)
    try:
        told = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unfit("bad_field", place, f"{place} is {text!r}, not a date and a time.") from error
    if told.tzinfo is None:
        if zone is None:
            raise Unfit("bad_field", place, f"{place} is {text!r}: it says no offset from UTC.")
        told = told.replace(tzinfo=zone)
    return _within(place, (told - _EPOCH) // _MS)


def seconds(fields: Fields, name: str) -> int:
    """Return an instant written as epoch seconds, in epoch milliseconds."""
    return fields.whole(name, 1, EPOCH_MS_MAX // 1000) * 1000


def milliseconds(fields: Fields, name: str) -> int:
    """Return an instant written as epoch milliseconds."""
    return fields.whole(name, 1, EPOCH_MS_MAX)


def _within(place: str, at_ms: int) -> int:
    if not 0 <= at_ms <= EPOCH_MS_MAX:
        raise Unfit("bad_field", place, f"{place} is not an instant from 1970 to 2999.")
    return at_ms


def pairs(name: str, text: str) -> Mapping[str, str]:
    """Return an option such as `4711=LAMP, 4712=CREAM` as a mapping.

    Raises:
        BadOption: It is not written like this.
    """
    found: dict[str, str] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[,\n]", text))):
        theirs, _, ours = (side.strip() for side in part.partition("="))
        if not theirs or not 0 < len(ours) <= SKU_MAX:
            raise BadOption(fault("bad_pairs", name=name, value=repr(part[:60])))
        found[theirs] = ours
    return found
