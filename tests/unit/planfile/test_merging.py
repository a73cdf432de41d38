from __future__ import annotations

import pytest

from controlroom.planfile.merging import Merged, merge, same
from controlroom.planfile.tree import Place, Scalar, Tree
from controlroom.planfile.yamltree import tree_of_yaml

BASE = """\
products:
  - {sku: a, title: {zh-CN: 面霜, en: Cream}, price: 199.00, points: [甲, 乙]}
  - {sku: b, title: 精华, price: 9}
segments: [{id: one, tasks: [{title: 核对, at: -15m}]}]
"""


def merged(newer: str) -> Merged:
    tree = tree_of_yaml(newer)
    sheet = Tree(value=tree.value, places={path: Place(*place[:2], "商品") for path, place in tree.places.items()})
    return merge(tree_of_yaml(BASE), sheet)


@pytest.mark.parametrize(
    ("newer", "told"),
    [
        ("products: [{sku: a, price: 199}]", ["= products: b stay as they were"]),
        ("products: [{sku: a, price: 189}, {sku: b}]", ["~ products 'a' price: '199.00' → '189'"]),
        ("products: [{sku: a, title: 新面霜}, {sku: b}]", ["~ products 'a' title zh-CN: '面霜' → '新面霜'"]),
        ("products: [{sku: a, title: New}, {sku: b}]", ["~ products 'a' title en: 'Cream' → 'New'"]),
        ("products: [{sku: b, title: {zh-CN: 精华, en: Serum}}, {sku: a}]", [
            "~ products 'b' title: '精华' → {zh-CN: '精华', en: 'Serum'}"]),
        ("products: [{sku: a, points: [甲, 乙]}, {sku: b}]", []),
        ("products: [{sku: a, points: [甲, 丙]}, {sku: b}]", ["~ products 'a' points: ['甲', '乙'] → ['甲', '丙']"]),
        ("products: [{sku: a, stock: 5}, {sku: b}]", ["+ products 'a' stock: '5'"]),
        ("products: [{sku: c, title: C}]", ["+ products 'c'", "= products: a, b stay as they were"]),
        ("segments: [{id: one, tasks: [{title: 核对, owner: wang}]}]", ["+ segments 'one' tasks '核对' owner: 'wang'"]),
        ("segments: [{id: one, tasks: [{id: t, title: 核对}]}]", ["+ segments 'one' tasks 't' id: 't'"]),
        ("faq: [{ask: [x]}]", ["+ faq: [{ask: ['x']}]"]),
    ],
)  # fmt: skip
def test_newer_plan_is_brought_in_by_id(newer: str, told: list[str]) -> None:
    assert merged(newer).told() == told


def test_merged_plan_knows_where_each_part_stands() -> None:
    tree = merged("products: [{sku: a, price: 189}, {sku: c, title: C}]").tree
    assert tree.nearest(("products", 0, "price")) == Place(1, 28, "商品")
    assert tree.nearest(("products", 0, "points", 1)) == Place(2, 72)
    assert tree.nearest(("products", 2, "title")) == Place(1, 50, "商品")
    assert tree.nearest(("products", 1, "title")) == Place(3, 21)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (Scalar("199.00", "number"), Scalar("199", "number"), True),
        (Scalar("007", "text"), Scalar("7", "text"), False),
        (Scalar("TRUE", "boolean"), Scalar("true", "boolean"), True),
        (Scalar("a", "text"), Scalar("b", "text"), False),
        ({"zh-CN": Scalar("面", "text"), "en": Scalar("x", "text")}, Scalar("面", "text"), True),
        ([Scalar("a", "text")], [], False),
    ],
)
def test_same_is_what_says_the_same(one: object, other: object, alike: bool) -> None:
    assert same(one, other) is alike  # type: ignore[arg-type]
