"""The stand-in for Douyin's official push: what it delivers is what the room's own adapter reads."""

from __future__ import annotations

from typing import Any

import pytest

from sim.douyinpush import Push
from tests.unit.sim.telling import BOUGHT, STEPS, T, delivery, heard, live


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("comment", {"user": "u-000003", "text": "多少钱"}),
        ("comment", {"user": "studio", "text": "在的", "name": "工作人员"}),
        ("like", {"user": "u-000003", "count": 5}),
        ("like", {"count": 2}),
        ("gift", {"user": "u-000003", "name": "玫瑰", "count": 2, "amount_minor": 20}),
        ("club", {"user": "u-000003"}),
    ],
)
def test_a_live_rooms_push_is_read_as_the_ledger_hears_it(kind: str, fields: dict[str, Any]) -> None:
    push = Push("hush", lambda: T)
    for told in (live(kind, **fields), live(kind, **fields, at=None)):
        assert push.tells(told, None)
        read, known = heard("douyinpush", push, told)
        assert read == known
    assert not push.tells(live(kind, **fields, source="monitor"), None)
    assert not push.tells(delivery(STEPS[0]), BOUGHT)
