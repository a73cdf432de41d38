"""A past show's series: from its snapshot, else from its journal."""

from __future__ import annotations

from math import exp

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.baselines import Usual
from controlroom.domain.dip import MICRO
from controlroom.domain.roles import Role
from controlroom.domain.series import Series
from controlroom.live.archive import Archive, Now, now_of
from controlroom.live.recovery import recover, take_snapshot
from controlroom.ports import ShowRow
from controlroom.room.room import FOLD_VERSION
from tests.memory import MemoryJournal, MemorySnapshots, save

T_MS = 1_767_225_600_000


async def a_journal() -> MemoryJournal:
    """A show of a minute, its server away from 20 s to 30 s."""
    journal, seq = MemoryJournal(), 1
    pages: list[tuple[int, list[rec.Record]]] = [
        (0, [rec.ShowOpened(room="demo", show="demo-1", mode="live")]),
        (1, [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start"))]),
        (5, [ev.Comment(user="a", text="hi", id="c1", source="shop")]),
        (30, [rec.RoomResumed(from_ms=T_MS + 20_000, to_ms=T_MS + 30_000)]),
        (60, [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end"))]),
    ]
    for second, records in pages:
        await journal.append("demo-1", rec.encode_page(records, seq, T_MS + second * 1000))
        seq += len(records)
    return journal


async def test_a_past_show_is_read_from_its_snapshot_alone() -> None:
    journal, snapshots = await a_journal(), MemorySnapshots()
    recovered = await recover(journal, None, "demo-1")
    await save(snapshots, take_snapshot("demo-1", recovered.room, recovered.seen, []))
    journal.shows["demo-1"][1:-1] = []  # nothing of it is read
    past = await Archive(journal, snapshots).show("demo-1")
    assert past.series == recovered.room.state.tally.series
    assert past.gaps == [(T_MS + 20_000, T_MS + 30_000)]
    assert (past.series.first_s, past.series.last_s) == (T_MS // 1000 + 2, T_MS // 1000 + 60)


async def test_a_show_without_a_snapshot_of_this_fold_is_folded_anew_once() -> None:
    journal, snapshots = await a_journal(), MemorySnapshots()
    archive = Archive(journal, snapshots)
    past = await archive.show("demo-1")
    assert [(row.seq, row.fold_version) for row in snapshots.rows] == [(5, FOLD_VERSION)]
    assert len(past.series.rows) == 59
    assert await archive.show("demo-1") is past
    again = await Archive(journal, snapshots).show("demo-1")
    assert (again.series, len(snapshots.rows)) == (past.series, 1)


async def test_a_snapshot_that_the_journal_went_on_after_is_brought_up_to_it() -> None:
    journal, snapshots = await a_journal(), MemorySnapshots()
    recovered = await recover(journal, None, "demo-1", until_seq=3)
    await save(snapshots, take_snapshot("demo-1", recovered.room, recovered.seen, []))
    past = await Archive(journal, snapshots).show("demo-1")
    assert past.series.last_s == T_MS // 1000 + 60
    assert [row.seq for row in snapshots.rows] == [3, 5]


async def test_baselines_are_of_the_newest_shows_that_were_live_and_of_the_one_that_still_runs() -> None:
    journal, snapshots = await a_journal(), MemorySnapshots()
    for id_ in ("demo-2", "demo-3"):
        journal.shows[id_] = list(journal.shows["demo-1"])
    never = rec.ShowOpened(room="demo", show="demo-4", mode="live")
    await journal.append("demo-4", rec.encode_page([never], 1, T_MS))
    shows = [ShowRow(id=f"demo-{n}", room="demo", opened_ms=T_MS, current=n == 5) for n in range(1, 6)]
    running = (await recover(journal, None, "demo-1")).room.state
    archive = Archive(journal, snapshots)
    found = await archive.baselines(shows, now_of(replace(running, show="demo-5")))
    assert found is not None
    assert found.shows == ("demo-1", "demo-2", "demo-3", "demo-5")
    assert found.kpis["comments"][0] == Usual(0, 0, 0, 4)
    journal.shows.clear()  # all is at hand now
    found = await archive.baselines(shows[:3], Now("demo-3", running.tally.series, None, ()))
    assert found is None
    found = await archive.baselines(shows[:4], Now("demo-4", running.tally.series, None, ()))
    assert found is not None
    assert found.shows == ("demo-1", "demo-2", "demo-3")


async def test_what_stood_still_while_a_feed_was_silent_is_no_measure_for_the_next_show() -> None:
    journal, snapshots = MemoryJournal(), MemorySnapshots()
    begin = rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start"))
    level: list[rec.Record] = [
        ev.Audience(online=9, total=50, source="relay"),
        ev.Comment(user="u", text="?", source="b"),
    ]
    end = rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end"))
    for n in range(1, 4):
        opened = rec.ShowOpened(room="demo", show=f"demo-{n}", mode="live")
        seq = 1
        for second, records in ((0, [opened]), (1, [begin]), (1.5, level), (130, [end])):
            await journal.append(f"demo-{n}", rec.encode_page(records, seq, T_MS + round(second * 1000)))
            seq += len(records)
    shows = [ShowRow(id=f"demo-{n}", room="demo", opened_ms=T_MS, current=False) for n in range(1, 4)]
    found = await Archive(journal, snapshots).baselines(shows, Now("demo-4", Series(), None, ()))
    assert found is not None
    usual = [[found.usual(code, minute * 60_000) for minute in (0, 1, 2)] for code in ("online", "comments")]
    assert usual == [[Usual(9, 9, 9, 3), None, None], [Usual(1, 1, 1, 3)] * 3]


async def a_sale(journal: MemoryJournal, show: str) -> None:
    """A show of ten minutes in which three of 100 viewers buy the cream in each half minute."""
    opened = rec.ShowOpened(room="demo", show=show, mode="live")
    start = rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start"))
    switch = rec.Accepted(by=Role.CONTROLLER, command=cmd.ProductSwitch(id="switch", sku="cream"))
    line, begin_ms = (ev.Line(sku="cream", unit_minor=100),), T_MS + 30_000
    pages: list[tuple[int, list[rec.Record]]] = [(T_MS, [opened]), (T_MS + 1000, [start]), (T_MS + 2000, [switch])]
    for half in range(20):
        at = begin_ms + half * 30_000
        told: list[rec.Record] = [ev.Audience(online=100, at=at - 1)]
        told += [ev.OrderStep(order=f"{half}-{n}", status="paid", lines=line, at=at + 100) for n in range(3)]
        pages.append((at + 1000, told))
    pages.append((T_MS + 700_000, [rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end"))]))
    seq = 1
    for received_ms, records in pages:
        await journal.append(show, rec.encode_page(records, seq, received_ms))
        seq += len(records)


async def test_three_shows_that_sold_teach_the_dip_detector() -> None:
    journal, snapshots = MemoryJournal(), MemorySnapshots()
    names = [f"demo-{n}" for n in range(1, 4)]
    for show in names:
        await a_sale(journal, show)
    shows = [ShowRow(id=show, room="demo", opened_ms=T_MS, current=False) for show in names]
    found = await Archive(journal, snapshots).baselines(shows, Now("demo-4", Series(), None, ()))
    assert found is not None
    assert found.dip is not None
    assert (set(found.dip.levels), set(found.dip.effects)) == ({"none"}, {"cream"})
    rate = exp((found.dip.levels["none"].mean + found.dip.effects["cream"].mean) / MICRO)
    assert rate == pytest.approx(0.03, rel=0.1)
    a_record = rec.ShowOpened(room="demo", show="demo-4", mode="live", baselines=found)
    assert rec.decode_page(rec.encode_page([a_record], 1, T_MS)) == [a_record]
