"""From changed topics to frames: project, compare, render once, publish.

Owns: when a change leaves (at once after a quiet moment or for a command, else at most ten times a second) and the last
view of every (topic, role).
Law: a value is projected once for each role and rendered once for each audience, never for a screen; an equal view goes
nowhere. Under load the pace falls before the journal does.
Must not know: sockets, SQL, how a page looks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter
from typing import Final, Protocol

from msgspec.json import Encoder

from controlroom.domain.roles import READS, PageName, Role
from controlroom.domain.topics import Topic
from controlroom.push.hub import Audience, Hub
from controlroom.room.state import RoomState
from controlroom.views import shapes
from controlroom.views.beside import Beside
from controlroom.views.project import project

log = logging.getLogger(__name__)

EVERY_S: Final = 0.1
SLOWEST_S: Final = 0.5
_SHARE: Final = 6
"""Publishing takes at most a sixth of the time: the pace falls when a round costs more."""

_ENCODE: Final = Encoder().encode


class Slots(Protocol):
    """What the publisher needs of the render floor."""

    def slots(
        self, page: PageName, lang: str, views: Mapping[Topic, shapes.View], changed: frozenset[Topic]
    ) -> dict[str, str]:
        """Return the inner HTML of each slot that depends on a changed topic."""
        ...


class Publisher:
    """One room's publisher.

    Args:
        state: Returns the state as it is now.
        beside: Returns what is shown besides it.
        renderer: Makes the slots of pages.
    """

    def __init__(self, state: Callable[[], RoomState], beside: Callable[[], Beside], renderer: Slots) -> None:
        self._state = state
        self._beside = beside
        self._renderer = renderer
        self._dirty: set[Topic] = set()
        self._views: dict[Role, dict[Topic, shapes.View]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._next_s = 0.0
        self.hub: Hub
        self.published: Callable[[frozenset[Topic], int], None] = lambda topics, pos: None

    def view(self, role: Role, topics: Iterable[Topic]) -> dict[Topic, shapes.View]:
        """Return the views of a role as of now."""
        state, beside = self._state(), self._beside()
        return {topic: project(topic, state, beside, role) for topic in topics}

    def fill(self, audience: Audience) -> dict[str, bytes]:
        """Return all values of an audience as they are now (`Hub` asks when a board is made)."""
        views = self.view(audience.role, READS[audience.role])
        known = self._views.setdefault(audience.role, {})
        # What differs from the last view has not been published to others of this role yet.
        self._dirty |= {topic for topic, value in views.items() if topic in known and known[topic] != value}
        known.update({topic: value for topic, value in views.items() if topic not in known})
        return self._cells(audience, views, audience.topics)

    def _cells(
        self, audience: Audience, views: Mapping[Topic, shapes.View], changed: frozenset[Topic]
    ) -> dict[str, bytes]:
        if audience.kind == "topics":
            return {topic: _ENCODE(shapes.wire(views[topic])) for topic in sorted(changed & audience.topics)}
        assert audience.page is not None
        assert audience.lang is not None
        html = self._renderer.slots(audience.page, audience.lang, views, changed)
        return {slot: _ENCODE(text) for slot, text in html.items()}

    def changed(self, topics: Iterable[Topic]) -> None:
        """Note changed topics; they leave at once if the last round is long enough ago, else when it is."""
        self._dirty.update(topics)
        if not self._dirty or self._timer is not None:
            return
        loop = asyncio.get_running_loop()
        wait = self._next_s - loop.time()
        if wait <= 0:
            self.flush()
        else:
            self._timer = loop.call_later(wait, self._due)

    def now(self, topics: Iterable[Topic]) -> None:
        """Publish these topics at once, with whatever else has changed, in one frame."""
        self._dirty.update(topics)
        self.close()
        self.flush()

    def _due(self) -> None:
        self._timer = None
        self.flush()

    def flush(self) -> int:
        """Publish everything that has changed, in one frame; return the position."""
        began = perf_counter()
        changed = frozenset(self._dirty)
        self._dirty.clear()
        by_role: dict[Role, list[Audience]] = {}
        for audience in self.hub.audiences():
            by_role.setdefault(audience.role, []).append(audience)
        changes: dict[Audience, dict[str, bytes]] = {}
        shared: dict[tuple[Role, Topic], bytes] = {}
        for role, audiences in by_role.items():
            fresh = self._fresh(role, changed)
            if not fresh:
                continue
            for audience in audiences:
                if audience.kind == "topics":
                    changes[audience] = self._topics(role, fresh & audience.topics, shared)
                else:
                    changes[audience] = self._cells(audience, self._views[role], fresh)
        pos = self.hub.publish(changes, self._state().seq)
        self._next_s = asyncio.get_running_loop().time() + min(
            SLOWEST_S, max(EVERY_S, _SHARE * (perf_counter() - began))
        )
        self.published(changed, pos)
        return pos

    def _fresh(self, role: Role, changed: frozenset[Topic]) -> frozenset[Topic]:
        """Project the changed topics for a role; return those whose view differs from the last."""
        known = self._views.setdefault(role, {})
        missing = READS[role] - known.keys()
        fresh = set()
        for topic, value in self.view(role, (changed & READS[role]) | missing).items():
            if topic not in known or known[topic] != value:
                known[topic] = value
                fresh.add(topic)
        return frozenset(fresh)

    def _topics(
        self, role: Role, topics: frozenset[Topic], shared: dict[tuple[Role, Topic], bytes]
    ) -> dict[str, bytes]:
        cells: dict[str, bytes] = {}
        for topic in sorted(topics):
            found = shared.get((role, topic))
            if found is None:
                found = shared[role, topic] = _ENCODE(shapes.wire(self._views[role][topic]))
            cells[topic] = found
        return cells

    def close(self) -> None:
        """Let no round be under way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
