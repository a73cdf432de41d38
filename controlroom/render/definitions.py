"""A KPI as people read of it: its name with its window, what it means, how it is reckoned, how it stands.

Owns: how a code of a tile becomes words in a language; which tiles call for a look.
Law: names, definitions and formulas come from the one table (`domain.metrics`); none is written twice.
Must not know: templates, pages.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.metrics import BY_CODE, LEVELS, SPANS
from controlroom.views.shapes import DipView, Tile, TileUnit

Standing = Literal["", "look", "air"]

_SPAN_OF: Final = {suffix: window_ms for suffix, _, window_ms in SPANS if suffix}
_MINUTES: Final = {"zh-CN": "{n} 分钟", "en": "{n} min"}
_WHOLE: Final = {"zh-CN": "全场", "en": "show"}
_NOW: Final = {"zh-CN": "此刻", "en": "now"}


class Definition(Struct, frozen=True, kw_only=True):
    """What a tile's code means in one language.

    `name`: with its window, `bare`: without; `span`: the window's words; `base`: the code without its window.
    """

    code: str
    base: str
    name: str
    bare: str
    span: str
    meaning: str
    formula: str
    better: Literal["up", "down", "none"]
    unit: TileUnit
    window_ms: int | None


def codes(base: str) -> tuple[str, ...]:
    """Return the codes of a KPI over every span it has: the show, then its windows."""
    return (base, *(base + suffix for suffix in _SPAN_OF if "w" in BY_CODE[base].scopes))


def every_code() -> tuple[str, ...]:
    """Return every code that can be a tile, in the table's order."""
    return tuple(code for base in BY_CODE for code in codes(base))


@lru_cache(512)
def define(code: str, lang: str) -> Definition:
    """Return what a code means.

    Args:
        code: `conversion_rate`, `conversion_rate_5m` …
        lang: A key of `locale.LANGUAGES`; any but Chinese reads English.

    Raises:
        KeyError: There is no such KPI, or not over that window.
    """
    base, window_ms = _split(code)
    kpi = BY_CODE[base]
    chinese = lang == "zh-CN"
    bare = kpi.zh if chinese else kpi.en
    spoken = "zh-CN" if chinese else "en"
    unspanned = _NOW if base in LEVELS else _WHOLE
    span = _MINUTES[spoken].format(n=window_ms // 60_000) if window_ms is not None else unspanned[spoken]
    # The show is what is meant when nothing is said, but where a window may be mistaken for it.
    comma = ", " if window_ms is None and not chinese else " "
    named = f"{bare}{comma}{span}" if window_ms is not None or (kpi.unit == "ratio" and "w" in kpi.scopes) else bare
    return Definition(
        code=code, base=base, name=named, bare=bare, span=span,
        meaning=kpi.definition_zh if chinese else kpi.definition_en, formula=kpi.formula_zh if chinese else kpi.formula_en,
        better=kpi.better, unit=kpi.unit, window_ms=window_ms,
    )  # fmt: skip


def standing(code: str, tile: Tile | None, dip: DipView | None = None) -> Standing:
    """Tell whether a tile calls for a look ("look") or for an act ("air"); "" when all is well, or nobody can tell.

    Args:
        code: The tile's.
        tile: On the wrong side of its band, it calls for a look; unsure, or of few samples, for nothing.
        dip: Whether fewer buy than should, for the tile that says so.
    """
    if dip is not None and dip.state != "quiet":
        return "air" if dip.state == "dip" else "look"
    if tile is None or tile.value is None or tile.band is None or tile.few or tile.state in ("unsure", "stale"):
        return ""
    low, high = tile.band
    better = BY_CODE[_split(code)[0]].better
    below, above = tile.value < low, high is not None and tile.value > high
    wrong = below if better == "up" else above if better == "down" else below or above
    return "look" if wrong else ""


def _split(code: str) -> tuple[str, int | None]:
    if code in BY_CODE:
        return code, None
    for suffix, window_ms in _SPAN_OF.items():
        base = code.removesuffix(suffix)
        if base != code and base in BY_CODE and "w" in BY_CODE[base].scopes:
            return base, window_ms
    raise KeyError(code)
