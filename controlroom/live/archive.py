"""What past shows were like: what is kept of them in the snapshot of their end, and what they have in common.

Owns: how the rows of a show that is not running are found, the few that are kept at hand, and the gathering of a new
show's baselines.
Law: a snapshot of another fold version is not read: the show is folded anew, page by page, and its snapshot kept.
Must not know: KPIs, HTTP.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct, field, structs

from controlroom.domain.alerts.casebook import Casebook
from controlroom.domain.audience import Audience
from controlroom.domain.baselines import MOST, Baselines, Trace, baselines, trace
from controlroom.domain.bins import Bins
from controlroom.domain.dip import Past, taught
from controlroom.domain.draws import Draws
from controlroom.domain.kinds import Kinds
from controlroom.domain.lulls import Lulls, Span
from controlroom.domain.marks import Marks
from controlroom.domain.notes import Notes
from controlroom.domain.offers import Offers
from controlroom.domain.plan import Plan
from controlroom.domain.rundown import Rundown
from controlroom.domain.series import Series
from controlroom.domain.watch import Watch
from controlroom.domain.windows import Flows
from controlroom.live.recovery import bodies, recover, take_snapshot
from controlroom.ports import Journal, ShowRow, SnapshotRow, Snapshots
from controlroom.room.room import FOLD_VERSION
from controlroom.room.snapshot import thaw_as
from controlroom.room.state import RoomState
from controlroom.views.stale import every_lull

_KEPT: Final = 8
_TRACES: Final = 4 * MOST


class PastTally(Struct):
    """Those of its counters that are still read."""

    show: Flows
    series: Series
    bins: Bins
    audience: Audience
    traffic: dict[str, Flows] = field(default_factory=dict)


class PastShow(Struct):
    """What readers of a past show need of its state. `started_ms`: None: it never was live; `ended_ms`: nobody ended it.

    `brought`: the types of facts that its feeds brought; None: nobody knows.
    """

    tally: PastTally
    show: str = ""
    as_of_ms: int = 0
    started_ms: int | None = None
    ended_ms: int | None = None
    gaps: list[tuple[int, int]] = field(default_factory=list)
    lulls: Lulls = field(default_factory=Lulls)
    marks: Marks = field(default_factory=Marks)
    kinds: Kinds = field(default_factory=Kinds)
    casebook: Casebook = field(default_factory=Casebook)
    parts: dict[str, Series] = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    watch: Watch = field(default_factory=Watch)
    draws: Draws = field(default_factory=Draws)
    plan: Plan | None = None
    rundown: Rundown = field(default_factory=Rundown)
    offers: Offers = field(default_factory=Offers)
    brought: tuple[str, ...] | None = None

    @property
    def series(self) -> Series:
        """Return the rows."""
        return self.tally.series


class Now(NamedTuple):
    """Of a show that still runs what its room's next one is compared with. `watched`: its half minutes, `unheard`: by KPI."""

    show: str
    series: Series
    started_ms: int | None
    watched: Past
    unheard: Mapping[str, Sequence[Span]] = {}


def now_of(s: RoomState) -> Now:
    """Return what is compared with of the show of a state."""
    return Now(s.show, s.tally.series, s.started_ms, s.watch.past(), every_lull(s.lulls, s.tally.audience))


class Archive:
    """The past shows' series; those read last stay at hand."""

    def __init__(self, journal: Journal, snapshots: Snapshots) -> None:
        self._journal = journal
        self._snapshots = snapshots
        self._kept: OrderedDict[str, PastShow] = OrderedDict()
        self._reading = asyncio.Lock()
        self._traces: OrderedDict[str, Trace] = OrderedDict()

    async def show(self, show: str) -> PastShow:
        """Return what is kept of a show that does not run.

        Raises:
            StoreUnavailable: The store cannot be read now.
        """
        async with self._reading:
            found = self._kept.get(show)
            if found is None:
                found = self._kept[show] = await self._read(show)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(show)
            return found

    async def baselines(self, shows: Sequence[ShowRow], now: Now) -> Baselines | None:
        """Return what the newest shows that were live have in common; None: there are not enough.

        Args:
            shows: Of one room, oldest first.
            now: The one that still runs.

        Raises:
            StoreUnavailable: The store cannot be read now.
        """
        found: list[tuple[str, Trace]] = []
        watched: list[Past] = []
        for row in reversed(shows):
            if row.id == now.show:
                began = now.started_ms
                told = await asyncio.to_thread(trace, now.series, began, now.unheard) if began is not None else None
            else:
                told = await self._trace(row.id)
            if told is not None:
                found.insert(0, (row.id, told))
                watched.insert(0, now.watched if row.id == now.show else (await self.show(row.id)).watch.past())
            if len(found) == MOST:
                break
        usual = baselines(found)
        return structs.replace(usual, dip=await asyncio.to_thread(taught, watched)) if usual is not None else None

    async def _trace(self, show: str) -> Trace | None:
        known = self._traces.get(show)
        if known is None:
            past = await self.show(show)
            if past.started_ms is None:
                return None
            unheard = every_lull(past.lulls, past.tally.audience)
            known = self._traces[show] = await asyncio.to_thread(trace, past.series, past.started_ms, unheard)
            while len(self._traces) > _TRACES:
                self._traces.popitem(last=False)
        self._traces.move_to_end(show)
        return known

    async def _read(self, show: str) -> PastShow:
        row = await self._snapshots.latest(show, FOLD_VERSION)
        if row is None or row.seq < await self._journal.head(show):
            recovered = await recover(self._journal, self._snapshots, show)
            row = take_snapshot(show, recovered.room, recovered.seen, [])
            await self._snapshots.save(row, row.parts)
        return await asyncio.to_thread(_past, row)


def _past(row: SnapshotRow) -> PastShow:
    return thaw_as(bodies(row)[0], PastShow)
