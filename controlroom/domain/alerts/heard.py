"""What rules read of comments and speech: how much of what was said when.

Owns: the counts by second of complaints and of forbidden words.
Law: filled while records are folded, once for each comment or utterance, by the second in which it happened; read at any
later second, which costs a look at each second that has passed since. What is older than the longest window is forgotten.
Must not know: words, classes, texts, rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct, field

from controlroom.domain.plan import Text

LONGEST_S: Final = 1800
"""The longest window that is read of complaints, before the newest `SHORT_S`."""

WORDS: Final = 5
"""So many of the newest forbidden words are told of."""

SHORT_S: Final = 300
"""The window of `…_5m`."""

_NEAR_S: Final = 60
"""A window that is read again so soon goes on; else it is counted anew."""


class Seconds(Struct, dict=True):
    """How often something happened, by second (epoch).

    Args:
        reach_s: The longest window that is read: what is older is forgotten.
    """

    reach_s: int = SHORT_S
    by_second: dict[int, int] = field(default_factory=dict)

    @cached_property
    def _windows(self) -> dict[tuple[int, int], _Window]:
        """The windows that are read, as they stood last: made anew from `by_second`, so no part of the state."""
        return {}

    def add(self, second: int, n: int = 1) -> None:
        """Count something that happened in a second, and forget what no window reaches any more."""
        known = self.by_second
        known[second] = known.get(second, 0) + n
        for window in self._windows.values():
            window.add(second, n)
        while (oldest := next(iter(known))) < second - self.reach_s - 2 * _NEAR_S:
            gone = known.pop(oldest)
            for window in self._windows.values():
                window.add(oldest, -gone)

    def within(self, as_of_s: int, window_s: int, ago_s: int = 0) -> int:
        """Return how often it happened in a window, which ends now or so many seconds ago; what is dated ahead counts now."""
        window = self._windows.get((window_s, ago_s))
        if window is None:
            window = self._windows[window_s, ago_s] = _Window(self.by_second, window_s, ago_s)
        return window.at(as_of_s)


class _Window:
    """How much is in one window, which goes on with the time at which it is read: it takes in and leaves second by second."""

    __slots__ = ("_ago_s", "_as_of_s", "_by_second", "_count", "_window_s")

    def __init__(self, by_second: dict[int, int], window_s: int, ago_s: int) -> None:
        self._by_second, self._window_s, self._ago_s = by_second, window_s, ago_s
        self._as_of_s: int | None = None
        self._count = 0

    def _holds(self, second: int, as_of_s: int) -> bool:
        end = as_of_s - self._ago_s
        return second >= end - self._window_s and (second < end or not self._ago_s)

    def add(self, second: int, n: int) -> None:
        """Take in what has just been counted, or let go what is forgotten."""
        if self._as_of_s is not None and self._holds(second, self._as_of_s):
            self._count += n

    def at(self, as_of_s: int) -> int:
        """Return how much is in it as of a second."""
        was, known = self._as_of_s, self._by_second
        self._as_of_s = as_of_s
        if was is None or not 0 <= as_of_s - was <= _NEAR_S:
            self._count = sum(n for second, n in known.items() if self._holds(second, as_of_s))
            return self._count
        for end in range(was - self._ago_s, as_of_s - self._ago_s):
            self._count -= known.get(end - self._window_s, 0)
            if self._ago_s:
                self._count += known.get(end, 0)
        return self._count


class Quote(Struct, frozen=True):
    """A sentence with forbidden words, and who said it where that is known. `second`: when."""

    second: int
    text: Text


class Heard(Struct):
    """What was said in a show.

    Args:
        negative: Complaints. `banned`: comments with forbidden words.
        promised: Forbidden words in speech, cues and our own answers. `words`: the newest of them, newest last, each with
            the second of its newest saying.
        quote: The newest sentence of speech that has any.
    """

    negative: Seconds = field(default_factory=lambda: Seconds(SHORT_S + LONGEST_S))
    banned: Seconds = field(default_factory=Seconds)
    promised: Seconds = field(default_factory=Seconds)
    words: dict[str, int] = field(default_factory=dict)
    quote: Quote | None = None

    def utter(self, second: int, words: Sequence[str], said: Text | None = None) -> None:
        """Take forbidden words that were said, shown or written by ourselves, all at once; `said`: the sentence spoken."""
        if said is not None:
            self.quote = Quote(second, said)
        self.promised.add(second)
        self.words = newest((*self.words.items(), *((word, second) for word in words)))

    def told(self, as_of_s: int) -> list[str]:
        """Return the newest forbidden words that still count, newest last."""
        return [word for word, second in self.words.items() if as_of_s - second <= SHORT_S]


def newest(said: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the newest words of those that were said in these seconds, newest last, each once."""
    last: dict[str, int] = {}
    for word, second in said:
        at = max(second, last.pop(word, second))
        last[word] = at
    return dict(sorted(last.items(), key=lambda one: one[1])[-WORDS:])
