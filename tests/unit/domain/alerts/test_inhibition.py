"""Which rules make which others needless: by what they watch."""

from __future__ import annotations

from controlroom.domain.alerts.inhibition import inhibits
from controlroom.domain.alerts.ready import READY
from controlroom.domain.alerts.rules import MILLION, Limit, Rule


def line(pieces: int) -> Limit:
    """A line at so many."""
    return Limit(value_millionths=pieces * MILLION)


def test_the_ready_made_ones() -> None:
    found = inhibits(READY)
    assert found.by["low_stock"] == (("sold_out", True), ("oversold", True))
    assert found.by["conversion_dip"] == found.by["gmv_behind"] == (("stream_interrupted", False),)
    assert not {"sold_out", "oversold", "refund_spike", "stream_interrupted", "feed_silent"} & found.by.keys()
    assert found.feeds == ("feed_silent",)
    assert found.rules == {"sold_out", "oversold", "stream_interrupted", "feed_silent"}


def test_a_rule_of_another_name_that_watches_the_same_counts_likewise() -> None:
    found = inhibits([
        Rule(id="gone", metric="stock.available", by="sku", below=line(1)),
        Rule(id="few", metric="stock.available", by="sku", below=line(20)),
        Rule(id="cut", metric="stream.interrupted", above=line(0)),
        Rule(id="crowd", metric="online", below=line(100)),
        Rule(id="slow", metric="conversion_rate_5m", by="sku", below=line(1)),
        Rule(id="said", metric="comments_5m", below=line(1)),
        Rule(id="mute", metric="feed.silent_s", by="feed", above=line(99)),
    ])  # fmt: skip
    assert found.by == {"few": (("gone", True),), "crowd": (("cut", False),), "slow": (("cut", False),)}
    assert found.feeds == ("mute",)


def test_without_a_rule_that_inhibits_nothing_is_needless() -> None:
    assert not inhibits([Rule(id="crowd", metric="online", below=line(1))]).rules
