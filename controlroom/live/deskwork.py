"""Carries the desk's acts to whoever does them by himself, where there is such a one.

Owns: which acts have been given to the port `Desk`, one after another, and the record of what came of it.
Law: an act is given once while this process lives; taken on or refused, that is a record (`desk.sent`), so that a fold shows
what people saw. Whether it was done is told by the feed alone. A port that fails costs nothing but its own reminder.
Must not know: the port's kind, HTTP, commands.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from controlroom.domain import records as rec
from controlroom.domain.desk import Chip
from controlroom.domain.plan import plain
from controlroom.ports import Desk, DeskAct, DeskRefused
from controlroom.room.state import RoomState

log = logging.getLogger(__name__)

WAITING: Final = 100
"""So many acts wait at most; those beyond it are left to people."""


class Deskwork:
    """Gives a room's acts to its desk.

    Args:
        desk: Who does them; None: people alone.
        observe: Journals what came of one.
        lang: In which language an act's words are.
    """

    def __init__(self, desk: Desk | None, observe: Callable[[rec.Seen], None], lang: str) -> None:
        self._desk = desk
        self._observe = observe
        self._lang = lang
        self._given: set[tuple[str, str]] = set()
        self._acts: asyncio.Queue[DeskAct] = asyncio.Queue(WAITING)

    @property
    def waiting(self) -> int:
        """Return how many acts wait to be given."""
        return self._acts.qsize()

    def look(self, s: RoomState) -> None:
        """Take in the acts that have come since the last look."""
        if self._desk is None:
            return
        standing = {(s.show, id_) for id_ in s.desk.chips}
        self._given &= standing
        for chip in s.desk.chips.values():
            key = (s.show, chip.id)
            if chip.state == "todo" and not chip.tried and key not in self._given and not self._acts.full():
                self._given.add(key)
                self._acts.put_nowait(self._act(s, chip))

    def _act(self, s: RoomState, chip: Chip) -> DeskAct:
        product = s.plan.product(chip.sku) if s.plan is not None and chip.sku is not None else None
        return DeskAct(
            id=chip.id, room=s.room, show=s.show, act=chip.act, sku=chip.sku,
            link=product.link if product is not None else None, text=plain(chip.text, self._lang),
            price_minor=chip.want if chip.told_by == "price" else None, currency=s.currency or "CNY",
            listed=chip.want if chip.told_by == "stock" else None, again=chip.again, off=chip.off,
        )  # fmt: skip

    async def run(self) -> None:
        """Give one act after another, until cancelled."""
        while self._desk is not None:
            act = await self._acts.get()
            why = None
            try:
                await self._desk.do(act)
            except DeskRefused as refused:
                why = str(refused)
                log.warning("the desk of %s does not %s: %s", act.room, act.act, refused)
            self._observe(rec.DeskSent(desk=act.id, why=why))
