"""What of an alert's words is an age, and since when it runs.

Owns: which metrics are ages, and the instant from which a screen counts one.
Law: nothing that ticks is pushed: an age that runs is given as an instant beside the words in which it stands written; one
that stands still (what it measures is held, or over) is words alone.
Must not know: HTML, incidents, thresholds.
"""

from __future__ import annotations

from typing import Final

from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import Fraction, Value
from controlroom.domain.alerts.rules import Label, Rule
from controlroom.domain.alerts.wording import written
from controlroom.domain.units import SECOND_MS
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState
from controlroom.views.alert_shapes import AgeView

AGES: Final = frozenset(
    {
        "comments.unanswered_s",
        "feed.silent_s",
        "screen.host_away_s",
        "show.segment_over_s",
        "show.task_late_s",
    }
)
"""Metrics that grow by a second each second."""


class Ages:
    """The ages of a room's alerts, as of its instant; each metric is read once."""

    def __init__(self, s: RoomState) -> None:
        self._as_of_ms = s.as_of_ms
        self.now = RoomReadings(s, s.as_of_ms)
        self._next = RoomReadings(s, s.as_of_ms + SECOND_MS)

    def of(self, rule: Rule | None, labels: str, value: int | None) -> AgeView | None:
        """Return since when an alert's value runs; None: it is no age, or it stands.

        Args:
            value: In millionths, as it stands in the alert's words.
        """
        name = line_of(rule).metric if rule is not None else None
        if rule is None or name not in AGES or value is None:
            return None
        now_ms = _ms(self.now, name, rule.by, labels)
        if now_ms is None or _ms(self._next, name, rule.by, labels) != now_ms + SECOND_MS:
            return None
        return AgeView(since_ms=self._as_of_ms - now_ms, told=written(value, "seconds", ""))


def _ms(r: RoomReadings, name: str, by: Label | None, labels: str) -> int | None:
    found: Value | None = (r.column(name, by) or {}).get(labels)
    return found.num if isinstance(found, Fraction) and found.den == SECOND_MS else None
