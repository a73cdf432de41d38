"""The table of KPIs: each code's arithmetic on plain integers."""

from __future__ import annotations

import re

import pytest

from controlroom.domain.metrics import BY_CODE, SPANS, TABLE, Numbers, Reckoned, reckon
from controlroom.domain.stats import wilson
from controlroom.domain.tally import FLOWS, Flow


def numbers(flows: dict[Flow, int] | None = None, *, windowed: bool = False, **others: int | bool | None) -> Numbers:
    vector = [0] * FLOWS
    for flow, n in (flows or {}).items():
        vector[flow] = n
    known: dict[str, int | bool | None] = {"audience": 1000, "viewers": 1000, "buyers": 0, "commenters": 0}
    return Numbers(flows=vector, windowed=windowed, **{**known, **others})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "flow"),
    [
        ("entered", Flow.ENTERED), ("comments", Flow.COMMENTS), ("follows", Flow.FOLLOWS), ("shares", Flow.SHARES),
        ("clubs", Flow.CLUBS), ("gifts", Flow.GIFTS), ("gift_minor", Flow.GIFT_MINOR), ("clicks", Flow.CLICKS),
        ("impressions", Flow.IMPRESSIONS), ("orders", Flow.ORDERS), ("paid_orders", Flow.PAID), ("units", Flow.UNITS),
        ("gmv_created_minor", Flow.GMV_CREATED), ("gmv_minor", Flow.GMV), ("refunds_minor", Flow.REFUNDS),
    ],
)  # fmt: skip
def test_a_count_is_its_counter_and_no_other(code: str, flow: Flow) -> None:
    tile = reckon(BY_CODE[code], numbers({f: 7 if f is flow else 1 for f in Flow}))
    assert tile == Reckoned(7, None, None, None, None, "ok")


@pytest.mark.parametrize(
    ("code", "flows", "num", "den", "value"),
    [
        ("click_rate", {Flow.CLICKS: 30, Flow.IMPRESSIONS: 400}, 30, 400, 0.075),
        ("click_to_pay", {Flow.PAID: 3, Flow.CLICKS: 40}, 3, 40, 0.075),
        ("pay_rate", {Flow.PAID: 8, Flow.ORDERS: 10}, 8, 10, 0.8),
        ("aov_minor", {Flow.GMV: 1001, Flow.PAID: 2}, 1001, 2, 501),
        ("gpm_minor", {Flow.GMV: 1234}, 1_234_000, 1000, 1234),
        ("uv_value_minor", {Flow.GMV: 2500}, 2500, 1000, 3),
    ],
)
def test_a_quotient_carries_what_it_is_made_of(
    code: str, flows: dict[Flow, int], num: int, den: int, value: float
) -> None:
    tile = reckon(BY_CODE[code], numbers(flows))
    assert (tile.num, tile.den, tile.value) == (num, den, pytest.approx(value))


def test_the_shows_conversion_is_buyers_over_viewers_and_a_windows_paid_orders_over_its_audience() -> None:
    whole = reckon(BY_CODE["conversion_rate"], numbers({Flow.PAID: 9}, buyers=7, audience=20))
    assert (whole.num, whole.den, whole.lo, whole.hi) == (7, 20, *wilson(7, 20))
    window = reckon(BY_CODE["conversion_rate"], numbers({Flow.PAID: 9}, buyers=7, audience=20, windowed=True))
    assert (window.num, window.den) == (9, 20)


def test_a_ratio_above_one_has_no_interval() -> None:
    tile = reckon(BY_CODE["pay_rate"], numbers({Flow.PAID: 3, Flow.ORDERS: 2}))
    assert tile == Reckoned(1.5, 3, 2, None, None, "ok")


def test_a_ratio_wider_than_its_value_is_unsure() -> None:
    assert reckon(BY_CODE["pay_rate"], numbers({Flow.PAID: 1, Flow.ORDERS: 20})).state == "unsure"
    assert reckon(BY_CODE["pay_rate"], numbers({Flow.PAID: 500, Flow.ORDERS: 1000})).state == "ok"


@pytest.mark.parametrize("audience", [None, 0])
def test_a_quotient_without_a_denominator_is_unknown_and_not_zero(audience: int | None) -> None:
    tile = reckon(BY_CODE["conversion_rate"], numbers({}, buyers=3, audience=audience))
    assert tile == Reckoned(None, 3, audience, None, None, "unknown")


def test_an_unknown_level_is_unknown_and_not_zero() -> None:
    assert reckon(BY_CODE["viewers"], numbers(viewers=None)) == Reckoned(None, None, None, None, None, "unknown")
    assert reckon(BY_CODE["online"], numbers()).state == "unknown"


def test_likes_are_the_larger_of_taps_and_the_counters_rise() -> None:
    assert reckon(BY_CODE["likes"], numbers({Flow.LIKES: 5, Flow.LIKES_RISE: 9})).value == 9
    assert reckon(BY_CODE["likes"], numbers({Flow.LIKES: 15, Flow.LIKES_RISE: 9})).value == 15


def test_net_is_gmv_minus_refunds() -> None:
    assert reckon(BY_CODE["net_minor"], numbers({Flow.GMV: 50, Flow.REFUNDS: 20})).value == 30


def test_what_rests_on_guesses_says_so() -> None:
    assert reckon(BY_CODE["gmv_minor"], numbers(amounts_estimated=True)).state == "estimate"
    assert (
        reckon(BY_CODE["aov_minor"], numbers({Flow.PAID: 1, Flow.GMV: 5}, amounts_estimated=True)).state == "estimate"
    )
    assert reckon(BY_CODE["units"], numbers(amounts_estimated=True)).state == "ok"
    assert reckon(BY_CODE["online"], numbers(online=5, online_estimated=True)).state == "estimate"
    assert reckon(BY_CODE["entered"], numbers(entered_sampled=True)).state == "sampled"


def test_codes_are_unique_and_every_kpi_is_worded_in_both_languages() -> None:
    assert len(BY_CODE) == len(TABLE)
    words = [(k.zh, k.en, k.definition_zh, k.definition_en, k.formula) for k in TABLE]
    assert [w for w in words if not all(w)] == []
    assert [k.code for k in TABLE if not re.fullmatch(r"[a-z_]+", k.code)] == []


def test_money_is_named_as_money_and_nothing_else_is() -> None:
    assert [k.code for k in TABLE if k.code.endswith("_minor") != (k.unit == "money")] == []


def test_spans_are_the_show_and_three_windows() -> None:
    assert [(suffix, ms) for suffix, _, ms in SPANS] == [
        ("", None), ("_1m", 60_000), ("_5m", 300_000), ("_30m", 1_800_000)
    ]  # fmt: skip
