"""Faults: how the truth is told badly — twice, late, in the wrong order, without its instant.

Owns: the deliveries still to come.
Law: faults change when, how often and with which instant a fact is told, never what happened; the same
seed spoils alike.
Must not know: the wire.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sim.facts import Body, Fact
from sim.scenarios import Faults
from sim.world.chance import stream

LATE_S: Final = (121, 480)
DISORDER_S: Final = (1, 20)
DUPLICATE_S: Final = (0, 30)
REPEAT_S: Final = (0, 60)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One telling of a fact. `body`: the event as it is sent."""

    fact: Fact
    body: Body


class Spoiler:
    """Holds facts back, tells them twice and mixes them up.

    Args:
        seed: The same seed spoils the same way.
        faults: How often.
        relayed: Types that go through a relay: it tells at once and in order, now and then twice.
    """

    def __init__(self, seed: int, faults: Faults, relayed: frozenset[str] = frozenset()) -> None:
        self._faults = faults
        self._relayed = relayed
        self._rng = stream(seed, "faults")
        self._held: list[tuple[int, int, Delivery]] = []
        self._made = 0

    @property
    def held(self) -> int:
        """How many deliveries are still to come."""
        return len(self._held)

    def deliver(self, second: int, facts: Iterable[Fact], *, silent: bool = False) -> list[Delivery]:
        """Take in a second's facts and return what is told in it.

        Args:
            second: The clock's second, counted from the epoch.
            facts: What happened in it, oldest first.
            silent: Nothing is told now; it is told in the first second that is not silent.
        """
        for fact in facts:
            if fact.kind in self._relayed and "source" not in fact.fields:
                self._relay(second, fact)
            else:
                self._spoil(second, fact)
        told: list[Delivery] = []
        while self._held and self._held[0][0] <= second and not silent:
            told.append(heapq.heappop(self._held)[2])
        return told

    def _relay(self, second: int, fact: Fact) -> None:
        for _ in range(2 if self._rng.random() < self._faults.duplicate else 1):
            self._hold(second, Delivery(fact, fact.body()))

    def _spoil(self, second: int, fact: Fact) -> None:
        rng, faults, body = self._rng, self._faults, fact.body()
        chance = rng.random()
        due = second
        if chance < faults.late:
            due += rng.randint(*LATE_S)
        elif chance < faults.late + faults.disorder:
            due += rng.randint(*DISORDER_S)
        elif rng.random() < faults.no_instant:
            del body["at"]
        elif rng.random() < faults.ahead:
            body["at"] = fact.at + (rng.randint(1_000, 4_000) if rng.random() < 0.5 else rng.randint(6_000, 30_000))
        first = Delivery(fact, body)
        self._hold(due, first)
        if rng.random() < faults.duplicate:
            self._hold(due + rng.randint(*DUPLICATE_S), first)
        if rng.random() < faults.repeat and _repeatable(fact):
            self._hold(due + rng.randint(*REPEAT_S), Delivery(fact, {**body, "id": f"{fact.id}-again"}))

    def _hold(self, due: int, delivery: Delivery) -> None:
        self._made += 1
        heapq.heappush(self._held, (due, self._made, delivery))


def _repeatable(fact: Fact) -> bool:
    """Say whether a step may come under another id: a refund is known by its name, else by its event's id."""
    return fact.kind == "order" and (fact.fields["status"] != "refunded" or "refund" in fact.fields)
