"""What goes on the wire: lists and maps stand bare, an unknown value is null."""

from __future__ import annotations

import msgspec

from controlroom.views import shapes as v
from controlroom.views.shapes_cards import CuesView, TimersView, TimerView
from tests.unit.views.test_shapes_cards import TIMER


def test_lists_and_maps_stand_bare() -> None:
    item = v.StockItem(
        on_hand=1, listed=None, available=1, safety=None, rate_per_min=0.0, runs_out=None, state="ok"
    )  # fmt: skip
    screen = v.ScreenView(id="s", role="host", name=None, state="live", last_seen_ms=5, pos=None)
    assert v.wire(TimersView(timers=(TIMER,))) == (TIMER,)
    assert v.wire(v.StockView(products={"cream": item})) == {"cream": item}
    assert v.wire(v.FeedsView(feeds=())) == ()
    assert v.wire(v.ScreensView(screens=(screen,))) == (screen,)


def test_other_topics_go_as_they_are_and_no_program_is_null() -> None:
    cues = CuesView(current=None, queue=())
    assert v.wire(cues) is cues
    assert v.wire(None) is None


def test_an_unknown_value_is_null_and_not_left_out() -> None:
    told = msgspec.json.decode(msgspec.json.encode(TIMER))
    assert told["warn_for_ms"] is None
    assert set(told) == set(TimerView.__struct_fields__)
