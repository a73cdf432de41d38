"""What the dip detector is given of the room.

Owns: how what is on air, who is exposed and what is paid become the half minutes of `domain.watch`.
Law: called at whole seconds of a live show, and where a price or an offer changes; it reads the state and changes its
watch alone. A span of which nothing is known (the server away, what it needs brought by a feed that is down) is no half minute.
Must not know: the detector's floats, screens.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.bins import BIN_S, came, level_at
from controlroom.domain.events import Promo
from controlroom.domain.spans import Triples
from controlroom.domain.tally import Flow
from controlroom.domain.units import SECOND_MS
from controlroom.domain.watch import MOST
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState

NO_ROLE: Final = "none"
_OFFERS: Final = frozenset({"coupon", "flash"})
"""Promotions that change what a product costs; the others only entertain."""

_NEEDS: Final = (("order",), ("audience", "enter"))
"""Who buys, and who is there: without either nothing is known."""

_ENTERED: Final = int(Flow.ENTERED)
_NOTHING: Final = Triples()


def look(s: RoomState, second: int) -> None:
    """Note what is on air, and take the half minute that has waited long enough."""
    watch = s.watch
    program = s.program
    if program is None:
        if not watch.shows(None):
            watch.show(None, "", second - 1)
    elif not watch.shows(program.sku):
        watch.show(program.sku, _role(s, program.sku), max(second - 1, -(-program.since_ms // SECOND_MS)))
    if not watch.due(second):
        return
    if second - watch.next * BIN_S > MOST * BIN_S:
        watch.begin(second)
    while watch.due(second):
        bin_ = watch.next
        key = watch.on_air(bin_)
        paid = s.tally.bins.products.get(watch.keys[key].sku, _NOTHING) if key >= 0 else _NOTHING
        watch.take(_known(s, bin_), _exposed(s, bin_), paid.get)


def offered(s: RoomState, fact: Promo) -> None:
    """Note that an offer began or ended: of a product, else of the one on air."""
    sku = fact.sku if fact.sku is not None else s.program.sku if s.program is not None else None
    if sku is not None and fact.kind in _OFFERS:
        s.watch.turn(sku)


def _role(s: RoomState, sku: str) -> str:
    product = s.plan.product(sku) if s.plan is not None else None
    return product.role or NO_ROLE if product is not None else NO_ROLE


def _known(s: RoomState, bin_: int) -> bool:
    begin_ms, end_ms = bin_ * BIN_S * 1000, (bin_ + 1) * BIN_S * 1000
    now = RoomReadings(s, s.as_of_ms)
    if any(now.blind(kinds) for kinds in _NEEDS):
        return False
    return not any(from_ms < end_ms and to_ms > begin_ms for from_ms, to_ms in s.gaps)


def _exposed(s: RoomState, bin_: int) -> int:
    """Return who was there at the start, where a level was told lately, and who came in."""
    level = level_at(s.tally.audience.online, bin_)
    return (level or 0) + came(s.tally.show, _ENTERED, bin_)
