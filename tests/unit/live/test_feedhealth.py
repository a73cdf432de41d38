"""How a feed is doing."""

from __future__ import annotations

import pytest

from controlroom.domain import events as ev
from controlroom.live.feedhealth import SILENT_MS, FeedHealth
from controlroom.live.feeding import Known
from controlroom.room.state import FeedLine

T = 1_764_000_000_000


def test_counters_add_up_and_tell_late_from_skewed() -> None:
    health = FeedHealth()
    ages = (0, 120_000, 120_001, -5000, -5001)
    health.count([ev.Like(at=T - age) for age in ages] + [ev.Like()], 2, 1, T)
    health.count([ev.Like()], 0, 0, T + 5)
    view = health.view("relay", None, T + 5)
    assert (view.accepted, view.duplicates, view.rejected, view.late, view.skewed, view.last_ms) == (
        7, 2, 1, 1, 1, T + 5
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "silent_ms", "state"),
    [
        (None, None, "unknown"),
        (None, SILENT_MS, "live"),
        (None, SILENT_MS + 1, "stale"),
        (FeedLine("douyin", "live", T), 0, "live"),
        (FeedLine("douyin", "down", T), 0, "down"),
        (FeedLine("douyin", "down", T), None, "down"),
    ],
)
def test_a_feed_is_live_stale_down_or_unknown(line: FeedLine | None, silent_ms: int | None, state: str) -> None:
    health = FeedHealth()
    if silent_ms is not None:
        health.count([ev.Heartbeat()], 0, 0, T)
    view = health.view("relay", line, T + (silent_ms or 0))
    assert (view.state, view.kind) == (state, "douyin" if line else "http")


def test_lag_is_the_median_and_the_worst_hundredth_of_the_last_samples() -> None:
    health = FeedHealth()
    assert (health.view("r", None, T).lag_p50_for_ms, health.view("r", None, T).lag_p99_for_ms) == (None, None)
    for lag in range(100):
        health.count([ev.Like(at=T - lag)], 0, 0, T)
    view = health.view("r", None, T)
    assert (view.lag_p50_for_ms, view.lag_p99_for_ms) == (50, 99)


def test_a_clock_that_runs_ahead_has_no_negative_lag() -> None:
    health = FeedHealth()
    health.count([ev.Like(at=T + 900)], 0, 0, T)
    assert health.view("r", None, T).lag_p50_for_ms == 0


def test_unknown_types_are_counted_new_ones_named_and_their_number_bounded() -> None:
    health = FeedHealth()
    assert health.heard(["a", "b", "a"]) == ["a", "b"]
    assert health.heard(["a"]) == []
    assert health.view("relay", None, T).unknown == {"a": 3, "b": 1}
    assert health.heard(f"t{i}" for i in range(100)) == [*(f"t{i}" for i in range(48)), "…"]
    assert health.unknown["…"] == 52


def test_what_is_entered_says_how_it_comes_and_what_it_brings() -> None:
    health = FeedHealth()
    known = Known(
        kind="obalive", origin="file", twice=True, way="client", carries=("comment", "order"), estimates=("order",)
    )
    view = health.view("oba", None, T, known)
    assert (view.kind, view.link, view.state, view.last_type) == ("obalive", "connecting", "unknown", None)
    assert (view.origin, view.twice, view.carries, view.estimates) == ("file", True, ("comment", "order"), ("order",))
    health.count([ev.Like(), ev.Comment(user="u", text="?")], 0, 0, T)
    view = health.view("oba", FeedLine("obalive", "down", T, "refused"), T, known)
    assert (view.last_type, view.link, view.why) == ("comment", "down", "refused")
    assert health.view("key", None, T).link is None
