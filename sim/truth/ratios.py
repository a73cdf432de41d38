"""Quotients of the ledger: money half up, ratios with both their counts.

Owns: how a quotient is written.
Law: nothing to divide by makes it unknown, never 0.
Must not know: what is divided.
"""

from __future__ import annotations

Ratio = dict[str, float | int | None]
Tiles = dict[str, int | Ratio | None]


def quotient(num: int, den: int | None) -> int | None:
    """Divide money, half up; None when there is nothing to divide by."""
    return None if not den else (2 * num + den) // (2 * den)


def ratio(num: int, den: int | None) -> Ratio:
    """Return a ratio with both its parts; unknown when there is nothing to divide by."""
    return {"num": num, "den": den, "value": num / den if den else None}
