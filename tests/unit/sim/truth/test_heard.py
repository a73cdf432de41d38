from __future__ import annotations

import pytest

from sim.truth.heard import Heard, OnAir, instant_of, segment_at, within


@pytest.mark.parametrize(("told", "at"), [(None, 100_000), (105_000, 105_000), (105_001, 100_000), (5, 5)])
def test_instant_is_the_sources_unless_missing_or_too_far_ahead(told: int | None, at: int) -> None:
    assert instant_of(told, 100_000) == at


@pytest.mark.parametrize(("received", "late"), [(120_000, False), (120_001, True)])
def test_late_is_more_than_two_minutes(received: int, late: bool) -> None:
    assert Heard("like", {}, "", "", 0, received, counts=True).late is late


@pytest.mark.parametrize(("at", "inside"), [(39_999, False), (40_000, True), (99_999, True), (100_000, False)])
def test_window_is_whole_seconds_up_to_but_not_with_its_end(at: int, inside: bool) -> None:
    assert within(at, 100_000, 60_000) is inside


@pytest.mark.parametrize(("at", "segment"), [(9, "none"), (10, "a"), (19, "a"), (20, "b"), (29, "b"), (30, "none")])
def test_segment_is_the_one_on_air_at_the_instant(at: int, segment: str) -> None:
    assert segment_at((OnAir("a", 10, 20), OnAir("b", 20, 30)), at) == segment
