"""Whose integers, over which span: what a KPI's formula is given.

Owns: `Numbers` of the show and its windows, of a product, of a segment, of a traffic source.
Law: read from a `Moment` (show) or from the counters of one part; nothing is counted here.
Must not know: codes, tiles, roles.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.domain.formulas import Numbers
from controlroom.domain.moment import Moment
from controlroom.domain.tally import Flow
from controlroom.domain.windows import Flows


class Part(Struct, frozen=True):
    """What is known of a product or a segment besides its counters; `left`: pieces, not below 0, None: unknown."""

    on_air_ms: int | None = None
    target_minor: int | None = None
    expected_minor: int | None = None
    left: int | None = None


def show_numbers(m: Moment, window: int | None, *, sampled: bool, estimated: bool) -> Numbers:
    """Return the whole show's integers over a window (0, 1, 2 of WINDOWS_S), or in total (None)."""
    if window is not None:
        flows = m.sums[window]
        return Numbers(
            flows, audience_of(m, window), m.viewers, m.buyers[window + 1], m.commenters[window + 1], True, m.online,
            m.online_estimated, sampled, estimated, m.interactors[window + 1],
        )  # fmt: skip
    standing = m.standing
    return Numbers(
        m.total, m.viewers, m.viewers, m.buyers[0], m.commenters[0], False, m.online, m.online_estimated, sampled,
        estimated, m.interactors[0],
        peak=m.peak,
        area=m.area,
        known_ms=m.known_ms,
        on_air_ms=standing.live_ms,
        goods_minor=None if m.goods_unknown else m.goods_minor,
        goods_vague=m.goods_vague,
        spend_minor=m.spend_minor,
        ads_minor=m.ads_minor,
        target_minor=standing.target_minor,
        expected_minor=standing.expected_minor,
        sold=standing.sold,
        left=standing.left,
    )  # fmt: skip


def audience_of(m: Moment, window: int) -> int | None:
    """Return a window's audience: online at its start and who entered in it; None: unknown."""
    start = m.starts[window]
    return start + m.sums[window][Flow.ENTERED] if start is not None else None


def product_numbers(
    flows: Flows, part: Part, m: Moment, buyers: int, window: int | None, *, estimated: bool
) -> Numbers:  # fmt: skip
    """Return a product's integers over a window or in total; its windows divide by the show's audience."""
    if window is not None:
        return Numbers(
            flows.sums[window], audience_of(m, window), m.viewers, 0, 0, True, amounts_estimated=estimated
        )  # fmt: skip
    return Numbers(
        flows.total, m.viewers, m.viewers, buyers, 0, False, amounts_estimated=estimated, on_air_ms=part.on_air_ms,
        target_minor=part.target_minor, expected_minor=part.expected_minor, sold=flows.total[Flow.UNITS], left=part.left,
    )  # fmt: skip


def segment_numbers(flows: Flows, part: Part, online_at_start: int | None, *, estimated: bool) -> Numbers:
    """Return a segment's integers."""
    audience = online_at_start + flows.total[Flow.ENTERED] if online_at_start is not None else None
    return Numbers(
        flows.total, audience, None, 0, 0, True, amounts_estimated=estimated, on_air_ms=part.on_air_ms,
        target_minor=part.target_minor, expected_minor=part.expected_minor,
    )  # fmt: skip


def source_numbers(flows: Flows, *, sampled: bool, estimated: bool) -> Numbers:
    """Return a traffic source's integers."""
    return Numbers(
        flows.total, flows.total[Flow.ENTERED], None, 0, 0, True, entered_sampled=sampled, amounts_estimated=estimated
    )  # fmt: skip
