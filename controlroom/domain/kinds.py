"""How many comments of each class there were in each minute of the show: the analyst's series.

Owns: those counts, for the whole show.
Law: a comment counts in the minute in which it was written; late ones count in no minute. Bounded: of more than a day the
oldest minutes are forgotten.
Must not know: texts, what makes a comment one of its class.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from controlroom.domain.events import CommentKind

ORDER: Final[tuple[CommentKind, ...]] = ("intent", "question", "negative", "praise", "spam", "other")
MINUTES: Final = 1440
_MINUTE_S: Final = 60


class Kinds(Struct):
    """Counts by minute (epoch minutes), in the order of `ORDER`."""

    minutes: dict[int, list[int]] = field(default_factory=dict)

    def add(self, kind: CommentKind, second: int) -> None:
        """Count a comment of a second (epoch)."""
        minute = second // _MINUTE_S
        row = self.minutes.get(minute)
        if row is None:
            row = self.minutes[minute] = [0] * len(ORDER)
            if len(self.minutes) > MINUTES:
                del self.minutes[min(self.minutes)]
        row[_PLACE[kind]] += 1

    def within(self, from_ms: int, to_ms: int) -> list[tuple[int, dict[CommentKind, int]]]:
        """Return the minutes that begin in a span (epoch ms, both included) with their counts, in order."""
        step = _MINUTE_S * 1000
        return [
            (minute * step, dict(zip(ORDER, row, strict=True)))
            for minute, row in sorted(self.minutes.items())
            if from_ms <= minute * step <= to_ms
        ]


_PLACE: Final = {kind: i for i, kind in enumerate(ORDER)}
