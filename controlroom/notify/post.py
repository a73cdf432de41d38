"""The post: every target with its courier, and the outbox they share.

Owns: which targets a notice goes to, and bringing back what a process that ended had not told.
Law: a notice is in the outbox before any courier has it; one that no target wants is entered too, so that a target that
comes later is not told of the past. With no target, nothing is loaded and nothing runs.
Must not know: rooms' states, how a target is reached.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct, structs

from controlroom.ports import Channel, Clock, Letter, Outbox, StoreUnavailable

if TYPE_CHECKING:
    from controlroom.notify.courier import Courier, Trouble
    from controlroom.notify.targets import Target

log = logging.getLogger(__name__)

FORGET_MS: Final = 30 * 86_400_000
"""Letters of past shows stay so long."""

RESTART_S: Final = 1.0


class Dispatch(Struct, frozen=True, kw_only=True):
    """A notice that is due.

    Args:
        letter: As each target gets it. `receivers`: the roles and members it is for (none: everybody).
        late: It is too old to be told.
    """

    letter: Letter
    receivers: frozenset[str] = frozenset()
    late: bool = False


def channel_of(target: Target) -> Channel:
    """Return the way to a target."""
    from controlroom.notify.channel import AppriseChannel

    return AppriseChannel(target.url)


class Post:
    """Tells targets.

    Args:
        targets: As the file has them.
        outbox, clock: See there.
        lang: Of targets that name none.
        channel: Makes the way to a target; `chance`: draws for the jitter (tests).
    """

    def __init__(
        self,
        targets: Sequence[Target],
        outbox: Outbox,
        clock: Clock,
        lang: str,
        channel: Callable[[Target], Channel] = channel_of,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._targets = targets
        self._outbox = outbox
        self._clock = clock
        self._changed: list[Callable[[], None]] = []
        self._over: dict[str, Callable[[Letter], bool]] = {}
        self._entered = False
        """Whether there are letters in the outbox that no courier has been given."""
        self._couriers: Mapping[str, Courier] = self._hire(lang, channel, chance) if targets else {}

    def _hire(
        self, lang: str, channel: Callable[[Target], Channel], chance: Callable[[], float]
    ) -> Mapping[str, Courier]:
        from controlroom.notify.courier import Courier

        return {
            t.name: Courier(
                t.name, t.lang or lang, channel(t), self._outbox, self._clock, chance, self._tell_changed, self._is_over
            )
            for t in self._targets
        }

    def on_change(self, changed: Callable[[], None]) -> None:
        """Call this whenever a target gets into trouble or out of it."""
        self._changed.append(changed)

    def off_change(self, changed: Callable[[], None]) -> None:
        """Do so no more."""
        self._changed.remove(changed)

    def ask(self, room: str, over: Callable[[Letter], bool]) -> None:
        """Ask this, when a letter of a room is told, whether people are done with what it is about."""
        self._over[room] = over

    def ask_no_more(self, room: str, over: Callable[[Letter], bool]) -> None:
        """Do so no more, unless another is asked by now."""
        if self._over.get(room) == over:
            del self._over[room]

    def _is_over(self, letter: Letter) -> bool:
        over = self._over.get(letter.room)
        return over is not None and over(letter)

    def _tell_changed(self) -> None:
        for changed in self._changed:
            changed()

    def troubles(self) -> list[Trouble]:
        """Return the targets that cannot be told."""
        found = [courier.trouble() for courier in self._couriers.values()]
        return [trouble for trouble in found if trouble is not None]

    async def enter(self, due: Sequence[Dispatch]) -> None:
        """Take notices; they are durable when this returns. Those that were ever entered are known, and stay as they are.

        Raises:
            StoreUnavailable: Not all of it was done; the same notices may be given again.
        """
        known = {show: await self._outbox.known(show) for show in {one.letter.show for one in due}}
        new = [one for one in due if one.letter.notice not in known[one.letter.show]]
        if new:
            await self._outbox.enter([letter for one in new for letter in self._addressed(one)])
            self._entered = True
        if self._entered:
            self._entered = False  # before it is read: what another room enters meanwhile may not be among it
            try:
                self._hand_out(await self._outbox.due())
            except BaseException:
                self._entered = True
                raise

    def _addressed(self, one: Dispatch) -> list[Letter]:
        letter = one.letter
        wanted = [t.name for t in self._targets if t.wants(letter.room, letter.severity, one.receivers)]
        if one.late or not wanted:
            return [structs.replace(letter, target="", state="nobody", why="late" if one.late else None)]
        return [structs.replace(letter, target=name) for name in wanted]

    def _hand_out(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            courier = self._couriers.get(letter.target)
            if courier is not None:
                courier.give([letter])

    async def run(self) -> None:
        """Tell what is in the outbox and what comes, until cancelled."""
        if not self._targets:
            return
        self._hand_out(await self._owing())
        async with asyncio.TaskGroup() as group:
            for name, courier in self._couriers.items():
                group.create_task(self._supervised(name, courier), name=f"courier {name}")

    async def _supervised(self, name: str, courier: Courier) -> None:
        while True:
            try:
                await courier.run()
            except Exception:  # the supervisor: rooms and other targets go on
                log.exception("the courier of %s crashed and begins anew", name)
                await asyncio.sleep(RESTART_S)

    async def _owing(self) -> Sequence[Letter]:
        """Return what was not told before; what was for a target that is gone is given up."""
        while True:
            try:
                due = await self._outbox.due()
                gone = [letter.nr for letter in due if letter.target not in self._couriers]
                if gone:
                    log.warning("%d alerts were for targets that are no longer there", len(gone))
                    await self._outbox.end(gone, "given_up", "gone")
                await self._outbox.forget(self._clock.now_ms() - FORGET_MS)
            except StoreUnavailable as error:
                log.warning("the outbox cannot be used yet: %s", error)
                await asyncio.sleep(1.0)
            else:
                return due
