"""Offers: a gift or a price for the first orders, or for a while, counted from the orders themselves.

Owns: each time an offer was opened (a round), and which orders it counts.
Law: a round counts the orders that were placed while it was open, in the order in which they were paid; one that is
cancelled or wholly refunded steps out and the next moves up; the first `quota` of them are owed. So the number told on air
is the number left. A full round stays full, whoever steps out later.
Must not know: how an order's figures come about, the plan, prices, screens.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.desk import Chip
from controlroom.domain.orders import Figures

OfferState = Literal["ready", "open", "full", "over", "closed"]
"""`ready`: not opened yet. `full`: its quota is taken. `over`: its time is. `closed`: by hand."""


MEANWHILE_MS: Final = 60_000
"""As long as a closing may be taken back: orders placed meanwhile are remembered, to count if it is."""


class Claim(Struct, frozen=True, array_like=True):
    """An order that a round counts: when it was paid, and how many pieces of the product are in it."""

    paid_ms: int
    pieces: int


class Round(Struct):
    """One opening of an offer.

    Args:
        offer: Its id in the plan. `sku`: the product. `opened_ms`: since when orders count.
        quota: How many orders it is for; None: any number.
        ends_ms: When it ends by itself; None: it does not.
        price_minor: What the product costs while it is open; None: as before.
        price_before_minor: What it cost before, and costs again afterwards.
        state, ended_ms: How it stands, and since when it is over.
        timer: The timer that says when it ends (`ends_ms` follows it; None while it is paused).
        unsaid: Its announcements that nobody had posted when it ended.
        claims: The orders it counts. `after`: those placed just after it was closed by hand.
    """

    offer: str
    sku: str
    opened_ms: int
    quota: int | None = None
    ends_ms: int | None = None
    price_minor: int | None = None
    price_before_minor: int | None = None
    state: OfferState = "open"
    ended_ms: int | None = None
    timer: str | None = None
    unsaid: list[Chip] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    after: dict[str, Claim] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        """Return how many orders have a place."""
        return len(self.claims) if self.quota is None else min(self.quota, len(self.claims))

    @property
    def left(self) -> int | None:
        """Return how many places are left; None: it has no number of them."""
        if self.quota is None:
            return None
        return self.quota - self.taken if self.state == "open" else 0

    def ranked(self) -> list[tuple[str, Claim]]:
        """Return every order that counts, in the order of its payment; those beyond the quota come last and are owed nothing."""
        return sorted(self.claims.items(), key=lambda one: (one[1].paid_ms, one[0]))

    def owed(self) -> list[tuple[str, Claim]]:
        """Return the orders that are owed what the offer promised, first paid first."""
        return self.ranked()[: self.quota]

    def count(self, id_: str, order: Figures) -> bool:
        """Take an order as it stands now; return whether a place was taken, given back or changed."""
        claim = self._claim(order)
        meanwhile = self.ended_ms is not None and order.created_ms >= self.ended_ms
        into = self.after if meanwhile else self.claims
        if meanwhile and (self.state != "closed" or order.created_ms >= (self.ended_ms or 0) + MEANWHILE_MS):
            claim = None
        if claim == into.get(id_):
            return False
        if claim is None:
            del into[id_]
        else:
            into[id_] = claim
        return not meanwhile

    def _claim(self, order: Figures) -> Claim | None:
        if order.paid_ms is None or 0 < order.paid_minor <= order.refunded_minor or order.created_ms < self.opened_ms:
            return None
        if self.ends_ms is not None and order.created_ms >= self.ends_ms:
            return None
        pieces = sum(share.units for share in order.shares if share.sku == self.sku and share.bought)
        return Claim(order.paid_ms, pieces) if pieces > 0 else None

    def end(self, state: OfferState, at_ms: int) -> None:
        """Let it be over."""
        self.state, self.ended_ms = state, at_ms


class Offers(Struct):
    """A show's rounds, oldest first. `next_due_ms`: when the next one ends by itself."""

    rounds: list[Round] = field(default_factory=list)
    next_due_ms: int | None = None

    def newest(self, offer: str) -> Round | None:
        """Return an offer's newest round."""
        return next((one for one in reversed(self.rounds) if one.offer == offer), None)

    def running(self, offer: str) -> Round | None:
        """Return an offer's round while it is open."""
        newest = self.newest(offer)
        return newest if newest is not None and newest.state == "open" else None

    def open(self, new: Round) -> None:
        """Begin a round."""
        self.rounds.append(new)
        self.reckon()

    def reckon(self) -> None:
        """Find anew when the next round ends by itself."""
        self.next_due_ms = min(
            (r.ends_ms for r in self.rounds if r.state == "open" and r.ends_ms is not None), default=None
        )

    def order(self, id_: str, order: Figures, at_ms: int) -> list[Round]:
        """Take an order as it stands now, and return the rounds that it filled."""
        return [one for one in self.rounds if one.count(id_, order) and self._fill(one, at_ms)]

    def mature(self, as_of_ms: int) -> list[Round]:
        """End the rounds whose time is over, each at its own instant, and return them in that order."""
        if self.next_due_ms is None or self.next_due_ms > as_of_ms:
            return []
        over = [r for r in self.rounds if r.state == "open" and r.ends_ms is not None and r.ends_ms <= as_of_ms]
        over.sort(key=lambda one: one.ends_ms or 0)
        for one in over:
            one.end("over", one.ends_ms or as_of_ms)
        self.reckon()
        return over

    def reopen(self, one: Round, at_ms: int) -> None:
        """Let a round that was closed by hand go on as if it had not been: orders placed since count too."""
        one.state, one.ended_ms = "open", None
        one.claims.update(one.after)
        one.after.clear()
        self._fill(one, at_ms)
        self.reckon()

    def _fill(self, one: Round, at_ms: int) -> bool:
        if one.state != "open" or one.quota is None or len(one.claims) < one.quota:
            return False
        one.end("full", at_ms)
        self.reckon()
        return True
