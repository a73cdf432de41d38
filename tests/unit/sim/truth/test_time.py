from __future__ import annotations

from sim.truth.heard import Heard, OnAir
from sim.truth.time import Watched, products_on_air, segments_on_air, watched

T0 = 1_767_268_800_000


def level(at_s: float, online: int, late_s: float = 0, source: str = "") -> Heard:
    at = T0 + int(at_s * 1000)
    return Heard("audience", {"online": online}, f"a{at_s}", source, at, at + int(late_s * 1000), counts=True)


def test_a_level_holds_until_the_next_and_what_held_at_the_start_counts() -> None:
    told = [level(4, 30), level(-5, 10), level(-9, 99), level(2, 20)]
    assert watched(told, T0, T0 + 10_000) == Watched((10 * 2 + 20 * 2 + 30 * 6) * 1000, 10_000, 30)


def test_of_two_sources_the_newest_reading_holds() -> None:
    told = [level(0, 10), level(1, 50, source="other"), level(2, 12)]
    assert watched(told, T0, T0 + 3000) == Watched(10_000 + 50_000 + 12_000, 3000, 50)


def test_a_late_reading_may_be_the_highest_and_holds_for_no_time() -> None:
    assert watched([level(0, 10), level(5, 70, late_s=121)], T0, T0 + 10_000) == Watched(100_000, 10_000, 70)
    assert watched([level(-3, 70, late_s=121)], T0, T0 + 10_000) == Watched(0, 0, None)


def test_the_only_reading_of_before_the_start_holds_all_along() -> None:
    assert watched([level(-3, 7)], T0, T0 + 2000) == Watched(14_000, 2000, 7)
    assert watched([level(-3, 7)], None, T0 + 2000) == Watched(0, 0, None)


def test_showings_add_up() -> None:
    aired = [OnAir("a", 1000, 4000), OnAir("b", 4000, None)]
    assert segments_on_air(aired, 9000) == {"a": 3000, "b": 5000}
    assert products_on_air([(0, None), (1000, "x"), (3000, "y"), (4000, "x")], 9000) == {"x": 7000, "y": 1000}
