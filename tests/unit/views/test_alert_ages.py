"""Ages in an alert's words: counted by the screen while they run, words alone while they stand."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain.alerts.readings import METRICS
from controlroom.domain.alerts.rules import MILLION, Limit, Rule
from controlroom.views.alert_ages import AGES, Ages
from controlroom.views.alert_shapes import AgeView
from tests.unit.room.alarm import alarm

GONE = Rule(id="gone", metric="screen.host_away_s", above=Limit(value_millionths=0))
OVER = Rule(id="over", metric="show.segment_over_s", by="segment", above=Limit(value_millionths=0))


def test_an_age_is_told_as_it_is_written_and_since_when_it_runs() -> None:
    s = alarm().room.state
    s.observed.host_gone_ms = s.as_of_ms - 83_400
    assert Ages(s).of(GONE, "", 83_400_000) == AgeView(since_ms=s.as_of_ms - 83_400, told="1:23")


def test_of_one_that_is_over_nothing_is_counted() -> None:
    s = alarm().room.state
    s.observed.host_gone_ms = None
    assert Ages(s).of(GONE, "", 9 * MILLION) is None
    assert Ages(s).of(GONE, "", None) is None
    assert Ages(s).of(None, "", 9 * MILLION) is None


def test_an_age_that_is_held_stands() -> None:
    room = alarm()
    room.give(cmd.Take(id="on", segment="opening", from_=None))
    s = room.room.state
    on_air, due_ms = s.rundown.on_air, s.rundown.due_ms()
    assert on_air is not None
    assert due_ms is not None
    room.room.advance(due_ms + 20_000)
    assert Ages(s).of(OVER, on_air, 20 * MILLION) == AgeView(since_ms=due_ms, told="0:20")
    room.now_ms = due_ms + 19_000
    room.give(cmd.RundownHold(id="held", on=True))
    assert Ages(s).of(OVER, on_air, 20 * MILLION) is None


def test_every_age_is_a_metric_of_seconds() -> None:
    assert {one.unit for one in METRICS if one.name in AGES} == {"seconds"}
    assert {one.name for one in METRICS} >= AGES
