"""What rules read of a test's series."""

from __future__ import annotations

from controlroom.domain.alerts.readings import Column, Fraction
from controlroom.domain.alerts.rules import Label
from controlroom.ruletests.notation import read_name, read_values
from controlroom.ruletests.played import Played


class Nothing:
    """A show in which every metric has one value."""

    def column(self, metric: str, by: Label | None) -> Column | None:
        """Return the metric's name as its label."""
        return {metric: 1}


def at(at_ms: int, metric: str, by: Label | None = None, **series: str) -> Column | None:
    told = {read_name(name.replace("_den", ".den")): read_values(values) for name, values in series.items()}
    return Played(told, 1000, at_ms, Nothing()).column(metric, by)


def test_a_value_holds_until_the_next_step_and_the_last_for_good() -> None:
    values = [at(ms, "online", online="5 7") for ms in (0, 999, 1000, 60_000)]
    assert values == [{"": 5}, {"": 5}, {"": 7}, {"": 7}]


def test_a_number_that_is_not_whole_is_a_fraction() -> None:
    assert at(0, "roi", roi="0.25") == {"": Fraction(1, 4)}


def test_no_data_is_told_and_a_series_that_is_gone_is_not() -> None:
    assert at(0, "online", online="_") == {"": "nodata"}
    assert at(0, "online", online="stale") == {}


def test_samples_come_with_the_value() -> None:
    assert at(0, "roi", roi="2", roi_den="20") == {"": Fraction(2, 1, 20)}
    assert at(0, "roi", roi="2", roi_den="_") == {"": Fraction(2, 1, 0)}


def test_labels_are_columns_and_what_no_series_tells_is_read_elsewhere() -> None:
    told = {read_name('orders{sku="a"}'): read_values("1"), read_name('orders{sku="b"}'): read_values("2")}
    played = Played(told, 1000, 0, Nothing())
    assert played.column("orders", "sku") == {"a": 1, "b": 2}
    assert played.column("orders", None) == {"orders": 1}
    assert played.column("online", None) == {"online": 1}
