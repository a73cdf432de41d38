"""How a feed is doing in this run: counters, age, lag.

Owns: the counters of one feed and what they look like on a screen.
Law: these are shown, not folded; after a restart they begin anew.
Must not know: the fold, sockets.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from controlroom.domain.events import Fact
from controlroom.live.feeding import Known
from controlroom.room.room import LATE_MS, SKEW_MS
from controlroom.room.state import FeedLine
from controlroom.views.shapes import FeedView

SILENT_MS: Final = 60_000
"""A feed that said nothing for so long is shown as stale."""

OTHER_TYPES: Final = "…"
"""Stands for the types beyond `_TYPES`: a sender may make up ever new ones."""

_TYPES: Final = 50
_LAGS: Final = 512
_SAMPLES: Final = 16


class FeedHealth:
    """The counters of one feed."""

    __slots__ = (
        "_lags", "accepted", "duplicates", "elsewhere", "last_ms", "last_type", "late", "rejected", "skewed", "unknown",
    )  # fmt: skip

    def __init__(self) -> None:
        self.accepted = self.duplicates = self.rejected = self.late = self.skewed = self.elsewhere = 0
        self.unknown: dict[str, int] = {}
        self.last_ms: int | None = None
        self.last_type: str | None = None
        self._lags: deque[int] = deque(maxlen=_LAGS)

    def count(self, facts: Sequence[Fact], duplicates: int, rejected: int, now_ms: int) -> None:
        """Count a body: what was taken, known already, refused; sample its lag."""
        self.accepted += len(facts)
        self.duplicates += duplicates
        self.rejected += rejected
        self.last_ms = now_ms
        if facts:
            self.last_type = str(facts[-1].__struct_config__.tag)
        late, skewed = now_ms - LATE_MS, now_ms + SKEW_MS
        for fact in facts:
            at = fact.at
            if at is not None:
                if at < late:  # type: ignore[operator]
                    self.late += 1
                elif at > skewed:  # type: ignore[operator]
                    self.skewed += 1
        for fact in facts[:: max(1, len(facts) // _SAMPLES)]:
            if type(fact.at) is int:
                self._lags.append(max(0, now_ms - fact.at))

    def heard(self, types: Iterable[str]) -> list[str]:
        """Count messages of types that no adapter knows; return those types that are new."""
        new = []
        for type_ in types:
            if type_ not in self.unknown and len(self.unknown) >= _TYPES:
                type_ = OTHER_TYPES
            if type_ not in self.unknown:
                new.append(type_)
            self.unknown[type_] = self.unknown.get(type_, 0) + 1
        return new

    def view(self, name: str, line: FeedLine | None, now_ms: int, known: Known | None = None) -> FeedView:
        """Return what a screen shows of it. `line`: its connection as journaled, if it has one; `known`: if it is entered."""
        lags = sorted(self._lags)
        silent = self.last_ms is None or now_ms - self.last_ms > SILENT_MS
        down = line is not None and line.state == "down"
        return FeedView(
            name=name,
            kind=known.kind if known is not None else line.kind if line is not None else "http",
            state="down" if down else "unknown" if self.last_ms is None else "stale" if silent else "live",
            last_ms=self.last_ms,
            lag_p50_for_ms=lags[len(lags) // 2] if lags else None,
            lag_p99_for_ms=lags[len(lags) * 99 // 100] if lags else None,
            accepted=self.accepted,
            duplicates=self.duplicates,
            rejected=self.rejected,
            late=self.late,
            skewed=self.skewed,
            unknown=dict(self.unknown),
            elsewhere=self.elsewhere,
            last_type=self.last_type,
            way=known.way if known is not None else None,
            link=line.state
            if line is not None
            else "connecting"
            if known is not None and known.way == "client"
            else None,
            why=line.why if line is not None and down else None,
            origin=known.origin if known is not None else None,
            twice=known is not None and known.twice,
            carries=known.carries if known is not None else (),
            estimates=known.estimates if known is not None else (),
        )
