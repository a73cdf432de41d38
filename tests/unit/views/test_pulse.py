"""The pulse: the newest whole second of what is drawn, and nothing newer."""

from __future__ import annotations

from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.room.room import Room
from controlroom.views.kpi import kpi_view
from controlroom.views.pulse import DRAWN, pulse_view
from controlroom.views.shapes import PulseView
from tests.stories import OPENED_MS, STARTED_MS, Arrival, Story, play

END = STARTED_MS - 5


def live() -> Room:
    told = (
        ev.Audience(online=40),
        *(ev.Enter(user=f"u{i}") for i in range(10)),
        ev.Comment(user="u1", text="买"),
        ev.OrderStep(order="o", status="paid", user="u1", amount_minor=9_900),
    )
    return play(Story((Arrival(END + 2_000, told),), END + 400_000))


def test_pulse_is_what_the_tiles_show_at_its_second() -> None:
    state = live().state
    pulse, tiles = pulse_view(state), kpi_view(state).tiles
    assert pulse.as_of_ms == state.as_of_ms
    assert [getattr(pulse, code) for code in DRAWN] == [tiles[code].value for code in DRAWN]
    assert pulse.marks == state.marks.count() > 0
    assert (pulse.lo, pulse.hi) == (tiles["conversion_rate_5m"].lo, tiles["conversion_rate_5m"].hi)


def test_pulse_does_not_run_ahead_of_its_second() -> None:
    room = live()
    before = pulse_view(room.state)
    room.apply(99, room.state.as_of_ms + 400, ev.Audience(online=55))
    assert kpi_view(room.state).tiles["online"].value == 55
    assert pulse_view(room.state) == before
    room.advance(room.state.as_of_ms + 1_000)
    assert pulse_view(room.state).online == 55


def test_pulse_is_silent_before_and_after_the_show() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    room.advance(OPENED_MS - OPENED_MS % 1_000 + 5_000)
    assert pulse_view(room.state) == PulseView()
