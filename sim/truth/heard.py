"""Facts as the room heard them, and what belongs to a window.

Owns: the instant a fact counts with, lateness, windows by whole seconds, the segment of an instant.
Law (METRICS.md section 1): an instant that is missing or more than 5 s ahead is that of receipt; what comes
more than 120 s after it happened is late and in no window.
Must not know: what the facts are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sim.truth.sheet import Sheet

AHEAD_MS: Final = 5_000
LATE_MS: Final = 120_000
NO_SEGMENT: Final = "none"


@dataclass(frozen=True, slots=True)
class Heard:
    """One fact as delivered.

    Args:
        kind: The event's type.
        fields: The event.
        id: Its id; empty: none.
        source: Its feed.
        at: The instant it counts with, epoch milliseconds.
        received: When the room took it.
        counts: Whether the show was live then; before the start only levels are taken.
    """

    kind: str
    fields: dict[str, Any]
    id: str
    source: str
    at: int
    received: int
    counts: bool

    @property
    def late(self) -> bool:
        """Whether it came too late for any window."""
        return self.received - self.at > LATE_MS

    @property
    def newest(self) -> tuple[int, str, str]:
        """What levels are ordered by."""
        return self.at, self.source, self.id


@dataclass(frozen=True, slots=True)
class OnAir:
    """When a segment was on air. `ended_ms` None: it still is."""

    id: str
    started_ms: int
    ended_ms: int | None


@dataclass(frozen=True, slots=True)
class Frame:
    """What the room says of the show itself: the instants that the figures are reckoned from.

    Args:
        as_of_ms: The last whole second advanced.
        started_ms: None: not live yet.
        ended_ms: None: not over.
        segments: Those that were on air.
        safety: The safety line by sku.
        sold: (since, the product on sale then or None), as it changed.
        sheet: What the plan says of money.
    """

    as_of_ms: int
    started_ms: int | None
    ended_ms: int | None = None
    segments: tuple[OnAir, ...] = ()
    safety: Mapping[str, int | None] = field(default_factory=dict)
    sold: tuple[tuple[int, str | None], ...] = ()
    sheet: Sheet = field(default_factory=Sheet)

    @property
    def until_ms(self) -> int:
        """Up to when time counts."""
        return self.as_of_ms if self.ended_ms is None else min(self.as_of_ms, self.ended_ms)


def instant_of(told: int | None, received: int) -> int:
    """Return the instant a fact counts with.

    Args:
        told: The source's, epoch milliseconds; None: it said none.
        received: The room's.
    """
    return received if told is None or told > received + AHEAD_MS else told


def within(at: int, as_of_ms: int, for_ms: int) -> bool:
    """Say whether an instant lies in the window of `for_ms` that ends before the whole second `as_of_ms`."""
    second = as_of_ms // 1000
    return second - for_ms // 1000 <= at // 1000 < second


def segment_at(segments: Sequence[OnAir], instant: int) -> str:
    """Return the segment on air at an instant, `none` before the first take and after the last."""
    found = NO_SEGMENT
    newest = -1
    for segment in segments:
        over = segment.ended_ms is not None and instant >= segment.ended_ms
        if newest < segment.started_ms <= instant and not over:
            found, newest = segment.id, segment.started_ms
    return found


def of_kind(facts: Iterable[Heard], kind: str) -> list[Heard]:
    """Return the facts of a type that count."""
    return [fact for fact in facts if fact.kind == kind and fact.counts]


def until_end(facts: Sequence[Heard], ended_ms: int | None) -> list[Heard]:
    """Leave out what came after the end, but for later steps of orders that the show knew.

    Args:
        facts: In the order of delivery.
        ended_ms: None: the show is not over.
    """
    if ended_ms is None:
        return list(facts)
    known = {f.fields["order"] for f in facts if f.kind == "order" and f.counts and f.received <= ended_ms}
    return [f for f in facts if f.received <= ended_ms or (f.kind == "order" and f.fields["order"] in known)]
