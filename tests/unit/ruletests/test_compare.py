"""Expected beside got."""

from __future__ import annotations

from decimal import Decimal

import pytest

from controlroom.ruletests.compare import (
    NOTHING,
    Entry,
    Notice,
    Row,
    columns,
    compare_entries,
    compare_sent,
    offset_text,
)
from controlroom.ruletests.notation import read_name


def entry(name: str, **fields: str | int | Decimal | None) -> Entry:
    return Entry(read_name(name), fields)


def notice(receiver: str, *rules: str) -> Notice:
    return Notice(receiver, tuple(map(read_name, rules)))


def test_what_is_not_said_is_not_compared() -> None:
    got = entry("hot", state="firing", severity="critical", value=Decimal(75))
    assert compare_entries([entry("hot", state="firing")], [got]) == [Row(True, "hot firing", "hot firing")]
    [row] = compare_entries([entry("hot", state="firing", severity="warning")], [got])
    assert row == Row(False, "hot firing severity warning", "hot firing severity critical")


def test_a_list_is_complete_on_both_sides() -> None:
    rows = compare_entries(
        [entry("a", state="firing"), entry("b", state="pending")],
        [entry("b", state="pending"), entry("c", state="firing")],
    )
    assert rows == [
        Row(False, "a firing", NOTHING),
        Row(True, "b pending", "b pending"),
        Row(False, NOTHING, "c firing"),
    ]


def test_inactive_is_met_by_nothing_and_missed_by_anything() -> None:
    assert compare_entries([entry("a", state="inactive")], []) == [Row(True, "a inactive", NOTHING)]
    [row] = compare_entries([entry("a", state="inactive")], [entry("a", state="firing")])
    assert not row.same


def test_labels_choose_before_a_name_without_them() -> None:
    got = [entry('low{sku="A"}', state="firing"), entry('low{sku="B"}', state="pending")]
    rows = compare_entries([entry("low", state="pending"), entry('low{sku="A"}', state="firing")], got)
    assert [row.same for row in rows] == [True, True]
    rows = compare_entries([entry("low", state="firing"), entry('low{sku="A"}', state="firing")], got)
    assert [(row.same, row.got) for row in rows] == [(False, 'low{sku="B"} pending'), (True, 'low{sku="A"} firing')]
    rows = compare_entries([entry('low{sku="C"}', state="firing")], got[:1])
    assert [row.same for row in rows] == [False, False]


def test_a_name_without_labels_takes_the_instance_that_fits() -> None:
    got = [entry('low{sku="A"}', state="pending"), entry('low{sku="B"}', state="firing")]
    rows = compare_entries([entry("low", state="firing"), entry("low", state="pending")], got)
    assert all(row.same for row in rows)


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ([], [], []),
        ([notice("controller", "a", "b")], [notice("controller", "b", "a")], [True]),
        ([notice("controller", "low")], [notice("controller", 'low{sku="A"}')], [True]),
        ([notice("controller", "low", "low")], [notice("controller", 'low{sku="A"}', 'low{sku="B"}')], [True]),
        ([notice("controller", "a")], [notice("controller", "a", "b")], [False]),
        ([notice("controller", "a")], [notice("analyst", "a")], [False, False]),
        ([notice("controller", "a")], [notice("controller", "a"), notice("controller", "a")], [True, False]),
        ([notice("controller", 'low{sku="A"}', "low")], [notice("controller", 'low{sku="B"}', 'low{sku="A"}')], [True]),
    ],
)
def test_notices_are_a_complete_list_too(expected: list[Notice], got: list[Notice], same: list[bool]) -> None:
    assert [row.same for row in compare_sent(expected, got)] == same


def test_columns_line_up_whatever_the_script() -> None:
    rows = [Row(True, "面霜 firing", "面霜 firing"), Row(False, "a pending", NOTHING)]
    assert columns(rows, "  ").splitlines() == [
        "    expected       got",
        "    面霜 firing    面霜 firing",
        "  ≠ a pending      –",
    ]


def test_instants_are_written_as_in_the_file() -> None:
    assert [offset_text(ms) for ms in (0, 1000, 60_000, 90_000, 3_661_000)] == ["0s", "1s", "1m", "1m30s", "1h1m1s"]
