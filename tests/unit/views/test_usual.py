"""The band of the room's own past: for whole-show tiles of a started show, with its source."""

from __future__ import annotations

from controlroom.domain.baselines import SCALE, Baselines, Usual
from controlroom.room.state import RoomState
from controlroom.views.usual import Past, usual_band, usual_now

PAST = Baselines(
    shows=("a", "b", "c"),
    kpis={
        "conversion_rate": (None, Usual(SCALE // 50, SCALE // 40, SCALE // 20, 3)),
        "gmv_minor": (None, Usual(100, 200, 300, 3)),
    },
)


def state(for_ms: int) -> RoomState:
    return RoomState(baselines=PAST, started_ms=5_000, as_of_ms=5_000 + for_ms)


def test_the_band_is_that_of_the_same_minute_with_its_source() -> None:
    found = usual_band(state(61_000), "conversion_rate")
    assert found is not None
    assert found[0] == (0.02, 0.05)
    assert found[1] == {"zh-CN": "本房间前3场同一分钟", "en": "own past: last 3 shows, same minute"}
    money = usual_band(state(61_000), "gmv_minor")
    assert money is not None
    assert money[0] == (100, 300)
    assert usual_now(state(61_000), "conversion_rate") == Past(0.02, 0.025, 0.05, 3)
    assert usual_now(state(61_000), "conversion_rate_5m") is None


def test_after_the_end_the_minute_is_the_shows_last() -> None:
    s = state(3_600_000)
    s.ended_ms = 5_000 + 61_000
    assert usual_now(s, "gmv_minor") == Past(100, 200, 300, 3)


def test_a_minute_or_a_show_that_the_past_does_not_know_has_none() -> None:
    assert usual_band(state(59_000), "gmv_minor") is None
    assert usual_band(state(121_000), "gmv_minor") is None
    assert usual_band(RoomState(baselines=PAST), "gmv_minor") is None
    assert usual_band(RoomState(started_ms=0, as_of_ms=61_000), "gmv_minor") is None
