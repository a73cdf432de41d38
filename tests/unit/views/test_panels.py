"""How the analyst's panes read the figures."""

import pytest
from msgspec.structs import replace

from controlroom.domain.metrics import BY_CODE
from controlroom.views.kpi import BESIDE, host_kpi
from controlroom.views.panels import Step, blind, funnel, goods_in_order, lacking, pace_interval, sources
from controlroom.views.shapes import ShowStatus, StockView, Tile, ToldView
from controlroom.views.unfed import FROM_ORDERS
from tests.unit.render import made


def steps(*values: int | None) -> list[Step]:
    codes = ("impressions", "clicks", "orders", "paid_orders")
    return funnel({code: made.tile(value) for code, value in zip(codes, values, strict=True)})


def read_off(figure: str, value: int, at_ms: int = 5) -> dict[str, ToldView]:
    beside = BESIDE[figure][1]  # type: ignore[index]
    return {figure: ToldView(value=value, unit="count", source="罗盘", as_told_by=None, at_ms=at_ms, beside=beside)}


def test_a_told_total_stands_for_what_is_unknown_and_beside_what_is_known_and_is_never_mixed_with_it() -> None:
    tiles = {"orders": made.tile(50), "paid_orders": made.tile(40)}
    board = read_off("exposure", 8_000) | read_off("clicks", 400) | read_off("orders", 44)
    found = funnel(tiles, board)
    assert [(s.code, s.value, s.theirs, s.rate) for s in found] == [
        ("impressions", None, True, None), ("clicks", None, True, 0.05), ("orders", 50, False, None),
        ("paid_orders", 40, False, 0.8),
    ]  # fmt: skip
    assert [s.told.value if s.told is not None else None for s in found] == [8_000, 400, None, 44]
    later = funnel(tiles, read_off("exposure", 8_000) | read_off("clicks", 400, at_ms=6))
    assert later[1].rate is None


def test_in_a_room_that_knows_no_step_the_board_alone_speaks() -> None:
    found = funnel(
        {code: made.tile(0) for code in ("impressions", "clicks", "orders", "paid_orders")}, read_off("clicks", 9)
    )
    assert [(s.value, s.theirs) for s in found] == [(None, False), (None, True), (None, False), (None, False)]


def test_step_has_its_share_of_the_first_and_its_rate_from_the_one_before() -> None:
    assert [s[:4] for s in steps(1000, 250, 50, 40)] == [
        ("impressions", 1000, 1.0, None), ("clicks", 250, 0.25, 0.25), ("orders", 50, 0.05, 0.2),
        ("paid_orders", 40, 0.04, 0.8),
    ]  # fmt: skip


def test_step_that_nothing_came_for_is_unknown_once_a_later_one_came() -> None:
    assert [s.value for s in steps(0, 0, 50, 40)] == [None, None, 50, 40]
    assert [s[:4] for s in steps(0, 0, 50, 40)[2:]] == [("orders", 50, 1.0, None), ("paid_orders", 40, 0.8, 0.8)]
    assert [s.value for s in steps(1000, None, 50, 40)] == [1000, None, 50, 40]
    assert steps(1000, None, 50, 40)[2].rate == 0.05


def test_steps_that_are_not_reached_yet_are_nought_and_an_empty_room_knows_none() -> None:
    assert [s.value for s in steps(1000, 250, 0, 0)] == [1000, 250, 0, 0]
    assert [s.value for s in steps(0, 0, 0, 0)] == [None] * 4
    assert [s.value for s in funnel({})] == [None] * 4


def source(entered: int, paid: int) -> dict[str, Tile]:
    rate = made.tile(paid / entered, "ratio", of=(paid, entered), interval=(paid / entered * 0.8, paid / entered * 1.2))
    return {"entered": made.tile(entered), "conversion_rate": rate}


def test_sources_come_by_size_with_their_share_and_the_weak_one_is_named() -> None:
    found = sources({"search": source(100, 4), "paid": source(300, 1), "recommend": source(600, 30)}, live=False)
    assert [(s.name, s.share, s.weak) for s in found] == [
        ("recommend", 0.6, False),
        ("paid", 0.3, True),
        ("search", 0.1, False),
    ]


