from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.planfile.merging import merge, same
from controlroom.planfile.tree import Scalar, Tree, Value
from controlroom.planfile.yamledit import CannotEdit, edited, whole, written
from controlroom.planfile.yamltree import tree_of_yaml

BASE = """\
# The evening's plan.
show:
  title: 专场   # short
  room: demo

products:   # from the list
  - sku: a
    title: {zh-CN: 面霜, en: Cream}
    price: 199.00  # until Sunday
    points:
      - 甲
      - 乙

  # the filler
  - {sku: b, title: 精华}
segments:
  - id: one
    script: |
      大家好。

      再见。

    kind:
  - id: two
    tasks: [{title: 核对}]

# the end
"""


def brought(newer: str, base: str = BASE) -> str:
    merged = merge(tree_of_yaml(base), tree_of_yaml(newer))
    text = edited(base, merged.changes)
    read = tree_of_yaml(text)
    assert read.findings == []
    assert read.value == merged.tree.value or same(read.value or {}, merged.tree.value or {})
    return text


@pytest.mark.parametrize(
    ("newer", "old", "new"),
    [
        ("products: [{sku: a, price: 189}]", "price: 199.00  #", "price: 189  #"),
        ("products: [{sku: a, title: 霜}]", "{zh-CN: 面霜,", "{zh-CN: 霜,"),
        ("products: [{sku: a, stock: 5}]", "      - 乙\n", "      - 乙\n    stock: 5\n"),
        ("products: [{sku: a, points: [丙]}]", "    points:\n      - 甲\n      - 乙\n", "    points: [丙]\n"),
        ("products: [{sku: b, price: 9}]", "title: 精华}", "title: 精华, price: 9}"),
        ("products: [{sku: c, title: 'x: y'}]", "title: 精华}\n", 'title: 精华}\n  - {sku: c, title: "x: y"}\n'),
        ("segments: [{id: one, kind: break}]", "    kind:\n", "    kind: break\n"),
        ("segments: [{id: one, script: 好}]", "|\n      大家好。\n\n      再见。\n", "好\n"),
        ("segments: [{id: two, tasks: [{title: 弹}]}]", "[{title: 核对}]", "[{title: 核对}, {title: 弹}]"),
        ("segments: [{id: two, tasks: [{title: 核对, at: -1m}]}]", "{title: 核对}", '{title: 核对, at: "-1m"}'),
        ("show: {room: other, currency: CNY}", "room: demo\n", "room: other\n  currency: CNY\n"),
        ("faq: [{ask: [x]}]", "[{title: 核对}]\n", "[{title: 核对}]\n\nfaq:\n  - ask: [x]\n"),
    ],
)
def test_change_touches_its_own_place_only(newer: str, old: str, new: str) -> None:
    assert BASE.count(old) == 1
    assert brought(newer) == BASE.replace(old, new)


def test_text_of_several_lines_is_a_block() -> None:
    text = brought('segments: [{id: one, script: "一 [看]\\n\\n二: 三"}]')
    assert "    script: |\n      一 [看]\n\n      二: 三\n" in text
    text = brought('segments: [{id: new, script: "一\\n二"}]')
    assert "  - id: new\n    script: |\n      一\n      二\n" in text


def test_several_changes_at_one_place_keep_their_order() -> None:
    text = brought("products: [{sku: c, x: 1}, {sku: d, x: 1}, {sku: b, price: 9, stock: 3}]")
    assert "  - {sku: b, title: 精华, price: 9, stock: 3}\n  - {sku: c, x: 1}\n  - {sku: d, x: 1}\n" in text


def test_key_of_the_last_entry_stands_before_the_entry_that_follows() -> None:
    base = "products:\n  - sku: a\n    price: 1\n"
    text = brought("products: [{sku: b}, {sku: a, stock: 2}]\nfaq: []", base)
    assert text == "products:\n  - sku: a\n    price: 1\n    stock: 2\n  - {sku: b}\n\nfaq: []\n"


def test_line_ends_of_the_file_are_kept() -> None:
    text = brought("products: [{sku: a, stock: 5}]", BASE.replace("\n", "\r\n"))
    assert "\r\n    stock: 5\r\n" in text
    assert text.count("\n") == text.count("\r\n")


def test_change_without_a_place_is_refused() -> None:
    changes = merge(tree_of_yaml(BASE), tree_of_yaml("products: [{sku: a, price: 1}]")).changes
    with pytest.raises(CannotEdit):
        edited("show: {}\n", changes)


texts = st.text(max_size=12) | st.sampled_from(
    [
        "no",
        "20:00",
        "199",
        "2026-11-22",
        "~",
        "",
        "- a",
        "a: b",
        "a #b",
        "{price}",
        " a",
        "a ",
        "=",
        "1_000",
        "一\n二",
        "0x1f",
    ]
)
values: st.SearchStrategy[Value] = st.recursive(
    texts.filter(lambda text: text.isprintable() or "\n" in text).map(lambda text: Scalar(text, "text"))
    | st.integers(-999, 999).map(lambda number: Scalar(str(number), "number"))
    | st.booleans().map(lambda truth: Scalar("true" if truth else "false", "boolean")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["show", "products", "no"]), values, min_size=1), st.booleans())
def test_what_is_written_is_read_back(plan: dict[str, Value], block: bool) -> None:
    text = whole(plan) if block else f"{written(plan)}\n"
    read = tree_of_yaml(text).value
    assert read is not None, text
    assert _plain(read) == _plain(plan), text


def _plain(value: Value) -> object:
    match value:
        case Scalar(text=text, kind="text"):
            return text.rstrip("\n")
        case Scalar():
            return value
        case list():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(item) for key, item in value.items()}


def test_merging_into_nothing_is_the_newer_plan() -> None:
    newer = tree_of_yaml(BASE)
    assert merge(Tree(value={}), newer).tree.value == newer.value
