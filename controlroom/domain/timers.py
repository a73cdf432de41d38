"""Timers: instants from which every screen counts by itself.

Owns: countdowns, clocks that count up, clocks to an instant; pausing, adding, their states.
Law: nothing ticks here; a timer is instants, and becomes `over` at the first whole second not before its end. What a
pause took is added to the end; a clock to an instant is the day's and cannot be paused.
Must not know: screens, sounds, what starts a timer.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.plan import Text, TimerKind

WARN_MS: Final = 60_000
DANGER_MS: Final = 10_000
"""Time left at which a timer turns amber and red when nobody said otherwise."""

OVER_MS: Final = 60_000
"""How long a timer that is over stands on the screens."""

TimerState = Literal["running", "paused", "over", "stopped"]


class Timer(Struct):
    """One timer.

    Args:
        duration_for_ms: Of a countdown, what was added to it included; None: it counts up.
        until_ms: The instant it counts to.
        paused_for_ms: In the pauses that are over. `paused_ms`: since when it is paused now.
        plan: It was started from the plan, under its id there. `offer`: whose end it shows.
    """

    id: str
    title: Text
    started_ms: int
    duration_for_ms: int | None = None
    kind: TimerKind = "countdown"
    until_ms: int | None = None
    state: TimerState = "running"
    stopped_ms: int | None = None
    paused_for_ms: int = 0
    paused_ms: int | None = None
    warn_for_ms: int = WARN_MS
    danger_for_ms: int = DANGER_MS
    plan: bool = False
    offer: str | None = None

    @property
    def ends_ms(self) -> int | None:
        """Return when it is over; None: it counts up, or nobody knows before it runs again."""
        if self.kind == "until":
            return self.until_ms
        if self.duration_for_ms is None or self.paused_ms is not None:
            return None
        return self.started_ms + self.duration_for_ms + self.paused_for_ms

    def left_ms(self, at_ms: int) -> int | None:
        """Return what is left of it at an instant, never below 0; None: it counts up."""
        if self.kind == "until":
            ends = self.until_ms
        elif self.duration_for_ms is not None:
            ends = self.started_ms + self.duration_for_ms + self.paused_for_ms
        else:
            ends = None
        if ends is None:
            return None
        return max(0, ends - (self.paused_ms if self.paused_ms is not None else at_ms))

    @property
    def leaves_ms(self) -> int | None:
        """Return when its state changes by time alone; None: it does not."""
        if self.ends_ms is None or self.state not in ("running", "over"):
            return None
        return self.ends_ms if self.state == "running" else self.ends_ms + OVER_MS

    def leave(self, at_ms: int) -> None:
        """Let its state change by time alone."""
        if self.state == "running":
            self.state = "over"
        else:
            self.state, self.stopped_ms = "stopped", at_ms

    def pause(self, at_ms: int) -> None:
        """Stand still from an instant on."""
        self.state, self.paused_ms = "paused", at_ms

    def resume(self, at_ms: int) -> None:
        """Run on."""
        assert self.paused_ms is not None
        self.paused_for_ms += at_ms - self.paused_ms
        self.state, self.paused_ms = "running", None

    def stop(self, at_ms: int) -> None:
        """End before the end."""
        self.state, self.stopped_ms = "stopped", at_ms

    def start_again(self) -> None:
        """Go on as if it had not been stopped."""
        self.state, self.stopped_ms = "paused" if self.paused_ms is not None else "running", None

    def add(self, by_ms: int, at_ms: int) -> None:
        """Lengthen (or shorten) what is left; one that is over runs again for `by_ms` from now."""
        if self.kind == "until":
            assert self.until_ms is not None
            self.until_ms = (at_ms if self.state == "over" else self.until_ms) + by_ms
        else:
            assert self.duration_for_ms is not None
            left = 0 if self.state == "over" else self.left_ms(at_ms) or 0
            now_ms = self.paused_ms if self.paused_ms is not None else at_ms
            self.duration_for_ms = now_ms - self.started_ms - self.paused_for_ms + max(0, left + by_ms)
        if self.state == "over":
            self.state = "running"


_KEPT = 10


class Timers(Struct):
    """The running timers, and the last few that are not.

    Args:
        next_end_ms: When the next one is over, or has been over long enough.
        next_start_ms: When the next one of the plan starts by itself, as far as is known (`room.prompting`).
        begun: By the plan's timer, the newest instant at which it started by itself.
    """

    by_id: dict[str, Timer] = field(default_factory=dict)
    next_end_ms: int | None = None
    next_start_ms: int | None = None
    begun: dict[str, int] = field(default_factory=dict)

    def start(self, timer: Timer) -> None:
        """Add a timer, or start it again; forget the oldest ended ones beyond the last few."""
        self.by_id.pop(timer.id, None)
        self.by_id[timer.id] = timer
        ended = [t.id for t in self.by_id.values() if t.state in ("over", "stopped")]
        for id_ in ended[: max(0, len(ended) - _KEPT)]:
            del self.by_id[id_]
        self.reckon()

    def reckon(self) -> None:
        """Find the next end again, after a change."""
        self.next_end_ms = min((end for t in self.by_id.values() if (end := t.leaves_ms) is not None), default=None)

    def advance(self, now_ms: int) -> bool:
        """Let timers that have ended be over; tell whether any did."""
        if self.next_end_ms is None or now_ms < self.next_end_ms:
            return False
        for timer in self.by_id.values():
            while (leaves := timer.leaves_ms) is not None and leaves <= now_ms:
                timer.leave(leaves)
        self.reckon()
        return True

    def soonest(self) -> Timer | None:
        """Return the running timer that ends first."""
        ending = [t for t in self.by_id.values() if t.state == "running" and t.ends_ms is not None]
        return min(ending, key=lambda t: (t.ends_ms or 0, t.id), default=None)
