"""What viewers write: the newest comments, those that wait to be read by class, how many of each class there were.

Owns: the tail that screens show, the queues by class, the counts, what is pinned before the host, who is owed a reply.
Law: text is kept as written and escaped where it is drawn; a nickname never comes here. Every comment is counted; who
writes `FLOOD` times within `FLOOD_MS` shows once more for all of them, with how many; spam is counted and never in the tail.
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
from controlroom.domain.roles import Role

TAIL: Final = 60
QUEUE: Final = 40
FLOOD: Final = 3
FLOOD_MS: Final = 30_000
FOLLOWS: Final = 100
FOLLOWED: Final = 200
WATCHED: Final = 100
STEP_MS: Final = 10_000
STEPS: Final = 30
"""Counts of the newest five minutes are kept by ten seconds."""

CLASSES: Final[tuple[CommentKind, ...]] = ("negative", "intent", "question", "praise", "other", "spam")
"""In the order in which they are read."""


class Said(Struct, frozen=True, gc=False):
    """One comment.

    Args:
        user: Keyed hash. `kind`: its class; None: nobody has classified it (a journal of an older time).
        times: How many of this user's it stands for. `question`: the group of questions that it asks with.
    """

    id: str
    at_ms: int
    user: str
    text: str
    kind: CommentKind | None = None
    times: int = 1
    question: str | None = None


class Pinned(Struct, frozen=True):
    """What stands before the host: one comment, or a group of questions."""

    comment: Said | None
    question: str | None
    since_ms: int
    by: Role
    person: str | None = None


class FollowUp(Struct):
    """People who are owed a reply in private.

    Args:
        text: What they wrote. `users`: keyed hashes, the first `FOLLOWED`; `count`: how many there are.
        answer: The words to send, None: none are prepared.
    """

    id: str
    text: str
    users: tuple[str, ...]
    count: int
    sku: str | None
    answer: Text | None
    since_ms: int
    by: Role
    done_ms: int | None = None


class Comments(Struct):
    """A show's comments.

    Args:
        tail: Oldest first (a few more than `TAIL` are kept, so that trimming is rare). `shown`: user → how many of theirs.
        queues: By class, what waits to be read, oldest first; at most twice `QUEUE`.
        counts: By class, since the show began. `steps`: step of time → by class, of the newest five minutes.
        follows: In the order in which they were asked for.
        flagged: Watched word → how many comments had it, the first `WATCHED` words.
    """

    tail: list[Said] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)
    queues: dict[CommentKind, list[Said]] = field(default_factory=dict)
    counts: dict[CommentKind, int] = field(default_factory=dict)
    steps: dict[int, list[int]] = field(default_factory=dict)
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

    def count(self, kind: CommentKind, at_ms: int | None) -> None:
        """Count a comment.

        Args:
            at_ms: When it was written; None: late, it is in no window.
        """
        self.counts[kind] = self.counts.get(kind, 0) + 1
        if at_ms is None:
            return
        step = at_ms // STEP_MS
        row = self.steps.get(step)
        if row is None:
            row = self.steps[step] = [0] * len(CLASSES)
        row[_PLACE[kind]] += 1

    def flag(self, words: tuple[str, ...]) -> None:
        """Count the watched words of a comment."""
        for word in words:
            if word in self.flagged or len(self.flagged) < WATCHED:
                self.flagged[word] = self.flagged.get(word, 0) + 1

    def wait(self, said: Said) -> None:
        """Let a comment wait to be read."""
        kind = said.kind or "other"
        queue = self.queues.get(kind)
        if queue is None:
            queue = self.queues[kind] = []
        queue.append(said)
        if len(queue) >= 2 * QUEUE:
            del queue[:-QUEUE]

    def find(self, id_: str) -> Said | None:
        """Return a comment that is still kept."""
        for queue in self.queues.values():
            for said in reversed(queue):
                if said.id == id_:
                    return said
        if self.pinned is not None and self.pinned.comment is not None and self.pinned.comment.id == id_:
            return self.pinned.comment
        return next((said for said in reversed(self.tail) if said.id == id_), None)

    def waits(self, said: Said) -> bool:
        """Tell whether a comment waits to be read by itself; a question waits with its group."""
        return said.question is None and said in self.queues.get(said.kind or "other", ())

    def take(self, said: Said) -> None:
        """Let a comment wait no longer."""
        queue = self.queues.get(said.kind or "other", [])
        if said in queue:
            queue.remove(said)

    def put_back(self, said: Said) -> None:
        """Let a comment wait again, at its place in time."""
        queue = self.queues.setdefault(said.kind or "other", [])
        at = next((i for i, one in enumerate(queue) if one.at_ms > said.at_ms), len(queue))
        queue.insert(at, said)

    def follow(self, item: FollowUp) -> None:
        """Owe somebody a reply; of too many the oldest are forgotten, those that were sent first."""
        self.follows[item.id] = item
        if len(self.follows) > FOLLOWS:
            oldest = min(self.follows.values(), key=lambda one: (one.done_ms is None, one.since_ms))
            del self.follows[oldest.id]

    def slide(self, as_of_ms: int) -> bool:
        """Let the windows end at an instant; return whether anything left them."""
        slid = self.questions.slide(as_of_ms, self.pinned.question if self.pinned is not None else None)
        before = as_of_ms // STEP_MS - STEPS
        gone = [step for step in self.steps if step < before]
        for step in gone:
            del self.steps[step]
        return self.complaints.slide(as_of_ms) or slid or bool(gone)

    def lately(self) -> dict[CommentKind, int]:
        """Return how many comments of each class the newest five minutes hold."""
        sums = [sum(row[i] for row in self.steps.values()) for i in range(len(CLASSES))]
        return dict(zip(CLASSES, sums, strict=True))


_PLACE: Final = {kind: i for i, kind in enumerate(CLASSES)}
