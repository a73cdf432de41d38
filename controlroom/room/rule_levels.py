"""What rules read of stock, stream, screens, words and the rundown: values that stand in the state as they are.

Owns: those readers, by the metric's name, and whose stock is looked at.
Law: each is a look-up; of the rundown and the desk only what is on air, due or open has a label, of the shelves only those of
the show's products.
Must not know: windows, ratios, rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from controlroom.domain.alerts.heard import LONGEST_S, SHORT_S, Seconds
from controlroom.domain.alerts.observed import WARNED_S
from controlroom.domain.alerts.readings import MANY, Column, Fraction, Value
from controlroom.domain.stock import Shelf
from controlroom.domain.tally import Flow
from controlroom.domain.tasks import Task
from controlroom.domain.units import SECOND_MS
from controlroom.room.selling import told_price, wanted_price
from controlroom.room.state import RoomState

Reader = Callable[[RoomState, int], Column]
"""Of a state, at an instant."""

WAVE: Final = 12
"""Fewer complaints in five minutes are no wave, and so are fewer than three times the mean of half an hour."""
WAVE_PART: Final = 4
"""Before there is such a mean, fewer than one in so many of all comments are none: one in twenty complains at any time."""
_INDEX_5M: Final = 1
_COMMENTS: Final = int(Flow.COMMENTS)


def available(shelf: Shelf) -> Value:
    """Return the pieces left: of the warehouse, else of the platform."""
    left = shelf.available if shelf.warehouse is not None else shelf.listed_now
    return left if left is not None else "nodata"


def _on_hand(shelf: Shelf) -> Value:
    told = shelf.warehouse
    return told.value if told is not None else "nodata"


def _listed(shelf: Shelf) -> Value:
    left = shelf.listed_now
    return left if left is not None else "nodata"


def _safety(shelf: Shelf) -> Value:
    return shelf.safety if shelf.safety is not None else "insufficient"


STOCK: Final[dict[str, Callable[[Shelf], Value]]] = {
    "stock.available": available,
    "stock.on_hand": _on_hand,
    "stock.listed": _listed,
    "stock.safety": _safety,
}
"""Of one product; a product without a safety line is never low."""


def counts(s: RoomState, sku: str) -> bool:
    """Tell whether a product is one of the show's: a shop tells the stock of all that it sells.

    It is in the plan, on air, or was on air or ordered here and not taken out of the plan; without a plan each is.
    """
    if s.plan is None or s.plan.product(sku) is not None or (s.program is not None and s.program.sku == sku):
        return True
    return sku not in s.pulled and (sku in s.tally.products or sku in s.product_air.past_ms)


def _shelves(of: Callable[[Shelf], Value]) -> Reader:
    return lambda s, at_ms: {sku: of(shelf) for sku, shelf in s.shelves.items() if counts(s, sku)}


def _room(value: Callable[[RoomState, int], Value]) -> Reader:
    return lambda s, at_ms: {"": value(s, at_ms)}


def _interrupted(s: RoomState, at_ms: int) -> Value:
    told = s.observed.interrupted
    return int(told) if told is not None else "nodata"


def _warnings(s: RoomState, at_ms: int) -> Value:
    return s.observed.warnings.within(at_ms // SECOND_MS, WARNED_S)


def _promised(s: RoomState, at_ms: int) -> Value:
    return s.heard.promised.within(at_ms // SECOND_MS, SHORT_S)


def _banned(s: RoomState, at_ms: int) -> Value:
    return s.heard.banned.within(at_ms // SECOND_MS, SHORT_S)


def _negative(s: RoomState, at_ms: int) -> Value:
    return s.heard.negative.within(at_ms // SECOND_MS, SHORT_S)


def _wave(s: RoomState, at_ms: int) -> Value:
    return wave_of(s.heard.negative, s.started_ms, at_ms, s.tally.show.sums[_INDEX_5M][_COMMENTS])


def wave_of(negative: Seconds, started_ms: int | None, at_ms: int, comments: int) -> int:
    """Return the line above which the complaints of five minutes are a wave: three times the mean of the half hour before.

    Until five minutes before them are known it is a part of all that is written, for a full room complains more than an
    empty one; and it is never less than `WAVE`.

    Args:
        comments: Those of the five minutes.
    """
    live_s = (at_ms - started_ms) // SECOND_MS if started_ms is not None else 0
    span_s = min(LONGEST_S, live_s - SHORT_S)
    if span_s < SHORT_S:
        return max(WAVE, comments // WAVE_PART)
    before = negative.within(at_ms // SECOND_MS, LONGEST_S, SHORT_S)
    return max(WAVE, 3 * before * SHORT_S // span_s)


def _host_away(s: RoomState, at_ms: int) -> Value:
    gone_ms = s.observed.host_gone_ms
    return Fraction(max(0, at_ms - gone_ms), SECOND_MS) if gone_ms is not None else 0


def _waiting(s: RoomState, at_ms: int) -> Column:
    waiting = s.comments.questions.waiting()
    return {one.id: Fraction(at_ms - one.first_ms, SECOND_MS) for one in waiting if one.count >= MANY}


LEVELS: Final[dict[str, Reader]] = {
    **{name: _shelves(of) for name, of in STOCK.items()},
    "stream.interrupted": _room(_interrupted),
    "violations": _room(_warnings),
    "speech.banned_5m": _room(_promised),
    "screen.host_away_s": _room(_host_away),
    "comments.banned_5m": _room(_banned),
    "comments.negative_5m": _room(_negative),
    "comments.wave": _room(_wave),
    "comments.unanswered": _room(lambda s, at_ms: len(s.comments.questions.waiting())),
    "comments.unanswered_s": _waiting,
}


def _segment_over(s: RoomState, at_ms: int) -> Column:
    on_air, due_ms = s.rundown.on_air, s.rundown.due_ms()
    if on_air is None or due_ms is None:
        return {}
    held_ms = s.rundown.held_ms
    return {on_air: Fraction((held_ms if held_ms is not None else at_ms) - due_ms, SECOND_MS)}


def _segment_left(s: RoomState, at_ms: int) -> Column:
    due_ms = s.rundown.due_ms()
    if s.program is None or due_ms is None:
        return {}
    held_ms = s.rundown.held_ms
    left_ms = due_ms - (held_ms if held_ms is not None else at_ms)
    return {s.program.sku: Fraction(max(0, left_ms), SECOND_MS)}


def _task_late(s: RoomState, at_ms: int) -> Column:
    return {id_: late for id_, task in s.tasks.by_id.items() if (late := _late(task, at_ms)) is not None}


def _late(task: Task, at_ms: int) -> Value | None:
    """Return for how long a task is due; 0: it is done; None: it is not due yet."""
    if task.done_ms is not None:
        return 0
    if task.due_ms is None or (task.ahead and (task.offset_for_ms or 0) >= 0):
        return None
    reached = at_ms if task.holds_ms is None else min(at_ms, task.holds_ms)
    return Fraction(reached - task.due_ms, SECOND_MS) if reached >= task.due_ms else None


def _price_differs(s: RoomState, at_ms: int) -> Column:
    """By how much the price of the product on air, as the team wants it, differs from what the platform tells."""
    if s.program is None:
        return {}
    sku = s.program.sku
    wanted, told = wanted_price(s, sku), told_price(s, sku)
    return {sku: abs(wanted - told) if wanted is not None and told is not None else 0}


def _platform_differs(s: RoomState, at_ms: int) -> Column:
    if s.program is None:
        return {}
    return {s.program.sku: int(s.desk.showing is not None and s.desk.showing != s.program.sku)}


def _offer_ended(s: RoomState, at_ms: int) -> Column:
    """1 for an offer that is over while something of it still stands on the platform's side to be done."""
    newest = {one.offer: one for one in s.offers.rounds}
    return {
        offer: int(one.state != "open" and any(_to_do(s, one.sku)))
        for offer, one in newest.items()
    }  # fmt: skip


def _to_do(s: RoomState, sku: str) -> list[bool]:
    price, gift = s.desk.chip("price", sku), s.desk.chip("gift", sku)
    return [
        price is not None and price.state != "confirmed",
        gift is not None and gift.off and gift.state != "confirmed",
    ]


RUNDOWN: Final[dict[str, Reader]] = {
    "show.segment_over_s": _segment_over,
    "air.segment_left_s": _segment_left,
    "show.task_late_s": _task_late,
    "show.price_differs": _price_differs,
    "show.platform_differs": _platform_differs,
    "show.offer_ended": _offer_ended,
}
