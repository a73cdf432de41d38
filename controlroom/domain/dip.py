"""Whether fewer people buy than the product on air should sell: a bank of filters over half minutes.

Owns: the filter bank, its alert rule, and what past shows teach it.
Law: its input is integers alone (what was on air, exposed viewers, paid orders, in half minutes that do not overlap); its
floats are a projection of them, made anew from them at any time. Decisions compare values rounded to 9 significant digits.
Must not know: rooms, clocks, where the half minutes come from.

A gamma-Poisson dynamic regression: log rate = room's wander + level of the show + level of the role + effect of the
product. Beside the null, which believes every half minute, twelve hypotheses believe that half the viewers have been worth
nothing since a minute of theirs. A hypothesis changes exposures only, and the covariance depends on the orders alone, so
all of them share the null's covariance and differ in their means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log
from typing import Final, Literal

from msgspec import Struct, field

DipState = Literal["quiet", "look", "dip"]

SLOTS: Final = 12
BIN_A_MINUTE: Final = 2
SCATTER: Final = 1.3
"""φ: how much more orders scatter than independent buyers would make them."""

WANDER: Final = 0.04
KEEPS: Final = 0.7 ** (1 / 6)
"""The room's wander: its variance, and what is left of it after half a minute."""

HALVED: Final = 0.5
EFFECT: Final = 0.09
LEVEL_COMMON, LEVEL_EACH, LEVEL_UNTOLD = 0.25, 0.0625, 0.49
AGAIN_COMMON, AGAIN_EACH, AGAIN_EFFECT = 0.04, 0.0025, 0.01
FROM_BINS: Final = 10
"""No verdict before five minutes."""

RUNNING: Final = 3
QUIET_BINS: Final = 5
LOOK: Final = 1.2
ALERT: Final = 1.8
"""One for rooms of every size: at 1.8 rooms of 120, 600 and 2,000 exposed viewers a minute give .2 to .4 false alarms a show."""
SHOWS: Final = 3
FALSE_ALARMS: Final = 0.4
THRESHOLDS: Final = tuple(range(1800, 3201, 100))
"""What replayed past shows may raise it to, in thousandths."""

_LIMIT: Final = 50.0
MICRO: Final = 1_000_000


class Known(Struct, frozen=True, array_like=True):
    """A mean and its variance, in millionths."""

    mean: int
    variance: int


