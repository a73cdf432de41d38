"""Figures of which the newest is not new: the feeds that bring them were heard and have gone silent.

Owns: which KPIs stand still when a type of fact stops coming, and how they say so.
Law: nothing is silently stale: while a show is live, a known figure that rests on facts which no feed brings any more is
`stale`, with the instant of the newest of them. What was never heard is not stale but unknown (`views.unfed`).
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from controlroom.domain.metrics import SPANS
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState
from controlroom.views.shapes import KpiView, Tiles
from controlroom.views.unfed import RESTS_ON, in_every_part

_BY_AUDIENCE: Final = (
    "online online_avg viewers watch_s interaction_rate follow_rate conversion_rate orders_per_viewer gpm_minor uv_value_minor"
).split()

_ALSO: Final[dict[str, tuple[str, ...]]] = {"audience": tuple(_BY_AUDIENCE), "click": ("click_rate", "click_to_pay")}
"""What stands still with facts of a type although nothing would be unknown without them."""

STANDS_ON: Final[dict[str, frozenset[str]]] = {
    kind: frozenset(_ALSO.get(kind, ())) | {code for code, needs in RESTS_ON.items() if needs == kind}
    for kind in ("audience", *dict.fromkeys(RESTS_ON.values()))
}
"""By the type of a fact: the KPIs, without their windows, that stand still when none comes any more."""

_CODES: Final = {
    kind: frozenset(base + suffix for base in bases for suffix, _, _ in SPANS) for kind, bases in STANDS_ON.items()
}


def silenced(s: RoomState) -> dict[str, int]:
    """Return the types of facts that came and that no feed brings any more, with the instant of the newest (epoch ms)."""
    if s.status != "live":
        return {}
    readings, found = RoomReadings(s, s.as_of_ms), {}
    for kind in _CODES:
        last = [source.last[kind] for source in s.observed.sources.values() if kind in source.last]
        if last and readings.lack((kind,)) == "nodata":
            found[kind] = max(last)
    return found


def stale(view: KpiView, silent: dict[str, int]) -> KpiView:
    """Return the tiles with those stale that stand still.

    Args:
        silent: As `silenced` tells it.
    """
    if not silent:
        return view
    since: dict[str, int] = {}
    for kind, last_ms in silent.items():
        for code in _CODES[kind]:
            since[code] = min(last_ms, since.get(code, last_ms))
    return in_every_part(view, lambda tiles: _stale(tiles, since))


def _stale(tiles: Tiles, since: dict[str, int]) -> Tiles:
    return {
        code: replace(tile, state="stale", last_ms=since[code]) if code in since and tile.value is not None else tile
        for code, tile in tiles.items()
    }
