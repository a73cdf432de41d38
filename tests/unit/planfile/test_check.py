from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from controlroom.planfile.check import check_file, check_tree
from controlroom.planfile.demo import demo_text
from controlroom.planfile.jsontree import tree_of_json
from controlroom.planfile.read import read_yaml
from controlroom.planfile.yamltree import tree_of_yaml

EXAMPLE = Path(__file__).resolve().parents[2] / "golden" / "plan-example.yaml"


def test_demo_is_in_order_in_every_way() -> None:
    assert check_tree(tree_of_yaml(demo_text()), "demo.yaml").told() == ""


def test_example_has_no_errors_and_hears_what_it_lacks() -> None:
    read = check_file(EXAMPLE)
    assert read.plan is not None
    assert {finding.code for finding in read.findings} == {
        "few_points", "no_expected_units", "no_host", "unquoted_comma", "missing_playbook", "no_end",
    }  # fmt: skip
    assert {finding.severity for finding in read.findings} == {"warning", "info"}


def test_trade_is_asked_though_a_reference_is_wrong_and_the_plan_stays_refused() -> None:
    text = demo_text().replace("instead: mask-10", "instead: mask", 1).replace("cost: 89.00", "cost: 189.00")
    read = check_tree(tree_of_yaml(text))
    assert read.plan is None
    assert [finding.code for finding in read.findings] == ["low_margin", "unknown_product"]


def test_what_the_trade_finds_keeps_no_plan_from_being_read() -> None:
    text = demo_text().replace("cost: 89.00", "cost: 989.00").replace("锁住水分, en", "国家级, en")
    assert read_yaml(text).findings == []
    assert {f.code for f in check_tree(tree_of_yaml(text)).findings} == {"below_cost", "bad_wording"}


def test_json_is_checked_too_by_path() -> None:
    show = {"title": "x", "room": "r", "timezone": "UTC", "currency": "CNY", "starts": "2026-11-22T20:00:00Z"}
    read = check_tree(tree_of_json({"show": show}))
    assert {finding.code for finding in read.findings} == {"missing_playbook", "no_rescue", "no_papers"}
    assert all(finding.line is None and finding.mend for finding in read.findings)


def test_every_finding_of_the_trade_says_how_it_is_mended() -> None:
    read = check_file(EXAMPLE)
    assert all(finding.mend for finding in read.findings if finding.code != "unquoted_comma")


PIECES = st.sampled_from([
    "", "\n", "{", "}", "[", "]", ",", ": ", "- ", "*a", "&a ", "'", '"', "#", "|", "~", "no", "20:00", "-15m", "0", "-1", "1e9",
    "国家级", "[", "最", "{price}", "{stok}", "when: ", "id: a", "9999-99-99", "\t", "\u200b", "[挥手", "at: ",
])  # fmt: skip


@given(st.lists(st.tuples(st.floats(0, 1), PIECES, st.integers(0, 9)), min_size=1, max_size=3))
def test_any_damage_is_told_and_nothing_is_raised(damages: list[tuple[float, str, int]]) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    for share, piece, length in damages:
        at = round(share * len(text))
        text = text[:at] + piece + text[at + length :]
    read = check_tree(tree_of_yaml(text), "damaged.yaml")
    assert all(finding.line and finding.column for finding in read.findings)
    assert read.plan is not None or any(finding.severity == "error" for finding in read.findings)
    read.told()
