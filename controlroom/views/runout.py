"""When products run out, as screens show it.

Owns: the instants of a forecast.
Law: instants are whole seconds, reckoned from the last second advanced.
Must not know: how the interval is reckoned, which sales it rests on, HTML.
"""

from __future__ import annotations

from controlroom.domain.units import SECOND_MS
from controlroom.room.running_out import forecast
from controlroom.room.state import RoomState
from controlroom.views.shapes import RunsOut


def runs_out(s: RoomState, sku: str) -> RunsOut | None:
    """Return when a product is expected to be gone; None: nothing tells."""
    found = forecast(s, sku)
    if found is None:
        return None
    lo, mid, hi = (s.as_of_ms + round(t) * SECOND_MS for t in (found.lo_s, found.mid_s, found.hi_s))
    return RunsOut(lo_ms=lo, mid_ms=mid, hi_ms=hi)
