"""What an order's steps mean together: METRICS.md section 3, whole.

Owns: an order's told steps, what was taken from the plan for it, and the figures derived from them.
Law: everything is derived from the set of steps, whatever their order of arrival; a repeat fills what was unknown, and of
conflicting repeats the highest version, then the earliest `at`, then the smaller amount, counts. Amounts shared over products
add up exactly. What the plan told for an order (a price, whose it is) stands with it: another plan changes nothing that was
counted.
Must not know: windows, segments' timelines, who asks.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec import Struct, field

from controlroom.domain.events import Line, OrderStatus, Traffic

UNKNOWN_PRODUCT: Final = "unknown"
UNKNOWN_TRAFFIC: Final = "unknown"

PriceOf = Callable[[str], int | None]
"""The plan's price of a sku in minor units."""


class Told(Struct, frozen=True, array_like=True):
    """One telling of one step.

    `late`: by its record. `segment`: on air when it happened. `refund`: a refund's id. `version`: as its teller counts them.
    """

    at_ms: int
    late: bool
    segment: str
    amount_minor: int | None = None
    lines: tuple[Line, ...] | None = None
    user: str | None = None
    traffic: Traffic | None = None
    estimated: bool = False
    refund: str | None = None
    version: int = 0

    def rank(self) -> tuple[int, int, bool, int, str]:
        """Return the key that conflicting repeats are ordered by; a total order, so that arrival never decides."""
        amount = self.amount_minor
        return (
            -self.version,
            self.at_ms,
            amount is None,
            amount or 0,
            repr((self.lines, self.user, self.traffic, self.segment)),
        )

    def same_but_time(self, other: Told) -> bool:
        """Tell whether two tellings differ at most in when."""
        return (
            self.amount_minor == other.amount_minor
            and self.late == other.late
            and self.lines == other.lines
            and self.user == other.user
            and self.traffic == other.traffic
            and self.estimated == other.estimated
            and self.refund == other.refund
        )


class Order(Struct, array_like=True):
    """All that was told of one order: the repeats of each step, in rank order.

    `apart`: it is of a staff or test account, as the plan had it when its user became known. `prices`: what the plan asked
    for products that were told without a price, when they were told or, unknown then, at the next step.
    `held`: none of it was told as the show's own yet, so it comes to nothing. `untimely`: nothing that was told as the show's own
    came in time, so it is in no window, whatever was told of it while it was held.
    """

    created: list[Told] = field(default_factory=list)
    paid: list[Told] = field(default_factory=list)
    cancelled: list[Told] = field(default_factory=list)
    refunded: list[Told] = field(default_factory=list)
    has_late: bool = False
    apart: bool = False
    prices: dict[str, int] = field(default_factory=dict)
    held: bool = False
    untimely: bool = True

    def take(self, status: OrderStatus, told: Told, held: bool) -> bool:
        """Add a telling, held or not; return False when it changes nothing."""
        was = (self.held, self.untimely)
        self.held = held and (self.held or not self.known())
        self.untimely = self.untimely and (held or told.late)
        return self.tell(status, told) or (self.held, self.untimely) != was

    def tell(self, status: OrderStatus, told: Told) -> bool:
        """Add a telling; return False when it changes nothing."""
        repeats: list[Told] = getattr(self, status)
        for i, known in enumerate(repeats):
            if known.same_but_time(told):
                if known.rank() <= told.rank():
                    return False
                del repeats[i]
                break
        repeats.append(told)
        if len(repeats) > 1:
            repeats.sort(key=Told.rank)
        self.has_late = self.has_late or told.late
        return True

    def price(self, price_of: PriceOf) -> None:
        """Take from the plan, once for good, the prices that nobody told."""
        for told in self.created + self.paid:
            for line in told.lines or ():
                if line.unit_minor is None and line.sku not in self.prices:
                    minor = price_of(line.sku)
                    if minor is not None:
                        self.prices[line.sku] = minor

    def figures(self) -> Figures:
        """Derive what it amounts to, by its own prices."""
        return figures(self, self.prices.get)

    def timely(self) -> Order:
        """Return the order as told by records that were not late."""
        if not self.has_late:
            return self
        return Order(
            _timely(self.created), _timely(self.paid), _timely(self.cancelled), _timely(self.refunded), prices=self.prices
        )  # fmt: skip

    def priced(self) -> bool:
        """Tell whether an amount or a product of it is known."""
        return any(told.amount_minor is not None or told.lines for told in self.created + self.paid)

    def known(self) -> bool:
        """Tell whether anything was told at all."""
        return bool(self.created or self.paid or self.cancelled or self.refunded)


def _timely(repeats: list[Told]) -> list[Told]:
    return [told for told in repeats if not told.late]


class Share(Struct, frozen=True):
    """One product's part of an order. `bought`: it is in what was paid (in what was created, while that is unpaid)."""

    sku: str
    bought: bool
    units: int
    created_minor: int
    paid_minor: int
    refunded_minor: int


class Figures(Struct, frozen=True):
    """What an order amounts to.

    Args:
        created_ms, segment: Its creation's instant and the segment then on air.
        paid_ms: None: not paid. `refunded_ms`: when something was given back first; None: nothing was.
        units: Pieces in it (of the paid lines once it is paid).
        holds: Pieces by sku that it takes from the stock (nothing once cancelled unpaid).
        estimate: An amount rests on the plan's prices or on a feed's guess.
        stands: It was neither cancelled nor refunded, not even in part.
    """

    created_ms: int
    segment: str
    created_minor: int
    paid_ms: int | None
    paid_minor: int
    refunded_minor: int
    units: int
    user: str | None
    traffic: str
    shares: tuple[Share, ...]
    holds: tuple[tuple[str, int], ...]
    estimate: bool
    stands: bool = True
    refunded_ms: int | None = None


