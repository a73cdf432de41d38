"""Running a test: the order of an instant, what is looked at, what is told of a failure."""

from __future__ import annotations

from pathlib import Path

from controlroom.ruletests.compare import told
from controlroom.ruletests.reading import Case, read_tests
from controlroom.ruletests.running import run

HOT = "rules: [{id: hot, metric: online, above: 5, severity: critical}]\n"
LOW = "rules: [{id: low, metric: stock.available, by: sku, below: 5, severity: critical}]\n"


def one(tmp_path: Path, text: str) -> Case:
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    read = read_tests(file)
    assert read.tests is not None, read.told()
    [test] = read.tests
    return test


def failed(tmp_path: Path, text: str) -> list[str]:
    """What is told of the differences, without the head and the columns' heads."""
    differences = run(one(tmp_path, text))
    return [line.strip() for line in told("a", "a.yaml:1", differences).splitlines()[1:] if "expected  " not in line]


def test_a_test_that_is_met_has_no_differences(tmp_path: Path) -> None:
    text = HOT + (
        "tests:\n"
        "  - name: a\n"
        "    series: {online: 5 6}\n"
        "    expect:\n"
        "      - {at: 0s, alerts: [], incidents: [], sent: []}\n"
        "      - {at: 1s, alerts: [{rule: hot, state: firing}], incidents: [{rule: hot, state: triggered}],"
        " sent: [{receiver: controller, rules: hot, why: fired, severity: critical}]}\n"
    )
    assert failed(tmp_path, text) == []


def test_each_list_that_is_not_met_is_a_difference(tmp_path: Path) -> None:
    text = HOT + (
        "tests:\n"
        "  - name: a\n"
        "    series: {online: 6}\n"
        "    expect:\n"
        "      - {at: 1s, alerts: [], incidents: [{rule: hot, state: acked, owner: controller}], sent: []}\n"
    )
    assert failed(tmp_path, text) == [
        "at 1s, alerts (line 6):",
        "≠ –           hot firing severity critical value 6 threshold 5 reason breach",
        "at 1s, incidents (line 6):",
        "≠ hot acked owner controller    hot triggered owner controller",
        "at 1s, sent (line 6):",
        "≠ –           controller: hot severity critical why fired",
    ]


def test_at_an_instant_rules_are_evaluated_then_facts_then_commands_then_the_test_looks(tmp_path: Path) -> None:
    text = LOW + (
        "tests:\n"
        "  - name: a\n"
        "    events: [{at: 2s, type: stock, sku: a, on_hand: 3}]\n"
        "    commands: [{at: 2s, type: alert.ack, alert: low}]\n"
        "    expect:\n"
        "      - {at: 1s, alerts: []}\n"
        "      - {at: 2s, alerts: [{rule: low, labels: {sku: a}, state: firing}], incidents: [{rule: low, state: acked}]}\n"
    )
    assert failed(tmp_path, text) == []


def test_a_command_that_is_refused_is_a_difference(tmp_path: Path) -> None:
    text = HOT + (
        "tests:\n"
        "  - name: a\n"
        "    series: {online: 1}\n"
        "    commands: [{at: 1s, type: alert.ack, alert: hot}]\n"
        "    expect: [{at: 2s, alerts: []}]\n"
    )
    [head, row] = failed(tmp_path, text)
    assert head == "at 1s, command (line 5):"
    assert row.startswith("≠ controller: accepted    refused as unknown_alert: ")


def test_sent_is_what_left_since_the_look_before(tmp_path: Path) -> None:
    text = HOT + (
        "tests:\n"
        "  - name: a\n"
        "    series: {online: 6}\n"
        "    expect: [{at: 0s, alerts: [{rule: hot, state: firing}]}, {at: 5s, sent: []}]\n"
    )
    assert failed(tmp_path, text) == []
    assert failed(tmp_path, text.replace("{at: 0s", "{at: 0s, sent: []").replace("{at: 5s, sent: []}", "{at: 5s}")) == [
        "at 0s, sent (line 5):",
        "≠ –           controller: hot severity critical why fired",
    ]


def test_an_incident_that_is_over_is_compared_where_it_is_listed(tmp_path: Path) -> None:
    text = HOT + (
        "tests:\n"
        "  - name: a\n"
        "    series: {online: 6 1 6 1 6}\n"
        "    expect:\n"
        "      - {at: 1s, incidents: []}\n"
        "      - {at: 1s, incidents: [{rule: hot, state: resolved}]}\n"
        "      - {at: 3s, incidents: [{rule: hot, state: resolved}, {rule: hot, state: resolved}]}\n"
        "      - {at: 4s, incidents: [{rule: hot, state: triggered}, {rule: hot, state: resolved}]}\n"
        "      - {at: 4s, incidents: [{rule: hot, state: resolved}]}\n"
    )
    assert failed(tmp_path, text) == ["at 4s, incidents (line 10):", *failed(tmp_path, text)[1:]]
    assert any(line.startswith("≠ –") for line in failed(tmp_path, text))


def test_while_the_room_was_away_nothing_is_evaluated(tmp_path: Path) -> None:
    text = HOT.replace("above: 5", "above: 5, for: 10s") + (
        "tests:\n"
        "  - name: a\n"
        "    series: {online: 6}\n"
        "    events: [{at: 30s, type: room.resumed, from_ms: 5s, to_ms: 30s}]\n"
        "    expect:\n"
        "      - {at: 29s, alerts: [{rule: hot, state: pending}]}\n"
        "      - {at: 39s, alerts: [{rule: hot, state: pending}]}\n"
        "      - {at: 40s, alerts: [{rule: hot, state: firing}]}\n"
    )
    assert failed(tmp_path, text) == []


def test_the_same_test_gives_the_same_answer_again(tmp_path: Path) -> None:
    text = LOW + (
        "tests:\n"
        "  - name: a\n"
        "    events: [{at: 1s, type: comment, user: u, text: hello, name: N}, {at: 2s, type: stock, sku: a, on_hand: 3}]\n"
        "    expect: [{at: 3s, alerts: []}]\n"
    )
    test = one(tmp_path, text)
    assert run(test) == run(test) != []
