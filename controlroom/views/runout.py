"""When products run out, as screens show it.

Owns: the instants of a forecast, and the one instant of who only glances.
Law: instants are whole seconds, reckoned from the last second advanced. What is glanced at is as coarse as it is far, so
that it goes nowhere as long as nobody would say another number.
Must not know: how the interval is reckoned, which sales it rests on, HTML.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.units import SECOND_MS
from controlroom.room.running_out import forecast
from controlroom.room.state import RoomState
from controlroom.views.shapes import RunsOut

_MINUTE_S: Final = 60
_STEPS_S: Final = ((20 * _MINUTE_S, _MINUTE_S), (100 * _MINUTE_S, 5 * _MINUTE_S))
"""Nearer than so many seconds the middle is told to so many."""

_FAR_STEP_S: Final = 30 * _MINUTE_S


def runs_out(s: RoomState, sku: str) -> RunsOut | None:
    """Return when a product is expected to be gone; None: nothing tells."""
    found = forecast(s, sku)
    if found is None:
        return None
    lo, mid, hi = (s.as_of_ms + round(t) * SECOND_MS for t in (found.lo_s, found.mid_s, found.hi_s))
    return RunsOut(lo_ms=lo, mid_ms=mid, hi_ms=hi)


def about(s: RoomState, sku: str) -> int | None:
    """Return about when a product will be gone, epoch ms, for who has no eye for an interval; None: nothing tells."""
    found = forecast(s, sku) if sku in s.shelves else None
    if found is None:
        return None
    step_s = next((step for within, step in _STEPS_S if found.mid_s < within), _FAR_STEP_S)
    gone_s = s.as_of_ms // SECOND_MS + round(found.mid_s)
    return (gone_s + step_s // 2) // step_s * step_s * SECOND_MS
