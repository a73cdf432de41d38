"""Every rule-test file here holds, and together they look at every ready-made rule and every row of the table."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from controlroom.domain.alerts.machine import TABLE
from controlroom.domain.alerts.ready import READY
from controlroom.ruletests.compare import told
from controlroom.ruletests.reading import Case, read_tests
from controlroom.ruletests.running import run

HERE = Path(__file__).parent
FILES = sorted(path for path in HERE.glob("*.yaml") if path.name != "plan.yaml")


def cases_of(path: Path) -> list[Case]:
    """The tests of a file that has no findings at all."""
    read = read_tests(path)
    assert read.findings == [], read.told()
    assert read.tests
    return read.tests


CASES = [(path.stem, one) for path in FILES for one in cases_of(path)]


@pytest.mark.parametrize("one", [one for _, one in CASES], ids=[f"{stem}: {one.name}" for stem, one in CASES])
def test_rules_do_what_their_tests_say(one: Case) -> None:
    differences = run(one)
    assert not differences, "\n" + told(one.name, one.place, differences)


def test_every_ready_made_rule_is_seen_firing() -> None:
    seen = {
        alert.rule.metric
        for _, one in CASES
        for _, expect in one.expect
        for alert in expect.alerts or ()
        if alert.state == "firing"
    }
    assert {rule.id for rule in READY} - seen == set()


def test_every_row_of_the_table_has_its_test() -> None:
    named = {
        int(number)
        for stem, one in CASES
        if stem in ("editing", "transitions")
        for number in re.findall(r"\d+", one.name.partition(":")[0])
    }
    assert named >= {row.number for row in TABLE} | set(range(1, 18))
