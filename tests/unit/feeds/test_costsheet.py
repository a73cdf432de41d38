"""Sheets of costs as people keep them."""

from __future__ import annotations

import pytest

from controlroom.feeds.costsheet import KINDS, BadSheet, read_costs


def read(text: str, show: str = "demo-1", currency: str = "CNY") -> list[tuple[int, str, int]]:
    return [(cost.line, cost.kind, cost.amount_minor) for cost in read_costs(text, show, currency)]


def ids(text: str, show: str = "demo-1") -> list[str]:
    return [cost.id for cost in read_costs(text, show, "CNY")]


@pytest.mark.parametrize(
    "text",
    [
        "kind,amount\nads,1234.50\nhost,800\n",
        "类型,金额\n投放,1234.50\n主播,800\n",
        "日期;费用类型;金额(元);备注\n11-22;千川;¥1,234.50;晚场\n\n11-22;坑位费;800元;\n",
        "Amount\tKind\n1234.5\tADS\n800.00\thost\n",
        '\nkind,amount\nads,"1,234.50"\nhost,800\n',
        '类型,金额\n="投放","￥１２３４.５"\n主播,\t800\n',
        "kind,amount_minor\nads,123450\nhost,80000\n",
    ],
)
def test_headings_words_and_amounts_are_understood_as_people_write_them(text: str) -> None:
    assert [(kind, minor) for _, kind, minor in read(text)] == [("ads", 123_450), ("host", 80_000)]


def test_money_is_in_the_shows_currency() -> None:
    assert read("kind,amount\nads,500\n", currency="JPY") == [(2, "ads", 500)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no row of costs"), ("kind,amount\n", "no row of costs"), ("date,sum\n1,2\n", "needs kind and amount"),
        ("kind,amount\nads,5\ncake,7\n", "line 3: there is no kind 'cake'"),
        ("kind,amount\nads,-5\n", "line 2: the amount is '-5'"), ("kind,amount\nads,\n", "line 2: the amount is ''"),
        ("kind,amount\nads,1.005\n", "which has 2 decimals"),
        ("kind,amount_minor\nads,1.5\n", "digits only"),
        (f"kind,amount_minor\nads,{'9' * 5000}\n", "line 2: "), ("kind,amount\nads,1,234\n", "line 2: there are more cells"),
    ],
)  # fmt: skip
def test_a_sheet_that_cannot_be_read_says_where_and_what_to_write(text: str, said: str) -> None:
    with pytest.raises(BadSheet, match=said.replace("(", r"\(")):
        read(text)


def test_the_same_row_has_the_same_id_and_a_second_one_like_it_another() -> None:
    once = ids("kind,amount,note\nads,5,morning\nads,5,morning\nads,5,evening\n")
    assert len(set(once)) == 3
    grown = ids("kind,amount,note\nads,5,morning\nads,5,morning\nads,5,evening\nhost,9,\n")
    assert grown[:3] == once
    assert set(ids("kind,amount,note\nads,5,morning\n", show="demo-2")).isdisjoint(once)
    assert max(map(len, once)) <= 64, "as long as a command's id may be"


def test_every_kind_of_cost_has_its_words() -> None:
    assert set(KINDS.values()) == {"ads", "host", "commission", "logistics", "other"}