def test_source_is_not_called_weak_while_it_may_be_chance() -> None:
    unsure = source(300, 1)
    unsure["conversion_rate"] = replace(unsure["conversion_rate"], state="unsure")
    assert not any(s.weak for s in sources({"paid": unsure, "recommend": source(600, 30)}, live=False))
    assert sources({}, live=True) == []


def test_a_running_shows_source_has_its_conversion_of_five_minutes_a_nought_too() -> None:
    for lately in (made.tile(0.5, "ratio", of=(1, 2)), made.tile(0.0, "ratio", of=(0, 2))):
        tiles = source(600, 30) | {"conversion_rate_5m": lately}
        assert sources({"recommend": tiles}, live=True)[0].rate == lately
        assert sources({"recommend": tiles}, live=False)[0].rate == tiles["conversion_rate"]


def test_source_is_weak_beside_what_all_sold_in_the_same_five_minutes() -> None:
    traffic = {
        name: source(1000, 50) | {"conversion_rate_5m": source(100, n)["conversion_rate"]}
        for name, n in (("paid", 1), ("recommend", 9))
    }
    assert [(s.name, s.weak) for s in sources(traffic, live=True)] == [("paid", True), ("recommend", False)]
    assert not any(s.weak for s in sources(traffic, live=False))


def test_sources_have_no_conversion_until_anybody_paid() -> None:
    found = sources({"recommend": source(600, 0), "search": source(100, 0)}, live=False)
    assert [(s.name, s.rate, s.weak) for s in found] == [("recommend", None, False), ("search", None, False)]


def test_products_come_by_gmv_then_by_plan_then_the_unplanned() -> None:
    order = goods_in_order(made.kpi(), made.stock())
    assert order[:4] == ["cream-50", "serum-30", "eye-15", "hand-60"]
    assert order[4:] == ["sun-50", "mask-10", "wash-100", "gift"]
    assert goods_in_order(made.kpi(), StockView(products={})) == order[:4]


@pytest.mark.parametrize(
    ("viewers", "orders", "spend", "status", "said"),
    [
        (500, 0, 0, "live", ("orders",)),
        (500, 3, 0, "live", ("spend",)),
        (500, 3, 100, "live", ()),
        (500, 3, None, "live", ("spend",)),
        (5, 0, 0, "live", ()),
        (500, 0, 0, "planned", ()),
    ],
)
def test_room_says_once_what_it_cannot_know(
    viewers: int, orders: int, spend: int | None, status: ShowStatus, said: tuple[str, ...]
) -> None:
    tiles = {"viewers": made.tile(viewers), "orders": made.tile(orders), "spend_minor": made.tile(spend, "money")}
    assert lacking(replace(made.kpi(), tiles=tiles), replace(made.show(), status=status)) == said


def test_pace_of_few_orders_has_a_wide_interval_and_of_none_no_interval() -> None:
    def interval(paid: int | None, per_min: int | None = 10_000) -> tuple[int, int] | None:
        return pace_interval({"paid_orders": made.tile(paid), "gmv_per_min_minor": made.tile(per_min, "money")})

    assert interval(100) == (8_223, 12_161)
    assert interval(1) == (1_765, 56_649)
    assert interval(0) is None
    assert interval(None) is None
    assert interval(5, None) is None


def test_room_without_a_feed_of_orders_says_so_from_the_begin() -> None:
    blank = replace(made.kpi(), tiles={"viewers": made.tile(3), "orders": made.tile(None)}, unfed=("order",))
    assert lacking(blank, made.show()) == ("order_feed",)
    assert lacking(blank, replace(made.show(), status="planned")) == ()


def test_figure_made_of_orders_cannot_be_known_where_none_come() -> None:
    def seen(base: str, orders: int) -> bool:
        tiles = {"viewers": made.tile(500), "orders": made.tile(orders)}
        return not blind(base, replace(made.kpi(), tiles=tiles), made.show())

    assert [seen(base, 0) for base in ("gmv_minor", "conversion_rate", "viewers", "comments")] == [
        False,
        False,
        True,
        True,
    ]
    assert all(seen(base, 1) for base in FROM_ORDERS)
    hosts = host_kpi(replace(made.kpi(), tiles={"viewers": made.tile(500), "orders": made.tile(30)}))
    assert not blind("orders", hosts, made.show())
    assert set(BY_CODE) >= FROM_ORDERS
