"""Asides on their way to the store: nobody waits, nothing grows, nothing fails for them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from controlroom.domain.asides import Aside
from controlroom.live import asides
from controlroom.live.asides import WAITING, Asides
from controlroom.ports import StoreUnavailable

ONE = Aside(room="demo", show="demo-1", at_ms=0, role=None, what="key.new", about="main")


class Book:
    """Keeps in memory; `fails`: like a full disk."""

    def __init__(self) -> None:
        self.kept: list[Aside] = []
        self.fails = False

    async def enter(self, rows: Sequence[Aside]) -> None:
        if self.fails:
            raise StoreUnavailable("full", "no space")
        self.kept.extend(rows)

    async def of_show(self, room: str, show: str) -> Sequence[Aside]:
        return [one for one in self.kept if (one.room, one.show) == (room, show)]


async def test_what_is_noted_is_written_a_moment_later_all_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asides, "WRITES_S", 0)
    book = Book()
    noted = Asides(book)
    noted.note(ONE)
    noted.note(replace(ONE, at_ms=1))
    assert book.kept == []
    assert noted.writing is not None
    await noted.writing
    assert [one.at_ms for one in book.kept] == [0, 1]


async def test_whoever_reads_finds_what_still_waits() -> None:
    noted = Asides(Book())
    noted.note(ONE)
    assert await noted.of_show("demo", "demo-1") == [ONE]
    assert await noted.of_show("demo", "demo-2") == []


async def test_what_waits_is_bounded_and_a_store_that_cannot_write_fails_nobody() -> None:
    book = Book()
    noted = Asides(book)
    for n in range(WAITING + 5):
        noted.note(replace(ONE, at_ms=n))
    await noted.write()
    assert [book.kept[0].at_ms, len(book.kept)] == [5, WAITING]
    book.fails = True
    noted.note(ONE)
    await noted.write()
    assert len(book.kept) == WAITING
