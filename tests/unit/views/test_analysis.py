"""What an analyst is told about a span."""

from __future__ import annotations

from controlroom.domain.marks import Mark
from controlroom.room.state import RoomState
from controlroom.views.analysis import marks_view


def test_marks_of_a_span_come_with_their_show_and_what_was_forgotten() -> None:
    s = RoomState(show="demo-1", as_of_ms=9000)
    s.marks.add(Mark(1000, "cue", "slower"))
    s.marks.add(Mark(2000, "note", "host tired"))
    s.marks.dropped["price"] = 3
    view = marks_view(s, 1500, None)
    assert (view.show, view.as_of_ms, view.dropped) == ("demo-1", 9000, {"price": 3})
    assert [mark.text for mark in view.marks] == ["host tired"]
