"""What becomes visible by time alone."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain.topics import Topic
from controlroom.room.maturing import mature
from tests.unit.room.desk import NOW, live


def test_a_timer_is_over_at_its_end_and_is_seen_once() -> None:
    desk = live()
    desk.give(cmd.TimerStart(id="t", title="Flash", duration_for_ms=5000), wait_ms=0)
    s = desk.room.state
    assert mature(s) == frozenset()
    changes = desk.room.advance((NOW + 5999) // 1000 * 1000)
    assert changes.transition
    assert Topic.TIMERS in changes.topics
    assert [t.state for t in s.timers.by_id.values()] == ["over"]
    assert mature(s) == frozenset()
