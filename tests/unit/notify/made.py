"""Letters and what they are told through, for the tests of this floor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from msgspec import structs

from controlroom.ports import Letter, Message, NotTaken, Posted, StoreUnavailable

AT_MS = 1_795_435_200_000
"""2026-11-23 20:00 in Shanghai."""


def letter(number: int = 1, **fields: object) -> Letter:
    """A letter to the target `duty`; its notice is numbered."""
    usual: dict[str, object] = {
        "room": "demo", "show": "demo-1", "notice": f"demo-1/low/{number}", "target": "duty", "at_ms": AT_MS,
        "timezone": "Asia/Shanghai", "severity": "critical", "window_ms": 180_000,
        "text": {"en": f"Cream: {number} left", "zh-CN": f"面霜仅剩 {number} 件"}, "rules": ("low_stock{sku=cream}",),
    }  # fmt: skip
    return Letter(**(usual | fields))  # type: ignore[arg-type]


class Shelf:
    """An outbox in memory, which can fail."""

    def __init__(self) -> None:
        self.letters: dict[int, Letter] = {}
        self.fails = False

    def _check(self) -> None:
        if self.fails:
            raise StoreUnavailable("full", "the disk is full")

    async def enter(self, letters: Sequence[Letter]) -> None:
        self._check()
        have = {(one.show, one.notice, one.target) for one in self.letters.values()}
        for one in letters:
            if (one.show, one.notice, one.target) not in have:
                nr = len(self.letters) + 1
                self.letters[nr] = structs.replace(one, nr=nr)

    async def known(self, show: str) -> frozenset[str]:
        return frozenset(one.notice for one in self.letters.values() if one.show == show)

    async def due(self) -> Sequence[Letter]:
        self._check()
        return [one for one in self.letters.values() if one.state in ("waiting", "under_way")]

    async def begin(self, numbers: Sequence[int], at_ms: int) -> None:
        self._check()
        for nr in numbers:
            one = self.letters[nr]
            self.letters[nr] = structs.replace(one, state="under_way", tries=one.tries + 1, tried_ms=at_ms)

    async def end(self, numbers: Sequence[int], state: Posted, why: str | None) -> None:
        self._check()
        for nr in numbers:
            self.letters[nr] = structs.replace(self.letters[nr], state=state, why=why)

    async def newest(self, limit: int) -> Sequence[Letter]:
        return list(reversed(self.letters.values()))[:limit]

    async def forget(self, before_ms: int) -> int:
        return 0

    def states(self) -> list[str]:
        """Where each letter stands."""
        return [one.state for one in self.letters.values()]


class Line:
    """A channel whose next answers are given; afterwards it takes everything."""

    def __init__(self, *answers: NotTaken) -> None:
        self.answers = list(answers)
        self.told: list[Message] = []
        self.attempts = 0

    async def ready(self) -> None:
        """Nothing is to be loaded."""

    async def send(self, message: Message) -> None:
        self.attempts += 1
        if self.answers:
            answer = self.answers.pop(0)
            if isinstance(answer, NotTaken) and not answer.surely:
                self.told.append(message)  # nobody knows; here it did arrive
            raise answer
        self.told.append(message)

    def ids(self) -> list[str]:
        return [id_ for message in self.told for id_ in message.ids]


NO = NotTaken("refused", surely=True, detail="503")
SILENT = NotTaken("silent", surely=False)


async def until(holds: Callable[[], bool], within_s: float = 30.0) -> None:
    """Let others run until something holds."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in threads and on a clock that the test moves
            await asyncio.sleep(0.001)


async def quiet(turns: int = 40) -> None:
    """Let others run for a while in which nothing is to happen."""
    for _ in range(turns):
        await asyncio.sleep(0.001)
