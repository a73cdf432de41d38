"""How many comments of each class there were: in the whole show, lately, and minute by minute.

Owns: the one count by class, kept by ten seconds for the whole show.
Law: a comment counts when it was written; late ones are in the total only. Bounded: of more than a day the oldest steps are
forgotten.
Must not know: texts, what makes a comment one of its class.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.events import CommentKind

CLASSES: Final[tuple[CommentKind, ...]] = ("negative", "intent", "question", "praise", "other", "spam")
"""In the order in which they are read."""

STEP_S: Final = 10
LATELY: Final = 30
"""So many steps before the one that is running are `lately`: five minutes."""

KEPT: Final = 24 * 3600 // STEP_S
_MINUTE: Final = 60 // STEP_S


class Kinds(Struct):
    """Counts by step (epoch seconds over `STEP_S`), in the order of `CLASSES`.

    Args:
        total: By class, since the show began. `since`: the step from which on it is `lately`.
    """

    total: dict[CommentKind, int] = field(default_factory=dict)
    steps: dict[int, list[int]] = field(default_factory=dict)
    since: int = 0

    def add(self, kind: CommentKind, second: int | None) -> None:
        """Count a comment of a second (epoch); None: it is late."""
        self.total[kind] = self.total.get(kind, 0) + 1
        if second is None:
            return
        step = second // STEP_S
        row = self.steps.get(step)
        if row is None:
            row = self.steps[step] = [0] * len(CLASSES)
            if len(self.steps) > KEPT:
                del self.steps[min(self.steps)]
        row[_PLACE[kind]] += 1

    def slide(self, second: int) -> bool:
        """Let `lately` end at a second; return whether anything left it."""
        since, before = second // STEP_S - LATELY, self.since
        if since == before:
            return False
        self.since = since
        return any(before <= step < since for step in self.steps)

    def lately(self) -> dict[CommentKind, int]:
        """Return how many comments of each class the newest five minutes hold."""
        steps = range(self.since, self.since + LATELY + 2)  # the running one, and the next: clocks differ
        rows = [row for step in steps if (row := self.steps.get(step)) is not None]
        return {kind: sum(row[i] for row in rows) for kind, i in _PLACE.items()}

    def each(self, kind: CommentKind) -> dict[int, int]:
        """Return how many of a class each step holds, by its first second (epoch), in order."""
        return {step * STEP_S: row[_PLACE[kind]] for step, row in sorted(self.steps.items()) if row[_PLACE[kind]]}

    def within(self, from_ms: int, to_ms: int) -> list[tuple[int, dict[CommentKind, int]]]:
        """Return the minutes that begin in a span (epoch ms, both included) with their counts, in order."""
        minutes: dict[int, list[int]] = {}
        for step, row in self.steps.items():
            minute = step // _MINUTE * _MINUTE * STEP_S * 1000
            if from_ms <= minute <= to_ms:
                known = minutes.setdefault(minute, [0] * len(CLASSES))
                for i, n in enumerate(row):
                    known[i] += n
        return [(minute, dict(zip(CLASSES, row, strict=True))) for minute, row in sorted(minutes.items())]


_PLACE: Final = {kind: i for i, kind in enumerate(CLASSES)}
