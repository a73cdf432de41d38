"""The band that the room's own past gives a tile.

Owns: how what was usual at this minute is shown: the band and where it comes from.
Law: only whole-show tiles of a show that has started have one; without three past shows that know the minute, none.
Must not know: presets, other tiles.
"""

from __future__ import annotations

from controlroom.domain.baselines import shown
from controlroom.domain.plan import Text
from controlroom.room.state import RoomState

Band = tuple[float, float]


def usual_band(s: RoomState, code: str) -> tuple[Band, Text] | None:
    """Return band and source for a whole-show code as of now; None: the past does not say."""
    if s.baselines is None or s.started_ms is None:
        return None
    usual = s.baselines.usual(code, s.as_of_ms - s.started_ms)
    if usual is None:
        return None
    source = {"zh-CN": f"本房间前{usual.shows}场同一分钟", "en": f"own past: last {usual.shows} shows, same minute"}
    return (shown(code, usual.low), shown(code, usual.high)), source