def figures(order: Order, price_of: PriceOf) -> Figures:
    """Derive an order's figures from its steps.

    Args:
        order: At least one step told.
        price_of: The plan's prices, for lines without one.

    Source: METRICS.md section 3.
    """
    created, paid = order.created, order.paid
    steps = created + paid + order.cancelled + order.refunded
    origin = created[0] if created else min(steps, key=Told.rank)
    is_paid = bool(paid or order.refunded)
    created_lines = _first_lines(created) or _first_lines(paid)
    paid_lines = _first_lines(paid) or created_lines
    created_minor, guessed = _amount(created, paid, created_lines, price_of)
    paid_minor = refunded_minor = 0
    if is_paid:
        paid_minor, paid_guessed = _amount(paid, created, paid_lines, price_of)
        refunded_minor = _refunded(order, paid_minor)
        guessed = guessed or paid_guessed
    lines = paid_lines if is_paid else created_lines
    user: str | None = None
    traffic: Traffic | None = None
    for told in steps:
        user = told.user if user is None else user
        traffic = told.traffic if traffic is None else traffic
        guessed = guessed or told.estimated
    return Figures(
        created_ms=origin.at_ms,
        segment=origin.segment,
        created_minor=created_minor,
        paid_ms=(paid or order.refunded)[0].at_ms if is_paid else None,
        paid_minor=paid_minor,
        refunded_minor=refunded_minor,
        units=_units(lines),
        user=user,
        traffic=traffic or UNKNOWN_TRAFFIC,
        shares=_shares(created_lines, lines, created_minor, paid_minor, refunded_minor, price_of),
        holds=() if order.cancelled and not is_paid else _pieces(created_lines),
        estimate=guessed,
        stands=not order.cancelled and not order.refunded,
        refunded_ms=min(told.at_ms for told in order.cancelled + order.refunded) if refunded_minor else None,
    )


def _first_lines(repeats: list[Told]) -> tuple[Line, ...]:
    for told in repeats:
        if told.lines:
            return told.lines
    return ()


def _units(lines: tuple[Line, ...]) -> int:
    return lines[0].qty if len(lines) == 1 else sum(line.qty for line in lines)


def _amount(own: list[Told], other: list[Told], lines: tuple[Line, ...], price_of: PriceOf) -> tuple[int, bool]:
    """Return (amount, guessed): the step's own, else the other step's, else the sum of its lines."""
    for repeats in (own, other):
        for told in repeats:
            if told.amount_minor is not None:
                return told.amount_minor, False
    return sum(_worth(line, price_of) for line in lines), any(line.unit_minor is None for line in lines) or not lines


def _worth(line: Line, price_of: PriceOf) -> int:
    unit = line.unit_minor if line.unit_minor is not None else price_of(line.sku)
    return line.qty * (unit or 0)


def _refunded(order: Order, paid_minor: int) -> int:
    if order.cancelled:
        return paid_minor
    if not order.refunded:
        return 0
    by_refund: dict[str, int | None] = {}
    for told in order.refunded:  # in rank order: the first telling of a refund that knows its amount counts
        key = told.refund or ""
        if by_refund.get(key) is None:
            by_refund[key] = told.amount_minor
    amounts = list(by_refund.values())
    if any(amount is None for amount in amounts):
        return paid_minor
    return min(paid_minor, sum(amount or 0 for amount in amounts))


def _pieces(lines: tuple[Line, ...]) -> tuple[tuple[str, int], ...]:
    if len(lines) == 1:
        return ((lines[0].sku, lines[0].qty),)
    pieces: dict[str, int] = {}
    for line in lines:
        pieces[line.sku] = pieces.get(line.sku, 0) + line.qty
    return tuple(pieces.items())


def share_out(amount: int, lines: tuple[Line, ...], price_of: PriceOf) -> dict[str, int]:
    """Share `amount` over the lines' products by line amount, the rest to the largest line (ties: first sku).

    Returns:
        Minor units by sku; the values add up to `amount`. No lines: all to the product `unknown`.
    """
    if not lines:
        return {UNKNOWN_PRODUCT: amount}
    worths = [_worth(line, price_of) for line in lines]
    whole = sum(worths)
    parts = {line.sku: 0 for line in lines}
    if whole:
        for line, worth in zip(lines, worths, strict=True):
            parts[line.sku] += amount * worth // whole
    largest = min(zip(lines, worths, strict=True), key=lambda pair: (-pair[1], pair[0].sku))[0].sku
    parts[largest] += amount - sum(parts.values())
    return parts


def _shares(
    created: tuple[Line, ...], lines: tuple[Line, ...], created_minor: int, paid_minor: int, refunded_minor: int,
    price_of: PriceOf,
) -> tuple[Share, ...]:  # fmt: skip
    """Share an order's amounts out: the created one over what was created, the others over `lines`, what counts now."""
    if lines == created and (len(lines) <= 1 or len({line.sku for line in lines}) == 1):
        sku = lines[0].sku if lines else UNKNOWN_PRODUCT
        return (Share(sku, True, _units(lines), created_minor, paid_minor, refunded_minor),)
    created_parts = share_out(created_minor, created, price_of)
    paid_parts = share_out(paid_minor, lines, price_of)
    refunded_parts = share_out(refunded_minor, lines, price_of)
    units = dict(_pieces(lines))
    return tuple(
        Share(
            sku, sku in paid_parts, units.get(sku, 0),
            created_parts.get(sku, 0), paid_parts.get(sku, 0), refunded_parts.get(sku, 0),
        )
        for sku in dict.fromkeys([*created_parts, *paid_parts])
    )  # fmt: skip
