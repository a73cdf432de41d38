"""What rules read of comments and speech: how much of what was said when.

Owns: the counts by second of complaints and of forbidden words.
Law: filled while records are folded, once for each comment or utterance, by the second in which it happened; read at any
later second. What is older than the longest window is forgotten.
Must not know: words, classes, texts, rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

LONGEST_S: Final = 1800
"""The longest window that is read."""

WORDS: Final = 5
"""So many of the newest forbidden words are told of."""

SHORT_S: Final = 300
"""The window of `…_5m`."""


class Seconds(Struct):
    """How often something happened, by second (epoch), and since the beginning."""

    total: int = 0
    by_second: dict[int, int] = field(default_factory=dict)

    def add(self, second: int, n: int = 1) -> None:
        """Count something that happened in a second, and forget what no window reaches any more."""
        self.total += n
        known = self.by_second
        if second not in known:
            for old in [s for s in known if s < second - 2 * LONGEST_S]:
                del known[old]
        known[second] = known.get(second, 0) + n

    def within(self, as_of_s: int, window_s: int, ago_s: int = 0) -> int:
        """Return how often it happened in a window, which ends now or so many seconds ago; what is dated ahead counts now."""
        begin, end = as_of_s - ago_s - window_s, as_of_s - ago_s
        return sum(n for s, n in self.by_second.items() if s >= begin and (s < end or not ago_s))


class Heard(Struct):
    """What was said in a show.

    Args:
        negative: Complaints. `banned`: comments with forbidden words.
        promised: Forbidden words in speech, cues and our own answers. `words`: the newest of them, newest last.
    """

    negative: Seconds = field(default_factory=Seconds)
    banned: Seconds = field(default_factory=Seconds)
    promised: Seconds = field(default_factory=Seconds)
    words: list[str] = field(default_factory=list)

    def utter(self, second: int, words: Sequence[str]) -> None:
        """Take forbidden words that were said, shown or written by ourselves, all at once."""
        self.promised.add(second)
        fresh = list(dict.fromkeys(words))
        self.words = [*(word for word in self.words if word not in fresh), *fresh][-WORDS:]
