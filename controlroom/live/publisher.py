"""From changed topics to frames: project, compare, render once, publish.

Owns: when a change leaves (at once after a quiet moment or for a command, else at most ten times a second, slots of pages
at their own pace: `pacing`) and the last view of every (topic, role).
Law: a value is projected once for each role and rendered once for each audience, never for a screen; an equal view goes
nowhere. Under load the pace falls before the journal does.
Must not know: sockets, SQL, how a page looks.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from time import thread_time
from typing import Final, Protocol

from msgspec.json import Encoder

from controlroom.domain.roles import READS, PageName, Role
from controlroom.domain.topics import Topic
from controlroom.live.pacing import Beat, Pacing
from controlroom.push.hub import Audience, Hub
from controlroom.render.slots import TILES, Pace, topics_by_pace
from controlroom.room.state import RoomState
from controlroom.views import shapes
from controlroom.views.beside import Beside
from controlroom.views.project import Projection

log = logging.getLogger(__name__)

EVERY_S: Final = 0.112
"""One round each so often (`Beat`), those of alerts among them; what a command changes leaves beside them."""

SLOWEST_S: Final = 0.5

_ALERTS_S: Final = 0.2
"""Alerts that wait for no round have a beat of their own; in a flood the others keep to the pace."""

_SHARE: Final = 8
"""Publishing takes at most an eighth of the processor: the pace falls when a round itself costs more."""

_ALONG_S: Final = 1.0

_COMPANY_S: Final = 0.25
"""What its pace lets go waits so long for a round that is made anyway: one of its own would take the next change's place."""

_ENCODE: Final = Encoder().encode


