"""What a rule has fired, told by its incidents."""

from __future__ import annotations

from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.ready import resolved
from controlroom.room.room import Room
from controlroom.views.recorded import recorded
from tests.unit.room.alarm import DIP, LOW, alarm

MINUTE = 60_000


def test_each_incident_of_a_rule_is_a_firing_in_the_stretch() -> None:
    room = alarm()
    room.fire("low_stock", "cream")
    room.later(2 * MINUTE)
    room.end("low_stock", "cream")
    room.later(MINUTE)
    incident = room.fire("low_stock", "serum")
    room.become("conversion_dip", "nodata")
    s = room.room.state
    told = recorded(s, LOW, None)
    assert told is not None
    assert told[:2] == (s.started_ms, s.as_of_ms)
    assert [(one.labels, one.until_ms is not None) for one in told[2]] == [("cream", True), ("serum", False)]
    room.give(ask.AlertClose(id="c", alert=incident.id))
    room.later(1000)
    near = recorded(s, LOW, MINUTE // 2)
    assert near is not None
    assert [one.labels for one in near[2]] == ["serum"]
    blank = recorded(s, DIP, None)
    assert blank is not None
    assert blank[2] == ()


def test_a_question_is_called_by_the_words_of_its_alert() -> None:
    waits = resolved()["unanswered"]
    room = alarm(rules=(waits, LOW))
    incident = room.fire("unanswered", "question-5")
    room.fire("low_stock", "cream")
    for rule, title in ((waits, incident.text), (LOW, None)):
        told = recorded(room.room.state, rule, None)
        assert told is not None
        assert [one.title for one in told[2]] == [title]


def test_a_show_that_never_was_live_recorded_nothing() -> None:
    assert recorded(Room().state, LOW, None) is None
