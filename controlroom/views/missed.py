"""Windows that reach over time of which nothing is known: the server was away, or the feeds said nothing.

Owns: how much of a window is missing, and that its figure is unsure for it.
Law: what happened in that time may never have been told, so a figure over it is at best a part of what was: `unsure`, with how
long is missing (`missed_ms`), until the window has slid past it. What is stale or unknown stays so. Of the figures of the whole
show those say it through which a level holds while no feed tells it, unsure where that is more than a hundredth of the show;
of the others a silence is a small part, and the chart is left open where it lies.
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from controlroom.domain.lulls import Span
from controlroom.domain.metrics import SPANS, TABLE
from controlroom.room.state import RoomState
from controlroom.views.shapes import KpiView, Tile, Tiles, TileState
from controlroom.views.stale import lulls
from controlroom.views.unfed import in_every_part

_WINDOWS: Final = tuple((suffix, window_ms) for suffix, _, window_ms in SPANS if window_ms is not None)
_LONGEST_MS: Final = max(window_ms for _, window_ms in _WINDOWS)
_LEVEL: Final = "online"
OVER_TIME: Final = ("online_avg", "watch_s")
"""The figures of the whole show through which that level holds."""

_MUCH: Final = 100
_KEPT: Final[frozenset[TileState]] = frozenset({"stale", "unknown"})


def missing(s: RoomState) -> dict[str, int]:
    """Return the tiles' codes whose windows reach over time of which nothing is known, with how much of it (ms)."""
    to_ms, kept = s.as_of_ms, s.lulls
    found = _held(s)
    near_ms = to_ms - _LONGEST_MS
    if not kept.open and not any(end > near_ms for _, end in s.gaps) and not any(
        spans and spans[-1][1] > near_ms for spans in kept.past.values()
    ):  # fmt: skip
        return found
    for kpi in TABLE:
        if "w" not in kpi.scopes:
            continue
        spans = [*s.gaps, *lulls(kept, s.tally.audience, kpi.code)]
        for suffix, window_ms in _WINDOWS:
            ms = covered(spans, to_ms - window_ms, to_ms)
            if ms:
                found[kpi.code + suffix] = ms
    return found


def _held(s: RoomState) -> dict[str, int]:
    """Return for how long a level held over the show while no feed told it."""
    if s.started_ms is None:
        return {}
    ms = covered(lulls(s.lulls, s.tally.audience, _LEVEL), s.started_ms, s.started_ms + live_ms(s))
    return dict.fromkeys(OVER_TIME, ms) if ms else {}


def live_ms(s: RoomState) -> int:
    """Return how long a show has been live."""
    end_ms = s.ended_ms if s.ended_ms is not None else s.as_of_ms
    return max(0, end_ms - s.started_ms) if s.started_ms is not None else 0


def covered(spans: Iterable[Span], from_ms: int, to_ms: int) -> int:
    """Return how much of the time from one instant to another lies in any of the spans, which may overlap (ms)."""
    total, reached_ms = 0, from_ms
    for begin_ms, end_ms in sorted(spans, key=lambda span: span[0]):
        until_ms = to_ms if end_ms is None else min(end_ms, to_ms)
        total += max(0, until_ms - max(begin_ms, reached_ms))
        reached_ms = max(reached_ms, until_ms)
    return total


def unsure(view: KpiView, missing: dict[str, int], live_ms: int = 0) -> KpiView:
    """Return the tiles with those unsure that `missing` tells of.

    Args:
        live_ms: How long the show has been live.
    """
    return in_every_part(view, lambda tiles: _unsure(tiles, missing, live_ms)) if missing else view


def _unsure(tiles: Tiles, missing: dict[str, int], live_ms: int) -> Tiles:
    told = {code: tiles[code] for code in missing if code in tiles and tiles[code].value is not None}
    return tiles | {code: _missed(tile, missing[code], live_ms) for code, tile in told.items()}


def _missed(tile: Tile, missed_ms: int, live_ms: int) -> Tile:
    little = tile.window_for_ms is None and missed_ms * _MUCH <= live_ms
    return replace(tile, state=tile.state if little or tile.state in _KEPT else "unsure", missed_ms=missed_ms)
