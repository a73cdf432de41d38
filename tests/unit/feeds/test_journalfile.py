"""Files for `import` and `replay`."""

from __future__ import annotations

from pathlib import Path

import pytest

from controlroom.domain.events import Enter, Fact, Heartbeat, Like
from controlroom.domain.records import Record, RoomReached, Unknown, encode_page, export_lines
from controlroom.feeds.journalfile import BadLine, read_events, read_export, sniff

GOLDEN = Path(__file__).parents[2] / "golden" / "feeds"


def exported() -> list[bytes]:
    first: list[Record] = [Heartbeat(), Enter(user="u")]
    return export_lines(encode_page(first, 1, 1000)) + export_lines(encode_page([RoomReached(to_ms=3000)], 3, 2500))


def refused(lines: list[bytes]) -> BadLine:
    with pytest.raises(BadLine) as caught:
        list(read_export(lines))
    return caught.value


def test_export_gives_every_record_at_its_place() -> None:
    assert list(read_export(exported())) == [
        (1, 1000, Heartbeat()),
        (2, 1000, Enter(user="u")),
        (3, 2500, RoomReached(to_ms=3000)),
    ]


def test_export_with_bom_crlf_and_blank_lines_reads_the_same() -> None:
    rough = [b"\xef\xbb\xbf" + exported()[0] + b"\r\n", b"\r\n", *(line + b"\r\n" for line in exported()[1:])]
    assert list(read_export(rough)) == list(read_export(exported()))


def test_export_of_a_later_part_may_begin_anywhere() -> None:
    assert [seq for seq, _, _ in read_export(exported()[1:])] == [2, 3]


def test_export_keeps_records_of_unknown_kinds() -> None:
    line = b'{"seq":1,"received_ms":5,"type":"moon.rose"}'
    assert list(read_export([line])) == [(1, 5, Unknown("moon.rose", line))]


def test_export_with_a_gap_a_repeat_or_time_going_back_is_refused_with_its_line() -> None:
    one, two, three = exported()
    assert str(refused([one, b"", three])).startswith("Line 3: seq 2 must come here, not 3")
    assert refused([one, one]).path == "seq"
    back = refused([one, b'{"seq":2,"received_ms":999,"type":"heartbeat"}'])
    assert (back.number, back.path, back.code) == (2, "received_ms", "bad_order")
    assert refused([b'{"seq":0,"received_ms":9,"type":"heartbeat"}']).path == "seq"
    assert refused([one, two, three[:-4]]).number == 3


@pytest.mark.parametrize("line", [b'{"type":"heartbeat"}', b'{"seq":"1","received_ms":1}', b"x", b"\xff", b"[" * 9999])
def test_export_line_that_is_no_record_is_refused_with_the_mend(line: bytes) -> None:
    bad = refused([exported()[0], line])
    assert bad.number == 2
    assert bad.line == line
    assert bad.what.endswith("export it again.")


def test_events_are_received_at_the_running_maximum_of_at() -> None:
    lines = [
        b'{"type":"heartbeat","at":5000}',
        b'{"type":"like","at":"1970-01-01T08:00:04+08:00"}',
        b'{"type":"like"}',
        b'{"type":"like","at":"1970-01-01T00:00:07.0019Z"}',
    ]
    assert [received for received, _ in read_events(lines)] == [5000, 5000, 5000, 7001]


def test_golden_events_read_in_arrival_order() -> None:
    with (GOLDEN / "generic/events.ndjson").open("rb") as file:
        received = [received_ms - 1763805600000 for received_ms, _ in read_events(file)]
    assert received == [0, 1000, 2000, 3000, 600000]


def test_first_event_without_at_is_refused_whatever_happens_to_bad_lines() -> None:
    ignored: list[BadLine] = []
    for on_bad in (None, ignored.append):
        with pytest.raises(BadLine, match="Line 2: at is missing: the first event must say") as caught:
            list(read_events([b"\n", b'{"type":"like"}'], on_bad))
        assert (caught.value.code, caught.value.path) == ("missing_field", "at")
    assert ignored == []


def test_bad_event_is_raised_or_handed_over_with_its_line() -> None:
    lines = [b'{"type":"heartbeat","at":1}', b"", b'{"type":"like","count":0}', b'{"type":"like"}', b'{"ty']
    with pytest.raises(BadLine, match=r"Line 3: count: expected int >= 1"):
        list(read_events(lines))
    bad: list[BadLine] = []
    facts: list[Fact] = [fact for _, fact in read_events(lines, bad.append)]
    assert facts == [Heartbeat(at=1), Like()]
    assert [(line.number, line.code, line.path) for line in bad] == [
        (3, "bad_field", "count"),
        (5, "bad_json", ""),
    ]


def test_sniff_tells_a_journal_from_events() -> None:
    assert sniff(b"\xef\xbb\xbf" + exported()[0]) == "journal"
    for line in (
        b'{"type":"heartbeat","at":1}',
        b'{"seq":1,"type":"like"}',
        b"torn",
        b'{"seq":"1","received_ms":1}',
    ):
        assert sniff(line) == "events"
