"""Reading rule-test files: tests, or findings with line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from controlroom.domain.alerts.ready import resolved
from controlroom.ruletests.notation import read_name
from controlroom.ruletests.reading import ReadTests, read_tests

HOT = "rules: [{id: hot, metric: online, above: 5}]\n"
EXPECT = "expect: [{at: 0s, alerts: []}]"


def read(tmp_path: Path, text: str, **others: str) -> ReadTests:
    for name, other in others.items():
        (tmp_path / f"{name}.yaml").write_text(other, encoding="utf-8")
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    return read_tests(file)


def told(read: ReadTests) -> list[str]:
    return [f"{f.line}:{f.column} {f.code} {f.message}" for f in read.findings]


def test_a_test_has_the_files_rules_its_own_and_ready_made_ones(tmp_path: Path) -> None:
    text = (
        HOT
        + "use: [sold_out]\ninterval: 60s\n"
        + f"tests:\n  - {{name: a, use: [low_stock], {EXPECT}}}\n"
        + f"  - {{name: b, rules: [{{id: hot, keep: 1m}}, {{id: sold_out, keep: 5s}}], evaluate: 10s, {EXPECT}}}\n"
    )
    found = read(tmp_path, text)
    assert told(found) == []
    assert found.tests is not None
    a, b = found.tests
    assert [rule.id for rule in a.rules] == ["hot", "sold_out", "low_stock"]
    assert a.rules[2] == resolved()["low_stock"]
    assert (a.interval_ms, a.evaluate_ms, b.interval_ms, b.evaluate_ms) == (60_000, 60_000, 60_000, 10_000)
    assert [(rule.id, rule.keep_ms) for rule in b.rules] == [("hot", 60_000), ("sold_out", 5_000)]
    assert a.place.endswith("rules.yaml:5")
    assert [line for line, _ in b.expect] == [6]


def test_rules_come_from_other_files_and_from_a_plan(tmp_path: Path) -> None:
    plan = (
        "show: {title: T, room: r, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z}\n"
        "rules: [{id: mine, metric: online, above: 9}]\n"
    )
    text = f"rule_files: [more.yaml]\nplan: plan.yaml\nuse: [mine]\ntests: [{{name: a, {EXPECT}}}]\n"
    found = read(tmp_path, text, more=HOT, plan=plan)
    assert told(found) == []
    assert found.tests is not None
    assert [rule.id for rule in found.tests[0].rules] == ["hot", "mine"]
    assert found.tests[0].plan is not None


def test_series_events_and_expectations_are_read(tmp_path: Path) -> None:
    text = HOT + (
        "tests:\n"
        "  - name: a\n"
        "    series: {online: 1x3, pay_rate_5m.den: 20}\n"
        "    events: [{at: 9s, type: heartbeat}, {at: 1s, every: 1s, times: 1, type: heartbeat}]\n"
        "    expect: [{at: 5s, alerts: []}, {at: 1s, alerts: []}]\n"
    )
    found = read(tmp_path, text)
    assert told(found) == []
    assert found.tests is not None
    [test] = found.tests
    assert set(test.series) == {read_name("online"), read_name("pay_rate_5m.den")}
    assert [one.at_ms for one in test.happens] == [1000, 2000, 9000]
    assert [expect.at for _, expect in test.expect] == [1000, 5000]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"tests: [{{name: a, {EXPECT}}}]", "1:9 unknown_rule No rule runs in this test"),
        (f"use: [low_stok]\n{HOT}tests: [{{name: a, {EXPECT}}}]", "1:7 unknown_rule There is no rule 'low_stok': did you"),
        (HOT + "tests: [{name: a, expect: [{at: 0s, alerts: [{rule: hat, state: firing}]}]}]",
         "2:53 unknown_rule The rule 'hat' does not run in this test: did you mean hot?"),
        (HOT + "tests: [{name: a, expect: [{at: 0s, sent: [{receiver: host, rules: [hat]}]}]}]", "2:69 unknown_rule"),
        (HOT + f"tests: [{{name: a, series: {{onlin: 1}}, {EXPECT}}}]",
         "2:28 unknown_metric There is no metric 'onlin': did you mean online?"),
        (HOT + f"tests: [{{name: a, series: {{stock.available: 1}}, {EXPECT}}}]",
         "2:28 bad_series 'stock.available' is told otherwise: write stock.available{sku=\"…\"}."),
        (HOT + f"tests: [{{name: a, interval: 90s, evaluate: 1s, series: {{online: 1 x}}, {EXPECT}}}]", "2:65 bad_series 'x'"),
        (HOT + f"tests: [{{name: a, events: [{{at: 1s, type: stok}}], {EXPECT}}}]", "2:43 bad_event"),
        (HOT + "tests: [{name: a, expect: [{at: 0s, alert: []}]}]", "2:37 unknown_key There is no key 'alert' here: did you"),
        ("rules: [{id: hot, metric: online}]\n" + f"tests: [{{name: a, {EXPECT}}}]", "1:19 bad_rule A metric needs a line"),
        ("rule_files: [none.yaml]\n" + f"tests: [{{name: a, {EXPECT}}}]", "1:14 unknown_value"),
        (HOT[:-2] + ", {id: hot, metric: online, above: 5}]\n" + f"tests: [{{name: a, {EXPECT}}}]", "1:51 duplicate_id"),
        ("tests:\n\t- a", "2:1 tab"),
        ("", "1:1 empty_plan The file is empty: begin with `tests:`."),
        (HOT + "tests: [{name: a, expect: []}]", "2:27 missing_key This test compares nothing"),
        (HOT + "tests: [{name: a, expect: [{at: 5s}]}]", "2:27 missing_key This test compares nothing"),
        (HOT + "tests: [{name: a, expect: [{at: 0s, alerts: [{rule: 很多人, state: firing}]}]}]",
         "2:53 unknown_rule The rule '很多人' does not run in this test: there are hot"),
        (HOT + "tests: [{name: a, expect: [{at: 0s, alerts: [{rule: h o, state: firing}]}]}]",
         "2:53 bad_series 'h o' names no rule"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    found = read(tmp_path, text)
    assert found.tests is None
    assert told(found)[0].startswith(said), told(found)


def test_a_rule_is_named_by_any_id_that_it_may_have(tmp_path: Path) -> None:
    rules = "rules: [{id: 9.own-1, metric: stock.available, by: sku, below: 5}]\n"
    found = read(
        tmp_path,
        rules + "tests: [{name: a, expect: [{at: 0s, alerts: [{rule: '9.own-1{sku=\"A-1\"}', state: firing}]}]}]",
    )
    assert told(found) == []
    empty = read(tmp_path, f"rule_files: [more.yaml]\ntests: [{{name: a, {EXPECT}}}]", more="")
    assert "begin with `rules:`" in empty.findings[0].message


def test_an_id_that_stands_twice_in_another_file_is_told(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"rule_files: [more.yaml]\ntests: [{{name: a, {EXPECT}}}]",
        more=HOT[:-2] + ", {id: hot, metric: online, above: 9}]\n",
    )
    assert found.tests is None
    assert "more.yaml:1:51: error duplicate_id" in found.findings[0].message


def test_findings_of_another_file_are_told_with_its_name(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        f"rule_files: [more.yaml]\ntests: [{{name: a, {EXPECT}}}]",
        more="rules: [{id: hot, metric: onlin, above: 5}]",
    )
    assert found.tests is None
    assert "more.yaml:1:27: error unknown_metric" in found.findings[0].message
