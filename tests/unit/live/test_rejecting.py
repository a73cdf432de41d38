"""What is kept of rejects: lines as long as nicknames, facts as the journal has them; nothing that holds who is forgotten."""

from __future__ import annotations

import json

import pytest

from controlroom.domain.events import OrderStep
from controlroom.domain.rejects import READY, Reject
from controlroom.feeds.native.refusals import Decoded, Refused
from controlroom.live.answers import Rejected
from controlroom.live.people import keyed, user_hash
from controlroom.live.rejecting import WAITING, Rejects, forget_lines
from controlroom.ports import RoomRow
from tests.memory import MemoryBook, MemoryJournal

ROW = RoomRow(slug="demo", mode="live", user_key=b"k" * 32, created_ms=1)
WHY = Rejected(index=0, code="other_currency", path="currency", message="the show counts in CNY")
STEP = OrderStep(id="1", source="shop", order="SO-1", status="paid", user="0123456789abcdef", currency="USD")


def rejects(keeps: bool = True) -> Rejects:
    return Rejects("demo", lambda: 7, lambda: keeps)


def body(*lines: bytes) -> Decoded:
    return Decoded([], None, [Refused(n, "bad_json", "", "?", line) for n, line in enumerate(lines)], len(lines))


def test_what_came_is_kept_with_the_reason_and_a_fact_whole() -> None:
    waiting = rejects()
    waiting.keep("shop", body(b"{", b"\xff"), [(WHY, STEP)])
    first, broken, order = waiting.take()
    assert (first.room, first.feed, first.received_ms, first.line) == ("demo", "shop", 7, "{")
    assert broken.line == "\ufffd"
    assert json.loads(order.line.removeprefix(READY)) == {
        "type": "order", "id": "1", "source": "shop", "order": "SO-1", "status": "paid", "user": "0123456789abcdef",
        "currency": "USD",
    }  # fmt: skip
    assert waiting.take() == []


def test_a_room_that_keeps_no_nicknames_keeps_no_line_but_facts_whose_users_are_hashed() -> None:
    waiting = rejects(keeps=False)
    waiting.keep("shop", body(b"{"), [(WHY, STEP)])
    waiting.add("shop", "bad_field", "user", "user is odd.", "raw")
    assert [(one.code, one.line[:1]) for one in waiting.take()] == [
        ("bad_json", ""), ("other_currency", READY), ("bad_field", ""),
    ]  # fmt: skip


def test_no_line_from_outside_passes_for_a_fact_with_hashed_users() -> None:
    waiting = rejects()
    waiting.add("relay", "bad_json", "", "?", READY + READY + '{"type":"order"}')
    assert waiting.take()[0].line == '{"type":"order"}'


def test_what_is_too_much_is_dropped() -> None:
    waiting = rejects()
    for _ in range(WAITING + 5):
        waiting.add("shop", "bad_json", "", "?", "{")
    assert len(waiting.take()) == WAITING


def kept(line: str, message: str = "odd") -> Reject:
    return Reject(room="demo", feed="shop", received_ms=1, code="bad_field", path="", message=message, line=line)


HASH = user_hash(keyed(ROW.user_key), "u-1")


@pytest.mark.parametrize("user", ["u-1", HASH])
async def test_who_is_forgotten_stands_in_no_line_and_no_reason_any_more(user: str) -> None:
    book = MemoryBook(MemoryJournal())
    inner = json.dumps({"Data": json.dumps({"User": {"Id": "u-1"}})})
    book.kept_rejects = [
        kept('{"user":"u-1","text":7}'),
        kept('{"user":"u-12","text":7}'),
        kept(inner),
        kept("", "user is 'u-1', not a number."),
        kept(READY + json.dumps({"type": "order", "user": HASH})),
        kept('{"user":"xu-1"}'),
    ]
    assert await forget_lines(book, ROW, user) == 3
    assert [(one.line[:14], one.message) for one in book.kept_rejects] == [
        ("", "odd"), ('{"user":"u-12"', "odd"), ("", "odd"), ("", "bad_field"), (READY + '{"type": "ord', "odd"),
        ('{"user":"xu-1"', "odd"),
    ]  # fmt: skip
    assert await forget_lines(book, ROW, user) == 0


@pytest.mark.parametrize("user", ["小满", 'a"b', "5(6"])
async def test_an_id_is_found_however_json_writes_it(user: str) -> None:
    book = MemoryBook(MemoryJournal())
    book.kept_rejects = [kept(json.dumps({"user": user})), kept(json.dumps({"user": user}, ensure_ascii=False))]
    assert await forget_lines(book, ROW, user) == 2