class Slots(Protocol):
    """What the publisher needs of the render floor."""

    def slots(
        self,
        page: PageName,
        lang: str,
        views: Mapping[Topic, shapes.View],
        changed: frozenset[Topic],
        *,
        paced: Mapping[Pace, frozenset[Topic]] | None = None,
        alarm: bool = False,
        tiles: frozenset[str] = frozenset(),
    ) -> dict[str, str]:
        """Return the inner HTML of each slot that depends on a changed topic (of a pace: on one of `paced`).

        Args:
            alarm: Of those that list open alerts only.
        """
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
        self._rounds, self._alarms = Beat(), Beat()
        self._alerts = (0, 0, 0)
        self._paces: dict[Audience, Pacing] = {}
        self.hub: Hub
        self.published: Callable[[frozenset[Topic], int], None] = lambda topics, pos: None

    def view(self, role: Role, topics: Iterable[Topic]) -> dict[Topic, shapes.View]:
        """Return the views of a role as of now."""
        now = self._projection()
        return {topic: now.view(topic, role) for topic in topics}

    def _projection(self) -> Projection:
        return Projection(self._state(), self._beside())

    def fill(self, audience: Audience) -> dict[str, bytes]:
        """Return all values of an audience as they are now (`Hub` asks when a board is made)."""
        views = self.view(audience.role, READS[audience.role])
        known = self._views.setdefault(audience.role, {})
        # What differs from the last view has not been published to others of this role yet.
        self._dirty |= {topic for topic, value in views.items() if topic in known and known[topic] != value}
        known.update({topic: value for topic, value in views.items() if topic not in known})
        if audience.kind == "topics":
            return self._topics(audience.role, audience.topics, {}, views)
        return self._slots(audience, views, frozenset(Topic))

    def _slots(
        self,
        audience: Audience,
        views: Mapping[Topic, shapes.View],
        changed: frozenset[Topic],
        paced: Mapping[Pace, frozenset[Topic]] | None = None,
        *,
        alarm: bool = False,
    ) -> dict[str, bytes]:
        assert audience.page is not None
        assert audience.lang is not None
        tiles = audience.tiles or frozenset(TILES)
        html = self._renderer.slots(audience.page, audience.lang, views, changed, paced=paced, alarm=alarm, tiles=tiles)
        return {slot: _ENCODE(text) for slot, text in html.items()}

    def changed(self, topics: Iterable[Topic]) -> None:
        """Note changed topics; they leave at once if the last round is long enough ago, else when it is.

        An alert that comes, is said again or ends waits for no round.
        """
        self._dirty.update(topics)
        if not self._dirty:
            return
        loop = asyncio.get_running_loop()
        if Topic.ALERTS in self._dirty and self._alarmed(loop.time()):
            self._alarm(loop)
        if self._rounds.next_s <= loop.time():
            self.close()
            self.flush()
        else:
            self._by(self._rounds.next_s)

    def along(self, topics: Iterable[Topic]) -> None:
        """Note topics that nobody waits for: they leave with the next round, after a second at the latest."""
        self._dirty.update(topics)
        self._by(asyncio.get_running_loop().time() + _ALONG_S)

    def _by(self, at_s: float) -> None:
        """See to a round at `at_s` (monotonic) at the latest, or when the next may be."""
        at_s = max(self._rounds.next_s, at_s)
        if self._timer is None or self._timer.when() > at_s:
            self.close()
            self._timer = asyncio.get_running_loop().call_at(at_s, self._due)

    def _alarmed(self, now_s: float) -> bool:
        """Tell whether an alert has come, was said again or ended, and the last that left at once did so long enough ago."""
        book = self._state().casebook
        alerts = (book.made, len(book.open), book.notices.made)
        if alerts == self._alerts or now_s < self._alarms.next_s or self._rounds.full(now_s):
            return False
        self._alerts = alerts
        self._alarms.made(now_s, _ALERTS_S)
        self._rounds.made(now_s, EVERY_S)  # it stands for a round
        self.close()
        return True

    def now(self, topics: Iterable[Topic]) -> None:
        """Publish these topics at once, whole and in one frame; whatever else has changed keeps to the pace.

        Hosts first: theirs are on the wire before the larger pages of the others are drawn.
        """
        only = frozenset(topics)
        self._dirty -= only
        now, audiences = self._projection(), self.hub.audiences()
        for hosts in (True, False):
            self._round(now, only, [a for a in audiences if (a.role is Role.HOST) is hosts], self._whole)

    def _alarm(self, loop: asyncio.AbstractEventLoop) -> None:
        """Publish at once what lists open alerts; what else tells of them, as the rules with their counts, keeps to its pace."""
        self._dirty.discard(Topic.ALERTS)
        self._round(self._projection(), frozenset({Topic.ALERTS}), self.hub.audiences(), self._urgent)
        self._see_to_late(loop)

    def _due(self) -> None:
        self._timer = None
        self.flush()

    def flush(self) -> None:
        """Publish everything that has changed, in one frame; tables too when their time has come."""
        began, loop = thread_time(), asyncio.get_running_loop()
        changed = frozenset(self._dirty)
        self._dirty.clear()
        costs = self._round(self._projection(), changed, self.hub.audiences(), self._at_pace)
        for audience in self._paces.keys() & costs.keys():
            self._paces[audience].took(costs[audience])
        self._rounds.made(loop.time(), min(SLOWEST_S, max(EVERY_S, _SHARE * (thread_time() - began))))
        self._see_to_late(loop)

    def _round(
        self,
        now: Projection,
        changed: frozenset[Topic],
        audiences: Sequence[Audience],
        page: Callable[[Audience, frozenset[Topic]], dict[str, bytes]],
    ) -> Mapping[Audience, int]:
        """Publish to `audiences`, among them all or none of a role: what is fresh is reckoned once a role; return the bytes."""
        fresh: dict[Role, frozenset[Topic]] = {}
        changes: dict[Audience, dict[str, bytes]] = {}
        shared: dict[tuple[Role, Topic], bytes] = {}
        for audience in audiences:
            role = audience.role
            if role not in fresh:
                fresh[role] = self._fresh(now, role, changed)
            if audience.kind == "topics":
                changes[audience] = self._topics(role, fresh[role] & audience.topics, shared, self._views[role])
            else:
                changes[audience] = page(audience, fresh[role])
        pos, costs = self.hub.publish(changes, self._state().seq)
        self.published(changed, pos)
        return costs

    def _whole(self, audience: Audience, fresh: frozenset[Topic]) -> dict[str, bytes]:
        return self._slots(audience, self._views[audience.role], fresh) if fresh else {}

    def _urgent(self, audience: Audience, fresh: frozenset[Topic]) -> dict[str, bytes]:
        if not fresh:
            return {}
        self._pacing(audience, asyncio.get_running_loop().time()).owe(fresh)
        return self._slots(audience, self._views[audience.role], fresh, alarm=True)

    def _at_pace(self, audience: Audience, fresh: frozenset[Topic]) -> dict[str, bytes]:
        now_s = asyncio.get_running_loop().time()
        due = self._pacing(audience, now_s).due(fresh, now_s)
        return self._slots(audience, self._views[audience.role], fresh, due) if due else {}

    def _pacing(self, audience: Audience, now_s: float) -> Pacing:
        found = self._paces.get(audience)
        if found is None:
            assert audience.page is not None
            found = self._paces[audience] = Pacing(topics_by_pace(audience.page), now_s)
        return found

    def _see_to_late(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let slots that wait for their pace follow even if nothing else changes."""
        here = set(self.hub.audiences())
        self._paces = {audience: pacing for audience, pacing in self._paces.items() if audience in here}
        waits = [at for pacing in self._paces.values() if (at := pacing.again_s(loop.time())) is not None]
        if waits:
            self._by(min(waits) + _COMPANY_S)

    def _fresh(self, now: Projection, role: Role, changed: frozenset[Topic]) -> frozenset[Topic]:
        """Project the changed topics for a role; return those whose view differs from the last."""
        known = self._views.setdefault(role, {})
        missing = READS[role].difference(known)
        fresh = set()
        for topic in (changed & READS[role]) | missing:
            value = now.view(topic, role)
            if topic not in known or known[topic] != value:
                known[topic] = value
                fresh.add(topic)
        return frozenset(fresh)

    @staticmethod
    def _topics(
        role: Role,
        topics: frozenset[Topic],
        shared: dict[tuple[Role, Topic], bytes],
        views: Mapping[Topic, shapes.View],
    ) -> dict[str, bytes]:
        cells: dict[str, bytes] = {}
        for topic in sorted(topics):
            found = shared.get((role, topic))
            if found is None:
                found = shared[role, topic] = _ENCODE(shapes.wire(views[topic]))
            cells[topic] = found
        return cells

    def close(self) -> None:
        """Let no round be under way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
