"""The arithmetic of the KPIs: from the integers of one scope and span to a value, or its numerator and denominator.

Owns: what a formula may read (`Numbers`) and the formulas that more than one line of the table needs.
Law: integers in; an unknown numerator or denominator makes an unknown value, never 0. What rests on guesses says so.
Must not know: codes, names, where the integers come from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.tally import Flow

State = Literal["ok", "estimate", "sampled", "unsure", "stale", "unknown"]

MINUTE_MS: Final = 60_000


class Numbers(Struct, frozen=True, gc=False):
    """The integers of one scope over one span that a formula reads.

    Args:
        flows: By `Flow`.
        audience: What conversion divides by: viewers so far (show, product), a window's or segment's or source's audience.
        buyers, commenters, interactors: Distinct users.
        windowed: The span is a window, a segment or a source, not the whole show.
        peak, area, known_ms: Of `online` since the start: its highest, its integral (viewers x ms), the ms it is known.
        on_air_ms: Time on air of the show, product or segment; None: never.
        goods_minor: What was sold cost; None: unknown. `goods_vague`: of some orders nobody knows what was in them.
        spend_minor, ads_minor: None: nobody told.
        target_minor, expected_minor: By plan; None: the plan says none.
        sold, left: Units sold and pieces left of what has a known stock; `left` None: nothing has.
    """

    flows: list[int]
    audience: int | None
    viewers: int | None
    buyers: int
    commenters: int
    windowed: bool
    online: int | None = None
    online_estimated: bool = False
    entered_sampled: bool = False
    amounts_estimated: bool = False
    interactors: int = 0
    peak: int | None = None
    area: int = 0
    known_ms: int = 0
    on_air_ms: int | None = None
    goods_minor: int | None = None
    goods_vague: bool = False
    spend_minor: int | None = None
    ads_minor: int | None = None
    target_minor: int | None = None
    expected_minor: int | None = None
    sold: int = 0
    left: int | None = None


class Value(Struct, frozen=True, gc=False):
    """What a formula gives: a whole number, or numerator and denominator of a ratio or quotient."""

    value: int | None = None
    num: int | None = None
    den: int | None = None
    state: State = "ok"


Formula = Callable[[Numbers], Value]
Part = Callable[[Numbers], int | None]


def count(flow: Flow) -> Formula:
    """Return the formula of a counter."""
    index = int(flow)
    return lambda n: Value(n.flows[index])


def amount(flow: Flow) -> Formula:
    """Return the formula of a counter of money that may rest on guessed amounts."""
    index = int(flow)
    return lambda n: Value(None if _untold(n, flow) else n.flows[index], state=_guessed(n))


def worth(n: Numbers) -> Value:
    """What gifts are worth: unknown where some came and nobody told a worth."""
    minor = n.flows[Flow.GIFT_MINOR]
    return Value(None if n.flows[Flow.GIFTS] and not minor else minor)


def at(flow: Flow) -> Part:
    """Return a counter, as a part of a quotient."""
    index = int(flow)
    return lambda n: n.flows[index]


def quotient(num: Part, den: Part, *, money: bool = False, state: State = "ok") -> Formula:
    """Return the formula num ÷ den. `money`: amounts are in it, which may rest on guesses."""

    def reckon(n: Numbers) -> Value:
        """The quotient of these numbers."""
        if money and _untold(n):
            return Value(None, None, den(n))
        return Value(None, num(n), den(n), _guessed(n) if money else state)

    return reckon


def _guessed(n: Numbers) -> State:
    return "estimate" if n.amounts_estimated else "ok"


_OF: Final[dict[Flow, Flow]] = {Flow.GMV: Flow.PAID, Flow.GMV_CREATED: Flow.ORDERS}
"""Money → how many orders it is of."""


def _untold(n: Numbers, flow: Flow = Flow.GMV) -> bool:
    """Tell whether there are orders and not one's amount is known: their sum is unknown, not nothing."""
    return n.amounts_estimated and flow in _OF and n.flows[flow] == 0 and n.flows[_OF[flow]] > 0


def likes(n: Numbers) -> Value:
    """The larger of the taps told one by one and the rise of the platform's counter."""
    return Value(max(n.flows[Flow.LIKES], n.flows[Flow.LIKES_RISE]))


def entered(n: Numbers) -> Value:
    """Who entered; a sample when the platform's total grows faster."""
    return Value(n.flows[Flow.ENTERED], state="sampled" if n.entered_sampled else "ok")


def online(n: Numbers) -> Value:
    """Who is here now."""
    return Value(n.online, state=_estimated(n))


def online_peak(n: Numbers) -> Value:
    """The most that were here at once."""
    return Value(n.peak, state=_estimated(n))


def online_avg(n: Numbers) -> Value:
    """How many were here on average over time."""
    return Value(None, n.area, n.known_ms, state=_estimated(n))


def _estimated(n: Numbers) -> State:
    return "estimate" if n.online_estimated else "ok"


def watched(n: Numbers) -> int | None:
    """Viewer-milliseconds; None: `online` is not known for any time."""
    return n.area if n.known_ms else None


def viewers_1000(n: Numbers) -> int | None:
    """Viewers so far, a thousandfold: a quotient of milliseconds by it is in seconds."""
    return n.viewers * 1000 if n.viewers is not None else None


def net(n: Numbers) -> int:
    """GMV minus refunds."""
    return n.flows[Flow.GMV] - n.flows[Flow.REFUNDS]


def net_value(n: Numbers) -> Value:
    """GMV minus refunds, as a value."""
    return Value(None if _untold(n) else net(n), state=_guessed(n))


def bought(n: Numbers) -> int | None:
    """Distinct users who paid; None: there are paid orders, and of none does anybody know whose."""
    return None if n.buyers == 0 and n.flows[Flow.PAID] > 0 else n.buyers


def converted(n: Numbers) -> int | None:
    """Who bought: distinct buyers over the whole show, paid orders over anything shorter."""
    return n.flows[Flow.PAID] if n.windowed else bought(n)


def thousand_gmv(n: Numbers) -> int:
    """GMV, a thousandfold."""
    return n.flows[Flow.GMV] * 1000


def gmv_by_minute(n: Numbers) -> int:
    """GMV x the milliseconds of a minute: a quotient of it by milliseconds is per minute."""
    return n.flows[Flow.GMV] * MINUTE_MS


def on_air_s(n: Numbers) -> Value:
    """Whole seconds on air."""
    return Value(n.on_air_ms // 1000 if n.on_air_ms is not None else None)


def profit(n: Numbers) -> Value:
    """Net minus what the goods cost minus costs; unknown while one of them is."""
    if n.goods_minor is None or n.spend_minor is None or _untold(n):
        return Value(None)
    state: State = "estimate" if n.goods_vague or n.amounts_estimated else "ok"
    return Value(net(n) - n.goods_minor - n.spend_minor, state=state)


def sold(n: Numbers) -> int | None:
    """Units sold of what has a known stock; None: nothing has."""
    return n.sold if n.left is not None else None


def sold_and_left(n: Numbers) -> int | None:
    """Units sold and pieces left of what has a known stock; None: nothing has."""
    return n.sold + n.left if n.left is not None else None
