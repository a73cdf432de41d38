"""The products, segments and traffic sources of a show: which there are, what is known of each, and their series.

Owns: what the tiles of a part need of the state besides its counters, and the row of each part that is kept every minute.
Law: a row holds what the part's tiles were made from at its instant; together with the show's row of that instant it
gives them again.
Must not know: tiles, codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from controlroom.domain.scopes import Part, PartRow, part_row_of
from controlroom.domain.series import Series
from controlroom.domain.tally import FLOWS
from controlroom.domain.targets import expected
from controlroom.domain.units import SECOND_MS
from controlroom.domain.windows import Flows
from controlroom.room.standing import promised, until_ms
from controlroom.room.state import RoomState

EVERY_S: Final = 60
"""A part's row is kept every minute."""

Scope = Literal["sku", "segment", "traffic"]

PartRows = dict[tuple[Scope, str], PartRow]
"""By scope and sku, segment or traffic source."""


def moved(flows: Flows) -> bool:
    """Tell whether anything is counted: what an order was first taken to hold may have moved elsewhere since."""
    return any(flows.total) or any(any(sums) for sums in flows.sums)


_NONE: Final = Flows.of(FLOWS, 0)


class Parts:
    """The products and segments to show, and what is known of each besides its counters."""

    def __init__(self, s: RoomState) -> None:
        self._s = s
        self._until_ms = until_ms(s)
        live_ms = self._until_ms - s.started_ms if s.started_ms is not None else None
        self._expected = expected(promised(s), s.targets, live_ms) if live_ms is not None else {}

    def products(self) -> Iterable[tuple[str, Flows]]:
        """Return the products' counters, the plan's first and in its order."""
        s = self._s
        aired = s.product_air.names()
        known = {sku: flows for sku, flows in s.tally.products.items() if sku in aired or moved(flows)}
        known |= {sku: _NONE for sku in aired if sku not in known}
        order = [sku for sku in s.prices if sku in known] + [sku for sku in known if sku not in s.prices]
        return [(sku, known[sku]) for sku in order]

    def segments(self) -> Iterable[tuple[str, Flows]]:
        """Return the segments' counters, as they first counted something or were on air."""
        s = self._s
        aired = s.segment_air.names()
        known = {id_: flows for id_, flows in s.tally.segments.items() if id_ in aired or moved(flows)}
        return (known | {id_: _NONE for id_ in aired if id_ not in known}).items()

    def product(self, sku: str) -> Part:
        """Return what is known of a product."""
        s, shelf = self._s, self._s.shelves.get(sku)
        plan = s.plan.product(sku) if s.plan is not None else None
        target = plan.target_gmv_minor if plan is not None else None
        mine = [self._expected[g.id] for g in promised(s) if g.sku == sku and g.id in self._expected]
        available = shelf.available if shelf is not None else None
        return Part(
            on_air_ms=s.product_air.of(sku, self._until_ms),
            target_minor=target,
            expected_minor=sum(mine) if target is not None and mine else None,
            left=max(0, available) if available is not None else None,
        )

    def segment(self, id_: str) -> Part:
        """Return what is known of a segment."""
        s = self._s
        return Part(
            on_air_ms=s.segment_air.of(id_, self._until_ms) if id_ in s.segment_air.names() else None,
            target_minor=s.targets.get(id_),
            expected_minor=self._expected.get(id_),
        )

    def online_at_start(self, id_: str) -> int | None:
        """Return who was online when a segment went on air; None: unknown."""
        aired = self._s.rundown.aired.get(id_)
        return aired.online.value if aired is not None and aired.online is not None else None


def part_rows(s: RoomState) -> PartRows:
    """Return the row of every part that has counted anything or was on air, as of now."""
    tally, parts = s.tally, Parts(s)
    rows: PartRows = {}
    for sku, flows in parts.products():
        buyers = tally.product_buyers.get(sku, 0)
        rows["sku", sku] = PartRow(flows.total, parts.product(sku), flows.sums, buyers)
    for id_, flows in parts.segments():
        start = parts.online_at_start(id_)
        rows["segment", id_] = PartRow(flows.total, parts.segment(id_), online_at_start=start)
    for name, flows in tally.traffic.items():
        if moved(flows):
            rows["traffic", name] = PartRow(flows.total, sums=flows.sums)
    return rows


def remember_parts(s: RoomState) -> None:
    """Keep the row of every part as of now, if it is a full minute."""
    second = s.as_of_ms // SECOND_MS
    if second % EVERY_S:
        return
    for (scope, key), row in part_rows(s).items():
        name = f"{scope}:{key}"
        series = s.parts.get(name)
        if series is None:
            series = s.parts[name] = Series()
        series.keep(second, part_row_of(row))


def minutes_ahead(s: RoomState, to_s: int) -> set[int]:
    """Return the minutes up to `to_s` of which a part's row will be kept when nothing counts any more."""
    return {second for series in s.parts.values() for second in series.ahead(to_s) if not second % EVERY_S}
