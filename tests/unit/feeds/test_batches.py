"""What goes where of what was read (batches of a connection: test_socket.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from controlroom.domain.events import Fact, Like
from controlroom.feeds.base import Message
from controlroom.feeds.batches import LINE_CHARS_MAX, Batches, hand_over
from controlroom.feeds.fields import Ignored, Refused


class Sink:
    def __init__(self) -> None:
        self.told: list[object] = []

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        self.told.append(facts)

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        self.told.append((code, line))

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        self.told.append(types)

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        raise AssertionError("not said here")


async def test_facts_go_together_refusals_with_their_line_unknown_types_by_name() -> None:
    sink = Sink()
    messages = [
        Message([Like()], b"1"),
        Message(Refused("bad_json", "", "Torn."), b"x" * (LINE_CHARS_MAX + 1)),
        Message(Ignored("known"), b"2"),
        Message(Ignored("novel", unknown=True), b"3"),
        Message([Like(count=2)], b"4"),
    ]
    await hand_over("f", sink, messages)
    assert sink.told == [[Like(), Like(count=2)], ("bad_json", "x" * LINE_CHARS_MAX), ["novel"]]


async def test_an_end_without_a_message_is_nothing_that_was_heard() -> None:
    sink = Sink()
    batches = Batches("f", sink)
    await batches.end()
    await batches.deliver()
    assert sink.told == []
