from __future__ import annotations

from controlroom.domain.alerts.gate import (
    DUPLICATE_MS,
    FLAP_MS,
    FLAPS_KEPT,
    GROUP_MS,
    LOG_KEPT,
    Gate,
    Line,
    Outcome,
    Silence,
    at_once,
)

T = 1_000_000
SILENCE = Silence("silence-1", {"rule": "low_stock", "sku": "A1"}, T, T + 60_000, "restocking", "controller")


def line(outcome: Outcome = "sent", key: str = "low_stock{A1}") -> Line:
    return Line(T, key, "alert-1", "fired", outcome)


def test_a_silence_covers_what_has_all_that_it_names() -> None:
    gate = Gate(silences={"silence-1": SILENCE})
    assert gate.silenced("low_stock", "warning", {"sku": "A1"}, T) == "silence-1"
    assert gate.silenced("low_stock", "warning", {"sku": "A2"}, T) is None
    assert gate.silenced("sold_out", "critical", {"sku": "A1"}, T) is None
    assert gate.silenced("low_stock", "warning", {}, T) is None


def test_a_silence_may_name_a_severity() -> None:
    gate = Gate(silences={"s": Silence("s", {"severity": "warning"}, T, T + 1, "drill", "analyst")})
    assert gate.silenced("gmv_behind", "warning", {}, T) == "s"
    assert gate.silenced("gmv_behind", "critical", {}, T) is None


def test_a_silence_is_over_at_its_instant() -> None:
    gate = Gate(silences={"silence-1": SILENCE})
    assert gate.due_ms() == T + 60_000
    assert gate.silenced("low_stock", "warning", {"sku": "A1"}, T + 60_000) is None
    assert not gate.expire(T + 59_999)
    assert gate.expire(T + 60_000)
    assert gate.silences == {}


def test_the_third_firing_in_ten_minutes_is_flapping() -> None:
    gate = Gate()
    assert not gate.fired("k", T)
    assert not gate.fired("k", T + 60_000)
    assert not gate.unstable("k")
    assert gate.fired("k", T + FLAP_MS)
    assert gate.unstable("k")
    assert not gate.fired("k", T + FLAP_MS + 1)


def test_firings_further_apart_are_none() -> None:
    gate = Gate()
    assert [gate.fired("k", T + n * (FLAP_MS // 2 + 1)) for n in range(6)] == [False] * 6


def test_it_is_calm_after_ten_minutes_in_one_state() -> None:
    gate = Gate()
    for n in range(3):
        gate.fired("k", T + n)
    gate.ended("k", T + 1000)
    assert gate.due_ms() == T + 1000 + FLAP_MS
    assert not gate.calmed(T + 999 + FLAP_MS)
    assert gate.calmed(T + 1000 + FLAP_MS)
    assert not gate.unstable("k")
    gate.ended("never fired", T)
    assert gate.flaps == {}


def test_what_fired_is_remembered_in_bounds() -> None:
    gate = Gate()
    for n in range(2 * FLAPS_KEPT + 1):
        gate.fired(f"k{n}", T)
    assert len(gate.flaps) == FLAPS_KEPT
    assert list(gate.flaps)[-1] == f"k{2 * FLAPS_KEPT}"
    for n in range(FLAPS_KEPT + 1):
        gate.fired(f"new{n}", T + FLAP_MS)
    assert len(gate.flaps) == FLAPS_KEPT
    assert all(key.startswith("new") for key in gate.flaps)


def test_a_group_leaves_three_seconds_after_its_first() -> None:
    gate = Gate()
    assert gate.group("controller", "alert-1", "fired", T) == T + GROUP_MS
    assert gate.group("controller", "alert-2", "fired", T + 2000) == T + GROUP_MS
    assert gate.group("controller", "alert-2", "fired", T + 2500) == T + GROUP_MS
    assert gate.group("analyst", "alert-3", "fired", T + 2000) == T + 2000 + GROUP_MS
    assert gate.waiting["controller"].members == [("alert-1", "fired"), ("alert-2", "fired")]
    assert gate.due_ms() == T + GROUP_MS


def test_the_same_is_not_said_twice_within_its_time() -> None:
    gate = Gate()
    assert not gate.duplicate("alert-1", "rose", "critical", T)
    assert gate.duplicate("alert-1", "rose", "critical", T + 179_999)
    assert not gate.duplicate("alert-1", "rose", "critical", T + 180_000)
    assert not gate.duplicate("alert-1", "rose", "warning", T)
    assert not gate.duplicate("alert-2", "rose", "critical", T)


def test_what_comes_at_its_own_time_is_no_duplicate() -> None:
    gate = Gate()
    for why in ("repeat", "again", "escalated"):
        assert not gate.duplicate("alert-1", why, "critical", T)  # type: ignore[arg-type]
        assert not gate.duplicate("alert-1", why, "critical", T)  # type: ignore[arg-type]


def test_what_was_said_is_forgotten_when_it_no_longer_matters() -> None:
    gate = Gate()
    gate.duplicate("alert-1", "fired", "critical", T)
    gate.duplicate("alert-2", "fired", "critical", T + DUPLICATE_MS)
    assert list(gate.sent) == ["alert-2/fired/critical"]


def test_the_log_is_bounded_and_says_once_what_is_held_back() -> None:
    gate = Gate()
    gate.note(line("silenced"))
    gate.note(line("silenced"))
    gate.note(line())
    gate.note(line())
    assert [one.outcome for one in gate.log] == ["silenced", "sent", "sent"]
    for n in range(LOG_KEPT):
        gate.note(line(key=f"k{n}"))
    assert len(gate.log) == LOG_KEPT


def test_nothing_leaves_while_nobody_was_here() -> None:
    gate = Gate()
    gate.group("controller", "alert-1", "fired", T)
    gate.away(T + 1000, T + 600_000)
    assert gate.due_ms() == T + 600_000


def test_only_what_is_critical_goes_at_once() -> None:
    assert [at_once(severity) for severity in ("info", "warning", "critical")] == [False, False, True]  # type: ignore[arg-type]
