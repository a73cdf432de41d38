from __future__ import annotations

import pytest

from controlroom.domain.alerts.ready import READY
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.alerts.wording import about, filled, title, unit_of, written


@pytest.mark.parametrize(
    ("millionths", "unit", "words"),
    [
        (4_000_000, "count", "4"),
        (4_500_000, "seconds", "0:05"),
        (3_725_000_000, "seconds", "1:02:05"),
        (-65_000_000, "seconds", "-1:05"),
        (4_500_000, "count", "4.5"),
        (1_156_000_000, "count", "1,156"),
        (-2_000_000, "count", "-2"),
        (31_400, "ratio", "3.1%"),
        (1_250_000, "x", "1.25"),
        (19_900_000_000, "money", "¥199"),
        (19_950_000_000, "money", "¥199.50"),
    ],
)
def test_a_value_is_written_by_its_unit(millionths: int, unit: str, words: str) -> None:
    assert written(millionths, unit, "CNY") == words  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "unit"),
    [
        (Rule(id="r", metric="gmv_minor"), "money"),
        (Rule(id="r", metric="conversion_rate_5m"), "ratio"),
        (Rule(id="r", metric="feed.silent_s", by="feed"), "seconds"),
        (Rule(id="r", method="runs_out_early", by="sku"), "seconds"),
        (Rule(id="r", method="conversion_dip"), "x"),
        (Rule(id="r", metric="nonsense"), "count"),
    ],
)
def test_the_unit_is_that_of_what_a_rule_compares(rule: Rule, unit: str) -> None:
    assert unit_of(rule) == unit


def test_a_text_is_filled_in_each_language_and_what_nobody_knows_is_left_out() -> None:
    rule = Rule(
        id="r", text={"en": "{title}: {value} left, safety {threshold}", "zh-CN": "{title}剩{value},安全线{threshold}"}
    )
    facts = {"title": {"en": "Cream", "zh-CN": "面霜"}, "value": 4_000, "threshold": "5"}
    assert filled(rule, facts) == {"en": "Cream: 4,000 left, safety 5", "zh-CN": "面霜剩4,000,安全线5"}
    del facts["threshold"]
    assert filled(rule, facts) == {"en": "Cream: 4,000 left", "zh-CN": "面霜剩4,000"}


def test_a_text_of_which_nothing_is_left_is_the_rules_name() -> None:
    assert filled(Rule(id="low_stock", text={"en": "{value} left"}), {}) == {"en": "Low stock", "zh-CN": "库存不足"}
    lost = Rule(id="low_stock", by="sku", text={"en": "{title}: {value} left"})
    assert filled(lost, {"title": "Cream"}) == {"en": "Cream: Low stock", "zh-CN": "Cream: 库存不足"}
    assert filled(Rule(id="own", metric="online"), {}) == {"en": "Online", "zh-CN": "在线"}
    assert title("own", "stock.available") == {"en": "Left", "zh-CN": "剩余"}
    assert title("own", "conversion_rate_5m")["en"] != "own"
    assert title("own", "nothing") == {"en": "own", "zh-CN": "own"}
    assert {title(rule.id, None)["en"] for rule in READY}.isdisjoint(rule.id for rule in READY)


def test_it_is_said_as_what_it_is_said() -> None:
    text = {"en": "Sold out", "zh-CN": "售罄"}
    assert about("fired", text) == text
    assert about("resolved", text) == {"en": "Over: Sold out", "zh-CN": "已恢复：售罄"}
    assert about("resolved", text, "missing")["zh-CN"] == "已结束：售罄"
    assert about("resolved", text, "ended")["zh-CN"] == "随本场结束，不再提醒：售罄"
    assert about("resolved", text, "updated")["en"] == "No alert by the edited rule: Sold out"
    assert about("fired", text, "updated") == text
