"""Who took part: users who commented, and users who commented, liked, shared or followed; the show and its windows.

Owns: both counts of distinct users.
Law: whoever commented took part. A user is in a window iff the newest second of theirs before `as_of_s` is in it, so one
second a user and count suffices; what was seen since the last instant waits for the next one. A late fact (second None)
changes totals, never a window.
Must not know: what they did, tiles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from controlroom.domain.roster import Roster, id_of
from controlroom.domain.windows import KEEP_S, WINDOWS_S

_LOW: Final = 0
"""The second of a user of whom nothing has passed that was not late."""


class Distinct(Struct):
    """Distinct users: ever, and by the second of their newest act how many are in each window."""

    newest: Roster = field(default_factory=Roster)
    by_second: dict[int, int] = field(default_factory=dict)
    sums: list[int] = field(default_factory=lambda: [0, 0, 0])

    @property
    def total(self) -> int:
        """Return how many were ever seen, but for those whose second has not passed."""
        return len(self.newest)

    def slide(self, second: int) -> None:
        """Let the windows end after `second`."""
        counts = self.by_second
        for i, window in enumerate(WINDOWS_S):
            self.sums[i] -= counts.get(second - window, 0)
        counts.pop(second - KEEP_S, None)

    def see(self, due: int, as_of_s: int, ids: Iterable[int]) -> None:
        """Take the users of a second that has passed."""
        counts, moved = self.by_second, 0
        before = self.newest.raise_all(ids, due)
        for old, n in before.items():
            moved += n
            if old in counts:
                counts[old] -= n
            for i, window in enumerate(WINDOWS_S):
                if old < as_of_s - window <= due:
                    self.sums[i] += n
        if moved:
            counts[due] = counts.get(due, 0) + moved


class People(Struct):
    """Users who commented, and users who acted. `waiting`: by second, who acted in it and whether they commented."""

    as_of_s: int
    commented: Distinct = field(default_factory=Distinct)
    acted: Distinct = field(default_factory=Distinct)
    waiting: dict[int, dict[str, bool]] = field(default_factory=dict)

    def comment(self, user: str, second: int | None) -> None:
        """See `user` comment in `second`."""
        if second is None:
            self.commented.newest.put(id_of(user), _LOW, replace=False)
            self.acted.newest.put(id_of(user), _LOW, replace=False)
            return
        try:
            self.waiting[second][user] = True
        except KeyError:
            self.waiting[second] = {user: True}

    def act(self, user: str, second: int | None) -> None:
        """See `user` like, share or follow in `second`."""
        if second is None:
            self.acted.newest.put(id_of(user), _LOW, replace=False)
            return
        try:
            self.waiting[second].setdefault(user, False)
        except KeyError:
            self.waiting[second] = {user: False}

    def totals(self) -> tuple[int, int]:
        """Return how many ever (commented, acted), those whose second has not passed too."""
        fresh: dict[str, bool] = {}
        for users in self.waiting.values():
            for user, wrote in users.items():
                fresh[user] = wrote or fresh.get(user, False)
        known, wrote_before = self.acted.newest.get, self.commented.newest.get
        commented = acted = 0
        for user, wrote in fresh.items():
            id_ = id_of(user)
            acted += known(id_) is None
            commented += wrote and wrote_before(id_) is None
        return self.commented.total + commented, self.acted.total + acted

    def advance(self, to_s: int) -> None:
        """Slide the windows to end at `to_s`."""
        waiting = self.waiting
        for second in range(self.as_of_s, to_s):
            self.commented.slide(second)
            self.acted.slide(second)
            self.as_of_s = second + 1
            for due in [s for s in waiting if s <= second]:
                users = waiting.pop(due)
                ids = [id_of(user) for user in users]
                self.acted.see(due, second + 1, ids)
                self.commented.see(due, second + 1, [i for i, wrote in zip(ids, users.values(), strict=True) if wrote])
