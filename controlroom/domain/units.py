"""Quantities and how they are rounded: money in minor units, quotients, instants.

Owns: currency exponents, rounding half up, the one-second grid.
Law: money is an integer in minor units; nothing here ever makes a float of it.
Must not know: what the numbers mean.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

EPOCH_MS_MAX: Final = 32_503_680_000_000
"""The year 3000: anything later is a unit mistaken (microseconds for milliseconds)."""

SECOND_MS: Final = 1000
MINUTE_MS: Final = 60_000

_EXPONENTS: Final[dict[str, int]] = {
    "BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "PYG": 0,
    "TND": 3, "UGX": 0, "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


def exponent(currency: str) -> int:
    """Return how many decimal places `currency` has.

    Source: ISO 4217, list one.
    """
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal, currency: str) -> int:
    """Return `amount` of `currency` in minor units, rounded half up."""
    scaled = amount.scaleb(exponent(currency))
    return int(scaled.to_integral_value(rounding=ROUND_HALF_UP))


def millionths(number: Decimal) -> int:
    """Return `number` in millionths, rounded half up: how the fold keeps thresholds without a float."""
    return int(number.scaleb(6).to_integral_value(rounding=ROUND_HALF_UP))


def half_up(num: int, den: int) -> int:
    """Return num ÷ den rounded half up (towards plus infinity at .5).

    Args:
        num: Any integer.
        den: A positive integer.
    """
    return (2 * num + den) // (2 * den)


def floor_second(at_ms: int) -> int:
    """Return the last whole-second instant not after `at_ms`, in milliseconds."""
    return at_ms - at_ms % SECOND_MS
