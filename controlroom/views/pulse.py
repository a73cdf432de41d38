"""The pulse: the newest second of the four figures that are drawn over time.

Owns: which figures are drawn, their values as of a second, and what the conversion should be.
Law: a value is that of its whole second, never newer, so that what is drawn live and what `…/series` tells later agree;
what no feed tells any more is unknown.
Must not know: HTML, sockets, series.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from controlroom.domain.bins import BIN_S
from controlroom.domain.lulls import within
from controlroom.domain.metrics import BY_CODE, Reckoned, reckon
from controlroom.domain.moment import Moment, moment_of
from controlroom.domain.scopes import show_numbers
from controlroom.domain.series import Series
from controlroom.domain.units import SECOND_MS
from controlroom.domain.watch import Watch
from controlroom.room.state import RoomState
from controlroom.views.shapes import PulseView
from controlroom.views.stale import lulls

_MINUTE, _FIVE_MINUTES = 0, 1
DRAWN: Final[dict[str, tuple[str, int | None]]] = {
    "online": ("online", None),
    "gmv_minor_1m": ("gmv_minor", _MINUTE),
    "conversion_rate_5m": ("conversion_rate", _FIVE_MINUTES),
    "comments_1m": ("comments", _MINUTE),
}
"""Code of the tile → the KPI and its window's place."""


def pulse_view(s: RoomState) -> PulseView:
    """Return the newest whole second of a live show; before and after it, nothing is known."""
    moment = s.tally.before(0)
    if s.status != "live" or moment is None:
        return PulseView()
    online, gmv, conversion, comments = (_as_of(moment, code) for code in DRAWN)
    return PulseView(
        as_of_ms=s.as_of_ms,
        online=_whole(online),
        gmv_minor_1m=_whole(gmv),
        conversion_rate_5m=conversion.value,
        lo=conversion.lo,
        hi=conversion.hi,
        expected=should_be(s.watch, s.tally.series, s.watch.taken_by(s.as_of_ms // SECOND_MS)),
        comments_1m=_whole(comments),
        marks=s.marks.count() + s.notes.changes,
        earlier=s.marks.taken + s.notes.changes,
    )


def pulse_known(view: PulseView, s: RoomState) -> PulseView:
    """Return the newest second with that unknown which no feed tells any more, and until when it was known."""
    at_ms = view.as_of_ms
    if at_ms is None or not s.lulls.open:
        return view
    until: dict[str, int] = {}
    for code, (base, _) in DRAWN.items():
        spans = lulls(s.lulls, s.tally.audience, base)
        if within(spans, at_ms):
            until[code] = min(begin for begin, end in spans if end is None)
    if "conversion_rate_5m" in until:
        view = replace(view, conversion_rate_5m=None, lo=None, hi=None, expected=None)
    return replace(
        view,
        online=None if "online" in until else view.online,
        gmv_minor_1m=None if "gmv_minor_1m" in until else view.gmv_minor_1m,
        comments_1m=None if "comments_1m" in until else view.comments_1m,
        until_ms=until,
    )


def should_be(watch: Watch, series: Series, to: int) -> float | None:
    """Return the conversion of five minutes, had what was on air brought what it should; None: nobody can know.

    What other products sold stays as it was, so the distance from the conversion is what is missing.

    Args:
        watch, series: The show's.
        to: The half minute (epoch s ÷ 30) before which they end.
    """
    missing, row = watch.missing(to), series.nearest(to * BIN_S)
    if missing is None or row is None:
        return None
    told = _as_of(moment_of(row), "conversion_rate_5m")
    if told.num is None or not told.den:
        return None
    return round(max(0.0, told.num + missing) / told.den, 6)


def _as_of(moment: Moment, code: str) -> Reckoned:
    name, window = DRAWN[code]
    return reckon(BY_CODE[name], show_numbers(moment, window, sampled=False, estimated=False))


def _whole(reckoned: Reckoned) -> int | None:
    return None if reckoned.value is None else int(reckoned.value)
