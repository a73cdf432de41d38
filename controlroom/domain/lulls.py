"""When facts of a type were no longer told: their figures of those seconds are not known.

Owns: the bounded list of such spans, by type of fact.
Law: a span begins with the first whole second that knows what was told last, and ends with the first that knows what is told
next: the seconds between are a gap. Of each type at most `KEPT` spans are kept; the two nearest to each other become one, so
that no feed can make the list grow and nothing that was not told becomes known.
Must not know: feeds, which figure is made of what.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct, field

from controlroom.domain.units import SECOND_MS

KEPT: Final = 500
"""Of each type."""

Span = tuple[int, int | None]


class Lulls(Struct):
    """A show's spans by type of fact (epoch ms, whole seconds). `open`: since when facts are no longer told."""

    past: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)

    def begin(self, kind: str, last_ms: int) -> None:
        """Begin a span after the instant up to which everything was told; one that lasts goes on instead."""
        self.open.setdefault(kind, (last_ms // SECOND_MS + 1) * SECOND_MS)

    def finish(self, kind: str, at_ms: int) -> None:
        """End the span, if it lasts, at a whole second that knows what was told."""
        since_ms = self.open.pop(kind, None)
        if since_ms is None or since_ms >= at_ms:
            return
        kept = self.past.setdefault(kind, [])
        kept.append((since_ms, at_ms))
        if len(kept) > KEPT:
            near = min(range(len(kept) - 1), key=lambda i: kept[i + 1][0] - kept[i][1])
            kept[near : near + 2] = [(kept[near][0], kept[near + 1][1])]

    def stop(self, at_ms: int) -> None:
        """End every span: from an instant on nothing is expected."""
        for kind in list(self.open):
            self.finish(kind, -(-at_ms // SECOND_MS) * SECOND_MS)

    def of(self, kinds: Iterable[str]) -> list[Span]:
        """Return the spans of any of these types; one that lasts has no end."""
        spans: list[Span] = []
        for kind in kinds:
            spans += self.past.get(kind, ())
            if kind in self.open:
                spans.append((self.open[kind], None))
        return spans


def within(spans: Iterable[Span], at_ms: int) -> bool:
    """Tell whether a whole second lies inside a span: neither its first second nor the one that ends it does."""
    return any(begin < at_ms and (end is None or at_ms < end) for begin, end in spans)
