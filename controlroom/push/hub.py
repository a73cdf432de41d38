"""Who looks at a room, and what goes to each of them next.

Owns: the room's position of published changes, a board for each audience, and the pace of every screen.
Law: state is pushed, not messages. A screen that acknowledges has at most two unacknowledged frames under
way, one that does not is paced by its wire; whatever changes meanwhile waits as one value a cell on the
shared board, so a slow screen skips (and is told so), delays nobody and costs a few integers.
Must not know: sockets, HTTP, what a value means, what time it is (a heartbeat, once a second, brings the
room's time and is itself the measure of waiting: a rehearsal's time runs at other speeds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from controlroom.domain.roles import PageName, Role
from controlroom.domain.topics import Topic
from controlroom.ports import Wire
from controlroom.push import frames
from controlroom.push.board import Board
from controlroom.push.frames import Kind

SLOW_BEATS: Final = 60
"""A frame under way for more heartbeats (seconds) than this: the screen is told to come back (1013)."""

OWES_BEATS: Final = 5
QUIET_BEATS: Final = 15
"""A page that has confirmed none of what it was sent for more heartbeats than the first, or said nothing for more than the
second (an idle one asks for the time every ten seconds), is stale: nobody knows what stands there."""

KEPT_BEATS: Final = 60
"""A board without screens is kept for so many heartbeats, so that a reload resumes."""

CLOSE_RESTART: Final = 1012
CLOSE_SLOW: Final = 1013


class Audience(Struct, frozen=True, kw_only=True):
    """All screens that see the same. `page`, `lang`, `tiles`: of pages only; `topics`: what they are about."""

    kind: Kind
    role: Role
    page: PageName | None
    lang: str | None
    topics: frozenset[Topic]
    tiles: frozenset[str] = frozenset()
    """Codes of the KPIs that such a page has chosen as its tiles; none: those it comes with."""


class ScreenRow(Struct, frozen=True, kw_only=True):
    """A screen as others see it.

    `pos`: newest confirmed, None before one; `last_seen_ms`: room time; `tab`: its own name; `state`: `stale`: it should
    have spoken.
    """

    id: str
    audience: Audience
    name: str | None
    pos: int | None
    last_seen_ms: int
    tab: str | None = None
    state: Literal["live", "stale"] = "live"


class Published(NamedTuple):
    """What became of a change. `pos`: the newest position; `costs`: bytes by audience, of those for whom something changed."""

    pos: int
    costs: Mapping[Audience, int]


class Screen:
    """One reader of a board; made by `Hub.join`, told by its socket what happened on the wire."""

    __slots__ = (
        "_acked", "_acks", "_beats", "_blocked", "_board", "_changes", "_first", "_hub", "_newest", "_older", "_owes",
        "_quiet", "_seen_ms", "_wire", "audience", "id", "name", "tab",
    )  # fmt: skip

    def __init__(
        self, hub: Hub, board: Board, audience: Audience, wire: Wire, screen_id: str, name: str | None, tab: str | None
    ) -> None:
        self.id = screen_id
        self.audience = audience
        self.name = name
        self.tab = tab
        self._hub = hub
        self._board = board
        self._wire = wire
        self._acks = audience.kind == "page"  # our own script does, from the hello on
        self._acked = self._older = self._newest = -1  # positions: confirmed, and of the last two frames
        self._first = -1  # the position that its hello went on from: it was sent every value that is newer
        self._changes = 0
        self._blocked = False
        self._beats = 0
        self._owes = self._quiet = 0  # heartbeats since it confirmed something that it was to, since it said anything
        self._seen_ms = hub.now_ms

    def acked(self, pos: int) -> None:
        """The client shows everything up to `pos` (one it was never sent confirms only what it was)."""
        self._acks = True
        self.seen()
        before, self._acked = self._acked, max(self._acked, min(pos, self._newest))
        if self._acked > before:
            self._owes = 0
            self._hub.heard(self, self._acked)
        self.offer()

    def seen(self) -> None:
        """The client said something."""
        self._seen_ms = self._hub.now_ms
        self._quiet = 0

    def unblocked(self) -> None:
        """The wire's last frame has gone out: it takes another."""
        self._blocked = False
        self._beats = 0
        self.offer()

    def left(self) -> None:
        """The client is gone (may be told more than once)."""
        self._hub.leave(self)

    def row(self) -> ScreenRow:
        """Return what others see of this screen."""
        pos = self._acked if self._acked >= 0 else None
        stale = self._acks and (self._owes > OWES_BEATS or self._quiet > QUIET_BEATS)
        return ScreenRow(
            id=self.id, audience=self.audience, name=self.name, pos=pos, last_seen_ms=self._seen_ms, tab=self.tab,
            state="stale" if stale else "live",
        )  # fmt: skip

    def greet(self, frame: bytes, since: int, pos: int) -> None:
        """Send the hello that brings the screen from `since` (-1: nothing) to `pos`."""
        self._first = since
        self._went(frame, pos)

    def offer(self) -> None:
        """Send what changed, if something did and the screen may have another frame now."""
        board = self._board
        if board.pos <= self._newest or self._blocked or (self._acks and self._older > self._acked):
            return
        skipped = board.changes - self._changes - 1
        self._went(board.update(self._newest, skipped, self._first), board.pos)

    def beat(self, pos: int, beats: _Beats) -> None:
        """Send the sign of life, or close if its last frame has been under way for too long."""
        self._quiet += 1
        self._owes = self._owes + 1 if self._newest > self._acked else 0
        if self._blocked:
            self._beats += 1
            if self._beats > SLOW_BEATS:
                self._beats = 0
                self.close(CLOSE_SLOW, "too slow: come back")
            return
        has = pos if self._board.pos <= self._newest else self._newest
        self._blocked = not self._wire.send(beats.frame(has))

    def tell(self, frame: bytes) -> None:
        """Send a frame that is only good now (an answer about time); a blocked wire drops it."""
        if not self._blocked:
            self._blocked = not self._wire.send(frame)

    def close(self, code: int, reason: str) -> None:
        """Begin to close the wire; its socket says `left` when it is."""
        self._wire.close(code, reason)

    def _went(self, frame: bytes, pos: int) -> None:
        self._older, self._newest = self._newest, pos
        self._changes = self._board.changes
        self._blocked = not self._wire.send(frame)


