from __future__ import annotations

import pytest

from controlroom.planfile.check import check_tree
from controlroom.planfile.findings import Finding
from controlroom.planfile.yamltree import tree_of_yaml
from tests.unit.planfile.trade.plans import GOOD, codes, found

LOW_MARGIN = ("warning", "low_margin", "products[0].price")
THIN = ("warning", "thin_stock", "products[0].stock")


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("cost: 70.00", "cost: 70.01", [LOW_MARGIN]),
        ("cost: 70.00", "cost: 69.99", []),
        ("cost: 70.00", "cost: 100.01", [("warning", "below_cost", "products[0].price")]),
        ("    cost: 70.00\n", "", [("info", "no_cost", "products[0]")]),
        ("role: hero", "role: traffic", []),
        ("quota: 50", "quota: 50, price: 99.00", [LOW_MARGIN]),
        ("quota: 50", "quota: 50, price: 69.00", [("warning", "below_cost", "products[0].price")]),
        ("quota: 50", "quota: 50, price: 100.00", [("warning", "offer_not_cheaper", "offers[0].price")]),
        (", quota: 50", "", [("warning", "open_ended_offer", "offers[0]")]),
        (", gift: 眼霜小样", "", [("warning", "empty_offer", "offers[0]")]),
        ("quota: 50", "quota: 111", [("warning", "quota_above_stock", "offers[0].quota")]),
        ("stock: 110", "stock: 109", [THIN]),
        ("stock: 110", "stock: 120", []),
        ("stock: 110", "stock: 121", [("info", "much_stock", "products[0].stock")]),
        ("    stock: 110\n", "", [("warning", "no_stock", "products[0]")]),
        ("    expected_units: 100\n", "", [("info", "no_expected_units", "products[0]")]),
        ("stock: 110", "stock: 110\n    safety: 111", [("warning", "safety_above_stock", "products[0].safety")]),
        ("list_price: 150.00", "list_price: 99.00", [("error", "list_price_below_price", "products[0].list_price")]),
        (", {claim: list_price, file: b.jpg}", "", [("warning", "no_evidence", "products[0].list_price")]),
        ("锁水, ", "", [("warning", "few_points", "products[0].points")]),
        ("锁水, ", "锁水, 二, 三, 四, ", [("warning", "many_points", "products[0].points")]),
        ("锁水, ", "锁水, 二, 三, ", []),
        ("    link: 3\n", "", [("warning", "no_link", "products[0]")]),
        ("    list_price: 150.00\n", "", [
            ("warning", "placeholder_without_value", "segments[1].cues[0].text")]),
        ("id: gift, sku: cream", "id: gift, sku: other", [
            ("error", "unknown_product", "offers[0].sku"),
            ("warning", "placeholder_without_value", "segments[1].cues[0].text")]),
    ],
)  # fmt: skip
def test_goods_are_held_to_the_bands(old: str, new: str, findings: list[tuple[str, str, str]]) -> None:
    assert codes(old, new) == findings


@pytest.mark.parametrize(("cost", "found_"), [("85.00", []), ("85.01", [LOW_MARGIN])])
def test_traffic_product_needs_fifteen_percent(cost: str, found_: list[tuple[str, str, str]]) -> None:
    old = "    cost: 70.00\n    stock: 110\n    expected_units: 100\n    role: hero\n"
    assert codes(old, old.replace("70.00", cost).replace("hero", "traffic")) == found_


def test_premium_product_has_no_rule_of_margin_or_stock() -> None:
    old = "    cost: 70.00\n    stock: 110\n    expected_units: 100\n    role: hero\n"
    new = "    cost: 99.00\n    stock: 60\n    expected_units: 100\n    role: premium\n"
    assert codes(old, new) == []


SERUM = "products:\n  - {sku: serum, title: 玫瑰面霜 30ml, link: 4, price: 1.00, role: premium, points: [一, 二, 三]}\n"


@pytest.mark.parametrize(
    ("old", "new", "findings"),
    [
        ("title: 面霜\n    link", "title: 面霜 50 g\n    link", []),
        ("title: 面霜\n    link", "title: {zh-CN: 面霜, en: Cream for the night and the day}\n    link", [
            ("warning", "no_alias", "products[0].title.en")]),
        ("title: 面霜\n    link", "title: 熬夜焕亮修护面霜\n    link", [("warning", "no_alias", "products[0].title")]),
        ("title: 面霜\n    link", "title: 熬夜焕亮修护面霜\n    aliases: ['70316']\n    link", [
            ("warning", "no_alias", "products[0].title")]),
        ("title: 面霜\n    link", "title: 熬夜焕亮修护面霜\n    aliases: ['70316', 面霜]\n    link", []),
    ],
)  # fmt: skip
def test_a_product_has_a_name_that_viewers_write(old: str, new: str, findings: list[tuple[str, str, str]]) -> None:
    assert codes(old, new) == findings


def test_a_title_that_without_its_amount_is_anothers_too_is_no_name() -> None:
    good = GOOD.replace("title: 面霜\n    link", "title: 面霜 50 g\n    link").replace("products:\n", SERUM)
    [finding] = check_tree(tree_of_yaml(good)).findings
    assert (finding.code, finding.path, finding.mend) == (
        "no_alias",
        "products[1].title",
        "Add `aliases:` as viewers say it.",
    )
    assert finding.message == "'面霜' is not this product's name alone: who writes it is taken to mean the one on air."


def test_low_margin_is_told_with_its_figures_and_the_price_that_would_do() -> None:
    [finding] = found("cost: 70.00", "cost: 77.00")
    assert finding.message == "At 100.00 the margin is 23.0 %; a product needs 30 %."
    assert finding.mend == "Ask 110.00 or more, or give it another role."


@pytest.mark.parametrize(("currency", "ask"), [("CNY", "127.15"), ("JPY", "128"), ("KWD", "127.143")])
def test_the_price_that_is_advised_is_enough(currency: str, ask: str) -> None:
    old = "currency: CNY", "    price: 100.00\n    list_price: 150.00\n    cost: 70.00\n"

    def told(price: str) -> list[Finding]:
        plan = GOOD.replace(old[0], f"currency: {currency}")
        plan = plan.replace(old[1], f"    price: {price}\n    list_price: 150\n    cost: 89\n")
        return [finding for finding in check_tree(tree_of_yaml(plan)).findings if finding.code == "low_margin"]

    assert told("120")[0].mend == f"Ask {ask} or more, or give it another role."
    assert not told(ask)


def test_free_product_is_not_divided_by() -> None:
    assert ("warning", "below_cost", "products[0].price") in codes("price: 100.00", "price: 0")
