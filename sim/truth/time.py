"""The truth about time: how many watched for how long, what was on air how long.

Owns: `online` over time and its highest value, time on air.
Law: between two readings the earlier one holds; one that came late held for no time anybody knows, and may still be the
highest. Whole numbers: viewers times milliseconds.
Must not know: KPI codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sim.truth.heard import Heard, OnAir


@dataclass(frozen=True, slots=True)
class Watched:
    """`online` since the start. `area`: viewers x ms; `known_ms`: for how long it is known."""

    area: int
    known_ms: int
    peak: int | None


def watched(readings: Iterable[Heard], started_ms: int | None, until_ms: int) -> Watched:
    """Return `online` over time.

    Args:
        readings: Audience facts, those before the start too.
        started_ms: None: not yet.
    """
    if started_ms is None:
        return Watched(0, 0, None)
    every = list(readings)
    levels = [(r.at, r.fields["online"]) for r in sorted(every, key=lambda r: r.newest) if not r.late]
    steps = [*levels, (max(until_ms, levels[-1][0] if levels else 0), 0)]
    area = known = 0
    peaks = [r.fields["online"] for r in every if r.at >= started_ms]
    for (at, level), (following, _) in pairwise(steps):
        held = min(following, until_ms) - max(at, started_ms)
        if held > 0:
            area, known = area + level * held, known + held
        last = following == steps[-1][0] and (at, level) == levels[-1]
        if at < started_ms and (following > started_ms or last):
            peaks.append(level)
    return Watched(area, known, max(peaks) if peaks else None)


def segments_on_air(segments: Iterable[OnAir], until_ms: int) -> dict[str, int]:
    """Return how long each segment was on air, in milliseconds."""
    found: dict[str, int] = {}
    for each in segments:
        end = until_ms if each.ended_ms is None else each.ended_ms
        found[each.id] = found.get(each.id, 0) + max(0, end - each.started_ms)
    return found


def products_on_air(sold: Sequence[tuple[int, str | None]], until_ms: int) -> dict[str, int]:
    """Return how long each product was the one on sale, in milliseconds."""
    found: dict[str, int] = {}
    for (since, sku), (until, _) in pairwise([*sold, (until_ms, None)]):
        if sku is not None:
            found[sku] = found.get(sku, 0) + max(0, until - since)
    return found
