"""Whose integers, over which span: what a KPI's formula is given.

Owns: `Numbers` of the show and its windows, of a product, of a segment, of a traffic source; the row of a part.
Law: read from a `Moment` (show) or from one part's row; nothing is counted here.
Must not know: codes, tiles, roles.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field
from msgspec.msgpack import Decoder, Encoder

from controlroom.domain.formulas import Numbers
from controlroom.domain.moment import Moment
from controlroom.domain.tally import Flow


class Part(Struct, frozen=True, array_like=True):
    """What is known of a product or a segment besides its counters; `left`: pieces, not below 0, None: unknown."""

    on_air_ms: int | None = None
    target_minor: int | None = None
    expected_minor: int | None = None
    left: int | None = None


class PartRow(Struct, frozen=True, array_like=True):
    """A part's integers at an instant: what its series keeps.

    `buyers`: a product's; `sums`: a product's or a source's; `online_at_start`: a segment's.
    """

    total: list[int]
    part: Part = field(default_factory=Part)
    sums: list[list[int]] = field(default_factory=list)
    buyers: int = 0
    online_at_start: int | None = None


part_row_of: Final = Encoder().encode
"""Return a part's integers as bytes."""

part_of: Final = Decoder(PartRow).decode
"""Return the integers that bytes hold."""


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
    row: PartRow, m: Moment, window: int | None, *, estimated: bool
) -> Numbers:  # fmt: skip
    """Return a product's integers over a window or in total; its windows divide by the show's audience."""
    if window is not None:
        return Numbers(
            row.sums[window], audience_of(m, window), m.viewers, 0, 0, True, amounts_estimated=estimated
        )  # fmt: skip
    return Numbers(
        row.total, m.viewers, m.viewers, row.buyers, 0, False, amounts_estimated=estimated, on_air_ms=row.part.on_air_ms,
        target_minor=row.part.target_minor, expected_minor=row.part.expected_minor, sold=row.total[Flow.UNITS],
        left=row.part.left,
    )  # fmt: skip


def segment_numbers(row: PartRow, *, estimated: bool) -> Numbers:
    """Return a segment's integers."""
    total, part, start = row.total, row.part, row.online_at_start
    audience = start + total[Flow.ENTERED] if start is not None else None
    return Numbers(
        total, audience, None, 0, 0, True, amounts_estimated=estimated, on_air_ms=part.on_air_ms,
        target_minor=part.target_minor, expected_minor=part.expected_minor,
    )  # fmt: skip


def source_numbers(row: PartRow, window: int | None, *, sampled: bool, estimated: bool) -> Numbers:
    """Return a traffic source's integers over a window or in total; they divide by who entered from it."""
    flows = row.total if window is None else row.sums[window]
    return Numbers(
        flows, flows[Flow.ENTERED], None, 0, 0, True, entered_sampled=sampled, amounts_estimated=estimated
    )  # fmt: skip
