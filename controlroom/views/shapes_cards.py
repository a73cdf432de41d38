"""What the topics `cue` and `timers` hold.

Owns: the shapes of cards and timers, as far as built of CONTRACT.md section 3.
Law: an unknown value is None, never 0 or missing; nothing here ticks: instants are given, the screen reckons ages.
Must not know: roles (`views.cards` hides), HTML, the state's own structs.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from controlroom.domain.plan import Text


class CueView(Struct, frozen=True, kw_only=True):
    """A card for the host. `stale`: a number in it has changed since.

    `expired`: its time was over before anybody acknowledged it; `by_itself`: nobody pressed a key for it; `faint`: how
    often running it was let pass before; `about`: the product its numbers are of, where it is not on air; `reader`: the one
    host it is for by name, where it is not for whoever hosts; `until_ms`: when the time left in its text, written
    `left_said`, is over (null: none is in it, or its clock stands).
    """

    id: str
    text: Text
    priority: Literal["info", "push", "urgent"]
    target: str | None
    shown_ms: int
    delivered_ms: int | None
    acked_ms: int | None
    expires_ms: int | None
    stale: bool
    expired: bool = False
    by_itself: bool = False
    faint: int = 0
    about: Text | None = None
    reader: str | None = None
    until_ms: int | None = None
    left_said: str | None = None


class PreparedView(Struct, frozen=True, kw_only=True):
    """A prepared card, as it would be said now.

    `segment` null: for any segment; `unknown`: placeholders that nobody knows the number of (then `text` is as written, and
    it cannot be shown by hand); `up`: the card of it that is up; `faint`: how often running it was let pass; `rescue`: a
    bridging line.
    """

    id: str
    text: Text
    priority: Literal["info", "push", "urgent"]
    segment: str | None
    unknown: tuple[str, ...] = ()
    up: str | None = None
    faint: int = 0
    rescue: bool = False


class CuesView(Struct, frozen=True, kw_only=True):
    """Topic `cue`: the card the host sees and those behind it; for controllers the last closed, and `palette`: prepared ones."""

    current: CueView | None
    queue: tuple[CueView, ...]
    recent: tuple[CueView, ...] = ()
    palette: tuple[PreparedView, ...] = ()


class TimerView(Struct, frozen=True, kw_only=True):
    """One timer of the topic `timers`. `ends_ms` null: it counts up, or is paused (since `paused_ms`).

    `offer`: the offer that is open as long as it runs.
    """

    id: str
    title: Text
    kind: Literal["countdown", "countup", "until"]
    state: Literal["running", "paused", "over", "stopped"]
    started_ms: int
    duration_for_ms: int | None
    paused_for_ms: int
    ends_ms: int | None
    warn_for_ms: int | None
    danger_for_ms: int | None
    paused_ms: int | None = None
    offer: str | None = None


class PreparedTimerView(Struct, frozen=True, kw_only=True):
    """A timer of the segment on air that may be started. `offer`: the offer that it opens."""

    id: str
    title: Text
    offer: str | None = None


class TimersView(Struct, frozen=True, kw_only=True):
    """Topic `timers` (on the wire: the list itself). `prepared`: what a controller's page offers to start."""

    timers: tuple[TimerView, ...]
    prepared: tuple[PreparedTimerView, ...] = ()
