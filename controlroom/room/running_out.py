"""Which sales a product's forecast rests on.

Owns: the span of sales that tells when a product will be gone, and the forecast itself.
Law: the product on air is judged by its sales since it came on air, as far as five minutes; the others by their last five
minutes.
Must not know: how the interval is reckoned, screens.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.runout import LONGEST_S, SHORTEST_S, Forecast, run_out
from controlroom.domain.tally import Flow
from controlroom.domain.units import SECOND_MS
from controlroom.domain.windows import Flows
from controlroom.room.state import RoomState

_ORDERS: Final = int(Flow.ORDERS)


def forecast(s: RoomState, sku: str) -> Forecast | None:
    """Return when a product is expected to be gone; None: nothing tells."""
    flows, sizes, shelf = s.tally.products.get(sku), s.tally.sizes.get(sku), s.shelves[sku]
    left = shelf.sellable
    if flows is None or sizes is None or left is None or s.status != "live":
        return None
    seconds = _seconds(s, sku)
    if seconds < SHORTEST_S:
        return None
    return run_out(left, _orders(flows, seconds), seconds, sizes)


def earliest(s: RoomState, sku: str) -> int | None:
    """Return in how many whole seconds a product may be gone at the earliest; None: nothing tells."""
    found = forecast(s, sku)
    return round(float(f"{found.lo_s:.9g}")) if found is not None else None


def _seconds(s: RoomState, sku: str) -> int:
    program = s.program
    since_ms = program.since_ms if program is not None and program.sku == sku else s.started_ms or 0
    return min(LONGEST_S, (s.as_of_ms - since_ms) // SECOND_MS)


def _orders(flows: Flows, seconds: int) -> int:
    """Return the orders created in the last seconds."""
    if seconds == LONGEST_S:
        return flows.sums[1][_ORDERS]
    passed = map(flows.passed, range(flows.as_of_s - seconds, flows.as_of_s))
    return sum(counts[_ORDERS] for counts in passed if counts is not None)
