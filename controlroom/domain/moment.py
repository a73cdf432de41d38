"""A show's integers as of one second: what its tiles are made from, and a row of its series.

Owns: the shape of that row.
Law: integers only; a field is only ever added at the end, with a default.
Must not know: how they were counted, what they mean.
"""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.msgpack import Decoder, Encoder


def _four_zeros() -> list[int]:
    return [0, 0, 0, 0]


class Standing(Struct, frozen=True, array_like=True):
    """What a show's tiles need besides its counters.

    Args:
        until_ms: The instant up to which time counts: now, or the show's end.
        live_ms: How long the show has been live; None: it has not started.
        left, sold: Pieces left (not below 0), and units sold, of the products whose level is known; None: of none is.
        target_minor: The show's target. `expected_minor`: what the plan expects by now. None: the plan does not say.
    """

    until_ms: int
    live_ms: int | None = None
    left: int | None = None
    sold: int = 0
    target_minor: int | None = None
    expected_minor: int | None = None


class Moment(Struct, frozen=True, array_like=True):
    """Every integer that the show's tiles are made from.

    Args:
        total, sums: By `tally.Flow`; `sums` for each window.
        starts: Viewers at the start of each window.
        commenters, buyers, interactors: Distinct users, in total and for each window.
        peak: The highest `online` since the start. `area` (viewers x ms) over `known_ms`: its integral.
        goods_minor: What the units sold cost by the plan. `goods_unknown`: the plan does not say it for all of them;
            `goods_vague`: orders were paid that do not say what was bought.
        spend_minor, ads_minor: Costs as far as told; None: none was.
    """

    total: list[int]
    sums: list[list[int]]
    online: int | None
    online_estimated: bool
    viewers: int | None
    starts: list[int | None]
    commenters: list[int]
    buyers: list[int]
    interactors: list[int] = field(default_factory=_four_zeros)
    peak: int | None = None
    area: int = 0
    known_ms: int = 0
    goods_minor: int = 0
    goods_unknown: bool = False
    goods_vague: bool = False
    spend_minor: int | None = None
    ads_minor: int | None = None
    standing: Standing = field(default_factory=lambda: Standing(0))


row_of = Encoder().encode
moment_of = Decoder(Moment).decode
"""A moment as the row of a series, and back."""
