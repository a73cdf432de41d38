"""What a feed is, as data."""

from __future__ import annotations

import pytest

from controlroom.domain.events import Heartbeat
from controlroom.feeds.base import BadOption, Kind, Option

KIND = Kind(
    name="k",
    title={"en": "K"},
    carries=(Heartbeat,),
    options=(
        Option(name="url", default="ws://a", means="Where"),
        Option(name="anchor", default=None, means="Whose"),
    ),
)


def test_settled_fills_defaults_in_and_leaves_unset_ones_out() -> None:
    assert KIND.settled({}) == {"url": "ws://a"}
    assert KIND.settled({"url": "ws://b", "anchor": "x"}) == {"url": "ws://b", "anchor": "x"}


def test_settled_refuses_an_option_that_the_kind_does_not_have() -> None:
    with pytest.raises(BadOption, match="k has no option 'colour': use url, anchor"):
        KIND.settled({"colour": "red"})
