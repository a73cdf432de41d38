"""Worked examples of every KPI: what a person with the journal and a pencil would get."""

from __future__ import annotations

import pytest

from controlroom.domain.formulas import Numbers
from controlroom.domain.metrics import BY_CODE, TABLE, Reckoned, reckon
from controlroom.domain.stats import wilson
from controlroom.domain.tally import FLOWS, Flow

EVENING = {
    Flow.ENTERED: 940, Flow.COMMENTS: 131, Flow.LIKES: 700, Flow.LIKES_RISE: 820, Flow.FOLLOWS: 24, Flow.SHARES: 9,
    Flow.CLUBS: 4, Flow.GIFTS: 6, Flow.GIFT_MINOR: 12_100, Flow.IMPRESSIONS: 4000, Flow.CLICKS: 600, Flow.ORDERS: 50,
    Flow.GMV_CREATED: 500_000, Flow.PAID: 40, Flow.UNITS: 47, Flow.GMV: 410_001, Flow.REFUNDS: 10_001, Flow.REFUNDED: 3,
}  # fmt: skip
SHOW = Numbers(
    [EVENING.get(flow, 0) for flow in Flow], 1200, 1200, 38, 88, False, 310,
    interactors=420, peak=512, area=300 * 1_500_000, known_ms=1_500_000, on_air_ms=1_800_999, goods_minor=150_000,
    spend_minor=100_000, ads_minor=80_000, target_minor=1_000_000, expected_minor=400_000, sold=47, left=153,
)  # fmt: skip

WHOLE: dict[str, tuple[int | float | None, int | None, int | None]] = {
    "online": (310, None, None), "online_peak": (512, None, None), "online_avg": (300.0, 450_000_000, 1_500_000),
    "viewers": (1200, None, None), "entered": (940, None, None), "watch_s": (375.0, 450_000_000, 1_200_000),
    "comments": (131, None, None), "commenters": (88, None, None), "likes": (820, None, None),
    "follows": (24, None, None), "shares": (9, None, None), "clubs": (4, None, None), "gifts": (6, None, None),
    "gift_minor": (12_100, None, None), "interaction_rate": (0.35, 420, 1200), "follow_rate": (0.02, 24, 1200),
    "impressions": (4000, None, None), "clicks": (600, None, None), "click_rate": (0.15, 600, 4000),
    "orders": (50, None, None), "paid_orders": (40, None, None), "buyers": (38, None, None), "units": (47, None, None),
    "gmv_created_minor": (500_000, None, None), "gmv_minor": (410_001, None, None),
    "refunds_minor": (10_001, None, None), "refund_rate": (0.075, 3, 40), "net_minor": (400_000, None, None),
    "conversion_rate": (38 / 1200, 38, 1200), "orders_per_viewer": (40 / 1200, 40, 1200),
    "click_to_pay": (40 / 600, 40, 600), "pay_rate": (0.8, 40, 50), "aov_minor": (10_250, 410_001, 40),
    "gpm_minor": (341_668, 410_001_000, 1200), "uv_value_minor": (342, 410_001, 1200), "on_air_s": (1800, None, None),
    "gmv_per_min_minor": (13_659, 410_001 * 60_000, 1_800_999), "spend_minor": (100_000, None, None),
    "ads_minor": (80_000, None, None), "roi": (4.0, 400_000, 100_000), "ad_return": (410_001 / 80_000, 410_001, 80_000),
    "profit_minor": (150_000, None, None), "target_progress": (0.410001, 410_001, 1_000_000),
    "target_pace": (1.0250025, 410_001, 400_000), "sell_through": (0.235, 47, 200),
}  # fmt: skip


def test_there_is_an_example_of_every_kpi() -> None:
    assert set(WHOLE) == set(BY_CODE)


@pytest.mark.parametrize("code", sorted(WHOLE))
def test_the_example_of_a_show_is_reckoned_as_by_hand(code: str) -> None:
    got, (value, num, den) = reckon(BY_CODE[code], SHOW), WHOLE[code]
    assert (got.value, got.num, got.den) == (value, num, den)
    assert isinstance(
        got.value, float if BY_CODE[code].unit in ("ratio", "x") or (den and value != int(value)) else int | float
    )  # type: ignore[arg-type]
    if BY_CODE[code].counts:
        assert (got.lo, got.hi) == wilson(num, den)  # type: ignore[arg-type]
    else:
        assert (got.lo, got.hi) == (None, None)


NOTHING = Numbers([0] * FLOWS, None, None, 0, 0, False)
KNOWN_AS_NOUGHT = {
    "entered", "comments", "commenters", "likes", "follows", "shares", "clubs", "gifts", "gift_minor", "impressions",
    "clicks", "orders", "paid_orders", "buyers", "units", "gmv_created_minor", "gmv_minor", "refunds_minor", "net_minor",
}  # fmt: skip


