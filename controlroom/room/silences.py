"""Which feeds say nothing although something is expected of them, and of which facts nothing is told any more.

Owns: when such a span begins and ends: of a feed (a gap, as that of a connection that broke), and of a type of fact.
Law: a feed is silent as the tiles have it (`domain.alerts.observed`), whatever rules are on; the span is from what it told
last to what it tells next. Looked at each whole second of a live show, but for one that has long had no record: so leaping
over an idle hour gives what stepping through it gives. A feed whose connection is down, or has just come back, is another's.
A type of fact is in a lull while it came and no feed brings it any more: at once where the connection is down or the feed is
taken out.
Must not know: rules, incidents, who asks for marks, which figure is made of what.
"""

from __future__ import annotations

from controlroom.domain.units import SECOND_MS
from controlroom.room import marking
from controlroom.room.alerting import IDLE_MS
from controlroom.room.rule_readings import RoomReadings, Silences
from controlroom.room.state import RoomState


def look(s: RoomState) -> None:
    """Mark the feeds that have gone silent, and end the marks of those that speak again."""
    at_ms = s.as_of_ms
    if at_ms - s.received_ms > IDLE_MS or any(from_ms < at_ms < to_ms for from_ms, to_ms in s.gaps):
        return
    readings = RoomReadings(s, at_ms)
    silent = readings.spoken()
    for name, source in s.observed.sources.items():
        told = silent.get(name)
        if told is None or told[0] <= told[1]:
            marking.feed_heard(s, name, max(source.any_ms, at_ms - SECOND_MS))
            continue
        line = s.feeds.get(name)
        if line is None or (line.state != "down" and at_ms - line.since_ms > told[1]):
            since_ms = max(at_ms - told[0], s.started_ms or 0, line.since_ms if line is not None else 0)
            marking.feed_silent(s, name, since_ms)
    if s.lulls.open or _trouble(s, silent):
        _lulls(s, readings)


def _trouble(s: RoomState, silent: Silences) -> bool:
    return any(for_ms > most_ms for for_ms, most_ms in silent.values()) or any(
        line.state == "down" for line in s.feeds.values()
    )


def _lulls(s: RoomState, readings: RoomReadings) -> None:
    """Begin and end the lulls of each type of fact that came."""
    for kind in sorted({kind for source in s.observed.sources.values() for kind in source.last}):
        if readings.lack((kind,)) is None:
            s.lulls.finish(kind, s.as_of_ms)
        else:
            s.lulls.begin(kind, max(s.started_ms or 0, s.observed.back_ms, _told_until(readings, kind)))


def _told_until(readings: RoomReadings, kind: str) -> int:
    """Return until when feeds that brought facts of a type told all that there was of them (epoch ms)."""
    s, silent, until = readings.s, readings.silent(), []
    for name, source in s.observed.sources.items():
        if kind in source.last:
            quiet, line = silent.get(name), s.feeds.get(name)
            ends = [readings.at_ms]
            if quiet is not None and quiet[0] > quiet[1]:
                ends.append(readings.at_ms - quiet[0])
            if line is not None and line.state == "down":
                ends.append(line.since_ms)
            until.append(max(source.last[kind], min(ends)))
    return max(until)


def removed(s: RoomState, feed: str, at_ms: int) -> None:
    """Begin the lulls of what only a feed brought that the room has no more: its figures are not known from here on."""
    sources = s.observed.sources
    if feed in sources and s.status == "live":
        others = {kind for name, source in sources.items() if name != feed for kind in source.last}
        for kind in sorted(sources[feed].last.keys() - others):
            s.lulls.begin(kind, at_ms)


def away(s: RoomState, from_ms: int) -> None:
    """End what lasts: of the time in which the room itself was away nothing is known of any feed."""
    for name in s.observed.sources:
        marking.feed_heard(s, name, from_ms)
    s.lulls.stop(from_ms)
