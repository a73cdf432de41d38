"""Brings what a room has to tell to the post.

Owns: which notices of the fold the post has been given, whom each is for, those too old to tell, and which are about something
that is over.
Law: the fold keeps its newest notices, so after a restart all of them are looked through again, and the outbox knows those
that were ever entered: each is entered once. Nothing is told of what happened long before somebody looked.
Must not know: targets, chat apps, why a notice was made.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Final

from controlroom.domain.alerts.gate import duplicate_ms
from controlroom.domain.alerts.notice import EVERYBODY, Notice
from controlroom.notify.post import Dispatch, Post
from controlroom.ports import Clock, Letter, StoreUnavailable
from controlroom.room.state import RoomState
from controlroom.views.shapes import UnsentView

log = logging.getLogger(__name__)

LATE_MS: Final = 3_600_000
"""A notice that is entered so long after it was made helps nobody any more: it is kept, and told to nobody."""

BATCH: Final = 50
RETRY_S: Final = 1.0


class Notifying:
    """One room's way to the post.

    Args:
        post: Tells targets; None: nothing leaves this room (a rehearsal, a replay).
        clock: The room's.
        changed: Called when a target gets into trouble or out of it.
    """

    def __init__(self, post: Post | None, clock: Clock, changed: Callable[[], None]) -> None:
        self._post = post
        self._clock = clock
        self._changed = changed
        self._state: RoomState | None = None
        self._show, self._made = "", 0
        self._due: list[Dispatch] = []
        self._wake = asyncio.Event()

    @property
    def waiting(self) -> int:
        """Return how many notices are not in the outbox yet."""
        return len(self._due)

    def look(self, s: RoomState) -> None:
        """Take in the notices that have been made since the last look; of another show, all that are kept."""
        if self._post is None:
            return
        self._state = s
        self._post.ask(s.room, self._is_over)
        notices = s.casebook.notices
        if s.show != self._show or notices.made < self._made:
            self._show, self._made = s.show, 0
        new, self._made = notices.after(self._made), notices.made
        if new:
            now_ms = self._clock.now_ms()
            self._due += [_dispatch(s, notice, now_ms) for notice in new]
            self._wake.set()

    def unsent(self) -> list[UnsentView]:
        """Return the targets that cannot be told."""
        return [
            UnsentView(target=t.target, since_ms=t.since_ms, waiting=t.waiting, given_up=t.given_up, why=t.why)
            for t in (self._post.troubles() if self._post is not None else ())
        ]

    async def run(self) -> None:
        """Enter what comes, until cancelled."""
        if self._post is None:
            return
        self._post.on_change(self._changed)
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                await self._enter(self._post)
        finally:
            self._post.off_change(self._changed)
            if self._state is not None:
                self._post.ask_no_more(self._state.room, self._is_over)

    def _is_over(self, letter: Letter) -> bool:
        """Tell whether people are done with all that a letter is about; what comes and goes is not over while it is gone."""
        s = self._state
        if s is None or not letter.rules:
            return False
        if s.show != letter.show:
            return True
        book = s.casebook
        found = [(key, book.of(key)) for key in letter.rules]
        return all((one is None or one.over) and not book.gate.unstable(key) for key, one in found)

    async def _enter(self, post: Post) -> None:
        while self._due:
            batch = self._due[:BATCH]
            try:
                await post.enter(batch)
            except StoreUnavailable as error:
                log.warning("%d alerts wait for the outbox: %s", len(self._due), error)
                await asyncio.sleep(RETRY_S)
            else:
                del self._due[: len(batch)]


def _dispatch(s: RoomState, notice: Notice, now_ms: int) -> Dispatch:
    late = now_ms - notice.at_ms > LATE_MS
    letter = Letter(
        room=s.room, show=s.show, notice=notice.id, at_ms=notice.at_ms, timezone=s.timezone,
        severity=notice.severity, text=notice.text, rules=notice.rules, window_ms=duplicate_ms(notice.severity),
    )  # fmt: skip
    return Dispatch(letter=letter, receivers=_receivers(s, notice.to), late=late)


def _receivers(s: RoomState, to: Iterable[str]) -> frozenset[str]:
    """Return roles and members' ids; a member's role hears what the member does. Empty: everybody."""
    named = frozenset(to)
    if EVERYBODY in named:
        return frozenset()
    team = s.plan.show.team if s.plan is not None else ()
    return named | {member.role for member in team if member.id in named}