@pytest.mark.parametrize("kpi", TABLE, ids=[kpi.code for kpi in TABLE])
def test_what_nobody_told_is_unknown_and_only_a_count_is_nought(kpi) -> None:  # type: ignore[no-untyped-def]
    got = reckon(kpi, NOTHING)
    assert got.value == (0 if kpi.code in KNOWN_AS_NOUGHT else None)
    assert (got.state == "unknown") is (got.value is None)


def test_a_window_divides_by_its_audience_and_counts_paid_orders() -> None:
    window = Numbers(SHOW.flows, 500, 1200, 38, 88, True, interactors=130)
    rates = {
        code: reckon(BY_CODE[code], window) for code in ("conversion_rate", "orders_per_viewer", "interaction_rate")
    }
    assert {code: (r.num, r.den) for code, r in rates.items()} == {
        "conversion_rate": (40, 500), "orders_per_viewer": (40, 500), "interaction_rate": (130, 500)
    }  # fmt: skip


def with_(**changed: object) -> Numbers:
    return Numbers(**{**{name: getattr(SHOW, name) for name in Numbers.__struct_fields__}, **changed})  # type: ignore[arg-type]


def test_buyers_of_orders_of_which_nobody_knows_whose_are_unknown_not_nobody() -> None:
    for code in ("buyers", "conversion_rate"):
        assert reckon(BY_CODE[code], with_(buyers=0)).state == "unknown"
        none_paid = [0 if flow is Flow.PAID else EVENING.get(flow, 0) for flow in Flow]
        assert reckon(BY_CODE[code], with_(buyers=0, flows=none_paid)).value == 0


def test_gifts_whose_worth_nobody_told_are_worth_the_unknown_not_nothing() -> None:
    def gifts(count: int, minor: int) -> object:
        flows = [{Flow.GIFTS: count, Flow.GIFT_MINOR: minor}.get(flow, 0) for flow in Flow]
        return reckon(BY_CODE["gift_minor"], with_(flows=flows)).value

    assert (gifts(3, 0), gifts(3, 70), gifts(0, 0)) == (None, 70, 0)


def test_money_of_orders_whose_amounts_nobody_told_is_unknown_not_nothing() -> None:
    untold = [0 if flow in (Flow.GMV, Flow.GMV_CREATED) else EVENING.get(flow, 0) for flow in Flow]
    money = (
        "gmv_created_minor",
        "gmv_minor",
        "net_minor",
        "aov_minor",
        "gpm_minor",
        "roi",
        "profit_minor",
        "target_pace",
    )
    for code in money:
        got = reckon(BY_CODE[code], with_(flows=untold, amounts_estimated=True))
        assert (got.value, got.state) == (None, "unknown"), code
        assert reckon(BY_CODE[code], with_(flows=untold)).value is not None, "all of it was for nothing"
    none_paid = [0 if flow in (Flow.GMV, Flow.PAID) else EVENING.get(flow, 0) for flow in Flow]
    got = reckon(BY_CODE["gmv_minor"], with_(flows=none_paid, amounts_estimated=True))
    assert (got.value, got.state) == (0, "estimate")


@pytest.mark.parametrize(
    ("changed", "value", "state"),
    [
        ({}, 150_000, "ok"),
        ({"goods_vague": True}, 150_000, "estimate"),
        ({"amounts_estimated": True}, 150_000, "estimate"),
        ({"goods_minor": None}, None, "unknown"),
        ({"spend_minor": None}, None, "unknown"),
        ({"spend_minor": 900_000}, -650_000, "ok"),
    ],
)
def test_profit_is_unknown_while_a_cost_is_and_may_be_a_loss(
    changed: dict[str, object], value: int | None, state: str
) -> None:
    got = reckon(BY_CODE["profit_minor"], with_(**changed))
    assert (got.value, got.state) == (value, state)


def test_costs_of_nothing_are_told_and_make_a_quotient_unknown() -> None:
    free = with_(spend_minor=0, ads_minor=0)
    assert reckon(BY_CODE["spend_minor"], free) == Reckoned(0, None, None, None, None, "ok")
    assert reckon(BY_CODE["roi"], free) == Reckoned(None, 400_000, 0, None, None, "unknown")


def test_what_is_estimated_says_so() -> None:
    guessed = with_(online_estimated=True)
    states = {code: reckon(BY_CODE[code], guessed).state for code in ("online", "online_peak", "online_avg", "watch_s")}
    assert states == dict.fromkeys(states, "estimate")
    assert reckon(BY_CODE["watch_s"], SHOW).state == "estimate", "it always is"
    assert reckon(BY_CODE["online_avg"], SHOW).state == "ok"
