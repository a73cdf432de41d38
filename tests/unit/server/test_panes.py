"""The curves behind a page's tiles."""

from __future__ import annotations

import pytest

from controlroom.domain import events as ev
from controlroom.server.panes import _heard
from controlroom.views import series
from tests.unit.views.test_kpi import live

CODES = ["likes", "orders", "gmv_minor_1m"]


@pytest.mark.parametrize(
    ("unfed", "told", "known"),
    [
        ((), (), {"likes", "orders", "gmv_minor_1m"}),
        (("order",), (), {"likes"}),
        (("order",), (ev.OrderStep(order="o", status="created", user="u"),), {"likes", "orders", "gmv_minor_1m"}),
    ],
)
def test_a_curve_of_what_no_feed_brings_has_no_value_at_any_instant(
    unfed: tuple[str, ...], told: tuple[ev.Fact, ...], known: set[str]
) -> None:
    read, unheard = _heard(live(ev.Like(count=2), *told, after_ms=200_000).state, CODES, unfed)
    assert len(read) > 1
    values = {code: [r is not None for r in series.reckoned(code, read, unheard=unheard[code])] for code in CODES}
    assert values == {code: [code in known] * len(read) for code in CODES}
