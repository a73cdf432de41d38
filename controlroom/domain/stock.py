"""How many are left: levels, changes and what orders hold.

Owns: METRICS.md section 3 "Stock", for one product.
Law: available = newest level + changes after it − units in orders created after it and not cancelled unpaid; refunds
return nothing. An unknown level is unknown, not 0. Levels of places add up to one of the whole when each place that counts has
told its own; until then their sum is the least that is left: shown while it is something, and nothing is concluded from it.
Which places count says the newest reading that names any, in whatever order they come.
Must not know: orders' algebra, plans, rules.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from controlroom.domain.spans import Moves
from controlroom.domain.windows import Reading, newer


class Without(Struct):
    """A shelf as it stood, and goes on, had a person not told a level. `command`: by which it was told."""

    command: str
    shelf: Shelf


class Counting(Struct, frozen=True, order=True):
    """Which places make the whole, and the reading that said so."""

    told: Reading
    places: tuple[str, ...]


class Shelf(Struct):
    """One product's stock.

    Args:
        on_hand, listed: The newest level of the whole, told as one.
        moves: Net pieces by instant (epoch ms), since the older of these two.
        places: The newest level of each place that tells its own.
        counting: Which of them make the whole; None: nobody said so.
        some: The sum of those that count. `is_whole`: it is known to be the whole.
        without: What it would be without the last level told by hand, as long as that may be taken back.
    """

    safety: int | None = None
    on_hand: Reading | None = None
    listed: Reading | None = None
    moves: Moves = field(default_factory=Moves)
    since_on_hand: int = 0
    since_listed: int = 0
    places: dict[str, Reading] = field(default_factory=dict)
    counting: Counting | None = None
    some: Reading | None = None
    is_whole: bool = False
    since_some: int = 0
    without: Without | None = None

    def tell(self, command: str, on_hand: Reading | None, listed: Reading | None) -> None:
        """Take levels told by hand, by a command that may be taken back."""
        before = replace(self, moves=self.moves.copy(), places=dict(self.places), without=None)
        self.without = None
        self.level(on_hand, listed)
        self.without = Without(command, before)

    def untell(self, command: str) -> None:
        """Be what it would be had the command not told its levels, all that came since counted."""
        assert self.tells(command)
        before = self.without.shelf if self.without is not None else self
        self.on_hand, self.listed, self.moves = before.on_hand, before.listed, before.moves
        self.since_on_hand, self.since_listed, self.without = before.since_on_hand, before.since_listed, None
        self.places, self.counting, self.is_whole = before.places, before.counting, before.is_whole
        self.some, self.since_some = before.some, before.since_some

    def tells(self, command: str) -> bool:
        """Tell whether the last level told by hand was this command's, and can still be taken back."""
        return self.without is not None and self.without.command == command

    def forget(self, command: str) -> None:
        """The command cannot be taken back any more."""
        if self.tells(command):
            self.without = None

    def level(self, on_hand: Reading | None, listed: Reading | None) -> None:
        """Take newly told levels (either may be None)."""
        if self.without is not None:
            self.without.shelf.level(on_hand, listed)
        newest = newer(self.on_hand, on_hand)
        if newest is not self.on_hand and newest is not None:
            self.on_hand = newest
            self.since_on_hand = self._moved_after(newest.at_ms)
        newest = newer(self.listed, listed)
        if newest is not self.listed and newest is not None:
            self.listed = newest
            self.since_listed = self._moved_after(newest.at_ms)
        self._prune()

    def place(self, name: str, told: Reading, counting: Collection[str]) -> None:
        """Take the newly told level of one place.

        Args:
            counting: The places that make the whole; none: it does not say which.
        """
        if self.without is not None:
            self.without.shelf.place(name, told, counting)
        self.places[name] = max(self.places.get(name, told), told)
        if counting:
            said = Counting(told, tuple(sorted(set(counting))))
            self.counting = max(self.counting or said, said)
        names = self.counting.places if self.counting is not None else tuple(self.places)
        there = [self.places[place] for place in names if place in self.places]
        self.is_whole = self.counting is not None and len(there) == len(names)
        self.some = replace(max(there), value=sum(level.value for level in there)) if there else None
        self.since_some = self._moved_after(self.some.at_ms) if self.some is not None else 0

    def move(self, pieces: int, at_ms: int) -> None:
        """Count pieces that came (or went) at an instant."""
        if self.without is not None:
            self.without.shelf.move(pieces, at_ms)
        if self.some is not None and at_ms > self.some.at_ms:
            self.since_some += pieces
        if self.on_hand is not None and at_ms > self.on_hand.at_ms:
            self.since_on_hand += pieces
        if self.listed is not None and at_ms > self.listed.at_ms:
            self.since_listed += pieces
        if at_ms <= self._horizon():
            return
        left = (self.moves.get(at_ms) or 0) + pieces
        if left:
            self.moves[at_ms] = left
        else:
            self.moves.pop(at_ms)

    def _moved_after(self, at_ms: int) -> int:
        return sum(pieces for at, pieces in self.moves.items() if at > at_ms)

    def _horizon(self) -> int:
        """Return the instant up to which no move can matter any more: a level only gets newer."""
        told = [r.at_ms for r in (self.on_hand, self.listed) if r is not None]
        return min(told) if len(told) == 2 else -1

    def _prune(self) -> None:
        horizon = self._horizon()
        if horizon >= 0 and self.moves:
            self.moves.forget(horizon)
            for at_ms in [at for at in self.moves if at <= horizon]:
                self.moves.pop(at_ms)

    @property
    def warehouse(self) -> Reading | None:
        """Return the warehouse's newest level: told as one, or of all places that count; None: none was ever told."""
        return self.some if self._is_of_places() else self.on_hand

    def _is_of_places(self) -> bool:
        if self.some is None or not self.is_whole:
            return False
        return self.on_hand is None or _order(self.on_hand) <= _order(self.some)

    @property
    def available(self) -> int | None:
        """Return the pieces left in the warehouse; None: no level was ever told."""
        if self.some is not None and self._is_of_places():
            return self.some.value + self.since_some
        return self.on_hand.value + self.since_on_hand if self.on_hand is not None else None

    @property
    def least(self) -> int | None:
        """Return the pieces that are left at least, to be shown: what is available, else what some places have; None: unknown."""
        if self.warehouse is not None or self.some is None:
            return self.available
        left = self.some.value + self.since_some
        return left if left > 0 else None

    @property
    def listed_now(self) -> int | None:
        """Return the pieces left on the platform; None: no level was ever told."""
        return self.listed.value + self.since_listed if self.listed is not None else None

    @property
    def sayable(self) -> int | None:
        """Return the pieces that may be said to be left: the platform's where known, else the warehouse's, if it is the whole."""
        return self.listed_now if self.listed is not None else self.available

    @property
    def sellable(self) -> int | None:
        """Return the pieces that can still be sold: the smaller of what is known; None: nothing is."""
        return min((left for left in (self.available, self.listed_now) if left is not None), default=None)

    @property
    def is_out(self) -> bool:
        """Tell whether nothing can be sold any more, as far as known."""
        left = self.sellable
        return left is not None and left <= 0

    @property
    def state(self) -> Literal["ok", "low", "out", "oversold", "unknown"]:
        """Return the word for what can be sold; oversold: more than the warehouse (else the platform) has."""
        left = self.sellable
        if left is None:
            return "unknown"
        if left <= 0:
            held = self.available
            return "oversold" if (left if held is None else held) < 0 else "out"
        return "low" if self.safety is not None and left < self.safety else "ok"


def _order(told: Reading) -> tuple[int, str, str]:
    return told.at_ms, told.source, told.id
