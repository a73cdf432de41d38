"""The pulse: the newest whole second of what is drawn, and nothing newer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.commands import SlipTell
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from controlroom.views import series
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


def test_pulse_says_that_the_marks_read_otherwise_and_when_that_may_be_of_any_minute() -> None:
    room = live()

    def told() -> tuple[int, int]:
        pulse = pulse_view(room.state)
        return pulse.marks, pulse.earlier

    def give(command: cmd.AnyCommand) -> tuple[int, int]:
        record = rec.Accepted(by=Role.CONTROLLER, command=command)
        room.apply(room.state.seq + 1, room.state.as_of_ms + 10, record)
        return told()

    before = told()
    noted = give(cmd.NoteAdd(id="n", text="too loud", at_ms=STARTED_MS))
    erased = give(cmd.Undo(id="u", command="n"))
    slipped = give(SlipTell(id="s", text="cheapest ever"))
    unsaid = give(cmd.Undo(id="v", command="s"))
    every = (before, noted, erased, slipped, unsaid)
    assert len({marks for marks, _ in every}) == len(every)
    assert [earlier for _, earlier in every] == [0, 1, 2, 2, 3]  # what has just happened is of no earlier minute


def test_pulse_does_not_run_ahead_of_its_second() -> None:
    room = live()
    before = pulse_view(room.state)
    room.apply(99, room.state.as_of_ms + 400, ev.Audience(online=55))
    assert kpi_view(room.state).tiles["online"].value == 55
    assert pulse_view(room.state) == before
    room.advance(room.state.as_of_ms + 1_000)
    assert pulse_view(room.state).online == 55


def selling(halves_at: int, minutes: int = 40) -> Story:
    """`cream` sells nine in half a minute, from a half minute on four; `mask` beside it two all the time."""

    def half_minute(i: int) -> Arrival:
        cream = [("cream", j) for j in range(9 if i < halves_at else 4)]
        sold = [*cream, ("mask", 0), ("mask", 1)]
        orders = [
            ev.OrderStep(
                order=f"{sku}-{i}-{j}", status="paid", user=f"u{i}-{sku}-{j}", lines=(ev.Line(sku=sku, qty=1),)
            )
            for sku, j in sold
        ]
        return Arrival(END + 30_000 * i + 12_000, (ev.Audience(online=300), *orders))

    takes = Arrival(END + 1_005, take="cream")
    return Story((takes, *(half_minute(i) for i in range(2 * minutes))), END + minutes * 60_000)


def test_pulse_tells_what_the_conversion_should_be_and_a_dip_does_not_lower_it() -> None:
    steady, halved = pulse_view(play(selling(99)).state), pulse_view(play(selling(60)).state)
    assert (steady.conversion_rate_5m, halved.conversion_rate_5m) == (pytest.approx(110 / 300), pytest.approx(60 / 300))
    assert steady.expected == pytest.approx(110 / 300, rel=0.05)
    assert halved.expected == pytest.approx(110 / 300, rel=0.1)  # the other product's twenty are in it as they were


def test_nobody_knows_what_the_conversion_should_be_before_the_product_is_known_or_without_one() -> None:
    assert pulse_view(play(selling(99, minutes=6)).state).expected is None
    story = selling(99)
    assert pulse_view(play(replace(story, arrivals=story.arrivals[1:])).state).expected is None


def test_the_series_tells_the_same_as_the_pulse_did() -> None:
    story = selling(60)
    room, told = play(replace(story, arrivals=story.arrivals[:1], end_ms=END + 10_000)), {}
    later = {(arrival.received_ms - END) // 1000: list(arrival.facts) for arrival in story.arrivals[1:]}
    for second in range(11, 2400):
        room.advance(END + second * 1000 + 5)
        told[room.state.as_of_ms] = pulse_view(room.state).expected
        if second in later:
            room.apply_page(room.state.seq + 1, END + second * 1000 + 10, later[second])
    state = room.state
    rows = series.rows(state.tally.series, state.gaps, min(told), None, 1000)
    assert series.expected(state.watch, state.tally.series, rows) == [told[row.at_ms] for row in rows]
    assert len({value for value in told.values() if value is not None}) > 20
    unheard = series.expected(state.watch, state.tally.series, rows, [(rows[-4].at_ms, rows[-1].at_ms)])
    assert [value is None for value in unheard[-4:]] == [False, True, True, False]


def test_pulse_is_silent_before_and_after_the_show() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    room.advance(OPENED_MS - OPENED_MS % 1_000 + 5_000)
    assert pulse_view(room.state) == PulseView()
