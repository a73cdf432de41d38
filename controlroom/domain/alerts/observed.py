"""What the room saw of its feeds, its stream and its host's screen: what rules over them read.

Owns: when each feed was last heard of which kind and how late it was, since when the stream is interrupted and no host's
screen is there, warnings by second, how many watched in the last ten minutes.
Law: whole numbers; filled while records are folded; nothing is silent, away or missing for the time in which the room itself
was away. Bounded: `MOST` feeds, ten minutes of levels.
Must not know: rules, thresholds of rules, the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.alerts.heard import Seconds
from controlroom.domain.events import Stream
from controlroom.domain.units import MINUTE_MS

MOST: Final = 200
"""So many feeds are told apart."""

AUDIENCE_MS: Final = 15_000
COMMENTS_MS: Final = 60_000
HEARTBEAT_MS: Final = 30_000
"""A feed that sends such messages is silent without them for so long; with heartbeats, any message will do."""
LINK_MS: Final = 15_000
"""So is one whose connection is down, whatever it sends."""

CROWD_KINDS: Final = frozenset({"audience", "enter", "leave", "comment", "like", "follow", "share", "club", "gift"})
"""What every feed of one broadcast tells alike, so that another can stand in; orders and money are each shop's own."""

CROWD: Final = 50
"""Comments are expected while more than so many watch."""

SLOW_S: Final = 2
"""Lags below this are not told apart."""

WARNED_S: Final = 600
"""A platform's warning stands so long."""

_LONGEST_S: Final = 120
USUAL_S: Final = 300
"""What is usual is the mean over five minutes, five minutes ago."""


class Lags(Struct):
    """How late messages came within a minute. `slow`: by whole seconds from `SLOW_S` on."""

    minute: int = -1
    count: int = 0
    slow: dict[int, int] = field(default_factory=dict)


class Source(Struct):
    """One feed as it was heard. `last`: by kind of fact, the instant of its newest message (epoch ms, received)."""

    last: dict[str, int] = field(default_factory=dict)
    any_ms: int = 0
    lags: Lags = field(default_factory=Lags)
    before: Lags = field(default_factory=Lags)

    def hear(self, kind: str, received_ms: int, count: int) -> None:
        """Take messages of one kind."""
        self.last[kind] = self.any_ms = received_ms
        self._at(received_ms).count += count

    def lag(self, received_ms: int, lags_s: Iterable[int]) -> None:
        """Take how late some of the messages were, in whole seconds."""
        slow = self._at(received_ms).slow
        for lag_s in lags_s:
            lag_s = min(lag_s, _LONGEST_S)
            slow[lag_s] = slow.get(lag_s, 0) + 1

    def _at(self, received_ms: int) -> Lags:
        minute = received_ms // MINUTE_MS
        if self.lags.minute != minute:
            self.before, self.lags = self.lags, Lags(minute)
        return self.lags

    def lag_p99_s(self, as_of_ms: int) -> int | None:
        """Return the lag that one in a hundred messages of this and the last minute passes; None: there were none."""
        minute = as_of_ms // MINUTE_MS
        near = [lags for lags in (self.lags, self.before) if lags.minute >= minute - 1]
        count = sum(lags.count for lags in near)
        if not count:
            return None
        left = count // 100
        slow: dict[int, int] = {}
        for lags in near:
            for lag_s, n in lags.slow.items():
                slow[lag_s] = slow.get(lag_s, 0) + n
        for lag_s in sorted(slow, reverse=True):
            left -= slow[lag_s]
            if left < 0:
                return lag_s
        return 0

    def silent(self, as_of_ms: int, since_ms: int, online: int | None) -> tuple[int, int] | None:
        """Return (silent for, at most so long) in ms, of the kind that is nearest to its limit or farthest beyond it.

        Args:
            since_ms: Nothing counts before. `online`: viewers now, None: unknown.
        """
        last, found = self.last, []
        if "audience" in last:
            found.append((as_of_ms - max(since_ms, last["audience"]), AUDIENCE_MS))
        if "comment" in last and online is not None and online > CROWD:
            found.append((as_of_ms - max(since_ms, last["comment"]), COMMENTS_MS))
        if "heartbeat" in last:
            found.append((as_of_ms - max(since_ms, self.any_ms), HEARTBEAT_MS))
        return max(found, key=lambda one: (one[0] - one[1], one)) if found else None

    def brings(self, kinds: Iterable[str], silent: tuple[int, int] | None, as_of_ms: int) -> bool:
        """Tell whether any of these kinds still comes: of a feed that is silent, what came within the limit that it missed.

        Args:
            silent: As `silent` tells it.
        """
        since_ms = as_of_ms - silent[1] if silent is not None and silent[0] > silent[1] else None
        return any(kind in self.last and (since_ms is None or self.last[kind] >= since_ms) for kind in kinds)


