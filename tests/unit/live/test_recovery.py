"""A show's fold brought back: what comes out is what the straight run would be."""

from __future__ import annotations

import zlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import msgpack

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.tally import Flow
from controlroom.live.recovery import quarantined, recover, room_of, take, take_snapshot
from controlroom.live.seen import RECENT_MS, Seen
from controlroom.ports import StoreUnavailable
from controlroom.room.room import Room
from controlroom.room.snapshot import Freezer, digest, freeze
from tests.memory import MemoryJournal, MemorySnapshots, save
from tests.stories import ANY_AGE, OPENED_MS, STARTED_MS, Arrival, Story, play, records, stories


async def write(pages: list[tuple[int, list[rec.Record]]]) -> MemoryJournal:
    journal = MemoryJournal()
    for received_ms, page in pages:
        await journal.append("demo-1", rec.encode_page(page, await journal.head("demo-1") + 1, received_ms))
    return journal


@given(story=stories(ANY_AGE, pages=5), data=st.data())
async def test_a_snapshot_within_any_page_and_the_overlapping_tail_give_the_straight_runs_bytes(
    story: Story, data: st.DataObject
) -> None:
    pages = records(story)
    journal, snapshots = await write(pages), MemorySnapshots()
    flat = [(received, record) for received, page in pages for record in page]
    cut = data.draw(st.integers(1, len(flat)))
    room, seen = Room(), Seen()
    for seq, (received, record) in enumerate(flat[:cut], 1):
        room.apply(seq, received, record)
        if isinstance(record, ev.Fact) and record.id is not None:
            seen.take([record], received)
    await save(snapshots, take_snapshot("demo-1", room, seen, []))
    back = await recover(journal, snapshots, "demo-1")
    straight = await recover(journal, None, "demo-1")
    for recovered in (back, straight):
        recovered.room.advance(story.end_ms)
        assert freeze(recovered.room.state) == freeze(play(story).state)
    assert back.broken == {}
    assert back.seen.freeze([]).pieces == straight.seen.freeze([]).pieces


START = [
    (OPENED_MS, [rec.ShowOpened(room="demo", show="demo-1", mode="live")]),
    (STARTED_MS, [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="s"))]),
]
STOP = rec.Accepted(by=Role.CONTROLLER, command=cmd.TimerStop(id="x", timer="timer-99"))


async def test_a_record_that_breaks_the_fold_is_found_and_left_out() -> None:
    journal = await write([*START, (STARTED_MS + 10, [ev.Like(count=1), STOP, ev.Like(count=2)])])
    back = await recover(journal, None, "demo-1")
    assert back.broken == {4: "record 4 breaks the fold: KeyError: 'timer-99'"}
    assert (back.room.state.tally.show.total[Flow.LIKES], back.room.state.seq) == (3, 5)


async def test_a_marked_record_is_left_out_and_found_no_more() -> None:
    mark = rec.RecordQuarantined(bad_seq=3, why="KeyError")
    journal = await write([*START, (STARTED_MS + 10, [STOP, ev.Like()]), (STARTED_MS + 20, [mark])])
    assert await quarantined(journal, "demo-1") == {3: "KeyError"}
    back = await recover(journal, None, "demo-1")
    assert (back.broken, back.room.state.quarantined) == ({}, {3: "KeyError"})


async def test_a_snapshot_that_already_holds_a_marked_record_is_not_used() -> None:
    snapshots = MemorySnapshots()
    pages = [*START, (STARTED_MS + 10, [ev.Like(count=50)])]
    journal = await write(pages)
    room = (await recover(journal, None, "demo-1")).room
    await save(snapshots, take_snapshot("demo-1", room, Seen(), []))
    await journal.append("demo-1", rec.encode_page([rec.RecordQuarantined(bad_seq=3, why="x")], 4, STARTED_MS + 20))
    back = await recover(journal, snapshots, "demo-1")
    assert back.room.state.tally.show.total[Flow.LIKES] == 0


@pytest.mark.parametrize(("until", "likes"), [(2, 0), (3, 1), (4, 3), (99, 7)])
async def test_a_fold_ends_where_it_is_told_to(until: int, likes: int) -> None:
    journal = await write([*START, (STARTED_MS + 10, [ev.Like(count=1), ev.Like(count=2), ev.Like(count=4)])])
    back = await recover(journal, None, "demo-1", until_seq=until)
    assert (back.room.state.tally.show.total[Flow.LIKES], back.room.state.seq) == (likes, min(until, 5))


