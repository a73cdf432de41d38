"""How long people take with alerts.

Owns: the middle time to take in hand and to resolve.
Law: unknown while nothing was taken; one that nobody took in hand has no such time, and does not count as quick.
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median_low
from typing import Literal

from controlroom.views.alert_shapes import AlertView


def middle_wait(alerts: Iterable[AlertView], until: Literal["acked_ms", "resolved_ms"]) -> int | None:
    """Return the middle of the times (ms) from an alert's beginning until it was taken in hand, or was over."""
    waits = [
        ended - a.since_ms
        for a in alerts
        if (ended := a.acked_ms if until == "acked_ms" else a.resolved_ms) is not None
    ]
    return median_low(waits) if waits else None
