"""Which metrics there are, by which labels, and what stands beside them."""

from __future__ import annotations

import pytest

from controlroom.domain.alerts.readings import METRICS, labels, metric, neighbour


@pytest.mark.parametrize(
    ("name", "by"),
    [
        ("online", (None,)),
        ("gmv_minor", (None, "sku", "segment", "traffic")),
        ("gmv_minor_5m", (None, "sku", "traffic")),
        ("online_5m", ()),
        ("stock.available", ("sku",)),
        ("feed.silent_s", ("feed",)),
        ("show.task_late_s", ("task",)),
        ("violations", (None,)),
        ("nonsense", ()),
    ],
)
def test_a_metric_is_read_by_its_labels(name: str, by: tuple[str | None, ...]) -> None:
    assert labels(name) == by


def test_names_are_told_once() -> None:
    assert len({one.name for one in METRICS}) == len(METRICS)


def test_a_kpi_brings_its_fewest_samples_and_the_facts_it_rests_on() -> None:
    found = metric("pay_rate_5m", None)
    assert found is not None
    assert (found.min_samples, found.needs, found.unit) == (20, ("order",), "ratio")


def test_a_field_is_a_neighbour_or_a_metric_of_its_own() -> None:
    assert neighbour("stock.available", "safety") == "stock.safety"
    assert neighbour("pay_rate_5m.upper", "pay_rate") == "pay_rate"
