"""What a scraper reads is what was counted, in OpenMetrics."""

from __future__ import annotations

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from controlroom.live.answers import Receipt
from controlroom.push.hub import Hub
from controlroom.server.counters import Counters
from controlroom.server.exposition import exposition


def read(counters: Counters) -> dict[tuple[str, ...], float]:
    """The samples by name and labels' values, in the order of the labels' names."""
    text = exposition(counters, []).decode()
    return {
        (sample.name, *(sample.labels[name] for name in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
        for sample in family.samples
    }


def test_what_was_counted_is_told_and_adds_up() -> None:
    counters = Counters()
    for took_s in (0.0004, 0.001, 0.0011, 60.0):
        counters.posted("demo", "shop", Receipt(accepted=2, duplicates=1, rejected=[], seq=1), took_s)
    counters.commanded("demo", "take", "done")
    counters.commanded("demo", "take", "done")
    counters.commanded("demo", "take", "not_allowed")
    told = read(counters)
    assert told["controlroom_events_total", "shop", "accepted", "demo"] == 8
    assert told["controlroom_events_total", "shop", "duplicate", "demo"] == 4
    assert ("controlroom_events_total", "shop", "rejected", "demo") not in told
    assert told["controlroom_commands_total", "done", "demo", "take"] == 2
    assert told["controlroom_commands_total", "not_allowed", "demo", "take"] == 1
    buckets = {labels[0]: n for (name, *labels), n in told.items() if name == "controlroom_post_seconds_bucket"}
    assert (buckets["0.001"], buckets["0.0025"], buckets["5.0"], buckets["+Inf"]) == (2, 3, 3, 4)
    assert told[("controlroom_post_seconds_count",)] == 4
    assert told[("controlroom_post_seconds_sum",)] == pytest.approx(60.0025)


def test_of_the_process_itself_it_is_told_as_well() -> None:
    told = read(Counters())
    assert told[("process_resident_memory_bytes",)] > 0
    assert [name for name, *_ in told if name == "controlroom_starts_total"] == ["controlroom_starts_total"]


def test_facts_after_the_end_are_told_by_room() -> None:
    text = exposition(Counters(), [("demo", Hub("E1", lambda *told: None, 0), 3)]).decode()
    assert 'controlroom_facts_after_end{room="demo"} 3.0' in text
