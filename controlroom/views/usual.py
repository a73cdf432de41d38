"""What was usual at this minute in the room's own past.

Owns: how it is shown: the median and the band that it gives a tile, and where they come from.
Law: only whole-show tiles of a show that has started have one; without three past shows that know the minute, none. After
the end the minute is the show's last.
Must not know: presets, other tiles.
"""

from __future__ import annotations

from typing import NamedTuple

from controlroom.domain.baselines import shown
from controlroom.domain.plan import Text
from controlroom.room.standing import until_ms
from controlroom.room.state import RoomState

Band = tuple[float, float]


class Past(NamedTuple):
    """What a tile showed at this minute of past shows. `shows`: how many knew it."""

    low: float
    median: float
    high: float
    shows: int


def usual_now(s: RoomState, code: str) -> Past | None:
    """Return what was usual for a whole-show code as of now; None: the past does not say, or it is no such code."""
    if s.baselines is None or s.started_ms is None:
        return None
    usual = s.baselines.usual(code, until_ms(s) - s.started_ms)
    if usual is None:
        return None
    return Past(shown(code, usual.low), shown(code, usual.median), shown(code, usual.high), usual.shows)


def usual_band(s: RoomState, code: str) -> tuple[Band, Text] | None:
    """Return band and source for a whole-show code as of now; None: the past does not say."""
    usual = usual_now(s, code)
    if usual is None:
        return None
    source = {"zh-CN": f"本房间前{usual.shows}场同一分钟", "en": f"own past: last {usual.shows} shows, same minute"}
    return (usual.low, usual.high), source
