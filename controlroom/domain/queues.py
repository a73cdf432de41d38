"""Comments that wait to be read, of one class.

Owns: the queue, who has how much in it, its bounds.
Law: of one user `FLOOD` wait at most: what they write besides takes the place of their newest without watched words, else of
their newest, and then stands for all of them. So nobody is pushed out by one who floods; of too many the oldest are forgotten.
Where copies are to push nobody out either, what several write alike waits once, under the first one's id, and is nobody's alone.
Must not know: what a class means, groups of questions, screens.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from controlroom.domain.complaints import form
from controlroom.domain.events import CommentKind

QUEUE: Final = 40
FLOOD: Final = 3
OTHERS: Final = 200
"""So many are remembered of those who wrote the same."""


class Said(Struct, frozen=True, gc=False):
    """One comment.

    Args:
        user: Keyed hash. `kind`: its class; None: nobody has classified it (a journal of an older time).
        times: How many it stands for. `others`: who wrote the same, besides.
        question: The group of questions that it asks with. `watched`: the watched words in it.
    """

    id: str
    at_ms: int
    user: str
    text: str
    kind: CommentKind | None = None
    times: int = 1
    question: str | None = None
    watched: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Queue(Struct):
    """What waits, oldest first; at most twice `QUEUE`. `of`: user → how many of theirs alone."""

    said: list[Said] = field(default_factory=list)
    of: dict[str, int] = field(default_factory=dict)

    def add(self, said: Said, *, alike: bool = False) -> None:
        """Let a comment wait. `alike`: with what waits and is written alike."""
        if alike and self._joined(said):
            return
        queue, mine = self.said, self.of.get(said.user, 0)
        if mine >= FLOOD:
            said = replace(said, times=queue.pop(self._newest(said.user)).times + said.times)
        else:
            self.of[said.user] = mine + 1
        queue.append(said)
        if len(queue) >= 2 * QUEUE:
            del queue[:-QUEUE]
            self.of = {}
            for one in queue:
                self._count(one, 1)

    def _joined(self, said: Said) -> bool:
        """Let what waits and is written alike stand for one more, as the newest; return False if nothing is."""
        plain = form(said.text)
        at = next((i for i, one in enumerate(self.said) if form(one.text) == plain), None)
        if at is None:
            return False
        first = self.said.pop(at)
        self._count(first, -1)
        others = first.others
        if said.user != first.user and said.user not in others and len(others) < OTHERS:
            others = (*others, said.user)
        now = replace(
            first, at_ms=said.at_ms, times=first.times + said.times, watched=first.watched or said.watched, others=others
        )  # fmt: skip
        self.said.append(now)
        self._count(now, 1)
        return True

    def _count(self, said: Said, n: int) -> None:
        """Count what is a user's alone."""
        if said.others:
            return
        left = self.of.get(said.user, 0) + n
        if left:
            self.of[said.user] = left
        else:
            self.of.pop(said.user, None)

    def _newest(self, user: str) -> int:
        """Return where the newest of a user's stands: one without watched words, where there is one."""
        theirs = [i for i in range(len(self.said) - 1, -1, -1) if self._is_alone(i, user)]
        return next((i for i in theirs if not self.said[i].watched), theirs[0])

    def _is_alone(self, at: int, user: str) -> bool:
        return self.said[at].user == user and not self.said[at].others

    def take(self, said: Said) -> None:
        """Let a comment wait no longer."""
        self.said.remove(said)
        self._count(said, -1)

    def put_back(self, said: Said) -> None:
        """Let a comment wait again, at its place in time."""
        at = next((i for i, one in enumerate(self.said) if one.at_ms > said.at_ms), len(self.said))
        self.said.insert(at, said)
        self._count(said, 1)
