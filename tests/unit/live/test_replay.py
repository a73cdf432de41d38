"""A file folded again: events and journals give one show, the same each time, and say what they leave out."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from controlroom.domain import records as rec
from controlroom.feeds.journalfile import BadLine
from controlroom.live.replay import NotAShow, event_pages, fold, journal_pages, marks, renamed
from controlroom.room.snapshot import digest
from controlroom.room.state import RoomState
from controlroom.views.kpi import kpi_view
from controlroom.words.reader import Reader, Texts
from tests.unit.live.told import EVENTS, START_MS, exported, line, opening, order, pages_of


def gmv(state: RoomState) -> float | None:
    return kpi_view(state).tiles["gmv_minor"].value


def gmv_until(until_ms: int | None) -> float | None:
    return gmv(fold(pages_of(), until_ms=until_ms).room.state)


def test_planned_show_starts_with_the_first_event() -> None:
    state = fold(pages_of()).room.state
    assert (state.status, state.started_ms) == ("live", START_MS + 100)


def test_planless_show_goes_live_with_its_first_fact_that_counts() -> None:
    lines = [line("stock", 0, sku="cream", on_hand=5), line("like", 700)]
    assert fold(pages_of(lines, opening(None))).room.state.started_ms == START_MS + 700


def test_duplicates_are_left_out_and_counted() -> None:
    known: list[int] = []
    pages = list(event_pages(EVENTS, opening(), pytest.fail, known.append))
    assert sum(known) == 1
    assert sum(page.count for page in pages) == 2 + len(EVENTS) - 1
    assert [page.first_seq for page in pages] == [1, *(page.last_seq + 1 for page in pages[:-1])]


def test_comments_are_read_by_the_rooms_own_lists_and_the_record_says_by_which() -> None:
    ours = Reader(Texts(("[spam]\nstrong = ['满天星']",), ()))
    told = [line("comment", 0, user="u", text="满天星")]
    body = b"".join(page.body for page in pages_of(told, replace(opening(), words=ours))())
    assert b'"_class":"spam"' in body
    assert f'"words_version":{ours.version}'.encode() in body


def test_users_are_hashed_and_nicknames_are_not_kept() -> None:
    body = b"".join(page.body for page in pages_of()())
    assert b'"u1"' not in body
    assert "小明".encode() not in body
    assert "你好".encode() in body


def test_fold_advances_to_the_first_whole_second_after_the_last_record() -> None:
    assert fold(pages_of(EVENTS[:1])).room.state.as_of_ms == START_MS + 1_000
    assert fold(pages_of([line("like", 2_000)])).room.state.as_of_ms == START_MS + 3_000


def test_until_leaves_out_what_was_received_then_or_later_and_stops_at_its_second() -> None:
    assert gmv_until(None) == 79_600
    assert gmv_until(START_MS + 2_000) == 39_800
    assert gmv_until(START_MS + 1_500) == 0
    state = fold(pages_of(), until_ms=START_MS + 1_999).room.state
    assert state.as_of_ms == START_MS + 1_000


def test_event_without_instant_is_received_with_the_one_before() -> None:
    late = msgspec.json.encode({"type": "like"}) + b"\n"
    pages = list(pages_of([line("like", 5_000), line("like", 1_000), late])())
    assert {page.received_ms for page in pages} == {START_MS + 5_000}


def test_bad_lines_are_told_and_the_rest_counts() -> None:
    bad: list[BadLine] = []
    pages = list(pages_of([EVENTS[0], b"{broken\n", order(1, 500, currency="USD"), order(2, 600)], bad=bad)())
    assert [(found.number, found.code) for found in bad] == [(2, "bad_json"), (0, "other_currency")]
    assert sum(page.count for page in pages) == 2 + 2


def test_exported_journal_gives_the_digest_of_the_show_itself() -> None:
    pages = list(pages_of()())
    again = fold(lambda: journal_pages(exported(pages)))
    assert digest(again.room.state) == digest(fold(lambda: pages).room.state)


def test_exported_journal_comes_back_byte_for_byte_with_records_of_unknown_kinds() -> None:
    lines = exported(pages_of()())
    strange = b'{"seq":%d,"received_ms":%d,"type":"from.tomorrow","depth":{"a":[1,2.50]}}\n'
    lines.append(strange % (len(lines) + 1, START_MS + 70_000))
    assert exported(journal_pages(lines)) == lines
    assert fold(lambda: journal_pages(lines)).room.state.unknown == {"from.tomorrow": 1}


def test_command_begins_a_page() -> None:
    pages = list(journal_pages(exported(pages_of()())))
    for page in pages:
        kinds = [isinstance(record, rec.Accepted) for record in rec.decode_page(page)]
        assert True not in kinds[1:]


def test_journal_that_does_not_begin_with_the_show_is_refused() -> None:
    lines = exported(pages_of()())
    with pytest.raises(NotAShow, match="begins with record 2"):
        list(journal_pages(lines[1:]))


def test_marked_record_is_left_out_of_the_fold() -> None:
    lines = exported(pages_of()())
    mark = b'{"seq":%d,"received_ms":%d,"type":"record.quarantined","bad_seq":5,"why":"it broke"}\n'
    lines.append(mark % (len(lines) + 1, START_MS + 70_000))
    assert marks(lines) == {5: "it broke"}
    state = fold(lambda: journal_pages(lines), marks(lines)).room.state
    assert gmv(state) == 39_800
    assert state.quarantined == {5: "it broke"}


def test_record_that_breaks_the_fold_without_a_mark_is_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from controlroom.domain.events import Like
    from controlroom.room import facts

    def broken(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setitem(facts.HANDLERS, Like, broken)
    told = fold(pages_of())
    assert list(told.broken) == [7]
    assert "planted" in told.broken[7]
    assert gmv(told.room.state) == 79_600


def test_renamed_show_keeps_all_but_its_names() -> None:
    first = next(iter(pages_of()()))
    named = renamed(first, "studio", "studio-4", "replay")
    old, new = rec.decode_page(first)[0], rec.decode_page(named)[0]
    assert isinstance(old, rec.ShowOpened)
    assert new == msgspec.structs.replace(old, room="studio", show="studio-4", mode="replay")
