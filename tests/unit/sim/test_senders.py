"""Every sender of the table signs as its platform does."""

from __future__ import annotations

import pytest

from controlroom.feeds.base import Forged
from sim.senders import SENDERS
from sim.shop import PLATFORMS
from tests.unit.sim.telling import OPTIONS, STEPS, delivery, heard, live


@pytest.mark.parametrize("platform", SENDERS)
def test_another_secret_signs_nothing_that_passes(platform: str) -> None:
    told = delivery(STEPS[0]) if platform in PLATFORMS else live("like", user="u-000003")
    heard(platform, SENDERS[platform]("hush", "CNY"), told)
    with pytest.raises(Forged):
        heard(platform, SENDERS[platform]("other", "CNY"), told)


def test_every_sender_is_a_kind_of_the_rooms() -> None:
    assert set(SENDERS) == set(OPTIONS)
