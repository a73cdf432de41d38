from __future__ import annotations

from controlroom.planfile.findings import Finding, ReadPlan

PRICE = Finding(severity="error", code="bad_money", path="products[0].price", message="Write 1.00.", line=8, column=40)


def test_finding_is_told_as_compilers_do() -> None:
    assert PRICE.told("show.yaml") == "show.yaml:8:40: error bad_money: products[0].price: Write 1.00."


def test_finding_without_lines_is_told_by_its_path() -> None:
    finding = Finding(severity="warning", code="unquoted_time", path="", message="Quote it.")
    assert finding.told("plan") == "plan: warning unquoted_time: Quote it."


def test_findings_are_told_a_line_each() -> None:
    read = ReadPlan(plan=None, findings=[PRICE, PRICE], name="a.yaml")
    assert read.told().splitlines() == [PRICE.told("a.yaml")] * 2
