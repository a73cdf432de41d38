"""The half minutes in which the dip detector watched the show.

Owns: what was on air in each half minute of the show, who was exposed and what was paid, as the detector took it.
Law: integers and ids only; a half minute is taken once, `GRACE_S` after its end, and never changes: what comes later for it
is taken with the next one of the same product. The detector's floats hang on this list alone and are made anew from it.
Half minutes lie on the clock's grid, so that they are the minutes people speak of.
Must not know: the room's state, screens.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from math import exp
from typing import Final

from msgspec import Struct, field

from controlroom.domain.bins import BIN_S, PAID
from controlroom.domain.dip import ALERT, LOOK, Alarm, Bank, Bin, DipPrior, DipState, Key, Past, Verdict, nine

GRACE_S: Final = 15
"""How long a half minute waits for its payments."""

SETTLES_S: Final = 30
"""For so long after a switch nothing is taken: who has just seen a product has hardly had time to pay for it."""

MOST: Final = 2880
"""After a day the watch begins anew."""

FIVE_MINUTES: Final = 10
"""So many half minutes are five minutes."""

_CARRIED: Final = 8
"""So many half minutes back payments are still waited for."""


class OnAir(Struct, frozen=True, array_like=True):
    """Since when something was on air. `key`: its place in the list of keys; −1: nothing."""

    since_s: int
    key: int


class Judgement(Struct, frozen=True):
    """What the detector says. `since_s`: when it most likely began (epoch s); `odds`: one in so many that chance does this."""

    state: DipState
    sure: float
    odds: int
    since_s: int
    expected: int
    seen: int


class _Mind:
    """The detector's floats: how far it has read, and what it thinks."""

    def __init__(self, prior: DipPrior | None) -> None:
        self.read = self.paid = 0
        self.verdict: Verdict | None = None
        self.expected: list[float | None] = []
        self.alarm = Alarm(prior.threshold / 1000 if prior is not None else ALERT)
        self._bank = Bank(prior)

    def hear(self, key: Key | None, exposed: int, paid: int) -> None:
        """Take a half minute."""
        self.read += 1
        self.paid += paid
        self.verdict = self._bank.step(key, exposed, paid)
        self.alarm.hear(self.verdict.sure if self.verdict is not None else None)
        told = self._bank.rate(key, self.verdict) if key is not None and self.verdict is not None else None
        self.expected.append(exposed * told if told is not None else None)


