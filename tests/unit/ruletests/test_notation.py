"""Tests of the notation of series."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.ruletests.notation import MAX_STEPS, Hole, Named, NotSo, labels_text, read_name, read_values

NO, GONE = Hole.MISSING, Hole.GONE


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1", [1]),
        ("1 2  3\n4", [1, 2, 3, 4]),
        ("-2+4x3", [-2, 2, 6, 10]),
        ("1-2x4", [1, -1, -3, -5, -7]),
        ("5x0", [5]),
        ("5x2", [5, 5, 5]),
        ("1+1x2 9", [1, 2, 3, 9]),
        ("0.1+0.1x3", ["0.1", "0.2", "0.3", "0.4"]),
        ("1e2-1e1x1", [100, 90]),
        ("-1", [-1]),
        ("+3-1x1", [3, 2]),
        (".5", ["0.5"]),
        ("_", [NO]),
        ("_x3 4", [NO, NO, NO, 4]),
        ("_x0 4", [4]),
        ("1 stale 2", [1, GONE, 2]),
        ("75 85 70x1 10x1", [75, 85, 70, 70, 10, 10]),
    ],
)
def test_values_are_read_as_promtool_does(text: str, values: list[object]) -> None:
    assert read_values(text) == [one if isinstance(one, Hole) else Decimal(str(one)) for one in values]


@pytest.mark.parametrize(
    "text", ["1x", "x3", "1+x3", "1+2", "abc", "1,2", "__", "stalex3", "1x-3", "NaN", "1+2x3x4", "½", "٣"]
)
def test_what_is_no_value_is_named(text: str) -> None:
    with pytest.raises(NotSo, match="is no value: write"):
        read_values(f"1 {text}")


def test_a_series_has_at_least_one_value_and_a_bound() -> None:
    with pytest.raises(NotSo, match="empty"):
        read_values("  ")
    assert len(read_values(f"1x{MAX_STEPS - 1}")) == MAX_STEPS
    for long in (f"1x{MAX_STEPS}", "1x999999", "_x999999"):
        with pytest.raises(NotSo, match="more than"):
            read_values(long)


@given(st.integers(-(10**6), 10**6), st.integers(0, 10**4), st.sampled_from("+-"), st.integers(0, 50))
def test_a_run_is_its_begin_and_so_many_steps_more(start: int, by: int, sign: str, times: int) -> None:
    step = by if sign == "+" else -by
    assert read_values(f"{start}{sign}{by}x{times}") == [Decimal(start + step * n) for n in range(times + 1)]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("online", Named("online")),
        ("stock.available", Named("stock.available")),
        ('stock.available{sku="A1"}', Named("stock.available", (("sku", "A1"),))),
        ("stock.available{ sku = 'A1' , feed=\"b\", }", Named("stock.available", (("feed", "b"), ("sku", "A1")))),
        ("online{}", Named("online")),
        (r'x{a="say \"hi\" \\ {}, b=\"1\""}', Named("x", (("a", r'say "hi" \ {}, b="1"'),))),
        ('x{sku="面霜"}', Named("x", (("sku", "面霜"),))),
    ],
)
def test_names_are_read_with_their_labels(text: str, named: Named) -> None:
    assert read_name(text) == named
    assert read_name(str(named)) == named


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no series"),
        ("1x", "names no series"),
        ("a b", "names no series"),
        ("a{sku}", "is no label"),
        ("a{sku=A1}", "is no label"),
        ('a{sku="A1" feed="b"}', "is no label"),
        ('a{sku="A1"', "names no series"),
        ('a{sku="A1",sku="A2"}', "stands twice"),
    ],
)
def test_what_is_no_name_is_told(text: str, said: str) -> None:
    with pytest.raises(NotSo, match=said):
        read_name(text)


def test_labels_stand_in_the_order_of_their_names() -> None:
    assert labels_text({"sku": "A1", "feed": "b"}) == '{feed="b",sku="A1"}'
    assert labels_text({}) == ""
