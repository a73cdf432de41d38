"""Timers: instants from which every screen counts by itself.

Owns: countdowns and their states.
Law: nothing ticks here; a timer is instants, and becomes `over` at the first whole second not before its end.
Must not know: screens, sounds.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field


class Timer(Struct):
    """One countdown. `ends_ms` = `started_ms` + `duration_for_ms`."""

    id: str
    title: str
    started_ms: int
    duration_for_ms: int
    state: Literal["running", "over", "stopped"] = "running"
    stopped_ms: int | None = None

    @property
    def ends_ms(self) -> int:
        """Return when it is over."""
        return self.started_ms + self.duration_for_ms


_KEPT = 10


class Timers(Struct):
    """The running timers, and the last few that are not."""

    by_id: dict[str, Timer] = field(default_factory=dict)
    next_end_ms: int | None = None

    def start(self, timer: Timer) -> None:
        """Add a timer; forget the oldest ended ones beyond the last few."""
        self.by_id[timer.id] = timer
        ended = [t.id for t in self.by_id.values() if t.state != "running"]
        for id_ in ended[: max(0, len(ended) - _KEPT)]:
            del self.by_id[id_]
        self.reckon()

    def reckon(self) -> None:
        """Find the next end again, after a change."""
        ends = [t.ends_ms for t in self.by_id.values() if t.state == "running"]
        self.next_end_ms = min(ends) if ends else None

    def advance(self, now_ms: int) -> bool:
        """Let timers that have ended be over; tell whether any did."""
        if self.next_end_ms is None or now_ms < self.next_end_ms:
            return False
        for timer in self.by_id.values():
            if timer.state == "running" and timer.ends_ms <= now_ms:
                timer.state = "over"
        self.reckon()
        return True
