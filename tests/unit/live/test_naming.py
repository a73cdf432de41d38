"""How long a room keeps nicknames: its own time before the installation's, for those that it has as well."""

from __future__ import annotations

import pytest

from controlroom.domain import events as ev
from controlroom.live.intake import Intake
from controlroom.live.naming import LOOKS_EVERY_MS, Names, own_keep_s, set_keep
from controlroom.live.seen import Seen
from controlroom.ports import RoomRow
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


async def test_a_running_room_follows_within_a_minute_and_forgets_here_and_in_the_table() -> None:
    book = MemoryBook(MemoryJournal())
    intake, names = begun(book)
    await names.recall(T)
    say(intake, "a", T)
    await names.write(intake.new_names, T)
    assert not await names.look(T + LOOKS_EVERY_MS)
    await set_keep(book, "demo", 0, DAY_S, T + LOOKS_EVERY_MS)
    assert book.names_until_ms == T + LOOKS_EVERY_MS
    assert not await names.look(T + LOOKS_EVERY_MS + 1)
    assert await names.look(T + 2 * LOOKS_EVERY_MS)
    assert (dict(intake.names), book.kept_names) == ({}, {})
    say(intake, "b", T + 2 * LOOKS_EVERY_MS)
    assert (dict(intake.names), intake.new_names) == ({}, {})
