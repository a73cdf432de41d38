"""The room's own past: what each whole-show KPI was at the same minute of earlier shows.

Owns: a past show's values minute by minute, and the median and band of several shows.
Law: integers only, so that they may stand in a show's first record and its fold; a minute that fewer than `LEAST` shows
know has no band. What a show is compared with is fixed when it opens.
Must not know: where past shows are kept, how a band is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field

from controlroom.domain.dip import DipPrior
from controlroom.domain.lulls import Span, within
from controlroom.domain.metrics import BY_CODE, TABLE, Kpi, Reckoned, reckon
from controlroom.domain.moment import moment_of
from controlroom.domain.scopes import show_numbers
from controlroom.domain.series import Series
from controlroom.domain.units import half_up

LEAST: Final = 3
"""So many shows must know a minute before their past is a measure …"""

MOST: Final = 8
"""… and so many of the newest are looked at."""

OUTLIERS_FROM: Final = 6
"""From so many shows on, the lowest and the highest are left out of the band."""

MINUTES: Final = 720
"""How far into a show it is compared: 12 hours."""

SCALE: Final = 1_000_000_000
"""Ratios are kept in billionths."""

_MINUTE_S: Final = 60

Trace = dict[str, list[int | None]]
"""One show's values by code and minute since its start (0: the start itself); ratios in billionths."""


class Usual(Struct, frozen=True, array_like=True):
    """What was usual at a minute: median and band, ratios in billionths. `shows`: how many knew it."""

    low: int
    median: int
    high: int
    shows: int


class Baselines(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a show is compared with. `shows`: the past shows, oldest first; `kpis`: by code and minute since the start.

    `dip`: what they teach the dip detector; None: too little was sold in them.
    """

    shows: tuple[str, ...] = ()
    kpis: dict[str, tuple[Usual | None, ...]] = field(default_factory=dict)
    dip: DipPrior | None = None

    def usual(self, code: str, for_ms: int) -> Usual | None:
        """Return what was usual for a code so long after the start; None: not enough shows know."""
        by_minute = self.kpis.get(code, ())
        minute = for_ms // (_MINUTE_S * 1000)
        return by_minute[minute] if 0 <= minute < len(by_minute) else None


def shown(code: str, value: int) -> int | float:
    """Return a kept value as a tile shows it."""
    return value / SCALE if BY_CODE[code].unit in ("ratio", "x") else value


def trace(series: Series, started_ms: int, unheard: Mapping[str, Sequence[Span]] = {}) -> Trace:
    """Return a past show's values at each full minute since its start (from the first second that is kept).

    Args:
        unheard: By code, the spans in which nothing new was known of it: no measure for anybody.
    """
    start_s = started_ms // 1000 + 1
    found: Trace = {kpi.code: [] for kpi in TABLE}
    for minute in range(MINUTES + 1):
        second = start_s + minute * _MINUTE_S
        if second > series.last_s:
            break
        row = series.nearest(second)
        numbers = None
        if row is not None:
            numbers = show_numbers(moment_of(row), None, sampled=False, estimated=False)
        for kpi in TABLE:
            known = not within(unheard.get(kpi.code, ()), second * 1000)
            found[kpi.code].append(_whole(kpi, reckon(kpi, numbers)) if numbers is not None and known else None)
    return found


def _whole(kpi: Kpi, r: Reckoned) -> int | None:
    if r.value is None:
        return None
    if kpi.unit not in ("ratio", "x"):
        return int(r.value)
    return half_up(r.num * SCALE, r.den) if r.num is not None and r.den else None


def baselines(past: Sequence[tuple[str, Trace]]) -> Baselines | None:
    """Return what the newest of these shows have in common; None: there are fewer than `LEAST`.

    Args:
        past: (id, trace) of past shows, oldest first.
    """
    past = past[-MOST:]
    if len(past) < LEAST:
        return None
    kpis: dict[str, tuple[Usual | None, ...]] = {}
    for kpi in TABLE:
        columns = [found.get(kpi.code, []) for _, found in past]
        usual = [_usual([c[minute] for c in columns if minute < len(c)]) for minute in range(max(map(len, columns)))]
        while usual and usual[-1] is None:
            usual.pop()
        if usual:
            kpis[kpi.code] = tuple(usual)
    return Baselines(shows=tuple(show for show, _ in past), kpis=kpis)


def _usual(told: Sequence[int | None]) -> Usual | None:
    values = sorted(value for value in told if value is not None)
    n = len(values)
    if n < LEAST:
        return None
    median = half_up(values[(n - 1) // 2] + values[n // 2], 2)
    out = 1 if n >= OUTLIERS_FROM else 0
    return Usual(values[out], median, values[n - 1 - out], n)
