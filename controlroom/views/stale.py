"""Figures of which the newest is not new: the feeds that bring them were heard and have gone silent.

Owns: which KPIs stand still when a type of fact stops coming, and how they say so.
Law: nothing is silently stale: a known figure is `stale`, with the instant of the newest fact that it is made of, exactly in
the seconds in which its series is null because nothing new was known of it. What was never heard is not stale but unknown
(`views.unfed`).
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from controlroom.domain.audience import Audience
from controlroom.domain.lulls import Lulls, Span, within
from controlroom.domain.metrics import SPANS, TABLE
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState
from controlroom.views.shapes import KpiView, Tiles
from controlroom.views.unfed import ANY_OF, RESTS_ON, in_every_part

_BY_VIEWERS: Final = frozenset(
    "viewers watch_s interaction_rate follow_rate conversion_rate orders_per_viewer gpm_minor uv_value_minor".split()
)
_BY_AUDIENCE: Final = _BY_VIEWERS | {"online", "online_avg"}
"""What stands still with the audience although nothing would be unknown without it."""

STANDS_ON: Final[dict[str, frozenset[str]]] = {
    kind: frozenset(code for code, needs in (*RESTS_ON.items(), *ANY_OF.items()) if kind in needs)
    | (_BY_AUDIENCE if kind == "audience" else frozenset())
    for kind in ("audience", *dict.fromkeys(kind for needs in RESTS_ON.values() for kind in needs))
}
"""By the type of a fact: the KPIs, without their windows, that stand still when none comes any more."""


def stands_on(kind: str, audience: Audience) -> frozenset[str]:
    """Return the KPIs of a show, without their windows, that stand still when no fact of a type comes any more."""
    bases = STANDS_ON[kind]
    if kind == "audience" and audience.likes:
        return bases | {"likes"}
    # Who watches is reckoned from entrances where no level was ever told, and how many came where no total was.
    if kind == "enter":
        bases |= _BY_AUDIENCE if audience.online.newest is None else frozenset()
        bases |= _BY_VIEWERS if audience.total_max is None else frozenset()
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


def standing_still(s: RoomState) -> dict[str, int]:
    """Return the KPIs, without their windows, of which nothing new is known as of the last whole second.

    Returns:
        With the instant of the newest fact that each is made of (epoch ms); of several types, of the one that is silent longest.
    """
    found: dict[str, int] = {}
    for kind, since_ms in s.lulls.open.items():
        if kind not in STANDS_ON or not within([(since_ms, None)], s.as_of_ms):
            continue
        last = [source.last[kind] for source in s.observed.sources.values() if kind in source.last]
        last_ms = max(last, default=since_ms)  # its feed may have been taken out since
        for base in stands_on(kind, s.tally.audience):
            found[base] = min(last_ms, found.get(base, last_ms))
    return found


def silent_feeds(s: RoomState) -> frozenset[str]:
    """Return the feeds of a live show that say nothing although something is expected of them."""
    told = RoomReadings(s, s.as_of_ms).spoken() if s.status == "live" else {}
    return frozenset(name for name, (for_ms, most_ms) in told.items() if for_ms > most_ms)


def stale(view: KpiView, still: dict[str, int]) -> KpiView:
    """Return the tiles with those stale that stand still.

    Args:
        still: As `standing_still` tells it.
    """
    if not still:
        return view
    since = {base + suffix: last_ms for base, last_ms in still.items() for suffix, _, _ in SPANS}
    return in_every_part(view, lambda tiles: _stale(tiles, since))


def _stale(tiles: Tiles, since: dict[str, int]) -> Tiles:
    return {
        code: replace(tile, state="stale", last_ms=since[code]) if code in since and tile.value is not None else tile
        for code, tile in tiles.items()
    }
