"""How long a room keeps nicknames: its own time before the installation's, for those that it has as well."""

from __future__ import annotations

import pytest

from controlroom.domain import events as ev
from controlroom.domain.rejects import Reject
from controlroom.live.intake import Intake
from controlroom.live.naming import AGAIN_MS, SWEEPS_EVERY_MS, Names, own_keep_s, set_keep
from controlroom.live.seen import Seen
from controlroom.ports import RoomRow, StoreUnavailable
from tests.memory import MemoryBook, MemoryJournal

T = 1_764_000_000_000
DAY_S = 86_400
ROW = RoomRow(slug="demo", mode="live", created_ms=T, user_key=b"k" * 32)


def begun(book: MemoryBook) -> tuple[Intake, Names]:
    intake = Intake(b"k" * 32, Seen(), lambda: "CNY", names_keep_ms=DAY_S * 1000)
    return intake, Names(ROW, intake, book, DAY_S)


def say(intake: Intake, user: str, at_ms: int) -> None:
    intake.take("relay", [ev.Comment(user=user, text="x", name=user)], None, at_ms)


@pytest.mark.parametrize(
    ("keep_s", "until_ms"), [(None, T + DAY_S * 1000), (60, T + 60_000), (7 * DAY_S, T + 7 * DAY_S * 1000)]
)
async def test_a_room_without_a_time_of_its_own_has_the_installations(keep_s: int | None, until_ms: int) -> None:
    book = MemoryBook(MemoryJournal())
    await set_keep(book, "demo", keep_s, DAY_S, T)
    await set_keep(book, "other", 5, DAY_S, T)
    assert await own_keep_s(book, "demo") == keep_s
    intake, names = begun(book)
    await names.recall(T)
    say(intake, "a", T)
    await names.write(intake.new_names, T)
    assert book.names_until_ms == until_ms


def rejected(room: str, at_ms: int) -> Reject:
    return Reject(room=room, feed="shop", received_ms=at_ms, code="bad_json", path="", message="?", line="raw")


async def test_lines_of_rejects_go_with_the_nicknames_and_at_once_where_the_time_is_shortened() -> None:
    book = MemoryBook(MemoryJournal())
    _, names = begun(book)
    await names.recall(T)
    book.kept_rejects = [rejected("demo", T), rejected("demo", T + 60_000), rejected("other", T)]
    await names.look(T + DAY_S * 1000)
    assert [(one.room, one.line, one.message) for one in book.kept_rejects] == [
        ("demo", "", "?"), ("demo", "raw", "?"), ("other", "", "?"),
    ]  # fmt: skip
    await set_keep(book, "demo", 0, DAY_S, T + 60_000)
    assert [one.line for one in book.kept_rejects] == ["", "", ""]
    await names.look(T + DAY_S * 1000 + SWEEPS_EVERY_MS)
    assert names.keep_s == 0


async def test_a_running_room_follows_and_forgets_here_and_in_the_table_at_once() -> None:
    book = MemoryBook(MemoryJournal())
    intake, names = begun(book)
    await names.recall(T)
    say(intake, "a", T)
    await names.write(intake.new_names, T)
    assert not await names.look(T + SWEEPS_EVERY_MS)
    assert await set_keep(book, "demo", 60, DAY_S, T + SWEEPS_EVERY_MS) == 0
    assert book.names_until_ms == T + SWEEPS_EVERY_MS + 60_000
    assert await set_keep(book, "demo", 0, DAY_S, T + SWEEPS_EVERY_MS) == 1
    assert book.kept_names == {}
    await book.put_names("demo", {"a": "a"}, T + DAY_S * 1000)  # what the room had heard before it follows
    assert await names.look(T + SWEEPS_EVERY_MS + 1)
    assert (dict(intake.names), book.kept_names) == ({}, {})
    say(intake, "b", T + 2 * SWEEPS_EVERY_MS)
    assert (dict(intake.names), intake.new_names) == ({}, {})


class Failing(MemoryBook):
    """A book whose disk is full for a while."""

    full = False

    async def shorten_names(self, room: str, until_ms: int) -> int:
        if self.full:
            raise StoreUnavailable("full", "the disk is full")
        return await super().shorten_names(room, until_ms)

    async def forget_names(self, before_ms: int) -> int:
        if self.full:
            raise StoreUnavailable("full", "the disk is full")
        return await super().forget_names(before_ms)


async def test_what_a_full_disk_kept_from_being_forgotten_is_forgotten_soon_after(
    caplog: pytest.LogCaptureFixture,
) -> None:
    book = Failing(MemoryJournal())
    intake, names = begun(book)
    await book.put_names("demo", {"a": "小满"}, T + DAY_S * 1000)
    await names.recall(T)
    await book.put_note("names:demo", "0")
    book.full = True
    assert not await names.look(T + 1000)
    assert not await names.look(T + 2000)
    assert caplog.text.count("tried again in 10 s: the disk is full") == 1
    book.full = False
    assert not await names.look(T + 3000)
    assert await names.look(T + 1000 + AGAIN_MS)
    assert (dict(intake.names), book.kept_names) == ({}, {})


async def test_a_sweep_that_failed_is_not_left_to_the_next_minute() -> None:
    book = Failing(MemoryJournal())
    intake, names = begun(book)
    await names.recall(T)
    say(intake, "a", T)
    await names.write(intake.new_names, T)
    over_ms = T + DAY_S * 1000 + 1
    book.full = True
    assert await names.look(over_ms), "the screens forget it all the same"
    book.full = False
    assert not await names.look(over_ms + AGAIN_MS)
    assert book.kept_names == {}
