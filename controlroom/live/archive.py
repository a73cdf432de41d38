"""What a past show's series were: read from the snapshot of its end.

Owns: how the rows of a show that is not running are found, and the few that are kept at hand.
Law: a snapshot of another fold version is not read: the show is folded anew, page by page, and its snapshot kept.
Must not know: KPIs, HTTP.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Final

from msgspec import Struct, field, msgpack

from controlroom.domain.series import Series
from controlroom.live.recovery import Body, recover, take_snapshot
from controlroom.ports import Journal, SnapshotRow, Snapshots
from controlroom.room.room import FOLD_VERSION

_KEPT: Final = 8


class _Tally(Struct):
    series: Series


class PastShow(Struct):
    """What a reader of a past show's series needs of its state."""

    tally: _Tally
    gaps: list[tuple[int, int]] = field(default_factory=list)

    @property
    def series(self) -> Series:
        """Return the rows."""
        return self.tally.series


class Archive:
    """The past shows' series; those read last stay at hand."""

    def __init__(self, journal: Journal, snapshots: Snapshots) -> None:
        self._journal = journal
        self._snapshots = snapshots
        self._kept: OrderedDict[str, PastShow] = OrderedDict()
        self._reading = asyncio.Lock()

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

    async def _read(self, show: str) -> PastShow:
        row = await self._snapshots.latest(show, FOLD_VERSION)
        if row is None or row.seq < await self._journal.head(show):
            recovered = await recover(self._journal, self._snapshots, show)
            row = take_snapshot(show, recovered.room, recovered.seen, [])
            await self._snapshots.save(row)
        return await asyncio.to_thread(_past, row)


def _past(row: SnapshotRow) -> PastShow:
    return msgpack.decode(msgpack.decode(row.body, type=Body).state, type=PastShow)
