"""The audience: viewers come by a source of traffic, stay a while, like, follow, give and go.

Owns: who is in the room, how many have been, and what the platform's own counters say.
Law: the platform's levels count everybody; the feed passes on only a share of the comings and goings.
Must not know: what is sold or said.
"""

from __future__ import annotations

import heapq
from random import Random
from typing import Final

from sim.facts import Fact, Ids
from sim.scenarios import Scenario
from sim.world.chance import Weighted, instant, poisson, stream

SOURCES: Final = Weighted(
    {
        "recommend": 46.0,
        "follow": 15.0,
        "paid": 13.0,
        "video": 9.0,
        "search": 6.0,
        "share": 4.0,
        "private": 2.0,
        "other": 3.0,
        None: 2.0,
    }
)
GIFTS: Final = Weighted({("小心心", 10): 60.0, ("玫瑰", 10): 25.0, ("棒棒糖", 90): 10.0, ("跑车", 12_000): 1.0})
LEVELS_EVERY_S: Final = 3
MONITOR: Final = "zz-monitor"
"""The source of the second one who tells levels: after any feed's name, wherever instants are the same."""
RETURNS: Final = 0.08
"""Share of arrivals who have been here before."""


class Crowd:
    """Everybody in the room. A viewer is a number; the id is made of it."""

    def __init__(self, seed: int, scenario: Scenario) -> None:
        self._scenario = scenario
        self._rng = stream(seed, "audience")
        self._taps = stream(seed, "taps")
        self._ids = Ids("a", seed)
        self._tap_ids = Ids("t", seed)
        self._watch, self._watch_ids = stream(seed, "monitor"), Ids("m", seed)
        self._present: list[int] = []
        self._place: dict[int, int] = {}
        self._sources: dict[int, str | None] = {}
        self._leaving: list[tuple[int, int]] = []
        self._until: dict[int, int] = {}
        self._known = 0
        self._total = 0
        self._likes = 1000 + self._rng.randrange(8000)

    @property
    def online(self) -> int:
        """How many are here."""
        return len(self._present)

    @property
    def entries(self) -> int:
        """How many have come so far."""
        return self._total

    def viewer(self, rng: Random) -> int | None:
        """Draw somebody present with the asking part's own stream; None when the room is empty."""
        return self._present[rng.randrange(len(self._present))] if self._present else None

    def source(self, viewer: int) -> str | None:
        """Return how a viewer came; None: nobody knows."""
        return self._sources[viewer]

    def seat(self, end_ms: int) -> None:
        """Fill the room with those who waited for the start."""
        for _ in range(self._scenario.seated):
            self._come(end_ms)

    def step(self, end_ms: int, pull: float) -> list[Fact]:
        """Let viewers go and come in the second that ends at `end_ms`.

        Args:
            end_ms: Whole second, epoch milliseconds.
            pull: How many times as many as usual come.

        Returns:
            The comings and goings that the feed passes on.
        """
        facts = []
        while self._leaving and self._leaving[0][0] <= end_ms:
            at, viewer = heapq.heappop(self._leaving)
            if self._until.get(viewer) != at:
                continue  # gone before
            self._go(viewer)
            if self._rng.random() < self._scenario.seen:
                facts.append(Fact("leave", self._ids.next(), max(at, end_ms - 999), _viewer(viewer)))
        for _ in range(poisson(self._rng, self._scenario.arrivals_per_s * pull)):
            at = instant(self._rng, end_ms)
            viewer = self._come(at)
            if self._rng.random() < self._scenario.seen:
                source = self._sources[viewer]
                fields = _viewer(viewer) if source is None else {**_viewer(viewer), "traffic": source}
                facts.append(Fact("enter", self._ids.next(), at, fields))
        return facts

    def scatter(self, end_ms: int, share: float) -> list[Fact]:
        """Let a share (0–1) of those present go at once; return the goings that the feed passes on."""
        facts = []
        for viewer in self._rng.sample(self._present, round(len(self._present) * share)):
            self._go(viewer)
            if self._rng.random() < self._scenario.seen:
                facts.append(Fact("leave", self._ids.next(), instant(self._rng, end_ms), _viewer(viewer)))
        return facts

    def taps(self, end_ms: int) -> list[Fact]:
        """Return the likes, follows, shares, gifts and new club members of a second."""
        rng, online, rates, facts = self._taps, self.online, self._scenario, []
        for _ in range(poisson(rng, online * rates.like_rate)):
            count = min(1 + int(rng.expovariate(0.25)), 30)
            self._likes += count
            if rng.random() < rates.seen and (liker := self.viewer(rng)) is not None:
                fields = {**_viewer(liker), "count": count} if count > 1 else _viewer(liker)
                facts.append(Fact("like", self._tap_ids.next(), instant(rng, end_ms), fields, self._likes))
        plain = (("follow", rates.follow_rate), ("share", rates.share_rate), ("club", rates.club_rate))
        for kind, rate in plain:
            for _ in range(poisson(rng, online * rate)):
                if (viewer := self.viewer(rng)) is not None:
                    facts.append(Fact(kind, self._tap_ids.next(), instant(rng, end_ms), _viewer(viewer)))
        for _ in range(poisson(rng, online * rates.gift_rate)):
            if (viewer := self.viewer(rng)) is not None:
                (name, minor), count = GIFTS.draw(rng), 1 + int(rng.expovariate(1.0))
                fields = {**_viewer(viewer), "name": name, "count": count, "amount_minor": minor * count}
                facts.append(Fact("gift", self._tap_ids.next(), instant(rng, end_ms), fields))
        return sorted(facts, key=lambda fact: (fact.at, fact.likes_so_far or 0))

    def levels(self, end_ms: int, show_s: int) -> list[Fact]:
        """Return the platform's reading where one is due: who is here, who has been, all likes."""
        every = self._scenario.counter_restarts_s
        if every and show_s and show_s % every == 0:
            self._likes = 0
        facts = self._monitor(end_ms)
        if end_ms // 1000 % LEVELS_EVERY_S == 0:
            fields = {"online": self.online, "total": self._total, "likes": self._likes}
            facts.append(Fact("audience", self._ids.next(), instant(self._rng, end_ms), fields))
        return facts

    def _monitor(self, end_ms: int) -> list[Fact]:
        """Return what a second source says of the same counters: it sees a part of the likes, and nobody's total."""
        every = self._scenario.monitor_every_s
        if not every or end_ms // 1000 % every:
            return []
        online = max(0, self.online + self._watch.randint(-3, 3))
        fields = {"source": MONITOR, "online": online, "likes": self._likes * 9 // 10}
        return [Fact("audience", self._watch_ids.next(), instant(self._watch, end_ms), fields)]

    def _come(self, at: int) -> int:
        back = self._known and self._rng.random() < RETURNS
        viewer = self._rng.randrange(self._known) if back else self._known
        if viewer in self._place:
            viewer = self._known
        if viewer == self._known:
            self._known += 1
            self._sources[viewer] = SOURCES.draw(self._rng)
        self._total += 1
        self._place[viewer] = len(self._present)
        self._present.append(viewer)
        # Most look in for half a minute, some stay for the evening: the mean is stay_s.
        mean = 0.45 if self._rng.random() < 0.7 else 2.28
        stay_ms = 2000 + int(self._rng.expovariate(1.0 / (self._scenario.stay_s * mean)) * 1000)
        heapq.heappush(self._leaving, (at + stay_ms, viewer))
        self._until[viewer] = at + stay_ms
        return viewer

    def _go(self, viewer: int) -> None:
        hole, last = self._place.pop(viewer), self._present.pop()
        del self._until[viewer]
        if last != viewer:
            self._present[hole] = last
            self._place[last] = hole


def user_id(viewer: int) -> str:
    """Return a viewer's pseudonym."""
    return f"u-{viewer:06d}"


def _viewer(viewer: int) -> dict[str, str | int]:
    return {"user": user_id(viewer)}
