"""What viewers write: the newest comments, those that wait to be read by class, what is made of them.

Owns: the tail that screens show, the queues by class, what is pinned before the host, who is owed a reply.
Law: text is kept as written and escaped where it is drawn; a nickname never comes here. Who writes `FLOOD` times within
`FLOOD_MS` shows once more for all of them, with how many; spam is never in the tail.
Must not know: how a class is told, what a question means, names.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from controlroom.domain.complaints import Complaints
from controlroom.domain.events import CommentKind
from controlroom.domain.keywords import Keywords
from controlroom.domain.plan import Text
from controlroom.domain.questions import Questions
from controlroom.domain.queues import FLOOD, Queue, Said

TAIL: Final = 60
FLOOD_MS: Final = 30_000
FOLLOWS: Final = 100
FOLLOWED: Final = 200
WATCHED: Final = 100


class Pinned(Struct, frozen=True):
    """What stands before the host: one comment, or a group of questions."""

    comment: Said | None
    question: str | None
    since_ms: int


class FollowUp(Struct):
    """People who are owed a reply in private.

    Args:
        text: What they wrote. `users`: keyed hashes, the newest `FOLLOWED`; `count`: how many there are.
        answer: The words to send, None: none are prepared. `numbers`: by placeholder, what was filled into them.
        sku: The product that they are about.
    """

    id: str
    text: str
    users: tuple[str, ...]
    count: int
    answer: Text | None
    since_ms: int
    done_ms: int | None = None
    sku: str | None = None
    numbers: dict[str, int] = field(default_factory=dict)


class Comments(Struct):
    """A show's comments.

    Args:
        tail: Oldest first (a few more than `TAIL` are kept, so that trimming is rare). `shown`: user → how many of theirs.
        queues: By class, what waits to be read.
        follows: In the order in which they were asked for.
        flagged: Watched word → how many comments had it, the first `WATCHED` words.
    """

    tail: list[Said] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)
    queues: dict[CommentKind, Queue] = field(default_factory=dict)
    questions: Questions = field(default_factory=Questions)
    keywords: Keywords = field(default_factory=Keywords)
    pinned: Pinned | None = None
    follows: dict[str, FollowUp] = field(default_factory=dict)
    complaints: Complaints = field(default_factory=Complaints)
    flagged: dict[str, int] = field(default_factory=dict)

    def add(self, said: Said) -> None:
        """Show a comment, in order of arrival; one of many by the same user takes the place of the one before."""
        tail = self.tail
        mine = self.shown.get(said.user, 0)
        if mine >= FLOOD and self._folded(said):
            return
        tail.append(said)
        self.shown[said.user] = mine + 1
        if len(tail) >= 2 * TAIL:
            del tail[:-TAIL]
            self.shown = {}
            for one in tail:
                self.shown[one.user] = self.shown.get(one.user, 0) + 1

    def _folded(self, said: Said) -> bool:
        """Let the newest comment of a user who floods stand for one more; return False if it is no flood."""
        mine = [i for i, one in enumerate(self.tail) if one.user == said.user][-FLOOD:]
        if said.at_ms - self.tail[mine[0]].at_ms > FLOOD_MS:
            return False
        newest = self.tail.pop(mine[-1])
        self.tail.append(replace(said, times=newest.times + 1))
        return True

    def flag(self, words: tuple[str, ...]) -> None:
        """Count the watched words of a comment."""
        for word in words:
            if word in self.flagged or len(self.flagged) < WATCHED:
                self.flagged[word] = self.flagged.get(word, 0) + 1

    def wait(self, said: Said) -> None:
        """Let a comment wait to be read; complaints that are written alike wait as one."""
        self._queue(said).add(said, alike=said.kind == "negative")

    def _queue(self, said: Said) -> Queue:
        kind = said.kind or "other"
        queue = self.queues.get(kind)
        if queue is None:
            queue = self.queues[kind] = Queue()
        return queue

    def find(self, id_: str) -> Said | None:
        """Return a comment that is still kept."""
        for queue in self.queues.values():
            for said in reversed(queue.said):
                if said.id == id_:
                    return said
        if self.pinned is not None and self.pinned.comment is not None and self.pinned.comment.id == id_:
            return self.pinned.comment
        return next((said for said in reversed(self.tail) if said.id == id_), None)

    def waits(self, said: Said) -> bool:
        """Tell whether a comment waits to be read by itself; a question waits with its group."""
        return said.question is None and said in self._queue(said).said

    def take(self, said: Said) -> None:
        """Let a comment wait no longer."""
        self._queue(said).take(said)

    def put_back(self, said: Said) -> None:
        """Let a comment wait again, at its place in time."""
        self._queue(said).put_back(said)

    def follow(self, item: FollowUp) -> None:
        """Owe somebody a reply; of too many the oldest are forgotten, those that were sent first."""
        self.follows[item.id] = item
        if len(self.follows) > FOLLOWS:
            oldest = min(self.follows.values(), key=lambda one: (one.done_ms is None, one.since_ms))
            del self.follows[oldest.id]

    def slide(self, as_of_ms: int) -> bool:
        """Let the windows end at an instant; return whether anything left them."""
        slid = self.questions.slide(as_of_ms, self.pinned.question if self.pinned is not None else None)
        return self.complaints.slide(as_of_ms) or slid