class _Beats:
    """The frames of one heartbeat, by position."""

    __slots__ = ("_frames", "_now_ms", "_speed")

    def __init__(self, now_ms: int, speed: float) -> None:
        self._now_ms = now_ms
        self._speed = speed
        self._frames: dict[int, bytes] = {}

    def frame(self, pos: int) -> bytes:
        """Return the heartbeat's frame at a position."""
        frame = self._frames.get(pos)
        if frame is None:
            frame = self._frames[pos] = frames.heartbeat(pos=pos, now_ms=self._now_ms, speed=self._speed)
        return frame


class _Stand:
    """A board with its screens. `empty_beats`: heartbeats since the last one left."""

    __slots__ = ("board", "empty_beats", "screens")

    def __init__(self, board: Board) -> None:
        self.board = board
        self.screens: dict[str, Screen] = {}
        self.empty_beats = 0


class Hub:
    """A room's boards and screens.

    Args:
        epoch: Name of this run of positions; another run (a restart) has another.
        fill: Returns an audience's values as they are now, JSON text by cell. It is asked when a board is
            made and when one without screens is looked at again; between, `publish` brings every change.
        now_ms: The room's time until the first heartbeat.
    """

    def __init__(self, epoch: str, fill: Callable[[Audience], Mapping[str, bytes]], now_ms: int = 0) -> None:
        self.epoch = epoch
        self.pos = 0
        self.seq = 0
        self.now_ms = now_ms
        self._fill = fill
        self._stands: dict[Audience, _Stand] = {}
        self._made = 0
        self._on_ack: list[Callable[[Screen, int], None]] = []
        self._on_left: list[Callable[[Screen], None]] = []

    def on_ack(self, callback: Callable[[Screen, int], None]) -> None:
        """Call `callback(screen, pos)` whenever a screen confirms a position it had not."""
        self._on_ack.append(callback)

    def on_left(self, callback: Callable[[Screen], None]) -> None:
        """Call `callback(screen)` once for each screen that left."""
        self._on_left.append(callback)

    def audiences(self) -> Sequence[Audience]:
        """Return those with screens: what must be published."""
        return [audience for audience, stand in self._stands.items() if stand.screens]

    def screens(self) -> Sequence[ScreenRow]:
        """Return every screen, by the time it joined within its audience."""
        return [screen.row() for screen in self._each()]

    def board(self, audience: Audience) -> Board:
        """Return the audience's board as of `pos`, made or brought up to date if nobody was looking."""
        return self._stand(audience).board

    def publish(self, changes: Mapping[Audience, Mapping[str, bytes]], seq: int) -> Published:
        """Take new values and send each screen that is free what changed for it; return where that led.

        Args:
            changes: JSON text by cell, by audience. An audience without a board is passed over; equal values
                are no change, and without a change the position stays.
            seq: The journal's seq that the values are as of.
        """
        self.seq = seq
        pos, costs = self.pos + 1, {}
        for audience, values in changes.items():
            stand = self._stands.get(audience)
            if stand is not None and (cost := stand.board.take(values, pos, seq)):
                costs[audience] = cost
        if costs:
            self.pos = pos
        for audience in costs:
            for screen in tuple(self._stands[audience].screens.values()):
                screen.offer()
        return Published(self.pos, costs)

    def join(
        self,
        audience: Audience,
        wire: Wire,
        *,
        now_ms: int,
        speed: float,
        screen_id: str | None = None,
        name: str | None = None,
        tab: str | None = None,
        resume: tuple[str, int] | None = None,
    ) -> Screen:
        """Add a screen and send its hello.

        Args:
            now_ms, speed: The room's clock.
            screen_id: Unique in the room; None: a number.
            name: As its person calls it. `tab`: what it calls itself, again when it comes back.
            resume: (epoch, pos) it has everything up to.
        """
        stand = self._stand(audience)
        self.now_ms = now_ms
        self._made += 1
        screen = Screen(self, stand.board, audience, wire, screen_id or str(self._made), name, tab)
        if screen.id in stand.screens:
            raise ValueError(f"screen {screen.id} has joined already")
        stand.screens[screen.id] = screen
        resumed = resume is not None and resume[0] == self.epoch and stand.board.knows(resume[1], self.pos)
        since = resume[1] if resumed and resume is not None else -1
        hello = frames.hello(
            audience.kind, epoch=self.epoch, pos=self.pos, seq=self.seq, now_ms=now_ms, speed=speed,
            resumed=resumed, entries=stand.board.entries(since),
        )  # fmt: skip
        screen.greet(hello, since, self.pos)
        return screen

    def leave(self, screen: Screen) -> None:
        """Forget a screen (`Screen.left`)."""
        stand = self._stands.get(screen.audience)
        if stand is None or stand.screens.get(screen.id) is not screen:
            return
        del stand.screens[screen.id]
        stand.empty_beats = 0
        for callback in self._on_left:
            callback(screen)

    def heard(self, screen: Screen, pos: int) -> None:
        """Pass a screen's confirmation on (`Screen.acked`)."""
        for callback in self._on_ack:
            callback(screen, pos)

    def heartbeat(self, now_ms: int, speed: float) -> None:
        """Send the sign of life, close the stuck, drop boards nobody came back to; call it once a second.

        Args:
            now_ms, speed: The room's clock.
        """
        self.now_ms = now_ms
        beats = _Beats(now_ms, speed)
        for screen in list(self._each()):
            screen.beat(self.pos, beats)
        for audience, stand in list(self._stands.items()):
            if not stand.screens:
                stand.empty_beats += 1
                if stand.empty_beats > KEPT_BEATS:
                    del self._stands[audience]

    def close_all(self, code: int, reason: str) -> None:
        """Begin to close every screen's wire."""
        for screen in list(self._each()):
            screen.close(code, reason)

    def _each(self) -> Iterator[Screen]:
        for stand in self._stands.values():
            yield from stand.screens.values()

    def _stand(self, audience: Audience) -> _Stand:
        stand = self._stands.get(audience)
        if stand is None:  # making one is a change: whoever names an older position must be told everything
            self.pos += 1
            stand = self._stands[audience] = _Stand(Board(audience.kind, self.pos))
            stand.board.take(self._fill(audience), self.pos, self.seq)
        elif not stand.screens and stand.board.take(self._fill(audience), self.pos + 1, self.seq):
            self.pos += 1
        stand.empty_beats = 0
        return stand
