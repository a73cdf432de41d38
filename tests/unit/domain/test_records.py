"""Records in pages: what is written comes back, and what cannot be read is kept."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from tests.stories import PLAN, facts

SAMPLES: list[rec.Record] = [
    rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN),
    rec.Accepted(by=Role.HOST, command=cmd.CueAck(id="c", cue="cue-3"), person="li"),
    rec.Accepted(by=Role.CONTROLLER, command=cmd.Next(id="n", from_=None)),
    rec.Accepted(by=Role.CONTROLLER, command=cmd.Next(id="n", from_=cmd.FromSegment("cream"))),
    rec.RoomResumed(from_ms=1, to_ms=2),
    rec.RoomReached(to_ms=3),
    rec.RecordQuarantined(bad_seq=7, why="KeyError"),
    rec.ScreenCame(screen="s1", role=Role.HOST),
    rec.ScreenLeft(screen="s1"),
    rec.CueDelivered(cue="cue-3", screen="s1"),
    rec.FeedChanged(feed="relay", kind="douyin", state="down", why="closed"),
    rec.FeedsBring(types=("click", "order")),
    ev.Enter(user="u", at=5),
]


def test_a_page_gives_its_records_back() -> None:
    page = rec.encode_page(SAMPLES, 10, 999)
    assert (page.first_seq, page.last_seq, page.count, page.received_ms) == (10, 10 + len(SAMPLES) - 1, 13, 999)
    assert rec.decode_page(page) == SAMPLES


@given(st.lists(facts, min_size=1, max_size=20))
def test_any_facts_come_back(told: list[ev.Fact]) -> None:
    assert rec.decode_page(rec.encode_page(list(told), 1, 1)) == told  # type: ignore[arg-type]


def test_an_unknown_record_is_kept_with_its_line_and_the_others_are_read() -> None:
    line = b'{"type":"hologram.shown","size":3}'
    page = rec.Page(first_seq=1, count=3, received_ms=1, body=b'{"type":"like"}\n' + line + b'\n{"type":"like"}\n')
    assert rec.decode_page(page) == [ev.Like(), rec.Unknown("hologram.shown", line), ev.Like()]


def test_a_line_that_is_not_even_an_object_is_unknown() -> None:
    page = rec.Page(first_seq=1, count=1, received_ms=1, body=b"[]\n")
    assert rec.decode_page(page) == [rec.Unknown("?", b"[]")]


def test_exported_lines_carry_their_place_and_are_read_back() -> None:
    page = rec.encode_page(SAMPLES, 5, 77)
    lines = rec.export_lines(page)
    assert lines[-1] == b'{"seq":17,"received_ms":77,"type":"enter","at":5,"user":"u"}'
    assert [rec.import_line(line) for line in lines] == [(5 + i, 77, r) for i, r in enumerate(SAMPLES)]


def test_a_line_without_its_place_is_not_an_exported_one() -> None:
    with pytest.raises(msgspec.ValidationError, match="missing required field `seq`"):
        rec.import_line(b'{"type":"like"}')


def test_record_types_never_share_a_name() -> None:
    tags = [t.__struct_config__.tag for t in rec.Record.__args__]  # type: ignore[attr-defined]
    assert len(set(tags)) == len(tags)
