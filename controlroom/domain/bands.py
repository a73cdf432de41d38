"""Where a number should lie, and who says so.

Owns: the ready-made bands with their source, and which of several bands counts.
Law: a band is for the whole show, never for a window; what people wrote into the plan comes before the room's own past
at the same minute, and that before a preset.
Must not know: tiles, how the past was measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from controlroom.domain.plan import Plan, Text

_PLAN: Final[Text] = {"zh-CN": "计划", "en": "the plan"}
_DECK: Final[Text] = {"zh-CN": "培训教材（按下单人数算）", "en": "training deck (it counts people who ordered)"}
_LINE: Final[Text] = {
    "zh-CN": "培训教材（由残缺的一行还原）",
    "en": "training deck (reconstructed from a garbled line)",
}
_MILLION: Final = 1_000_000


class Band(Struct, frozen=True):
    """[lo, hi], hi None: no upper end. `source`: a few words in each language."""

    lo: float
    hi: float | None
    source: Text


CONVERSION: Final[dict[str, Band]] = {
    "beauty": Band(0.03, 0.05, _DECK),
    "apparel": Band(0.02, 0.04, _DECK),
    "food": Band(0.05, 0.08, _DECK),
}
"""Whole-show `conversion_rate` by the plan's category. Source: METRICS.md section 2."""

ALWAYS: Final[dict[str, Band]] = {"roi": Band(3.0, None, _LINE)}
"""By code, whatever the category. Source: METRICS.md section 2."""


def bands(plan: Plan | None, past: Mapping[str, Band] | None = None) -> dict[str, Band]:
    """Return the band of each code that has one.

    Args:
        plan: None: plan-less, only what holds for any show.
        past: The room's own past at the same minute, by code, where there is enough of it.
    """
    found = dict(ALWAYS)
    if plan is not None and plan.show.category in CONVERSION:
        found["conversion_rate"] = CONVERSION[plan.show.category]
    found |= past or {}
    if plan is not None:
        for code, (lo, hi) in plan.show.bands.items():
            found[code] = Band(lo / _MILLION, hi / _MILLION if hi is not None else None, _PLAN)
    return found
