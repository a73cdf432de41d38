"""Which sales a forecast rests on."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.room.running_out import earliest, forecast
from tests.unit.room.ruled import Show, order


def test_a_product_on_air_is_judged_since_it_came_on_air() -> None:
    show = Show(())
    show.give(60, cmd.ProductSwitch(id="sell", sku="cream"))
    for second in range(61, 100, 2):
        if second < 90:
            assert forecast(show.room.state, "cream") is None
        show.tell(second, order(f"o{second}"))
    show.wait(100)
    found, soonest = forecast(show.room.state, "cream"), earliest(show.room.state, "cream")
    assert found is not None
    assert soonest == round(found.lo_s)
    assert found.lo_s < 60 < found.hi_s


def test_what_does_not_sell_or_has_no_stock_has_no_forecast() -> None:
    show = Show(())
    show.wait(100)
    assert [earliest(show.room.state, sku) for sku in ("serum", "mask")] == [None, None]
