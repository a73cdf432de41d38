"""A KPI over the show: the tile's value as of each instant that was kept.

Owns: which series there are, who may read which, and how the kept integers become values.
Law: a value is reckoned by `domain.metrics` from the integers of its instant, so it is what the tile showed then; what
was not known then, or lies in a gap, is None.
Must not know: HTTP, where a past show's rows come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from controlroom.domain.metrics import SPANS, TABLE, Kpi, Reckoned, Unit, reckon
from controlroom.domain.moment import moment_of
from controlroom.domain.roles import Role
from controlroom.domain.scopes import show_numbers
from controlroom.domain.series import Series
from controlroom.domain.units import SECOND_MS
from controlroom.views.kpi import HOST_TILES

Gaps = Sequence[tuple[int, int]]
"""Spans (epoch ms) in which the server was away."""

CODES: Final[dict[str, tuple[Kpi, int | None]]] = {
    kpi.code + suffix: (kpi, index) for suffix, index, _ in SPANS for kpi in TABLE if index is None or "w" in kpi.scopes
}
"""Every code that a tile of the show has, with its KPI and the index of its window."""

Row = tuple[int, bytes | None]
"""An instant (epoch ms) and its row; None: in a gap, or not kept."""


class Curve(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A KPI's values over the show; with an interval also what it is made of, instant by instant.

    Args:
        t: Epoch ms, rising.
        v: The tile's value as of each; None: unknown then, or in a gap.
        num, den, lo, hi: With `with=interval`: numerator, denominator and Wilson 95 % interval (None where there is none).
    """

    show: str
    kpi: str
    unit: Unit
    t: list[int]
    v: list[int | float | None]
    num: list[int | None] | None = None
    den: list[int | None] | None = None
    lo: list[float | None] | None = None
    hi: list[float | None] | None = None


def may_see(role: Role, code: str) -> bool:
    """Tell whether a role that reads the topic `kpi` sees the tile `code` of the show."""
    return role is not Role.HOST or code in HOST_TILES


def rows(series: Series, gaps: Gaps, from_ms: int | None, to_ms: int | None, step_ms: int) -> list[Row]:
    """Return the rows to read, oldest first.

    Args:
        from_ms, to_ms: Epoch ms, both included; None: from the start, to the newest.
        step_ms: A multiple of 1000, ≥ 1000.
    """
    first = -(-from_ms // SECOND_MS) if from_ms is not None else 0
    last = to_ms // SECOND_MS if to_ms is not None else series.last_s
    found: list[Row] = []
    for second in series.instants(first, last, step_ms // SECOND_MS):
        at_ms = second * SECOND_MS
        away = any(begin < at_ms < end for begin, end in gaps)
        found.append((at_ms, None if away else series.at(second)))
    return found


def reckoned(code: str, read: Sequence[Row]) -> Iterator[Reckoned | None]:
    """Yield the tile `code` of the show as of each row."""
    kpi, index = CODES[code]
    for _, row in read:
        if row is None:
            yield None
        else:
            yield reckon(kpi, show_numbers(moment_of(row), index, sampled=False, estimated=False))


def curve(show: str, code: str, read: Sequence[Row], values: Sequence[Reckoned | None], *, interval: bool) -> Curve:
    """Return the answer made of rows and their values."""
    told = Curve(
        show=show,
        kpi=code,
        unit=CODES[code][0].unit,
        t=[at_ms for at_ms, _ in read],
        v=[r.value if r is not None else None for r in values],
        num=[r.num if r is not None else None for r in values] if interval else None,
        den=[r.den if r is not None else None for r in values] if interval else None,
        lo=[r.lo if r is not None else None for r in values] if interval else None,
        hi=[r.hi if r is not None else None for r in values] if interval else None,
    )
    return told
