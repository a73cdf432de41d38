"""The numbers a card may name: from what is known now, and unknown where nothing is."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.plan import CuePlan
from controlroom.domain.roles import Role
from controlroom.room.showing import bridge, numbers, product_of
from tests.unit.room.prompted import NOW, at, below, on_air, plan, tell, until


def test_numbers_are_those_of_the_product_and_unknown_where_nobody_told() -> None:
    desk = on_air(plan())
    s = desk.room.state
    assert numbers(s, "cream", NOW + 1000) == {
        "price": 99_00, "list_price": 199_00, "saved": 100_00, "stock": 400, "left": 599_000, "buyers": None,
        "waiting": None, "quota_left": None,
    }  # fmt: skip
    assert {name for name, value in numbers(s, "stranger", NOW).items() if value is not None} == {"left"}


def test_orders_move_what_is_left_who_bought_and_what_waits_to_be_paid() -> None:
    desk = on_air(plan())

    def step(order: str, status: str, user: str, qty: int = 2) -> None:
        line = ev.Line(sku="cream", qty=qty, unit_minor=99_00)
        tell(desk, ev.OrderStep(order=order, status=status, user=user, lines=(line,), at=desk.now_ms))  # type: ignore[arg-type]

    def now() -> tuple[int | None, ...]:
        known = numbers(desk.room.state, "cream", desk.now_ms)
        return known["stock"], known["buyers"], known["waiting"]

    step("a", "created", "u1")
    step("b", "created", "u2", 3)
    assert now() == (395, 0, 5)
    step("a", "paid", "u1")
    assert now() == (395, 1, 3)
    step("b", "cancelled", "u2", 3)
    assert now() == (398, 1, 0)


def test_who_bought_is_unknown_where_no_paid_order_says_whose_it_is() -> None:
    desk = on_air(plan())

    def buyers(order: str, status: ev.OrderStatus, user: str | None) -> tuple[int | None, int | None]:
        line = ev.Line(sku="cream", unit_minor=99_00)
        tell(desk, ev.OrderStep(order=order, status=status, user=user, lines=(line,), at=desk.now_ms))
        of_it, of_show = (numbers(desk.room.state, sku, desk.now_ms)["buyers"] for sku in ("cream", None))
        return of_it, of_show

    assert buyers("a", "created", None) == (0, 0)
    assert buyers("a", "paid", None) == (None, None)
    assert buyers("b", "paid", "u1") == (1, 1)


def test_what_is_said_of_the_stock_is_what_the_platform_offers_where_that_is_known() -> None:
    desk = on_air(plan())
    tell(desk, ev.StockLevel(sku="cream", listed=30))
    assert numbers(desk.room.state, "cream", desk.now_ms)["stock"] == 30
    tell(desk, ev.StockLevel(sku="stranger", listed=7))
    assert numbers(desk.room.state, "stranger", desk.now_ms)["stock"] == 7


def test_the_platforms_price_counts_before_the_plans_and_nothing_is_saved_above_the_list_price() -> None:
    desk = on_air(plan())
    tell(desk, ev.Price(sku="cream", unit_minor=210_00))
    known = numbers(desk.room.state, "cream", NOW)
    assert (known["price"], known["saved"]) == (210_00, None)


def test_time_left_is_the_named_timers_else_the_soonest_timers_else_the_segments() -> None:
    desk = on_air(plan())
    for id_, ms in (("a", 90_000), ("b", 30_000)):
        desk.give(cmd.TimerStart(id=id_, title=id_, duration_for_ms=ms), wait_ms=0)
    s = desk.room.state
    assert numbers(s, None, NOW)["left"] == 30_000
    assert numbers(s, None, NOW, "timer-4")["left"] == 90_000
    assert numbers(s, None, NOW, "none")["left"] is None
    until(desk, 31_000)
    assert numbers(s, None, NOW + 31_000)["left"] == 59_000
    until(desk, 95_000)
    assert numbers(s, None, NOW + 95_000)["left"] == 505_000
    assert numbers(s, None, NOW + 700_000)["left"] is None


def test_the_time_left_stands_still_while_the_segments_clock_is_held() -> None:
    desk = on_air(plan())
    desk.give(cmd.RundownHold(id="h", on=True), wait_ms=10_000)
    assert numbers(desk.room.state, None, NOW + 90_000)["left"] == 590_000


def test_the_bridging_line_is_the_segments_then_the_shows_and_only_one_that_can_be_said() -> None:
    anywhere = [CuePlan(id="a", text="{quota_left}", rescue=True), CuePlan(id="b", text="先看大家的问题", rescue=True)]
    desk = on_air(plan([CuePlan(id="c", text="{price} 起", rescue=True)], anywhere=anywhere))
    assert bridge(desk.room.state, NOW) == "\N{YEN SIGN}99 起"
    desk.give(cmd.Take(id="t", segment="closing", from_="cream"))
    assert bridge(desk.room.state, NOW + 1000) == "先看大家的问题"
    desk.give(cmd.SignalSend(id="r", kind="rescue"), Role.HOST)
    assert [signal.line for signal in desk.room.state.signals.by_id.values()] == ["先看大家的问题"]
    assert bridge(on_air(plan()).room.state, NOW) is None


def test_a_card_is_about_its_own_product_then_its_segments_then_the_one_being_sold() -> None:
    desk = on_air(plan([at("a", 0), below("b", 5)]))
    s = desk.room.state
    segment = s.rundown.segment("cream")
    own = below("c", 5).when
    assert own is not None
    assert product_of(s, segment, at("a", 0)) == "cream"
    assert product_of(s, None, None) == "cream"
    desk.give(cmd.ProductClear(id="p"))
    assert product_of(s, None, at("a", 0)) is None
