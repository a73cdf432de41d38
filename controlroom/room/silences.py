"""Which feeds say nothing although something is expected of them: a gap, as that of a connection that broke.

Owns: when such a span begins and ends.
Law: a feed is silent as the tiles have it (`domain.alerts.observed`), whatever rules are on; the span is from what it told
last to what it tells next. Looked at each whole second of a live show, but for one that has long had no record: so leaping
over an idle hour gives what stepping through it gives. A feed whose connection is down, or has just come back, is another's.
Must not know: rules, incidents, who asks for marks.
"""

from __future__ import annotations

from controlroom.domain.units import SECOND_MS
from controlroom.room import marking
from controlroom.room.alerting import IDLE_MS
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState


def look(s: RoomState) -> None:
    """Mark the feeds that have gone silent, and end the marks of those that speak again."""
    at_ms = s.as_of_ms
    if at_ms - s.received_ms > IDLE_MS or any(from_ms < at_ms < to_ms for from_ms, to_ms in s.gaps):
        return
    silent = RoomReadings(s, at_ms).spoken()
    for name, source in s.observed.sources.items():
        told = silent.get(name)
        if told is None or told[0] <= told[1]:
            marking.feed_heard(s, name, max(source.any_ms, at_ms - SECOND_MS))
            continue
        line = s.feeds.get(name)
        if line is None or (line.state != "down" and at_ms - line.since_ms > told[1]):
            since_ms = max(at_ms - told[0], s.started_ms or 0, line.since_ms if line is not None else 0)
            marking.feed_silent(s, name, since_ms)


def away(s: RoomState, from_ms: int) -> None:
    """End what lasts: of the time in which the room itself was away nothing is known of any feed."""
    for name in s.observed.sources:
        marking.feed_heard(s, name, from_ms)
