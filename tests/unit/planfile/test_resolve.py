from __future__ import annotations

from controlroom.planfile.read import read_yaml

SHOW = "show: {title: a, room: b, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z}\n"


def test_unknown_reference_is_told_with_the_nearest_known() -> None:
    text = SHOW + "products: [{sku: cream-50, title: A, price: 1}, {sku: b, title: B, price: 1, instead: cream50}]\n"
    [finding] = read_yaml(text).findings
    assert finding.message == "'cream50' is no product (by sku): did you mean cream-50?"


def test_duplicate_names_where_the_first_stands() -> None:
    text = SHOW + "products: [{sku: a, title: A, price: 1, link: 3}, {sku: b, title: B, price: 1, link: 3}]\n"
    [finding] = read_yaml(text).findings
    assert finding.message == "'3' stands in products[0] already: give each its own link."


def test_trades_findings_are_no_errors() -> None:
    text = (
        SHOW
        + "products: [{sku: a, title: 全网最低, price: 9, list_price: 5, cost: 20, stock: 1, expected_units: 99}]\n"
    )
    assert read_yaml(text).findings == []


def test_empty_sections_are_kept_and_missing_ones_are_not() -> None:
    plan = read_yaml(SHOW + "rules: []\ncues:\n").plan
    assert plan is not None
    assert plan.kept == {"rules": "[]"}
