"""Comments that wait to be read, of one class.

Owns: the queue, who has how much in it, its bounds.
Law: of one user `FLOOD` wait at most: what they write besides takes the place of their newest without watched words, else of
their newest, and then stands for all of them. So nobody is pushed out by one who floods; of too many the oldest are forgotten.
Must not know: what a class means, groups of questions, screens.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from controlroom.domain.events import CommentKind

QUEUE: Final = 40
FLOOD: Final = 3


class Said(Struct, frozen=True, gc=False):
    """One comment.

    Args:
        user: Keyed hash. `kind`: its class; None: nobody has classified it (a journal of an older time).
        times: How many of this user's it stands for. `question`: the group of questions that it asks with.
        watched: The watched words in it.
    """

    id: str
    at_ms: int
    user: str
    text: str
    kind: CommentKind | None = None
    times: int = 1
    question: str | None = None
    watched: tuple[str, ...] = ()


class Queue(Struct):
    """What waits, oldest first; at most twice `QUEUE`. `of`: user → how many of theirs."""

    said: list[Said] = field(default_factory=list)
    of: dict[str, int] = field(default_factory=dict)

    def add(self, said: Said) -> None:
        """Let a comment wait."""
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
                self.of[one.user] = self.of.get(one.user, 0) + 1

    def _newest(self, user: str) -> int:
        """Return where the newest of a user's stands: one without watched words, where there is one."""
        theirs = [i for i in range(len(self.said) - 1, -1, -1) if self.said[i].user == user]
        return next((i for i in theirs if not self.said[i].watched), theirs[0])

    def take(self, said: Said) -> None:
        """Let a comment wait no longer."""
        self.said.remove(said)
        left = self.of[said.user] - 1
        if left:
            self.of[said.user] = left
        else:
            del self.of[said.user]

    def put_back(self, said: Said) -> None:
        """Let a comment wait again, at its place in time."""
        at = next((i for i, one in enumerate(self.said) if one.at_ms > said.at_ms), len(self.said))
        self.said.insert(at, said)
        self.of[said.user] = self.of.get(said.user, 0) + 1
