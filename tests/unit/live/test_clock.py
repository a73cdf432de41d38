"""The clocks: what runs by itself, what stands still, and what never goes back."""

from __future__ import annotations

import time

import pytest

from controlroom.live.clock import DrivenClock, ManualClock, PacedClock, SystemClock


def test_system_clock_tells_the_machines_time() -> None:
    before = time.time_ns() // 1_000_000
    assert before <= SystemClock().now_ms() <= time.time_ns() // 1_000_000


def test_driven_clock_stands_until_it_is_moved_and_never_goes_back() -> None:
    clock = DrivenClock(1_000)
    assert clock.until_ms(2_000) is None
    clock.move(5_000)
    clock.move(3_000)
    assert clock.now_ms() == 5_000


@pytest.mark.parametrize("speed", [1.0, 60.0])
def test_paced_clock_runs_at_its_speed(speed: float, monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    clock = PacedClock(1_000_000, speed)
    now_s[0] += 2.5
    assert clock.now_ms() == 1_000_000 + int(2_500 * speed)
    assert clock.until_ms(1_000_000 + int(4_000 * speed)) == pytest.approx(1.5)
    assert clock.until_ms(0) == 0.0


def test_stopped_paced_clock_stands_still() -> None:
    clock = PacedClock(1_000, 60)
    clock.stop(7_000)
    assert (clock.now_ms(), clock.speed, clock.until_ms(8_000)) == (7_000, 0.0, None)


def test_manual_clock_lets_a_moved_instant_be_noticed_soon() -> None:
    clock = ManualClock(1_000)
    assert clock.until_ms(1_000) == 0.0
    assert clock.until_ms(2_000) == pytest.approx(0.005)
