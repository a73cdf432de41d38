"""What is entered in the book is there, and what stands beside the journal stays in bounds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest
from msgspec.structs import replace

from controlroom.domain.rejects import READY, Reject
from controlroom.ports import RoomRow, ShowRow, StoreUnavailable
from controlroom.settings import Settings
from controlroom.store import Store, engine, open_store
from controlroom.store.book import LINE_BYTES
from controlroom.store.fields import LINES_AT_ONCE, REJECTS_KEPT

from .conftest import MakePage

DEMO = RoomRow(slug="demo", mode="live", user_key=b"\x00key", created_ms=1)


def reject(n: int, **fields: Any) -> Reject:
    plain: dict[str, Any] = {
        "room": "demo", "feed": "main", "received_ms": n, "code": "bad_field", "path": "qty", "message": f"m{n}",
        "line": "{}",
    }  # fmt: skip
    return Reject(**plain | fields)


async def test_rooms_come_back_by_slug(store: Store) -> None:
    rows = [
        RoomRow(slug="zoo", mode="rehearsal", user_key=b"k" * 32, created_ms=5, seed=2**62, link_generation=3),
        RoomRow(slug="abc", mode="live", user_key=bytes(range(256)), created_ms=6),
    ]
    for row in rows:
        await store.book.add_room(row)
    assert await store.book.rooms() == [rows[1], rows[0]]
    assert await store.book.room("zoo") == rows[0]
    assert await store.book.room("nowhere") is None


async def test_room_that_exists_is_refused_and_stays_as_it_was(store: Store) -> None:
    await store.book.add_room(DEMO)
    with pytest.raises(ValueError, match="room 'demo' exists"):
        await store.book.add_room(RoomRow(slug="demo", mode="rehearsal", user_key=b"other", created_ms=2))
    assert await store.book.rooms() == [DEMO]


async def test_shows_come_back_in_the_order_they_were_entered(store: Store, show: str, page: MakePage) -> None:
    await store.book.add_room(RoomRow(slug="other", mode="live", user_key=b"k", created_ms=1))
    # A rehearsal's clock may stand earlier than the last show's.
    await store.book.open_show(ShowRow(id="demo-2", room="demo", opened_ms=0, current=True), page(1))
    await store.book.open_show(ShowRow(id="other-1", room="other", opened_ms=3, current=True), page(1))
    assert [row.id for row in await store.book.shows()] == ["demo-1", "demo-2", "other-1"]
    assert await store.book.shows("demo") == [
        ShowRow(id="demo-1", room="demo", opened_ms=1, current=False),
        ShowRow(id="demo-2", room="demo", opened_ms=0, current=True),
    ]


async def test_room_moves_to_the_show_that_was_opened(store: Store, show: str, page: MakePage) -> None:
    first = await store.book.current_show("demo")
    second = ShowRow(id="demo-2", room="demo", opened_ms=2, current=True)
    await store.book.open_show(second, page(1))
    assert first is not None
    assert first.id == show
    assert await store.book.current_show("demo") == second
    assert await store.journal.head("demo-2") == 1


async def test_show_entered_beside_the_current_one_does_not_move_the_room(
    store: Store, show: str, page: MakePage
) -> None:
    await store.book.open_show(ShowRow(id="past", room="demo", opened_ms=0, current=False), page(1, 3))
    current = await store.book.current_show("demo")
    assert current is not None
    assert current.id == show
    assert await store.journal.head("past") == 3


async def test_show_that_exists_is_refused_whole(store: Store, show: str, page: MakePage) -> None:
    await store.book.open_show(ShowRow(id="demo-2", room="demo", opened_ms=2, current=True), page(1))
    with pytest.raises(ValueError, match="show 'demo-1' exists"):
        await store.book.open_show(ShowRow(id="demo-1", room="demo", opened_ms=9, current=True), page(1, 9))
    current = await store.book.current_show("demo")
    assert current is not None
    assert current.id == "demo-2"
    assert await store.journal.head("demo-1") == 1
    await store.book.open_show(ShowRow(id="demo-3", room="demo", opened_ms=9, current=True), page(1))
    assert await store.journal.head("demo-3") == 1


async def test_show_of_an_unknown_room_is_refused(store: Store, page: MakePage) -> None:
    with pytest.raises(LookupError, match="no room 'nowhere'"):
        await store.book.open_show(ShowRow(id="s", room="nowhere", opened_ms=1, current=True), page(1))
    assert await store.book.shows() == []


async def test_show_whose_first_page_is_not_the_first_is_refused(store: Store, page: MakePage) -> None:
    await store.book.add_room(DEMO)
    with pytest.raises(ValueError, match="begins at seq 2"):
        await store.book.open_show(ShowRow(id="s", room="demo", opened_ms=1, current=True), page(2))
    assert await store.book.shows() == []


async def test_current_show_of_a_room_without_one_is_none(store: Store) -> None:
    await store.book.add_room(DEMO)
    assert await store.book.current_show("demo") is None


async def test_more_than_one_key_of_a_feed_is_valid_in_its_room_only(store: Store) -> None:
    await store.book.add_room(DEMO)
    await store.book.add_room(RoomRow(slug="other", mode="live", user_key=b"k", created_ms=1))
    for key_hash in ("aa", "bb", "bb"):
        await store.book.add_key("demo", "main", key_hash, 5)
    assert [await store.book.feed_of_key("demo", key) for key in ("aa", "bb", "cc")] == ["main", "main", None]
    assert await store.book.feed_of_key("other", "aa") is None


async def test_all_keys_of_a_feed_end_and_no_others(store: Store) -> None:
    await store.book.add_room(DEMO)
    for feed, key_hash in (("main", "aa"), ("main", "bb"), ("other", "cc")):
        await store.book.add_key("demo", feed, key_hash, 5)
    assert [(row.feed, row.count) for row in await store.book.keys("demo")] == [("main", 2), ("other", 1)]
    assert await store.book.keys("another") == []
    assert [await store.book.end_keys("demo", "main"), await store.book.end_keys("demo", "main")] == [2, 0]
    assert [row.feed for row in await store.book.keys("demo")] == ["other"]
    assert [await store.book.feed_of_key("demo", key) for key in ("aa", "bb", "cc")] == [None, None, "other"]


async def test_key_of_an_unknown_room_is_refused(store: Store) -> None:
    with pytest.raises(LookupError, match="no room 'nowhere'"):
        await store.book.add_key("nowhere", "main", "aa", 5)


async def test_rejects_are_taken_off_the_list_by_their_numbers(store: Store) -> None:
    await store.book.add_room(DEMO)
    await store.book.add_rejects([reject(1), reject(2), reject(3)])
    numbered = await store.book.numbered_rejects("demo")
    assert [row for _, row in numbered] == [reject(1), reject(2), reject(3)]
    await store.book.drop_rejects("other", [nr for nr, _ in numbered])
    await store.book.drop_rejects("demo", [numbered[0][0], numbered[2][0]])
    assert await store.book.rejects("demo") == [reject(2)]


async def test_lines_are_blanked_when_their_rooms_time_is_over_and_facts_stay(store: Store) -> None:
    for room in (DEMO, replace(DEMO, slug="brief"), replace(DEMO, slug="none")):
        await store.book.add_room(room)
    await store.book.put_note("names:brief", "5")
    await store.book.put_note("names:none", "0")
    fact = reject(1, line=READY + '{"type":"order"}')
    rows = [
        replace(reject(1), room=room, received_ms=at_ms, line="raw")
        for room in ("demo", "brief", "none")
        for at_ms in (10_000, 96_000)
    ]
    old = [reject(1, received_ms=1, line="x") for _ in range(LINES_AT_ONCE)]
    await store.book.add_rejects([*rows, fact, *old])
    assert await store.book.blank_rejects(100_000, 60) == 4 + LINES_AT_ONCE
    kept = [one for room in ("demo", "brief", "none") for one in await store.book.rejects(room, 999)]
    left = {(one.room, one.received_ms) for one in kept if one.line}
    assert left == {("demo", 96_000), ("brief", 96_000), ("demo", fact.received_ms)}
    assert await store.book.blank_rejects(100_000, 60) == 0


async def test_lines_and_reasons_are_blanked_by_their_numbers_in_their_room(store: Store) -> None:
    await store.book.add_room(DEMO)
    await store.book.add_rejects([reject(1, line="a"), reject(2, line="b")])
    (one, _), (two, _) = await store.book.numbered_rejects("demo")
    await store.book.blank_lines("other", [one, two], [one, two])
    await store.book.blank_lines("demo", [one], [two])
    first, second = [row for _, row in await store.book.numbered_rejects("demo")]
    assert (first.line, first.message) == ("", reject(1).message)
    assert (second.line, second.message) == ("b", second.code)


async def test_rejects_come_back_newest_first(store: Store) -> None:
    await store.book.add_room(DEMO)
    odd = reject(3, line='{"a":"\\u0000 \' 红色 "}\x1f', path="lines[0].qty", message="it's 红")
    await store.book.add_rejects([reject(1), reject(2)])
    await store.book.add_rejects([odd])
    await store.book.add_rejects([])
    assert await store.book.rejects("demo") == [odd, reject(2), reject(1)]
    assert await store.book.rejects("demo", limit=1) == [odd]
    assert await store.book.rejects("other") == []


async def test_line_of_a_reject_is_cut_between_characters(store: Store) -> None:
    await store.book.add_room(DEMO)
    await store.book.add_rejects([reject(1, line="红" * 6000), reject(2, line="\ud800 broken\0here")])
    broken, cut = await store.book.rejects("demo")
    assert cut.line == "红" * (LINE_BYTES // 3)
    assert broken.line == "? broken\ufffdhere"


async def test_newest_rejects_of_each_room_are_kept(store: Store) -> None:
    await store.book.add_room(DEMO)
    await store.book.add_room(RoomRow(slug="other", mode="live", user_key=b"k", created_ms=1))
    await store.book.add_rejects([reject(0, room="other"), *(reject(n) for n in range(REJECTS_KEPT + 7))])
    kept = await store.book.rejects("demo", limit=REJECTS_KEPT * 2)
    assert [row.received_ms for row in kept] == list(range(REJECTS_KEPT + 6, 6, -1))
    assert await store.book.rejects("other") == [reject(0, room="other")]


async def test_names_are_given_until_they_expire(store: Store) -> None:
    await store.book.add_room(DEMO)
    await store.book.put_names("demo", {"u1": "小红", "u2": 'it\'s "me"', "a.b[0]": "\0x"}, 1000)
    await store.book.put_names("demo", {"u1": "大红"}, 2000)
    await store.book.put_names("demo", {}, 2000)
    kept = await store.book.names("demo", 999, 9)
    assert kept == {"u2": ('it\'s "me"', 1000), "a.b[0]": ("\ufffdx", 1000), "u1": ("大红", 2000)}
    assert list(kept)[-1] == "u1"
    assert await store.book.names("demo", 1000, 9) == {"u1": ("大红", 2000)}
    assert await store.book.names("demo", 999, 1) == {"u1": ("大红", 2000)}
    assert await store.book.names("other", 999, 9) == {}


async def test_a_person_is_forgotten_in_one_room_and_nobody_else(store: Store) -> None:
    for room in ("demo", "other"):
        await store.book.add_room(RoomRow(slug=room, mode="live", user_key=b"k", created_ms=1))
        await store.book.put_names(room, {"u1": "小红", "u2": "大红"}, 1000)
    assert await store.book.forget_users("demo", ["u1", "nobody"]) == {"u1"}
    assert await store.book.forget_users("demo", ["u1"]) == frozenset()
    assert await store.book.names("demo", 999, 9) == {"u2": ("大红", 1000)}
    assert (await store.book.names("other", 999, 9))["u1"] == ("小红", 1000)


async def test_names_that_were_to_be_kept_longer_are_shortened_in_their_room_alone(store: Store) -> None:
    for room in ("demo", "other"):
        await store.book.add_room(RoomRow(slug=room, mode="live", user_key=b"k", created_ms=1))
        await store.book.put_names(room, {"u1": "小红", "u2": "大红", "u3": "阿福"}, 3000)
        await store.book.put_names(room, {"u4": "小满"}, 1000)
    assert await store.book.shorten_names("demo", 2000) == 3
    assert await store.book.shorten_names("demo", 2000) == 0
    kept = await store.book.names("demo", 0, 9)
    assert {user: until_ms for user, (_, until_ms) in kept.items()} == {"u1": 2000, "u2": 2000, "u3": 2000, "u4": 1000}
    assert [until_ms for _, until_ms in (await store.book.names("other", 0, 9)).values()] == [1000, 3000, 3000, 3000]
    assert await store.book.forget_names(2001) == 5


async def test_expired_names_are_deleted_however_many(store: Store) -> None:
    await store.book.add_room(DEMO)
    await store.book.put_names("demo", {f"u{n}": "n" for n in range(12_000)}, 1000)
    await store.book.put_names("demo", {"late": "n"}, 2000)
    assert await store.book.forget_names(1000) == 0
    assert await store.book.forget_names(1001) == 12_000
    assert await store.book.names("demo", 0, 9) == {"late": ("n", 2000)}


def on_disk(settings: Settings, word: str) -> list[str]:
    return sorted(
        file.name for file in settings.data.iterdir() if file.is_file() and word.encode() in file.read_bytes()
    )


async def test_what_is_forgotten_is_in_no_file_any_more_while_the_store_is_open(
    store: Store, settings: Settings, page: MakePage, show: str
) -> None:
    wal = f"{settings.database.name}-wal"

    async def held(*words: str) -> None:
        await store.book.put_names("demo", {f"u{n}": f"name {n} ZZNAME" for n in range(300)}, 1000)
        await store.book.add_rejects([reject(5, line="ZZLINE")])
        for word in words:
            assert wal in on_disk(settings, word)

    def gone(*words: str) -> None:
        assert [on_disk(settings, word) for word in words] == [[]] * len(words)

    await held("ZZNAME", "ZZLINE")
    await store.book.forget_users("demo", [f"u{n}" for n in range(300)])
    gone("ZZNAME")
    await store.book.blank_lines("demo", [nr for nr, _ in await store.book.numbered_rejects("demo")], [])
    gone("ZZLINE")
    await held("ZZNAME", "ZZLINE")
    await store.book.forget_names(1001)
    gone("ZZNAME")
    await store.book.blank_rejects(2**50, 1)
    gone("ZZLINE")


async def test_what_a_reader_keeps_in_the_file_is_told_and_goes_with_the_next_sweep(
    store: Store, settings: Settings, show: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_EMPTY_PAUSE_S", 0)
    monkeypatch.setattr(engine, "_EMPTY_TRIES", 2)
    await store.book.put_names("demo", {"u1": "ZZNAME"}, 1000)
    with closing(sqlite3.connect(settings.database, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM names").fetchall()
        assert await store.book.forget_users("demo", ["u1"]) == {"u1"}
        assert "ends in -wal: it is being read all the while" in caplog.text
    assert on_disk(settings, "ZZNAME") != []
    assert await store.book.forget_names(0) == 0
    assert on_disk(settings, "ZZNAME") == []


async def test_a_store_that_fails_once_something_is_forgotten_says_so_and_it_stays_forgotten(
    store: Store, settings: Settings, show: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(self: engine.Writer) -> bool:
        raise StoreUnavailable("failed", "no room on the disk")

    await store.book.put_names("demo", {"u1": "ZZNAME"}, 1000)
    with monkeypatch.context() as broken:
        broken.setattr(engine.Writer, "empty_log", fails)
        assert await store.book.forget_users("demo", ["u1"]) == {"u1"}
    assert "no room on the disk" in caplog.text
    assert await store.book.forget_names(0) == 0
    assert on_disk(settings, "ZZNAME") == []


async def test_what_a_killed_process_forgot_goes_with_the_first_sweep(
    settings: Settings, store: Store, show: str
) -> None:
    await store.book.put_names("demo", {"u1": "ZZNAME"}, 1000)
    with closing(sqlite3.connect(settings.database)) as killed:
        killed.execute("PRAGMA secure_delete = ON")
        killed.execute("DELETE FROM names")
        killed.commit()
        assert on_disk(settings, "ZZNAME") != []
    assert await store.book.forget_names(0) == 0
    assert on_disk(settings, "ZZNAME") == []


async def test_names_of_an_unknown_room_are_refused(store: Store) -> None:
    with pytest.raises(LookupError, match="no room 'nowhere'"):
        await store.book.put_names("nowhere", {"u": "n"}, 1000)


async def test_secret_is_the_same_after_a_reopen(store: Store, settings: Settings) -> None:
    made = await store.book.secret("links")
    assert len(made) == 32
    assert await store.book.secret("users") != made
    async with open_store(settings) as again:
        assert await again.book.secret("links") == made


async def test_note_is_kept_replaced_and_deleted(store: Store) -> None:
    assert await store.book.note("address") is None
    await store.book.put_note("address", "one")
    await store.book.put_note("address", "two")
    assert await store.book.note("address") == "two"
    await store.book.put_note("address", None)
    await store.book.put_note("address", None)
    assert await store.book.note("address") is None
