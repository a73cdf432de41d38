"""The outbox: a letter is entered once, and every mark outlives the process."""

from __future__ import annotations

from msgspec import structs

from controlroom.domain.records import Page
from controlroom.ports import ShowRow
from controlroom.settings import Settings
from controlroom.store import Store, open_store
from tests.unit.notify.made import AT_MS, letter


async def test_a_letter_comes_back_as_it_was_and_is_entered_once(store: Store, show: str, settings: Settings) -> None:
    first, other = letter(1), letter(1, target="boss", text="Plain", rules=())
    await store.outbox.enter([first, other])
    await store.outbox.enter([structs.replace(first, text="Changed"), letter(2)])
    async with open_store(settings) as again:
        assert list(await again.outbox.due()) == [
            structs.replace(first, nr=1), structs.replace(other, nr=2), structs.replace(letter(2), nr=3),
        ]  # fmt: skip
        assert await again.outbox.known("demo-1") == {"demo-1/low/1", "demo-1/low/2"}
        assert await again.outbox.known("demo-2") == frozenset()


async def test_marks_outlive_the_process(store: Store, show: str, settings: Settings) -> None:
    await store.outbox.enter([letter(n) for n in (1, 2, 3, 4)])
    await store.outbox.begin([1, 2, 3], AT_MS + 5)
    await store.outbox.end([1], "sent", None)
    await store.outbox.end([2], "waiting", "refused 503")
    async with open_store(settings) as again:
        due = await again.outbox.due()
        assert [(one.nr, one.state, one.tries, one.tried_ms, one.why) for one in due] == [
            (2, "waiting", 1, AT_MS + 5, "refused 503"), (3, "under_way", 1, AT_MS + 5, None), (4, "waiting", 0, None, None),
        ]  # fmt: skip
        assert [one.nr for one in await again.outbox.newest(2)] == [4, 3]


async def test_nothing_to_enter_writes_nothing(store: Store) -> None:
    await store.outbox.enter([])
    assert list(await store.outbox.due()) == []


async def test_only_old_letters_of_past_shows_are_forgotten(store: Store, show: str) -> None:
    await store.outbox.enter([letter(1), letter(2, at_ms=AT_MS + 10)])
    assert await store.outbox.forget(AT_MS + 100) == 0
    first = Page(first_seq=1, count=1, received_ms=1, body=b'{"type":"enter","user":"u"}\n')
    await store.book.open_show(ShowRow(id="demo-2", room="demo", opened_ms=2, current=True), first)
    await store.outbox.enter([letter(3, show="demo-2", notice="demo-2/low/1")])
    assert await store.outbox.forget(AT_MS + 5) == 1
    assert [one.notice for one in await store.outbox.newest(9)] == ["demo-2/low/1", "demo-1/low/2"]
