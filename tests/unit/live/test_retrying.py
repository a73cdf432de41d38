"""Rejects once more: what is taken leaves the list, and each is read by what its feed has now."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from controlroom.domain.events import Fact
from controlroom.feeds.native.refusals import Decoded
from controlroom.live.answers import Receipt
from controlroom.live.feeding import FeedRow, put_feed
from controlroom.live.feedlist import Feeds
from controlroom.live.retrying import WHOLE_BYTES, Retried, cut, retry
from controlroom.ports import Reject
from controlroom.settings import Settings
from tests.memory import MemoryBook, MemoryJournal

CAME_MS = 1_764_000_000_000
FOLLOW = '{"Type":4,"ProcessName":"x","Data":"{\\"MsgId\\":7,\\"User\\":{\\"Id\\":5,\\"Nickname\\":\\"n\\"}}"}'


class Room:
    """Takes everything."""

    def __init__(self) -> None:
        self.row = SimpleNamespace(slug="demo")
        self.facts: list[tuple[str, Fact]] = []

    async def keep_aside(self) -> None:
        """Nothing waits."""

    async def post(self, feed: str, decoded: Decoded) -> Receipt:
        self.facts += [(feed, fact) for fact in decoded.facts]
        return Receipt(accepted=len(decoded.facts), duplicates=0, rejected=[], seq=1)


def reject(feed: str, line: str) -> Reject:
    return Reject(room="demo", feed=feed, received_ms=CAME_MS, code="bad_field", path="", message="odd", line=line)


async def test_each_goes_through_its_feeds_reader_and_what_is_taken_leaves_the_list() -> None:
    book, room = MemoryBook(MemoryJournal()), Room()
    live: Any = room
    lists = Feeds(book, Settings(data=Path("nowhere")))
    await put_feed(book, "demo", FeedRow("relay", "barragegrab"))
    await put_feed(book, "demo", FeedRow("broken", "nonsense"))
    book.kept_rejects = [
        reject("key", '{"type":"comment","user":"u","text":"?"}'),
        reject("key", '{"type":"comment","text":"?"}'),
        reject("key", ""),
        reject("key", "x" * (WHOLE_BYTES + 1)),
        reject("relay", FOLLOW),
        reject("relay", '{"type":"comment","user":"u","text":"?"}'),
        reject("broken", FOLLOW),
    ]
    assert await retry(live, book, lists, "relay") == Retried(1, 1, 0, 1, 0)
    assert [(feed, fact.at) for feed, fact in room.facts] == [("relay", CAME_MS)]
    assert await retry(live, book, lists) == Retried(1, 1, 0, 2, 3)
    assert [row.feed for row in book.kept_rejects] == ["key", "key", "key", "relay", "broken"]
    assert await retry(live, book, lists) == Retried(0, 0, 0, 2, 3)


def test_a_line_is_kept_whole_or_is_known_to_be_cut() -> None:
    for text in ("好" * (WHOLE_BYTES // 3), "x" * WHOLE_BYTES):
        assert cut(text) == text
    for text in ("好" * (WHOLE_BYTES // 3 + 9), "x" + "好" * WHOLE_BYTES, "🎁" * WHOLE_BYTES):
        assert WHOLE_BYTES < len(cut(text).encode()) <= WHOLE_BYTES + 4
