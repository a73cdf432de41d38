"""The kind and its options."""

from __future__ import annotations

import pytest

from controlroom.feeds.base import BadOption
from controlroom.feeds.douyinlive.client import DOUYINLIVE, EXAMPLE, make


def test_token_goes_into_the_header_and_pings_into_the_beat() -> None:
    way = make("douyin", DOUYINLIVE.settled({"url": EXAMPLE, "token": "t"})).way
    assert (way.url, way.headers, way.beat) == (EXAMPLE, {"Authorization": "Bearer t"}, "ping")
    assert make("douyin", {"url": EXAMPLE}).way.headers == {}
    assert {option.name for option in DOUYINLIVE.options if option.secret} == {"token"}


def test_the_address_must_be_given() -> None:
    with pytest.raises(BadOption, match=r"such as ws://127\.0\.0\.1:1088/ws/"):
        make("douyin", {})
