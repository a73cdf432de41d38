"""The kind and its options."""

from __future__ import annotations

import pytest

from controlroom.feeds.barragegrab.client import BARRAGEGRAB, DEFAULT_URL, make
from controlroom.feeds.base import BadOption


def test_defaults_are_the_relays_own() -> None:
    feed = make("douyin", BARRAGEGRAB.settled({}))
    assert (feed.name, feed.kind, feed.way.url, feed.way.ping_s) == ("douyin", "barragegrab", DEFAULT_URL, 10.0)
    assert make("douyin", {"ping_s": "0"}).way.ping_s is None


@pytest.mark.parametrize("options", [{"url": "http://a"}, {"ping_s": "often"}])
def test_options_that_cannot_be_used_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(BadOption):
        make("douyin", options)
