"""The oracle's view of time and of people: `online` over time, who took part, what was on air how long.

Law: like `tests.oracle`, written as the document states it, from the whole list of what was delivered.
"""

from __future__ import annotations

from itertools import pairwise

from controlroom.domain import events as ev
from tests.oracle import Oracle


def interactors(o: Oracle, as_of_s: int, window: str | None) -> int:
    """Distinct users who commented, liked, shared or followed."""
    return len(
        {
            d.fact.user
            for d in o.all
            if isinstance(d.fact, ev.Comment | ev.Like | ev.Share | ev.Follow) and d.live and d.fact.user is not None
            and o._inside(d.at_ms, as_of_s, window) and not (window and d.late)
        }
    )  # fmt: skip


def refunded(o: Oracle) -> int:
    """Orders of which something was refunded."""
    return sum(bill.refunded_minor > 0 for bill in o.bills(timely=False).values())


def online_over_time(o: Oracle, until_ms: int) -> tuple[int, int, int | None]:
    """(viewers x ms, known ms, peak) of `online` from the start to an instant."""
    told = [d for d in o.all if isinstance(d.fact, ev.Audience)]
    if not told:
        return _counted(o, until_ms)
    timely = sorted((d.at_ms, d.fact.source or "", d.fact.id or "", d.fact.online) for d in told if not d.late)
    area = known = 0
    peaks = [d.fact.online for d in told if d.at_ms >= o.started_ms]
    for i, (at_ms, _, _, value) in enumerate(timely):
        ends = timely[i + 1][0] if i + 1 < len(timely) else until_ms
        ms = _known(o, max(at_ms, o.started_ms), min(ends, until_ms))
        if ms > 0:
            area, known = area + value * ms, known + ms
        if at_ms < o.started_ms and (i + 1 == len(timely) or timely[i + 1][0] > o.started_ms):
            peaks.append(value)
    return area, known, max(peaks) if peaks else None


def _counted(o: Oracle, until_ms: int) -> tuple[int, int, int | None]:
    if not any(isinstance(d.fact, ev.Leave) for d in o.all):
        return 0, 0, None
    moves = sorted(
        (d.at_ms // 1000, 1 if isinstance(d.fact, ev.Enter) else -1)
        for d in o.all
        if isinstance(d.fact, ev.Enter | ev.Leave) and not d.late
    )
    first_s, last_s = o.started_ms // 1000, until_ms // 1000
    levels, edges = [], sorted({first_s, *(s for s, _ in moves if first_s < s < last_s), last_s})
    for begin, end in pairwise(edges):
        levels.append((max(0, sum(by for s, by in moves if s <= begin)), _known(o, begin * 1000, end * 1000)))
    return sum(n * ms for n, ms in levels), sum(ms for _, ms in levels), max([0, *(n for n, _ in levels)])


def _known(o: Oracle, from_ms: int, to_ms: int) -> int:
    """Milliseconds between two instants in which the server was there."""
    away = sum(max(0, min(to_ms, end) - max(from_ms, begin)) for begin, end in o.gaps)
    return to_ms - from_ms - away if to_ms > from_ms else 0


def on_air_ms(o: Oracle, until_ms: int, sku_of: dict[str, str | None]) -> tuple[dict[str, int], dict[str, int]]:
    """Milliseconds on air by segment and by product; a segment without a product leaves the one before on sale."""
    segments: dict[str, int] = {}
    products: dict[str, int] = {}
    sold: str | None = None
    for i, (at_ms, segment) in enumerate(o.on_air):
        ms = max(0, (o.on_air[i + 1][0] if i + 1 < len(o.on_air) else until_ms) - at_ms)
        segments[segment] = segments.get(segment, 0) + ms
        sold = sku_of[segment] or sold
        if sold is not None:
            products[sold] = products.get(sold, 0) + ms
    return segments, products
