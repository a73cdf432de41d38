"""The three clocks."""

from __future__ import annotations

import time

from controlroom.live.clock import DrivenClock, ManualClock, SystemClock

T = 1_764_000_000_000


def test_the_systems_clock_is_the_machines() -> None:
    clock = SystemClock()
    before = time.time_ns() // 1_000_000
    assert before <= clock.now_ms() <= time.time_ns() // 1_000_000
    wait = clock.until_ms(clock.now_ms() + 5000)
    assert wait is not None
    assert 4 < wait <= 5
    assert clock.until_ms(clock.now_ms() - 5000) == 0.0


def test_a_driven_clock_stands_until_it_is_moved_and_never_goes_back() -> None:
    clock = DrivenClock(T)
    assert (clock.now_ms(), clock.speed, clock.until_ms(T + 1)) == (T, 0.0, None)
    clock.move(T + 5000)
    clock.move(T + 1000)
    assert clock.now_ms() == T + 5000


def test_a_manual_clock_says_soon_for_what_is_ahead_and_now_for_what_has_come() -> None:
    clock = ManualClock(T)
    assert clock.until_ms(T + 1) == 0.005
    clock.time_ms = T + 1
    assert (clock.now_ms(), clock.until_ms(T + 1)) == (T + 1, 0.0)
