"""What to cut so that the show ends in time.

Owns: the proposal behind "fit to end".
Law: a proposal, never an act, made of whole numbers that anybody can check: what brings least GMV a minute goes first,
first to half its length (never under LEAST_MS), then as a whole; of what is skipped more than needed, the best gets its
time back. Openings, closings, breaks and draws were promised: they are not touched. Time before a fixed start saves
nothing at the end beyond what that start is late.
Must not know: pages, languages, how GMV a minute is reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from controlroom.domain.plan import SegmentKind, Text
from controlroom.views.shapes import RundownView, SegmentView, ShowView

CUTTABLE: Final[frozenset[SegmentKind]] = frozenset({"product", "flash_sale", "interaction"})
LEAST_MS: Final = 120_000
"""A product in less cannot be told."""

STEP_MS: Final = 30_000
"""Cuts are whole half minutes, so that people can keep to them."""


class Cut(Struct, frozen=True, kw_only=True):
    """One segment of the proposal. `to_ms` 0: skip it. `per_min_minor` None: it sells nothing by itself."""

    segment: str
    title: Text
    from_ms: int
    to_ms: int
    per_min_minor: int | None


class Fit(Struct, frozen=True, kw_only=True):
    """The proposal. `over_ms`: how late the show would end; `left_ms`: how late it would still end after the cuts."""

    over_ms: int
    left_ms: int
    cuts: tuple[Cut, ...]


def over_ms(show: ShowView, now_ms: int) -> int:
    """Return how late the show will end as things stand at `now_ms`; negative: early."""
    runs_on = max(0, now_ms - show.slips_ms - show.slack_for_ms) if show.slips_ms is not None else 0
    return (show.over_for_ms or 0) + runs_on


def fit(show: ShowView, rundown: RundownView, per_min: Mapping[str, int], now_ms: int) -> Fit:
    """Return what to cut.

    Args:
        show, rundown: As they stand.
        per_min: Expected GMV a minute on air by sku, minor units.
        now_ms: The instant to reckon from.
    """
    late = over_ms(show, now_ms)
    wanted = -(-late // STEP_MS) * STEP_MS
    line = [s for s in rundown.segments if s.ahead and s.state != "skipped"]
    open_ = [s for s in line if s.kind in CUTTABLE]
    open_.sort(key=lambda s: (_rate(s, per_min) or 0, -line.index(s)))
    cut = dict.fromkeys((s.id for s in line), 0)
    for most in (_to_half, _whole):
        for segment in open_:
            lacking = wanted - sum(cut.values())
            room = most(segment) - cut[segment.id]
            more = min(room, lacking if most is _to_half else room, _gain(line, cut, segment, late))
            if lacking > 0 and more > 0 and (most is _to_half or more == room):
                cut[segment.id] += more
    for segment in reversed(open_):  # what a skip saved beyond the need goes back to the best
        spare = sum(cut.values()) - wanted
        if 0 < cut[segment.id] < segment.planned_for_ms and spare > 0:
            cut[segment.id] -= min(spare // STEP_MS * STEP_MS, cut[segment.id])
    cuts = tuple(
        Cut(
            segment=s.id, title=s.title, from_ms=s.planned_for_ms, to_ms=s.planned_for_ms - cut[s.id],
            per_min_minor=_rate(s, per_min),
        )
        for s in line
        if cut[s.id]
    )  # fmt: skip
    return Fit(over_ms=late, left_ms=max(0, late - sum(cut.values())), cuts=cuts)


def _rate(segment: SegmentView, per_min: Mapping[str, int]) -> int | None:
    return per_min.get(segment.sku, 0) if segment.sku is not None else None


def _to_half(segment: SegmentView) -> int:
    """Return how much can be taken off a segment that is still to be told: whole half minutes."""
    floor = max(LEAST_MS, segment.planned_for_ms // 2)
    return max(0, (segment.planned_for_ms - floor) // STEP_MS * STEP_MS)


def _whole(segment: SegmentView) -> int:
    return segment.planned_for_ms


def _gain(line: list[SegmentView], cut: Mapping[str, int], segment: SegmentView, late: int) -> int:
    """Return how much a cut of `segment` can still bring forward the end: as late as each fixed start after it is."""
    gain, before, passed = segment.planned_for_ms, 0, False
    for one in line:
        if passed and one.starts_ms is not None and one.expected_start_ms is not None:
            gain = min(gain, max(0, one.expected_start_ms - one.starts_ms - before))
        before += cut[one.id]
        passed = passed or one is segment
    return gain
