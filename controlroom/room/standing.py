"""Where the show stands besides its counters: time on air, stock, targets.

Owns: what of the state the tiles need that the tally does not count.
Law: read, never changed; after the end time stands still.
Must not know: tiles, codes.
"""

from __future__ import annotations

from controlroom.domain.moment import Standing
from controlroom.domain.plan import SegmentPlan
from controlroom.domain.tally import Flow
from controlroom.domain.targets import expected
from controlroom.room.state import RoomState

_UNITS = int(Flow.UNITS)


def until_ms(s: RoomState) -> int:
    """Return the instant up to which time counts."""
    return s.as_of_ms if s.ended_ms is None else min(s.as_of_ms, s.ended_ms)


def promised(s: RoomState) -> tuple[SegmentPlan, ...]:
    """Return the segments that targets were set for: those of the plan as opened, whatever is edited since."""
    return s.plan.segments if s.plan is not None else ()


def standing(s: RoomState) -> Standing:
    """Return what a `Moment` of now needs besides the counters."""
    until = until_ms(s)
    live_ms = max(0, until - s.started_ms) if s.started_ms is not None else None
    left = sold = 0
    known = False
    for sku, shelf in s.shelves.items():
        available = shelf.available
        if available is not None:
            known = True
            left += max(0, available)
            flows = s.tally.products.get(sku)
            sold += flows.total[_UNITS] if flows is not None else 0
    target = s.plan.show.target_gmv_minor if s.plan is not None else None
    due = sum(expected(promised(s), s.expects, live_ms).values()) if live_ms is not None and s.expects else None
    return Standing(
        until, live_ms, left if known else None, sold if known else 0, target, due if target is not None else None
    )
