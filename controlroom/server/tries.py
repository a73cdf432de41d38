"""How often rules would have fired: asked of a process of its own, and of what was kept where that cannot tell.

Owns: which stretches of which shows a rule is tried on, and by which source each is told.
Law: the journal is asked first: it tells of every rule, exactly. Of a show that is too long for it, or for which its time did
not last, the values that were kept tell; where those were not, what was recorded of the rule as it stood. Each stretch says
which.
Must not know: HTML, how a journal is folded (`live.trying`), how kept values are read (`views.backtest`).
"""

from __future__ import annotations

import asyncio
from typing import Final

from controlroom.domain.alerts.rules import Rule
from controlroom.live.room import LiveRoom
from controlroom.live.trying import MOST, Span, Told
from controlroom.live.tryout import LONGEST_S, Errand, answers
from controlroom.render.ruling import Tried
from controlroom.server.doors import Doors
from controlroom.views.backtest import Kept, firings, gather, readable
from controlroom.views.recorded import Show, recorded

HOUR_MS: Final = 3_600_000
NEAR_STEP_MS: Final = 1000
PAST_STEP_MS: Final = 10_000
PAST: Final = 3
"""So many past shows a rule is tried on."""

_LOOKED_AT: Final = 8
"""So many of the newest shows are looked at to find them: one that never was live does not count."""


class Asked:
    """A rule to be tried in a room.

    Args:
        before: As it stands; None: it is new.
        most: Records of a show that are folded for it. `within_s`: seconds that all shows together may take.
    """

    def __init__(
        self, at: Doors, live: LiveRoom, before: Rule | None, after: Rule, most: int = MOST, within_s: float = LONGEST_S
    ) -> None:
        self._at, self._live, self._before, self._after = at, live, before, after
        self._rules = (after,) if before is None else (before, after)
        self._most, self._within_s = most, within_s

    async def tried(self) -> list[Tried]:
        """Return the last hour of the show that runs, then past shows, newest first; those that never were live are left out."""
        live = self._live
        rows = [row.id for row in await self._at.house.book.shows(live.row.slug) if row.id != live.show]
        spans = [Span(show=id_) for id_ in list(reversed(rows))[:_LOOKED_AT]]
        started_ms, as_of_ms = live.read(lambda s: (s.started_ms, s.as_of_ms))
        if started_ms is not None:
            spans.insert(0, Span(show=live.show, last_ms=HOUR_MS, to_ms=as_of_ms))
        told = {one.show: one for one in await answers(self._errand(spans))} if spans else {}
        found: list[Tried] = []
        past = 0
        for span in spans:
            ago = 0 if span.last_ms is not None else past + 1
            one = await self._one(span, told.get(span.show), ago)
            if one is not None:
                found.append(one)
                past = ago
            if past == PAST:
                break
        return found

    def _errand(self, spans: list[Span]) -> Errand:
        live = spans[0].last_ms is not None  # the show that runs, else past ones only
        return Errand(
            data=str(self._at.house.settings.data), rules=self._rules, spans=tuple(spans), wanted=PAST + live,
            most=self._most, within_s=self._within_s,
        )  # fmt: skip

    async def _one(self, span: Span, told: Told | None, ago: int) -> Tried | None:
        if told is None or told.lack == "too_long":
            return await self._kept(span, ago)
        if told.lack is not None:
            return None
        before = told.firings[0] if self._before is not None else None
        return Tried(
            ago=ago, from_ms=told.from_ms, to_ms=told.to_ms, before=before, after=told.firings[-1], source="journal"
        )

    async def _kept(self, span: Span, ago: int) -> Tried | None:
        """Tell a stretch from what was kept, or from what was recorded."""
        if all(map(readable, self._rules)):
            kept = await self._gathered(span)
            if kept is None:
                return None
            told = [await asyncio.to_thread(firings, rule, kept) for rule in self._rules]
            before = told[0] if self._before is not None else None
            return Tried(ago=ago, from_ms=kept.from_ms, to_ms=kept.to_ms, before=before, after=told[-1], source="kept")
        rule = self._after
        found = (
            self._live.read(lambda s: recorded(s, rule, span.last_ms))
            if span.last_ms is not None
            else recorded(await self._at.house.archive.show(span.show), rule, None)
        )
        if found is None:
            return None
        before = found[2] if self._before is not None else None
        return Tried(ago=ago, from_ms=found[0], to_ms=found[1], before=before, after=None, source="recorded")

    async def _gathered(self, span: Span) -> Kept | None:
        if span.last_ms is not None:
            return self._live.read(lambda s: gather(s, self._after, span.last_ms, NEAR_STEP_MS))
        past: Show = await self._at.house.archive.show(span.show)
        return await asyncio.to_thread(gather, past, self._after, None, PAST_STEP_MS)
