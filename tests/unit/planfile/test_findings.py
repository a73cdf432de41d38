from __future__ import annotations

import pytest

from controlroom.planfile.findings import Finding, ReadPlan, column_letters

PRICE = Finding(severity="error", code="bad_money", path="products[0].price", message="Write 1.00.", line=8, column=40)


def test_finding_is_told_as_compilers_do() -> None:
    assert PRICE.told("show.yaml") == "show.yaml:8:40: error bad_money: products[0].price: Write 1.00."


def test_finding_without_lines_is_told_by_its_path() -> None:
    finding = Finding(severity="warning", code="unquoted_time", path="", message="Quote it.")
    assert finding.told("plan") == "plan: warning unquoted_time: Quote it."


def test_findings_are_told_a_line_each() -> None:
    read = ReadPlan(plan=None, findings=[PRICE, PRICE], name="a.yaml")
    assert read.told().splitlines() == [PRICE.told("a.yaml")] * 2


def test_finding_of_a_sheet_is_told_by_row_and_column() -> None:
    finding = Finding(
        severity="warning", code="low_margin", path="products[0].price", message="Too low.", mend="Ask more.",
        sheet="产品", line=3, column=28,
    )  # fmt: skip
    assert finding.told("plan.xlsx") == (
        "plan.xlsx [产品] row 3 column AB: warning low_margin: products[0].price: Too low. Ask more. (operator)"
    )


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA")])
def test_columns_are_called_as_sheets_call_them(column: int, letters: str) -> None:
    assert column_letters(column) == letters
