"""Comments by class and minute, as they are asked for."""

from __future__ import annotations

from controlroom.room.state import RoomState
from controlroom.views.said import said_view


def test_a_span_is_from_its_begin_to_before_its_end() -> None:
    s = RoomState(show="demo-1")
    for second in (60, 61, 120):
        s.kinds.add("negative", second)
    told = said_view(s, 60_000, 120_000)
    assert (told.show, [(one.at_ms, one.counts["negative"]) for one in told.minutes]) == ("demo-1", [(60_000, 2)])
    assert [one.at_ms for one in said_view(s, None, None).minutes] == [60_000, 120_000]
