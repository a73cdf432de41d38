"""Youzan's words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from controlroom.feeds.base import Forged
from sim.shop import Shop
from tests.unit.sim.telling import BOUGHT, STEPS, delivery, read


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step["status"])
def test_the_signature_in_the_body_lets_a_push_in_as_well(step: dict[str, object]) -> None:
    told = Shop("youzan", "hush", "CNY").webhook(delivery(step), BOUGHT)
    bare = {name: value for name, value in told.headers.items() if name != "Event-Sign"}
    found, heard = read("youzan", replace(told, headers=bare))
    assert found == heard
    with pytest.raises(Forged):
        read("youzan", replace(told, headers=bare, body=told.body.replace(b'"sign":"', b'"sign":"0')))
