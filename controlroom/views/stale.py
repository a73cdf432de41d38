"""Figures of which the newest is not new: the feeds that bring them were heard and have gone silent.

Owns: which KPIs stand still when a type of fact stops coming, and how they say so.
Law: nothing is silently stale: while a show is live, a known figure that rests on facts which no feed brings any more is
`stale`, with the instant of the newest of them. What was never heard is not stale but unknown (`views.unfed`).
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from controlroom.domain.audience import Audience
from controlroom.domain.lulls import Lulls, Span
from controlroom.domain.metrics import SPANS, TABLE
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState
from controlroom.views.shapes import KpiView, Tiles
from controlroom.views.unfed import RESTS_ON, in_every_part

_BY_AUDIENCE: Final = (
    "online online_avg viewers watch_s interaction_rate follow_rate conversion_rate orders_per_viewer gpm_minor uv_value_minor"
).split()

_ALSO: Final[dict[str, tuple[str, ...]]] = {"audience": tuple(_BY_AUDIENCE)}
"""What stands still with facts of a type although nothing would be unknown without them."""

STANDS_ON: Final[dict[str, frozenset[str]]] = {
    kind: frozenset(_ALSO.get(kind, ())) | {code for code, needs in RESTS_ON.items() if kind in needs}
    for kind in ("audience", *dict.fromkeys(kind for needs in RESTS_ON.values() for kind in needs))
}
"""By the type of a fact: the KPIs, without their windows, that stand still when none comes any more."""

_WITHOUT_LEVELS: Final = "enter"
"""The audience is reckoned from these facts where no level was ever told."""


def stands_on(kind: str, audience: Audience) -> frozenset[str]:
    """Return the KPIs of a show, without their windows, that stand still when no fact of a type comes any more."""
    bases = STANDS_ON[kind]
    if kind == _WITHOUT_LEVELS and audience.online.newest is None:
        return bases | STANDS_ON["audience"]
    return bases


def lulls(kept: Lulls, audience: Audience, base: str) -> list[Span]:
    """Return the spans of a show in which nothing new was known of a KPI: those in which its tile was `stale`.

    Args:
        kept, audience: The show's.
        base: The KPI's code without its window.
    """
    return kept.of(kind for kind in STANDS_ON if base in stands_on(kind, audience))


def every_lull(kept: Lulls, audience: Audience) -> dict[str, list[Span]]:
    """Return `lulls` of each KPI that has any."""
    found = {kpi.code: lulls(kept, audience, kpi.code) for kpi in TABLE}
    return {code: spans for code, spans in found.items() if spans}


def silenced(s: RoomState) -> dict[str, int]:
    """Return the types of facts that came and that no feed brings any more, with the instant of the newest (epoch ms)."""
    if s.status != "live":
        return {}
    readings, found = RoomReadings(s, s.as_of_ms), {}
    for kind in STANDS_ON:
        last = [source.last[kind] for source in s.observed.sources.values() if kind in source.last]
        if last and readings.lack((kind,)) == "nodata":
            found[kind] = max(last)
    return found


def silent_feeds(s: RoomState) -> frozenset[str]:
    """Return the feeds of a live show that say nothing although something is expected of them."""
    told = RoomReadings(s, s.as_of_ms).spoken() if s.status == "live" else {}
    return frozenset(name for name, (for_ms, most_ms) in told.items() if for_ms > most_ms)


def stale(view: KpiView, silent: dict[str, int], audience: Audience) -> KpiView:
    """Return the tiles with those stale that stand still.

    Args:
        silent: As `silenced` tells it.
        audience: The show's.
    """
    if not silent:
        return view
    since: dict[str, int] = {}
    for kind, last_ms in silent.items():
        for code in (base + suffix for base in stands_on(kind, audience) for suffix, _, _ in SPANS):
            since[code] = min(last_ms, since.get(code, last_ms))
    return in_every_part(view, lambda tiles: _stale(tiles, since))


def _stale(tiles: Tiles, since: dict[str, int]) -> Tiles:
    return {
        code: replace(tile, state="stale", last_ms=since[code]) if code in since and tile.value is not None else tile
        for code, tile in tiles.items()
    }
