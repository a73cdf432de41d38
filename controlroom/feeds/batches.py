"""What a client has read goes to the room's intake: facts in batches, refusals one by one, unknown types counted.

Owns: the queue between reading and delivering, and which part of a message's outcome goes where.
Law: the queue blocks when it is full, and then nothing more is read: nothing is dropped here. A message that cannot be read
goes to the rejects and harms no other.
Must not know: sockets, platforms, what the facts mean.

A first fact goes at once; while more come, they go together, 500 or what 50 ms bring.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from msgspec import Struct

from controlroom.domain.events import Fact
from controlroom.feeds.base import Message, Read
from controlroom.feeds.fields import Decoding, Ignored, Refused
from controlroom.ports import FeedSink

QUEUE_ITEMS: Final = 2000
BATCH_ITEMS: Final = 500
BATCH_FOR_S: Final = 0.05
LINE_CHARS_MAX: Final = 16_384


class Decoder(Protocol):
    """Reads one feed's frames in order; one frame is one message. Pure, and nothing raises."""

    def feed(self, frame: bytes) -> Decoding:
        """Return what a frame comes to."""
        ...


def each(decoder: Decoder) -> Read:
    """Return a decoder as what reads frames of one message each."""
    return lambda frame: (Message(decoder.feed(frame), frame),)


class _End(Struct, frozen=True):
    """Nothing more is read."""


_Item = Message | _End


class Batches:
    """The queue of one connection.

    Args:
        name: The feed's name.
        sink: The room's intake.
    """

    def __init__(self, name: str, sink: FeedSink) -> None:
        self._name = name
        self._sink = sink
        self._queue: asyncio.Queue[_Item] = asyncio.Queue(QUEUE_ITEMS)

    async def put(self, messages: Iterable[Message]) -> None:
        """Take what was read; waits while the room takes nothing."""
        for message in messages:
            await self._queue.put(message)

    async def end(self) -> None:
        """Say that nothing more is read: `deliver` returns when all is delivered."""
        await self._queue.put(_End())

    async def deliver(self) -> None:
        """Deliver until the end."""
        now = asyncio.get_running_loop().time
        wait_until = now()
        while True:
            batch = await self._gather(wait_until)
            messages = [item for item in batch if isinstance(item, Message)]
            if messages:  # the end alone is nothing that was heard
                await hand_over(self._name, self._sink, messages)
            if isinstance(batch[-1], _End):
                return
            wait_until = now() + BATCH_FOR_S

    async def _gather(self, wait_until: float) -> list[_Item]:
        """Return what waits, at least one item; more is waited for until that instant of the loop's clock."""
        queue = self._queue
        batch = [await queue.get()]
        while len(batch) < BATCH_ITEMS and not isinstance(batch[-1], _End):
            if not queue.empty():
                batch.append(queue.get_nowait())
                continue
            try:
                async with asyncio.timeout_at(wait_until):
                    batch.append(await queue.get())
            except TimeoutError:
                break
        return batch


async def hand_over(name: str, sink: FeedSink, messages: Sequence[Message]) -> None:
    """Give the room what messages came to; none that is a fact: it hears that the feed lives."""
    facts: list[Fact] = []
    unknown: list[str] = []
    refused: list[tuple[Refused, bytes]] = []
    for message in messages:
        match message.came_to:
            case Refused() as why:
                refused.append((why, message.line))
            case Ignored(kind=kind, unknown=is_unknown):
                if is_unknown:
                    unknown.append(kind)
            case told:
                facts += told
    await sink.deliver(name, facts)
    for why, line in refused:
        await sink.reject(name, why.code, why.path, why.message, line.decode("utf-8", "replace")[:LINE_CHARS_MAX])
    if unknown:
        await sink.unknown(name, unknown)
