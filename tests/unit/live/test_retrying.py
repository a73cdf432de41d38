"""Rejects once more: what is taken leaves the list, and each is read by what its feed has now."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from controlroom.domain.events import Fact
from controlroom.domain.rejects import READY, WHOLE_BYTES, Reject
from controlroom.feeds.native.refusals import Decoded
from controlroom.live.answers import Receipt, Rejected
from controlroom.live.feeding import FeedRow, put_feed
from controlroom.live.feedlist import Feeds
from controlroom.live.retrying import Retried, retry
from controlroom.settings import Settings
from tests.memory import MemoryBook, MemoryJournal

CAME_MS = 1_764_000_000_000
FOLLOW = '{"Type":4,"ProcessName":"x","Data":"{\\"MsgId\\":7,\\"User\\":{\\"Id\\":5,\\"Nickname\\":\\"n\\"}}"}'


class Room:
    """Takes everything, or nothing."""

    def __init__(self) -> None:
        self.refuses = False
        self.row = SimpleNamespace(slug="demo")
        self.facts: list[tuple[str, Fact]] = []
        self.lacking: list[str] = []
        self.settles: dict[str, int] = {}
        self.asked: list[str] = []

    def read(self, project: Callable[[Any], frozenset[str]]) -> frozenset[str]:
        return project(SimpleNamespace(tally=SimpleNamespace(unpriced=lambda: self.lacking)))

    async def look_up_now(self, feed: str, orders: list[str]) -> dict[str, int]:
        self.asked += orders
        return self.settles

    async def keep_aside(self) -> None:
        """Nothing waits."""

    def hashed(self, user: str) -> str:
        return f"#{user}"

    async def post(self, feed: str, decoded: Decoded, *, again: bool = False) -> Receipt:
        assert again
        if self.refuses:
            places = range(len(decoded.facts))
            refused = [Rejected(index=n, code="other_currency", path="currency", message="no") for n in places]
            return Receipt(accepted=0, duplicates=0, rejected=refused, seq=1)
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


async def test_an_order_whose_detail_nobody_told_is_asked_for_again() -> None:
    book, room = MemoryBook(MemoryJournal()), Room()
    live: Any = room
    lists = Feeds(book, Settings(data=Path("nowhere")))
    book.kept_rejects = [structs.replace(reject("dd", order), code="no_detail") for order in ("a", "b", "a", "c", "")]
    room.lacking, room.settles = ["a", "b"], {"a": 2}
    assert await retry(live, book, lists) == Retried(3, 2, 0, 1, 1)
    assert (room.asked, [row.line for row in book.kept_rejects]) == (["a", "b"], ["b", ""])


ORDER = READY + '{"type":"order","id":"1","source":"shop","order":"SO-1","status":"paid","user":"abc","currency":"USD"}'


async def test_a_fact_that_was_read_well_is_taken_as_it_was_and_one_that_is_refused_again_stays() -> None:
    book, room = MemoryBook(MemoryJournal()), Room()
    live: Any = room
    lists = Feeds(book, Settings(data=Path("nowhere")))
    await put_feed(book, "demo", FeedRow("shop", "shopify"))
    book.kept_rejects = [reject("shop", ORDER), reject("key", '{"type":"enter","user":"u"}'), reject("shop", ORDER)]
    room.refuses = True
    assert await retry(live, book, lists, "shop") == Retried(0, 0, 0, 2, 0)
    assert len(book.kept_rejects) == 3
    room.refuses = False
    assert await retry(live, book, lists) == Retried(3, 3, 0, 0, 0)
    assert book.kept_rejects == []
    told = {(fact.id, fact.source, fact.at, getattr(fact, "user", None)) for _, fact in room.facts}
    assert told == {("1", "shop", CAME_MS, "abc"), (None, None, CAME_MS, "#u")}


GIFT = {"MsgId": 3, "User": {"Id": 5, "NickName": "n"}, "GiftId": 9, "GroupId": 77, "GroupCount": 1, "ComboCount": 3}


@pytest.mark.parametrize(
    ("kind", "options", "line"),
    [
        ("barragegrab", {}, {"Type": 5, "Data": GIFT}),
        (
            "douyinlive", {"url": "ws://127.0.0.1:1/ws/1"},
            {"method": "WebcastGiftMessage", "common": {"msgId": "3"}, "user": {"id": "5"}, "giftId": "9", "groupId": "77",
             "groupCount": "1", "comboCount": "3"},
        ),
    ],
)  # fmt: skip
async def test_a_gift_of_a_run_is_not_told_again_and_one_outside_of_a_run_is(
    kind: str, options: dict[str, str], line: dict[str, Any]
) -> None:
    book, room = MemoryBook(MemoryJournal()), Room()
    live: Any = room
    lists = Feeds(book, Settings(data=Path("nowhere")))
    await put_feed(book, "demo", FeedRow("relay", kind, options))
    alone = json.loads(json.dumps(line).replace("77", "0"))
    book.kept_rejects = [reject("relay", json.dumps(line)), reject("relay", json.dumps(alone))]
    assert await retry(live, book, lists) == Retried(2, 1, 0, 0, 0, 1)
    assert [getattr(fact, "count", None) for _, fact in room.facts] == [3]
    assert book.kept_rejects == []