async def test_what_was_taken_is_remembered_from_the_tail() -> None:
    journal = await write([*START, (STARTED_MS + 10, [ev.Like(id="l", source="relay"), ev.Like(source="relay")])])
    back = await recover(journal, None, "demo-1")
    later_ms = STARTED_MS + RECENT_MS
    assert back.seen.take([ev.Like(id="l", source="relay")], later_ms) == {0}
    back.seen.trim(later_ms + 11)
    assert back.seen.take([ev.Like(id="l", source="relay")], later_ms + 11) == set()


def test_a_snapshot_is_packed_small_and_told_when_it_is_damaged() -> None:
    room = play(Story((), STARTED_MS + 600_000))
    row = take_snapshot("demo-1", room, Seen(), [])
    assert sum(map(len, row.parts)) < len(freeze(room.state)) / 3
    assert row.digest == digest(room.state)
    assert freeze(room_of(row)[0].state) == freeze(room.state)
    with pytest.raises(StoreUnavailable, match="at seq 2 is damaged"):
        room_of(msgspec.structs.replace(row, parts=(row.parts[0][:-9],)))
    with pytest.raises(StoreUnavailable, match="at seq 2 is damaged"):
        room_of(msgspec.structs.replace(row, parts=(b"\x00\xff",)))


def test_a_large_snapshot_is_cut_into_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = tuple(ev.Enter(user=f"u{n}", at=STARTED_MS + 995) for n in range(3000))
    room = play(Story((Arrival(STARTED_MS + 1005, crowd),), STARTED_MS + 1995))
    whole = take_snapshot("demo-1", room, Seen(), [])
    monkeypatch.setattr("controlroom.live.recovery.PART_BYTES", 4096)
    row = take_snapshot("demo-1", room, Seen(), [])
    assert len(whole.parts) == 1
    assert len(row.parts) > 1
    assert b"".join(row.parts) == whole.parts[0]
    assert freeze(room_of(row)[0].state) == freeze(room.state)


def test_a_snapshot_is_as_of_when_it_was_taken_whenever_it_is_packed() -> None:
    crowd = tuple(ev.Enter(user=f"u{n}", at=STARTED_MS + 995) for n in range(400))
    room = play(Story((Arrival(STARTED_MS + 1005, crowd[:300]),), STARTED_MS + 1995))
    wanted = take_snapshot("demo-1", room, Seen(), [])
    taken = take(Freezer(), "demo-1", room, Seen(), [])
    room.apply_page(room.state.seq + 1, STARTED_MS + 2500, crowd)
    room.advance(STARTED_MS + 5995)
    assert (taken.mark().digest, tuple(taken.parts())) == (wanted.digest, wanted.parts)


def test_an_ended_shows_snapshot_is_as_of_where_its_replay_ends_and_the_room_stays_where_it_is() -> None:
    room = play(Story((), STARTED_MS + 995))
    room.apply(3, STARTED_MS + 1500, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end")))
    row = take_snapshot("demo-1", room, Seen(), [])
    assert (row.as_of_ms, room.state.as_of_ms) == (STARTED_MS + 1995, STARTED_MS + 995)
    room.advance(STARTED_MS + 1995)
    assert take_snapshot("demo-1", room, Seen(), []) == row


async def test_a_snapshot_that_this_fold_cannot_read_is_passed_over() -> None:
    journal, snapshots = await write([*START, (STARTED_MS + 10, [ev.Like(count=3)])]), MemorySnapshots()
    straight = await recover(journal, None, "demo-1")
    odd = msgpack.encode([msgpack.encode({"tally": "none"}), []])
    body = len(odd).to_bytes(8, "big") + odd + len(odd).to_bytes(8, "big") + odd
    row = take_snapshot("demo-1", straight.room, Seen(), [])
    await save(snapshots, msgspec.structs.replace(row, parts=(zlib.compress(body),)))
    back = await recover(journal, snapshots, "demo-1")
    assert freeze(back.room.state) == freeze(straight.room.state)
