"""The show in which a test plays."""

from __future__ import annotations

from pathlib import Path

from controlroom.domain.roles import PEOPLE, Role
from controlroom.ruletests.notation import Named
from controlroom.ruletests.reading import read_tests
from controlroom.ruletests.stage import Stage

EXPECT = "expect: [{at: 0s, alerts: []}]"
LOW = "rules: [{id: low, metric: stock.available, by: sku, below: 5}]\n"


def stage(tmp_path: Path, text: str) -> Stage:
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    read = read_tests(file)
    assert read.tests is not None, read.told()
    return Stage(read.tests[0])


def test_the_show_is_live_with_everybody_there_and_only_the_tests_rules(tmp_path: Path) -> None:
    s = stage(tmp_path, LOW + f"tests: [{{name: a, {EXPECT}}}]").state
    assert s.status == "live"
    assert {screen.role for screen in s.screens.values()} == set(PEOPLE)
    assert list(s.alerts.rules) == ["low"]


def test_it_may_begin_before_the_start(tmp_path: Path) -> None:
    s = stage(tmp_path, LOW + f"tests: [{{name: a, live: false, starts: 5m, {EXPECT}}}]").state
    assert s.status == "planned"
    assert s.plan is not None
    assert s.plan.show.starts_ms == 300_000


def test_a_plan_is_played_at_the_tests_time(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(
        "show: {title: T, room: r, timezone: UTC, currency: EUR, starts: 2026-11-22T20:00:00Z, ends: 2026-11-22T21:00:00Z}\n"
        "products: [{sku: a, title: A, price: 1, stock: 50}]\n",
        encoding="utf-8",
    )
    s = stage(tmp_path, f"plan: plan.yaml\nuse: [low_stock]\ntests: [{{name: a, {EXPECT}}}]").state
    assert s.plan is not None
    assert (s.plan.show.starts_ms, s.plan.show.ends_ms, s.currency) == (0, 3_600_000, "EUR")
    assert s.shelves["a"].safety == 5


def test_facts_come_through_the_intake(tmp_path: Path) -> None:
    text = LOW + (
        "tests: [{name: a, events: [{at: 1s, type: comment, user: u-4711, name: Nick, text: hi}, {at: 1s, type: stock, sku: a, "
        f"on_hand: 9, id: x}}, {{at: 2s, type: stock, sku: a, on_hand: 7, id: x}}], {EXPECT}}}]"
    )
    found = stage(tmp_path, text)
    for one in found._test.happens:
        found.happen(one)
    s = found.state
    assert s.shelves["a"].available == 9, "the same id is a duplicate"
    assert s.comments.tail
    assert not any(word in str(comment) for comment in s.comments.tail for word in ("u-4711", "Nick"))


def test_rules_are_evaluated_where_the_test_says_and_levels_of_facts_at_once(tmp_path: Path) -> None:
    text = (
        "rules: [{id: low, metric: stock.available, by: sku, below: 5}, {id: hot, metric: online, above: 5}]\n"
        "tests: [{name: a, interval: 10s, series: {online: 6}, "
        f"events: [{{at: 3s, type: stock, sku: a, on_hand: 1}}], {EXPECT}}}]"
    )
    found = stage(tmp_path, text)
    states = {}
    for second in range(12):
        found.advance(second * 1000)
        for one in found._test.happens:
            if one.at_ms == second * 1000:
                found.happen(one)
        states[second] = sorted(found.state.alerts.instances)
    assert states[0] == states[2] == ["hot"]
    assert states[3] == states[11] == ["hot", "low{a}"]


def test_an_instance_is_called_by_its_rules_label(tmp_path: Path) -> None:
    found = stage(tmp_path, LOW + f"tests: [{{name: a, {EXPECT}}}]")
    assert found.named("low", "A1") == Named("low", (("sku", "A1"),))
    assert found.named("low", "") == Named("low")


def test_a_role_that_may_not_is_told_when_the_file_is_read_and_a_refusal_when_it_is_given(tmp_path: Path) -> None:
    text = LOW + f"tests: [{{name: a, commands: [{{at: 1s, type: show.start}}], {EXPECT}}}]"
    found = stage(tmp_path, text)
    [asked] = found._test.asked
    assert asked.by is Role.CONTROLLER
    assert (found.ask(asked) or "").startswith("already_live: ")
