"""A KPI over the show: the tile's value as of each instant that was kept.

Owns: which series there are, who may read which, and how the kept integers become values.
Law: a value is reckoned by `domain.metrics` from the integers of its instant, so it is what the tile showed then; what
was not known then, was `stale` then, or lies in a gap, is None.
Must not know: HTTP, where a past show's rows come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from controlroom.domain.formulas import Numbers
from controlroom.domain.lulls import Span, within
from controlroom.domain.metrics import SPANS, TABLE, Kpi, Reckoned, Unit, reckon
from controlroom.domain.moment import moment_of
from controlroom.domain.roles import Role
from controlroom.domain.scopes import part_of, product_numbers, segment_numbers, show_numbers, source_numbers
from controlroom.domain.series import Series
from controlroom.domain.units import SECOND_MS
from controlroom.domain.watch import Watch
from controlroom.room.parts import EVERY_S, Scope
from controlroom.views.kpi import HOST_TILES
from controlroom.views.pulse import should_be
from controlroom.views.unfed import unheard, without

Gaps = Sequence[tuple[int, int]]
"""Spans (epoch ms) in which the server was away."""

CODES: Final[dict[str, tuple[Kpi, int | None]]] = {
    kpi.code + suffix: (kpi, index) for suffix, index, _ in SPANS for kpi in TABLE if index is None or "w" in kpi.scopes
}
"""Every code that a tile of the show has, with its KPI and the index of its window."""

EXPECTED: Final = "conversion_rate_5m"
"""The code of which it is known what it should be."""

PART_CODES: Final[dict[Scope, dict[str, tuple[Kpi, int | None]]]] = {
    "sku": {code: found for code, found in CODES.items() if "p" in found[0].scopes},
    "segment": {kpi.code: (kpi, None) for kpi in TABLE if "s" in kpi.scopes},
    "traffic": {code: found for code, found in CODES.items() if "t" in found[0].scopes},
}
"""The codes that a tile of a product, a segment or a traffic source has."""


class Row(NamedTuple):
    """An instant (epoch ms), the show's row and, where a part was asked for, its own; None: in a gap, or not kept."""

    at_ms: int
    show: bytes | None
    part: bytes | None = None


class Curve(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A KPI's values over the show; with an interval also what it is made of, instant by instant.

    Args:
        t: Epoch ms, rising.
        v: The tile's value as of each; None: unknown then, told by no feed any more, or in a gap.
        num, den, lo, hi: With `with=interval`: numerator, denominator and Wilson 95 % interval (None where there is none).
        unfed: The type of fact that the KPI is made of, which no feed brought to the show and the show never heard.
        expected: With it, of the running show's `conversion_rate_5m`: what it should be with what was on air.
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
    expected: list[float | None] | None = None
    unfed: str | None = None


def may_see(role: Role, code: str) -> bool:
    """Tell whether a role that reads the topic `kpi` sees the tile `code` of the show."""
    return role is not Role.HOST or code in HOST_TILES


def rows(
    series: Series, gaps: Gaps, from_ms: int | None, to_ms: int | None, step_ms: int, part: Series | None = None
) -> list[Row]:
    """Return the rows to read, oldest first.

    Args:
        from_ms, to_ms: Epoch ms, both included; None: from the start, to the newest.
        step_ms: A multiple of 1000, ≥ 1000.
        part: The series of the part asked for: the step is then rounded up to a minute.
    """
    first = -(-from_ms // SECOND_MS) if from_ms is not None else 0
    last = to_ms // SECOND_MS if to_ms is not None else series.last_s
    every_s = EVERY_S if part is not None else 1
    found: list[Row] = []
    for second in series.instants(first, last, step_ms // SECOND_MS, every_s):
        at_ms = second * SECOND_MS
        if any(begin < at_ms < end for begin, end in gaps):
            found.append(Row(at_ms, None))
        else:
            found.append(Row(at_ms, series.at(second), part.at(second) if part is not None else None))
    return found


def reckoned(
    code: str, read: Sequence[Row], scope: Scope | None = None, unheard: Sequence[Span] = ()
) -> Iterator[Reckoned | None]:
    """Yield the tile `code` of the show (or of a part of this scope) as of each row.

    Args:
        unheard: The spans in which nothing new was known of it (`stale.lulls`).
    """
    kpi, index = CODES[code] if scope is None else PART_CODES[scope][code]
    for row in read:
        if row.show is None or (scope is not None and row.part is None) or within(unheard, row.at_ms):
            yield None
        else:
            yield reckon(kpi, _numbers(row.show, row.part, index, scope))


def _numbers(show: bytes, part: bytes | None, index: int | None, scope: Scope | None) -> Numbers:
    if scope is None or part is None:
        return show_numbers(moment_of(show), index, sampled=False, estimated=False)
    own = part_of(part)
    match scope:
        case "sku":
            return product_numbers(own, moment_of(show), index, estimated=False)
        case "segment":
            return segment_numbers(own, estimated=False)
        case "traffic":
            return source_numbers(own, index, sampled=False, estimated=False)


def missing(code: str, lacks: Sequence[str], kept: Series) -> str | None:
    """Return the type of fact that a KPI is made of, that no feed brought and that the show never heard; None: it is known.

    Args:
        lacks: The types that no feed of the show brought (`unfed.lacking`).
        kept: The show's.
    """
    row = kept.nearest(kept.last_s)
    return without(CODES[code][0].code, unheard(lacks, moment_of(row).total) if row is not None else lacks)


def expected(watch: Watch, kept: Series, read: Sequence[Row], unheard: Sequence[Span] = ()) -> list[float | None]:
    """Return what `EXPECTED` should be as of each row; None: unknown, in a gap, or not heard (`unheard`) then."""
    places = [watch.taken_by(row.at_ms // SECOND_MS) for row in read]
    told = {place: should_be(watch, kept, place) for place in set(places)}
    known = [row.show is not None and not within(unheard, row.at_ms) for row in read]
    return [told[place] if sure else None for sure, place in zip(known, places, strict=True)]


def curve(
    show: str, code: str, read: Sequence[Row], values: Sequence[Reckoned | None], *, interval: bool,
    missing: str | None = None,
) -> Curve:  # fmt: skip
    """Return the answer made of rows and their values; `missing`: why all are unknown."""
    return Curve(
        show=show,
        kpi=code,
        unit=CODES[code][0].unit,
        t=[row.at_ms for row in read],
        v=[r.value if r is not None else None for r in values],
        num=[r.num if r is not None else None for r in values] if interval else None,
        den=[r.den if r is not None else None for r in values] if interval else None,
        lo=[r.lo if r is not None else None for r in values] if interval else None,
        hi=[r.hi if r is not None else None for r in values] if interval else None,
        unfed=missing,
    )
