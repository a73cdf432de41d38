"""The table of stand-ins names options that their kinds have, and addresses of this machine."""

from __future__ import annotations

import pytest

from controlroom.cli.standins import STANDINS, feed_of, misfit
from controlroom.feeds.registry import find
from controlroom.live.feeding import check


@pytest.mark.parametrize("via", STANDINS)
def test_a_rooms_feed_can_be_made_for_every_stand_in(via: str) -> None:
    row = feed_of(via, port=1234, interface=5678, currency="CNY")
    check(row)
    assert (find(row.kind).make is not None) == STANDINS[via].fetched
    assert all("127.0.0.1" in value for value in row.options.values() if "://" in value)
    assert ("{order}" in row.options.get("details_url", "")) == (via == "tiktokshop")


def test_a_platform_that_tells_yuan_only_cannot_tell_a_show_in_yen() -> None:
    assert [via for via in STANDINS if misfit(via, "JPY")] == ["doudian", "youzan"]
    assert "--via youzan tells amounts in CNY only, and the plan's currency is JPY: choose one of" in (
        misfit("youzan", "JPY") or ""
    )
    assert not any(misfit(via, "CNY") for via in STANDINS)
