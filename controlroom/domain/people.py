"""Who took part: users who commented, and users who commented, liked, shared or followed; the show and its windows.

Owns: both counts of distinct users.
Law: whoever commented took part. A user is in a window iff the newest second of theirs before `as_of_s` is in it, so one
second a user and count suffices; what was seen since the last instant waits for the next one. A late fact (second None)
changes totals, never a window.
Must not know: what they did, tiles.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.roster import Roster, id_of
from controlroom.domain.windows import KEEP_S, WINDOWS_S

_ACT: Final = 12
_AGES: Final = (1 << _ACT - 1) - 1
_LATEST: Final = (1 << 32 - _ACT) - 1
"""A user's number in the table (32 bits): the second of the newest act, counted from `People.base_s` (20 bits, 0: none in
time); how long before it the newest comment was (11 bits, all ones: longer ago than any window, or never); commented."""
_MET: Final = _AGES << 1
"""The number of somebody just met, whose second has not passed."""


class Seconds(Struct):
    """How many users had their newest second when, and how many are in each window."""

    by_second: dict[int, int] = field(default_factory=dict)
    sums: list[int] = field(default_factory=lambda: [0, 0, 0])

    def slide(self, second: int) -> None:
        """Let the windows end after `second`."""
        counts = self.by_second
        for i, window in enumerate(WINDOWS_S):
            self.sums[i] -= counts.get(second - window, 0)
        counts.pop(second - KEEP_S, None)

    def moved(self, due: int, as_of_s: int, before: dict[int, int]) -> None:
        """Take users whose newest second is `due` now: how many by the second it was before."""
        counts, moved = self.by_second, 0
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
    """Users who commented, and users who acted. `waiting`: by second, who acted in it and whether they commented.

    `base_s`: before the first second that can count. `commenters`: users who ever commented.
    """

    as_of_s: int
    base_s: int
    users: Roster = field(default_factory=Roster)
    commenters: int = 0
    commented: Seconds = field(default_factory=Seconds)
    acted: Seconds = field(default_factory=Seconds)
    waiting: dict[int, dict[str, bool]] = field(default_factory=dict)

    @staticmethod
    def of(as_of_s: int) -> People:
        """Return nobody."""
        return People(as_of_s, as_of_s - KEEP_S)

    def begin(self, second: int) -> None:
        """Let the show begin: nobody has acted before (rooms are opened days ahead, and seconds are counted from here)."""
        if not len(self.users) and not self.waiting:
            self.base_s = second - KEEP_S

    def comment(self, user: str, second: int | None) -> None:
        """See `user` comment in `second`."""
        users = self._acting(second)
        if not users.get(user):
            users[user] = True
            id_ = id_of(user)
            known = self.users.put(id_, _MET | 1, replace=False)
            if known is None or not known & 1:
                self.commenters += 1
                if known is not None:
                    self.users.put(id_, known | 1)

    def act(self, user: str, second: int | None) -> None:
        """See `user` like, share or follow in `second`."""
        users = self._acting(second)
        if user not in users:
            users[user] = False
            self.users.put(id_of(user), _MET, replace=False)

    def _acting(self, second: int | None) -> dict[str, bool]:
        """Return who acts in a second; of a late one nothing is kept."""
        if second is None:
            return {}
        found = self.waiting.get(second)
        if found is None:
            found = self.waiting[second] = {}
        return found

    def totals(self) -> tuple[int, int]:
        """Return how many ever (commented, took part)."""
        return self.commenters, len(self.users)

    def advance(self, to_s: int) -> None:
        """Slide the windows to end at `to_s`."""
        waiting = self.waiting
        for second in range(self.as_of_s, to_s):
            self.commented.slide(second)
            self.acted.slide(second)
            self.as_of_s = second + 1
            for due in [s for s in waiting if s <= second]:
                self._enter(due, waiting.pop(due))

    def _enter(self, due: int, users: dict[str, bool]) -> None:
        """Take the users of a second that has passed."""
        base_s, now = self.base_s, min(max(due - self.base_s, 1), _LATEST)
        acted: dict[int, int] = {}
        commented: dict[int, int] = {}
        just_acted, just_wrote = now << _ACT | _MET, now << _ACT | 1

        def change(old: int, wrote: bool) -> int:
            """A user's packed instants after this second, from those before it."""
            act, age = old >> _ACT, old >> 1 & _AGES
            if act < now:
                acted[act] = acted.get(act, 0) + 1
            if wrote:
                comment = act - age if age < _AGES else 0
                if comment >= now:
                    return old
                commented[comment] = commented.get(comment, 0) + 1
                return just_wrote if act <= now else act << _ACT | min(act - now, _AGES) << 1 | 1
            if act >= now:
                return old
            if age >= _AGES:
                return just_acted | old & 1
            return now << _ACT | min(age + now - act, _AGES) << 1 | 1

        self.users.change_all(((id_of(user), wrote) for user, wrote in users.items()), change)
        self.acted.moved(due, self.as_of_s, {s + base_s if s else 0: n for s, n in acted.items()})
        self.commented.moved(due, self.as_of_s, {s + base_s if s else 0: n for s, n in commented.items()})
