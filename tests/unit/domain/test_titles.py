"""What viewers call a plan's products."""

from __future__ import annotations

import pytest

from controlroom.domain.titles import Goods, bare, called, sayable


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("精华 30ml", "精华"),
        ("Serum 30 ml", "Serum"),
        ("１００ｍｌ精华", "精华"),
        ("【新品】熬夜面霜 50ml*2 (买一送一)", "熬夜面霜"),
        ("酸奶 200g×12盒", "酸奶"),
        ("面霜50-100g", "面霜"),
        ("牛肉干 500g/袋", "牛肉干"),
        ("补水面膜 10 片", "补水面膜"),
        ("面膜十片装", "面膜"),
        ("Sheet mask, 10 pieces", "Sheet mask"),
        ("2 x 50 ml serum", "serum"),
        ("Soap x2", "Soap"),
        ("Socks pack of 3", "Socks"),
        ("iPhone 15 256GB", "iPhone 15"),
        ("防晒乳 SPF50 50ml", "防晒乳 SPF50"),
    ],
)
def test_an_amount_and_what_stands_in_brackets_are_no_part_of_the_name(title: str, name: str) -> None:
    assert bare(title) == name


@pytest.mark.parametrize(
    "title",
    [
        "纯棉四件套",
        "纯棉 4件套",
        "5号电池",
        "《三体》全套",
        "六神花露水",
        "MX350",
        "30ml",
        "【秒杀】",
        "霜 30ml",
        "12 (500 g)",
        "",
    ],
)
def test_what_is_no_amount_stays_and_where_no_name_is_left_the_title_stays(title: str) -> None:
    assert bare(title) == title


SERUM = Goods("serum", ("精华 30ml", "Serum 30 ml"))


def names(*others: Goods) -> set[str]:
    """The names that lead to the serum."""
    return {name for name, sku in called([SERUM, *others]).items() if sku == "serum"}


def test_a_product_is_called_by_its_titles_its_aliases_and_its_titles_without_amounts() -> None:
    assert names(Goods("cream", ("熬夜面霜 50ml",), ("面霜",))) == {"精华 30ml", "Serum 30 ml", "精华", "Serum"}
    assert called([Goods("cream", ("熬夜面霜 50ml",), ("面霜", "7031"))]) == dict.fromkeys(
        ("熬夜面霜 50ml", "面霜", "7031", "熬夜面霜"), "cream"
    )


@pytest.mark.parametrize(
    "other",
    [
        Goods("rose", ("精华 50ml", "SERUM 50 ml")),
        Goods("rose", ("玫瑰精华 30ml", "Rose serum")),
        Goods("rose", ("玫瑰", "Rose"), ("精华", "serum")),
    ],
)
def test_a_shortened_title_is_no_name_where_another_product_is_called_or_ends_so(other: Goods) -> None:
    assert names(other) == {"精华 30ml", "Serum 30 ml"}


def test_what_only_begins_so_is_something_else() -> None:
    assert {"精华", "Serum"} < names(Goods("kit", ("精华套装", "Serum kit")))


def test_what_an_author_called_two_products_is_the_later_one() -> None:
    assert called([Goods("a", ("面霜",)), Goods("b", ("面霜",))]) == {"面霜": "b"}


@pytest.mark.parametrize(("name", "so"), [
    ("氨基酸洁面", True), ("玫瑰保湿精华", True), ("玫瑰保湿精华液", False), ("Amino-acid cleanser", True),
    ("Rose water amino cleanser", False), ("防晒乳 SPF50", False),
])  # fmt: skip
def test_a_long_name_nobody_writes_out(name: str, so: bool) -> None:
    assert sayable(name) is so
