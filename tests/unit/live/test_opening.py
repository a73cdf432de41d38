"""How a room and a show begin."""

from __future__ import annotations

import pytest

from controlroom.domain import records as rec
from controlroom.domain.alerts.ready import READY
from controlroom.live.opening import (
    EARLY_MS,
    PLANLESS_START_MS,
    BadRoom,
    first_page,
    make_room,
    next_show_id,
    rehearsal_start_ms,
)  # fmt: skip
from controlroom.ports import RoomRow
from controlroom.words.reader import reader
from tests.memory import MemoryBook, MemoryJournal
from tests.stories import PLAN, STARTED_MS

NOW = 1_764_500_000_000
WORDS = reader().version


@pytest.fixture
def book() -> MemoryBook:
    return MemoryBook(MemoryJournal())


async def test_a_room_begins_with_a_show_that_is_opened(book: MemoryBook) -> None:
    row = await make_room(book, "demo", PLAN, now_ms=NOW, rehearsal=False, seed=1)
    assert (row.mode, row.user_key, row.seed) == ("live", b"s" * 32, None)
    show = await book.current_show("demo")
    assert show is not None
    assert (show.id, show.opened_ms) == ("demo-1", NOW)
    journal = book._journal
    assert journal.records("demo-1") == [
        rec.ShowOpened(
            room="demo",
            show="demo-1",
            mode="live",
            timezone="Asia/Shanghai",
            plan=PLAN,
            rules=READY,
            words_version=WORDS,
        )
    ]


async def test_a_rehearsal_has_all_its_own_from_the_plan_and_the_seed(book: MemoryBook) -> None:
    row = await make_room(book, "demo", PLAN, now_ms=NOW, rehearsal=True, seed=7)
    again = await make_room(MemoryBook(MemoryJournal()), "demo", PLAN, now_ms=NOW + 99, rehearsal=True, seed=7)
    other = await make_room(MemoryBook(MemoryJournal()), "demo", PLAN, now_ms=NOW, rehearsal=True, seed=8)
    assert (row.mode, row.seed) == ("rehearsal", 7)
    assert row.user_key == again.user_key != other.user_key
    show = await book.current_show("demo")
    assert show is not None
    assert show.opened_ms == STARTED_MS - EARLY_MS


def test_a_rehearsal_without_a_plan_begins_with_the_year() -> None:
    assert rehearsal_start_ms(None) == PLANLESS_START_MS


@pytest.mark.parametrize("slug", ["", "Demo", "-demo", "_demo", "de mo", "démo", "x" * 65])
async def test_a_name_that_cannot_be_a_rooms_is_refused(book: MemoryBook, slug: str) -> None:
    with pytest.raises(BadRoom, match="cannot be a room's name"):
        await make_room(book, slug, None, now_ms=NOW, rehearsal=False, seed=1)


async def test_another_rooms_plan_and_a_taken_name_are_refused(book: MemoryBook) -> None:
    with pytest.raises(BadRoom, match="the plan is for room 'demo'"):
        await make_room(book, "other", PLAN, now_ms=NOW, rehearsal=False, seed=1)
    await make_room(book, "demo", None, now_ms=NOW, rehearsal=False, seed=1)
    with pytest.raises(BadRoom, match="'demo' exists already"):
        await make_room(book, "demo", None, now_ms=NOW, rehearsal=False, seed=1)


async def test_shows_are_numbered_and_say_which_command_opened_them(book: MemoryBook) -> None:
    row = await make_room(book, "demo", None, now_ms=NOW, rehearsal=False, seed=1)
    assert next_show_id("demo", await book.shows("demo")) == "demo-2"
    assert isinstance(row, RoomRow)
    page = first_page(row, "demo-2", None, NOW, command="c-9")
    assert rec.decode_page(page) == [
        rec.ShowOpened(room="demo", show="demo-2", mode="live", command="c-9", rules=READY, words_version=WORDS)
    ]
    other = first_page(row, "demo-2", None, NOW, words_version=3)
    assert [one.words_version for one in rec.decode_page(other) if isinstance(one, rec.ShowOpened)] == [3]