class DipPrior(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a room's past shows teach the next one.

    Args:
        levels: Log rate by role. `effects`: of each product against its role.
        threshold: For the alert, in thousandths.
    """

    levels: dict[str, Known] = field(default_factory=dict)
    effects: dict[str, Known] = field(default_factory=dict)
    threshold: int = int(ALERT * 1000)


class Bin(Struct, frozen=True, array_like=True, gc=False):
    """A half minute. `key`: place of what was on air in the list of keys; −1: nothing, or nothing is known of it."""

    key: int
    exposed: int
    paid: int


class Key(Struct, frozen=True, array_like=True):
    """What can be on air: a product with its price and offer (a new one is a new key), of a role."""

    sku: str
    role: str
    turn: int = 0


class Verdict(Struct, frozen=True):
    """What the bank thinks after a half minute.

    Args:
        sure: Λ, the log of how much likelier the orders are if something began than if nothing did.
        began: The half minute in which it most likely began. `expected`, `seen`: orders since.
    """

    sure: float
    began: int
    expected: float
    seen: int


class _Slot:
    """A hypothesis: since which half minute, its means, its log odds against the null, orders expected and seen."""

    __slots__ = ("began", "expected", "means", "odds", "seen")

    def __init__(self, began: int, means: list[float]) -> None:
        self.began = began
        self.means = means
        self.odds = 0.0
        self.expected = 0.0
        self.seen = 0


class Bank:
    """The filters of one show.

    Args:
        prior: What past shows taught; None: nothing.
        rates: Paid orders for each exposed viewer, by role, where they are planned. Without past shows and without
            these, the first `FROM_BINS` known half minutes give one guess for all roles, and are learned from after that.
    """

    def __init__(self, prior: DipPrior | None = None, rates: dict[str, float] | None = None) -> None:
        self.bins = 0
        self._prior = prior
        self._rates = rates or {}
        self._guess: float | None = None
        self._unread: list[tuple[Key | None, int, int]] = []
        self._means = [0.0, 0.0]
        common = AGAIN_COMMON if prior is not None and prior.levels else LEVEL_COMMON
        self._cov = [[WANDER, 0.0], [0.0, common]]
        self._places: dict[str, int] = {}
        self._slots: list[_Slot] = []

    def step(self, key: Key | None, exposed: int, paid: int) -> Verdict | None:
        """Take a half minute; return what the bank thinks from the fifth minute on.

        Args:
            key: What was on air; None: nothing, or the half minute is a gap.
            exposed: Viewers. `paid`: orders of it that were paid.
        """
        if self._guess is None and not self._rates and (self._prior is None or not self._prior.levels):
            self._unread.append((key, exposed, paid))
            known = [(n, x) for k, n, x in self._unread if k is not None and n > 0]
            if len(known) < FROM_BINS:
                return None
            self._guess = log((sum(x for _, x in known) + 0.5) / (sum(n for n, _ in known) + 1))
            for unread in self._unread:
                self._take(*unread)
            self._unread.clear()
        else:
            self._take(key, exposed, paid)
        return self._verdict() if self.bins >= FROM_BINS else None

    def _take(self, key: Key | None, exposed: int, paid: int) -> None:
        if self.bins % BIN_A_MINUTE == 0:
            if len(self._slots) == SLOTS:
                del self._slots[0]
            self._slots.append(_Slot(self.bins, list(self._means)))
        self._wander()
        if key is not None and exposed > 0:
            self._learn(self._at(key), exposed, paid)
        self.bins += 1

    def _wander(self) -> None:
        cov = self._cov
        cov[0] = [c * KEEPS for c in cov[0]]
        for row in cov:
            row[0] *= KEEPS
        cov[0][0] += WANDER * (1 - KEEPS * KEEPS)
        self._means[0] *= KEEPS
        for slot in self._slots:
            slot.means[0] *= KEEPS

    def _at(self, key: Key) -> tuple[int, int]:
        """Return the places of a key's role and product, made at first use."""
        role, effect = f"role:{key.role}", f"effect:{key.sku}:{key.turn}"
        if role not in self._places:
            self._grow(role, *self._level(key.role))
        if effect not in self._places:
            self._grow(effect, *self._effect(key))
        return self._places[role], self._places[effect]

    def _level(self, role: str) -> tuple[float, float]:
        known = self._prior.levels.get(role) if self._prior is not None else None
        if known is not None:
            return known.mean / MICRO, known.variance / MICRO + AGAIN_EACH
        if role in self._rates:
            return log(self._rates[role]), LEVEL_EACH
        if self._guess is not None:
            return self._guess, LEVEL_UNTOLD
        told = [level.mean / MICRO for level in self._prior.levels.values()] if self._prior is not None else []
        told = told or [log(rate) for rate in self._rates.values()]
        return sum(told) / len(told), LEVEL_UNTOLD

    def _effect(self, key: Key) -> tuple[float, float]:
        before = self._places.get(f"effect:{key.sku}:0") if key.turn else None
        if before is not None:  # another price, another offer: near where it was without any, but who knows
            return self._means[before], EFFECT
        known = self._prior.effects.get(key.sku) if self._prior is not None else None
        if known is None:
            return 0.0, EFFECT
        return known.mean / MICRO, min(known.variance / MICRO + AGAIN_EFFECT, EFFECT)

    def _grow(self, name: str, mean: float, variance: float) -> None:
        self._places[name] = len(self._means)
        self._means.append(mean)
        for slot in self._slots:
            slot.means.append(mean)
        for row in self._cov:
            row.append(0.0)
        self._cov.append([0.0] * len(self._cov) + [variance])

    def _learn(self, at: tuple[int, int], exposed: int, paid: int) -> None:
        cov, (i, j) = self._cov, at
        h = [row[0] + row[1] + row[i] + row[j] for row in cov]
        s = h[0] + h[1] + h[i] + h[j]
        n, x, shape = exposed / SCATTER, paid / SCATTER, 1 / s
        after = 1 / (shape + x)
        base = log(shape + x) - after / 2
        gain = [v / s for v in h]
        mu = self._means[0] + self._means[1] + self._means[i] + self._means[j]
        rate = shape * exp(-mu - s / 2)
        null = shape * log(rate / (rate + n)) + x * log(n / (rate + n))
        move = base - log(rate + n) - mu
        self._means = [m + g * move for m, g in zip(self._means, gain, strict=True)]
        half = n * HALVED
        for slot in self._slots:
            means = slot.means
            mu = means[0] + means[1] + means[i] + means[j]
            rate = shape * exp(-mu - s / 2)
            slot.odds += shape * log(rate / (rate + half)) + x * log(half / (rate + half)) - null
            slot.expected += exposed * exp(mu + s / 2)
            slot.seen += paid
            move = base - log(rate + half) - mu
            slot.means = [m + g * move for m, g in zip(means, gain, strict=True)]
        k = (s - after) / (s * s)
        self._cov = [
            [c - hr * hc for c, hc in zip(row, h, strict=True)] for row, hr in zip(cov, [v * k for v in h], strict=True)
        ]

    def _verdict(self) -> Verdict:
        best = max(self._slots, key=lambda slot: slot.odds)
        sure = log(sum(exp(min(slot.odds, _LIMIT)) for slot in self._slots) / len(self._slots))
        return Verdict(sure, best.began, best.expected, best.seen)

    def rate(self, key: Key, verdict: Verdict) -> float:
        """Return how many orders each exposed viewer should bring while `key` is on air.

        The room's wander is left out: this is what the product sells here, not how the room is now. Once a verdict is worth
        a look, its likeliest hypothesis tells it: the null takes a dip for the product's own after a while.
        """
        i, j = self._at(key)
        looked = nine(verdict.sure) > LOOK
        means = next((slot.means for slot in self._slots if looked and slot.began == verdict.began), self._means)
        spread = sum(self._cov[row][column] for row in (1, i, j) for column in (1, i, j))
        return exp(means[1] + means[i] + means[j] + spread / 2)

    def learned(self, threshold: int) -> DipPrior:
        """Return what the show taught the next one: levels of roles, and each product's effect as it was last."""
        cov, means = self._cov, self._means
        levels = dict(self._prior.levels) if self._prior is not None else {}
        effects = dict(self._prior.effects) if self._prior is not None else {}
        for name, i in self._places.items():
            kind, _, rest = name.partition(":")
            if kind == "role":
                variance = cov[1][1] + cov[i][i] + 2 * cov[1][i]
                levels[rest] = _known(means[1] + means[i], variance)
            else:
                effects[rest.rpartition(":")[0]] = _known(means[i], cov[i][i])
        return DipPrior(levels=levels, effects=effects, threshold=threshold)


def _known(mean: float, variance: float) -> Known:
    return Known(round(mean * MICRO), round(variance * MICRO))


class Alarm:
    """The alert rule: on after `RUNNING` evaluations running above the threshold, off after `QUIET_BINS` running below."""

    def __init__(self, threshold: float = ALERT) -> None:
        self.threshold = threshold
        self.on = False
        self._above = self._below = 0

    def hear(self, sure: float | None) -> bool:
        """Take an evaluation; return whether the alert goes on with it. None: there was none."""
        if sure is None:
            return False
        above = nine(sure) > self.threshold
        self._above = self._above + 1 if above else 0
        self._below = 0 if above else self._below + 1
        if self.on and self._below >= QUIET_BINS:
            self.on = False
        elif not self.on and self._above >= RUNNING:
            self.on = True
            return True
        return False


def nine(value: float) -> float:
    """Return a float rounded to nine significant digits, as decisions compare it."""
    return float(f"{value:.9g}")


Past = Sequence[tuple[Key | None, int, int]]
"""A show's half minutes: what was on air, exposed viewers, paid orders."""


def taught(shows: Sequence[Past]) -> DipPrior | None:
    """Return what past shows teach, oldest first; None: there are not `SHOWS` of them that know anything.

    Each is replayed with what those before it taught; the threshold is the smallest of `THRESHOLDS` that gives at most
    `FALSE_ALARMS` onsets a show.
    """
    prior: DipPrior | None = None
    heard: list[list[float | None]] = []
    for show in shows:
        known = [paid for key, exposed, paid in show if key is not None and exposed > 0]
        if len(known) >= FROM_BINS and any(known):
            bank = Bank(prior)
            verdicts = [bank.step(*bin_) for bin_ in show]
            heard.append([verdict.sure if verdict is not None else None for verdict in verdicts])
            prior = bank.learned(THRESHOLDS[-1])
    if prior is None or len(heard) < SHOWS:
        return None
    fits = (t for t in THRESHOLDS if sum(onsets(sures, t / 1000) for sures in heard) <= FALSE_ALARMS * len(heard))
    return DipPrior(levels=prior.levels, effects=prior.effects, threshold=next(fits, THRESHOLDS[-1]))


def onsets(sures: Iterable[float | None], threshold: float) -> int:
    """Return how often the alert would have gone on."""
    alarm = Alarm(threshold)
    return sum(alarm.hear(sure) for sure in sures)
