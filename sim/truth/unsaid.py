"""What nobody told is unknown, not nothing: money of orders without amounts, buyers of orders without users.

Owns: which figures become unknown then.
Law: one order that is known makes the sum known (and an estimate).
Must not know: how the figures are reckoned.
"""

from __future__ import annotations

from typing import Final

from sim.truth.ratios import Tiles

SPANS: Final = ("", "_1m", "_5m", "_30m")
OF_GMV: Final = (
    "gmv_minor", "net_minor", "aov_minor", "gpm_minor", "uv_value_minor", "gmv_per_min_minor", "roi", "ad_return", "profit_minor",
    "target_progress", "target_pace",
)  # fmt: skip


def unsaid(tiles: Tiles, *, guessed: bool) -> Tiles:
    """Return the tiles with what nobody told as unknown.

    Args:
        guessed: The amount of some order of the show rests on a guess, or on nothing.
    """
    found = dict(tiles)
    for span in SPANS:
        paid = found.get(f"paid_orders{span}")
        if guessed and found.get(f"orders{span}") and found.get(f"gmv_created_minor{span}") == 0:
            found[f"gmv_created_minor{span}"] = None
        if guessed and paid and found.get(f"gmv_minor{span}") == 0:
            found |= {f"{code}{span}": _unknown(found[f"{code}{span}"]) for code in OF_GMV if f"{code}{span}" in found}
        if paid and found.get(f"buyers{span}") == 0:
            found[f"buyers{span}"] = None
        rate = found.get(f"conversion_rate{span}")
        if paid and isinstance(rate, dict) and rate["num"] == 0:
            found[f"conversion_rate{span}"] = _unknown(rate)
    return found


def _unknown(value: object) -> dict[str, float | int | None] | None:
    return {**value, "value": None} if isinstance(value, dict) else None