class Usual(Struct):
    """A level of every second of the last ten minutes, oldest first (−1: unknown); the mean of the older five.

    `total`, `known`: of the older half.
    """

    levels: list[int] = field(default_factory=list)
    total: int = 0
    known: int = 0

    def push(self, level: int | None) -> None:
        """Take the level of the next second."""
        levels = self.levels
        levels.append(level if level is not None else -1)
        if len(levels) > USUAL_S:
            self._count(levels[-USUAL_S - 1], 1)
        if len(levels) > 2 * USUAL_S:
            self._count(levels.pop(0), -1)

    def _count(self, level: int, sign: int) -> None:
        if level >= 0:
            self.total += sign * level
            self.known += sign

    def mean(self) -> tuple[int, int] | None:
        """Return the mean as a fraction; None: less than half of those five minutes is known."""
        return (self.total, self.known) if 2 * self.known >= USUAL_S else None


class StreamHealth(Struct, frozen=True):
    """The broadcast as told last. `since_ms`: since when it is in its state; a figure that nobody told is None."""

    state: Literal["live", "interrupted", "ended"]
    bitrate_kbps: int | None
    dropped_frames: int | None
    since_ms: int


class Observed(Struct, dict=True):
    """What was observed of one show.

    Args:
        sources: By feed. `back_ms`: when the room was last back after it had been away.
        stream_ms: The newest telling's instant. `stream`: what it told; None: nobody ever told.
        host_gone_ms: Since when no host's screen is there although one was; None: not so.
        warnings: By second. `online`: viewers.
    """

    sources: dict[str, Source] = field(default_factory=dict)
    back_ms: int = 0
    stream_ms: int = -1
    stream: StreamHealth | None = None
    host_gone_ms: int | None = None
    warnings: Seconds = field(default_factory=lambda: Seconds(WARNED_S))
    online: Usual = field(default_factory=Usual)

    @cached_property
    def moved(self) -> dict[str, None]:
        """Products whose stock this record has changed; emptied before the next one, so no part of the state."""
        return {}

    def hear(
        self, counts: Mapping[tuple[str, str], int], slow: Mapping[str, list[int]], received_ms: int
    ) -> None:  # fmt: skip
        """Take what came with a page.

        Args:
            counts: Messages by kind and feed. `slow`: by feed, in whole seconds, the lags from `SLOW_S` on.
        """
        for (kind, name), count in counts.items():
            source = self.sources.get(name)
            if source is None:
                if len(self.sources) >= MOST:
                    continue
                source = self.sources[name] = Source()
            source.hear(kind, received_ms, count)
        for name, lags_s in slow.items():
            if name in self.sources:
                self.sources[name].lag(received_ms, lags_s)

    @property
    def interrupted(self) -> bool | None:
        """Tell whether the stream is interrupted; None: nobody ever told."""
        return self.stream.state == "interrupted" if self.stream is not None else None

    def streamed(self, fact: Stream, at_ms: int) -> None:
        """Take what was told of the stream."""
        if at_ms >= self.stream_ms:
            was = self.stream
            since_ms = was.since_ms if was is not None and was.state == fact.state else at_ms
            self.stream_ms = at_ms
            self.stream = StreamHealth(fact.state, fact.bitrate_kbps, fact.dropped_frames, since_ms)

    def host(self, here: bool, at_ms: int) -> None:
        """Note that a host's screen is there, or that the last one left."""
        self.host_gone_ms = None if here else at_ms

    def away(self, to_ms: int) -> None:
        """Note that the room was away until an instant: nothing was silent or gone for that time."""
        self.back_ms = to_ms
        if self.host_gone_ms is not None:
            self.host_gone_ms = max(self.host_gone_ms, to_ms)
