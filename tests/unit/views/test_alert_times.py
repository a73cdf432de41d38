"""How long people take with alerts: the middle, of those that were taken."""

from __future__ import annotations

from controlroom.views.alert_times import middle_wait
from tests.unit.render.made_alerts import over


def test_the_middle_time_is_of_those_that_were_taken() -> None:
    taken = [over(f"i{n}", "low_stock", 1_000, n, n + 40, "", "") for n in (12, 90, 30)]
    missed = over("i9", "low_stock", 1_000, None, 600, "", "")
    assert middle_wait([*taken, missed], "acked_ms") == 30_000
    assert middle_wait([*taken, missed], "resolved_ms") == 70_000


def test_nothing_taken_is_unknown_and_not_quick() -> None:
    assert middle_wait([over("i", "low_stock", 0, None, 9, "", "")], "acked_ms") is None
    assert middle_wait([], "resolved_ms") is None