class Watch(Struct, dict=True):
    """The half minutes of one show, from `first` (epoch s ÷ 30) on. The detector itself is no part of the state."""

    prior: DipPrior | None = None
    first: int = -1
    bins: list[Bin] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    turns: dict[str, int] = field(default_factory=dict)
    air: list[OnAir] = field(default_factory=list)
    waited: list[tuple[int, int]] = field(default_factory=list)

    def begin(self, at_s: int) -> None:
        """Begin to watch with the first whole half minute from an instant on."""
        self.first = -(-at_s // BIN_S)
        self.bins.clear()
        self.waited.clear()
        self.__dict__.pop("_mind", None)

    @property
    def next(self) -> int:
        """Return the half minute to be taken next."""
        return self.first + len(self.bins)

    @staticmethod
    def taken_by(as_of_s: int) -> int:
        """Return the half minute that is not taken yet at a second, those before it being so."""
        return (as_of_s - GRACE_S) // BIN_S

    def due(self, as_of_s: int) -> bool:
        """Tell whether a half minute is over and has waited long enough."""
        return self.first >= 0 and as_of_s >= (self.next + 1) * BIN_S + GRACE_S

    def shows(self, sku: str | None) -> bool:
        """Tell whether this is what was noted last."""
        if not self.air:
            return False
        if self.air[-1].key < 0 or sku is None:
            return (self.air[-1].key < 0) == (sku is None)
        key = self.keys[self.air[-1].key]
        return key.sku == sku and key.turn == self.turns.get(sku, 0)

    def show(self, sku: str | None, role: str, at_s: int) -> None:
        """Note what is on air from a second on."""
        key = -1
        if sku is not None:
            wanted = Key(sku, role, self.turns.get(sku, 0))
            if wanted not in self.keys:
                self.keys.append(wanted)
            key = self.keys.index(wanted)
        self.air.append(OnAir(at_s, key))

    def turn(self, sku: str) -> None:
        """Note that a product's price or offer changed: what it sold before is no measure of it."""
        self.turns[sku] = self.turns.get(sku, 0) + 1

    def on_air(self, bin_: int) -> int:
        """Return the key that was on air for the whole of a half minute, and has settled; −1: none was."""
        begin, end = bin_ * BIN_S - SETTLES_S, (bin_ + 1) * BIN_S
        key = -1
        for place, shown in enumerate(self.air):
            until = self.air[place + 1].since_s if place + 1 < len(self.air) else end
            if shown.since_s <= begin and until >= end:
                key = shown.key
        return key

    def take(self, known: bool, exposed: int, paid: Callable[[int], Sequence[int] | None]) -> None:
        """Take the next half minute.

        Args:
            known: It lies in no gap. `exposed`: viewers in it.
            paid: Returns what was paid in a half minute of the product that was on air (`domain.bins`); None: nothing.
        """
        bin_ = self.next
        key = self.on_air(bin_)
        if self.bins and self.bins[-1].key != key:
            self.waited.clear()
        while len(self.air) > 1 and self.air[1].since_s <= (bin_ + 1) * BIN_S:
            del self.air[0]
        if key < 0 or not known or exposed <= 0:
            self.bins.append(Bin(-1, 0, 0))
            return
        orders, waited = 0, []
        for earlier, seen in [*self.waited, (bin_, 0)]:
            counts = paid(earlier)
            now = counts[PAID] if counts is not None else 0
            orders += now - seen
            waited.append((earlier, now))
        self.waited = waited[-_CARRIED:]
        self.bins.append(Bin(key, exposed, max(0, orders)))
        if len(self.bins) >= MOST:
            self.begin(self.next * BIN_S)

    def key(self, bin_: Bin) -> Key | None:
        """Return what was on air in a half minute."""
        return self.keys[bin_.key] if bin_.key >= 0 else None

    def past(self) -> Past:
        """Return the half minutes as the bank reads them."""
        return [(self.key(b), b.exposed, b.paid) for b in self.bins]

    @cached_property
    def _mind(self) -> _Mind:
        return _Mind(self.prior)

    def _heard(self) -> _Mind:
        mind = self._mind
        for bin_ in self.bins[mind.read :]:
            mind.hear(self.key(bin_), bin_.exposed, bin_.paid)
        return mind

    def missing(self, to: int) -> float | None:
        """Return the orders by which what was on air fell short of what it should bring, in the five minutes before `to`.

        The half minutes of which something is known stand for the others; None: they are fewer than half, or nothing was
        ever paid.

        Args:
            to: A half minute (epoch s ÷ 30), exclusive.
        """
        end = to - self.first
        if self.first < 0 or end <= 0:
            return None
        mind = self._heard()
        begin = max(0, end - FIVE_MINUTES)
        pairs = zip(mind.expected[begin:end], self.bins[begin:end], strict=True)
        short = [expected - bin_.paid for expected, bin_ in pairs if expected is not None]
        if not mind.paid or 2 * len(short) < FIVE_MINUTES:
            return None
        return sum(short) / len(short) * FIVE_MINUTES

    def judge(self) -> Judgement | None:
        """Return what the detector says after the newest half minute; None: it cannot say anything yet.

        Where nothing was ever paid, no orders are told of.
        """
        mind = self._heard()
        verdict = mind.verdict
        if verdict is None or not mind.paid:
            return None
        sure = nine(verdict.sure)
        return Judgement(
            state="dip" if mind.alarm.on else "look" if sure > LOOK else "quiet",
            sure=sure,
            odds=max(1, round(exp(sure))),
            since_s=(self.first + verdict.began) * BIN_S,
            expected=round(verdict.expected),
            seen=verdict.seen,
        )
