"""Amounts as platforms write them: in major units of a currency, with as many decimals as it has.

Owns: how many those are.
Law: exact; nothing is rounded.
Must not know: any platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_PLACES: Final[Mapping[str, int]] = {
    **dict.fromkeys(("CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "JOD", "KWD", "OMR", "TND"), 3),
}


def places(currency: str) -> int:
    """Return how many decimals a currency has (ISO 4217)."""
    return _PLACES.get(currency, 2)


def decimal(minor: int, currency: str, group: str = "") -> str:
    """Return an amount in major units. `group`: what stands between thousands."""
    digits = places(currency)
    whole, part = divmod(minor, 10**digits)
    text = f"{whole:,}".replace(",", group)
    return f"{text}.{part:0{digits}}" if digits else text
