"""The shape of a rule-test file."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from controlroom.planfile.mends import explain
from controlroom.planfile.yamltree import tree_of_yaml
from controlroom.ruletests.models import RuleTestFile
from controlroom.ruletests.notation import Hole, read_name

TEST = "tests: [{name: a, expect: [{at: 0s, alerts: []}]"


def read(text: str) -> tuple[RuleTestFile | None, list[str]]:
    tree = tree_of_yaml(text)
    try:
        return RuleTestFile.model_validate(tree.value), []
    except ValidationError as error:
        explain(tree, error, RuleTestFile)
        return None, [f"{f.line}:{f.column} {f.code} {f.message}" for f in tree.findings]


def test_series_are_read_with_their_labels() -> None:
    file, findings = read(TEST + ", series: {online: 1 _, 'stock.available{sku=\"A1\"}': 5-1x1}}]")
    assert findings == []
    assert file is not None
    [test] = file.tests
    assert test.series[read_name("online")] == [1, Hole.MISSING]
    assert test.series[read_name('stock.available{sku="A1"}')] == [5, 4]


def test_a_list_that_is_not_given_is_not_an_empty_one() -> None:
    file, _ = read(TEST + "}]")
    assert file is not None
    [expect] = file.tests[0].expect
    assert (expect.alerts, expect.incidents, expect.sent) == ([], None, None)


def test_levels_are_steps_or_severities() -> None:
    incident = "{rule: a, state: acked, owner: li, level: %s}"
    for written, level in (("2", 2), ("critical", "critical")):
        file, findings = read("tests: [{name: a, expect: [{at: 0s, incidents: [" + incident % written + "]}]}]")
        assert findings == []
        assert file is not None
        [expected] = file.tests[0].expect[0].incidents or []
        assert expected.level == level


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules: []", "1:1 missing_key The file has no tests: add `tests: …`."),
        (TEST + ", series: {online: 1 b}}]", "1:68 bad_series 'b' is no value"),
        (TEST + ", series: {1x: 1}}]", "1:60 bad_series '1x' names no series"),
        (TEST + ", interval: 5}]", "1:61 bad_duration '5' is no duration"),
        (TEST + ", sereis: {}}]", "1:51 unknown_key There is no key 'sereis' here: did you mean series?"),
        (
            "tests: [{name: a, expect: [{at: 0s, alerts: [{rule: a}]}]}]",
            "1:46 missing_key tests[0].expect[0].alerts[0] has no",
        ),
        (
            "tests: [{name: a, expect: [{at: 0s, alerts: [{rule: a, state: fired}]}]}]",
            "1:63 unknown_value There is no 'fired' here: it is one of inactive, pending",
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text: str, said: str) -> None:
    file, findings = read(text)
    assert file is None
    assert findings[0].startswith(said), findings
