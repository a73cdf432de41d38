"""Every row of the machine's table, and what the table does not say: severities, edits, absence."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from controlroom.domain.alerts import machine
from controlroom.domain.alerts.instances import Instance, Reason, State
from controlroom.domain.alerts.machine import TABLE, Outcome, edited, grade, returned, step
from controlroom.domain.alerts.rules import Level, Limit, NoData, Rule

MINUTE = 60_000
Story = list[tuple[int, Outcome]]


def rule(**changes: Any) -> Rule:
    """Return a rule that fires above 50."""
    return replace(Rule(id="hot", metric="online", above=Limit(value_millionths=50_000_000)), **changes)


def told(rule: Rule, story: Story) -> list[tuple[int, State, Reason]]:
    """Return what an instance became, at which minute and why."""
    one, found = Instance("hot"), []
    for minute, outcome in story:
        reason = step(one, rule, outcome, minute * MINUTE)
        if reason is not None:
            found.append((minute, one.state, reason))
    return found


FOR, KEEP, BOTH = {"for_ms": 2 * MINUTE}, {"keep_ms": 2 * MINUTE}, {"for_ms": 2 * MINUTE, "keep_ms": 2 * MINUTE}
LAST: dict[str, NoData] = {"no_data": "keep_last"}

ROWS: dict[int, list[tuple[dict[str, Any], Story, list[tuple[int, State, Reason]]]]] = {
    1: [({}, [(0, "breach")], [(0, "firing", "breach")])],
    2: [(FOR, [(0, "breach"), (1, "breach")], [(0, "pending", "breach")])],
    3: [
        (FOR, [(0, "breach"), (2, "breach")], [(0, "pending", "breach"), (2, "firing", "matured")]),
        (FOR | LAST, [(0, "breach"), (2, "nodata")], [(0, "pending", "breach"), (2, "firing", "matured")]),
        (FOR | LAST, [(0, "breach"), (1, "nodata")], [(0, "pending", "breach")]),
    ],
    4: [
        (FOR, [(0, "breach"), (1, "ok")], [(0, "pending", "breach"), (1, "inactive", "ok")]),
        (FOR, [(0, "breach"), (1, "insufficient")], [(0, "pending", "breach"), (1, "inactive", "insufficient")]),
    ],
    5: [(KEEP, [(0, "breach"), (1, "ok")], [(0, "firing", "breach"), (1, "recovering", "ok")])],
    6: [
        (
            KEEP,
            [(0, "breach"), (1, "ok"), (2, "ok"), (3, "ok")],
            [(0, "firing", "breach"), (1, "recovering", "ok"), (3, "inactive", "kept")],
        )
    ],
    7: [
        (
            BOTH,
            [(0, "breach"), (2, "breach"), (3, "ok"), (4, "breach"), (5, "ok"), (6, "ok")],
            [
                (0, "pending", "breach"), (2, "firing", "matured"), (3, "recovering", "ok"), (4, "firing", "breach"),
                (5, "recovering", "ok"),
            ],
        )
    ],
    8: [({}, [(0, "breach"), (1, "ok")], [(0, "firing", "breach"), (1, "inactive", "ok")])],
    12: [
        ({}, [(0, "breach"), (1, "nodata")], [(0, "firing", "breach"), (1, "nodata", "nodata")]),
        ({}, [(0, "error"), (1, "error")], [(0, "error", "error")]),
        ({"no_data": "ok"}, [(0, "breach"), (1, "nodata")], [(0, "firing", "breach"), (1, "inactive", "ok")]),
        ({"no_data": "alerting"}, [(0, "nodata"), (1, "error")], [(0, "firing", "breach")]),
        (LAST, [(0, "breach"), (1, "nodata"), (2, "error")], [(0, "firing", "breach")]),
        (LAST, [(0, "nodata")], []),
    ],
    13: [
        (
            KEEP | LAST,
            [(0, "breach"), (1, "ok"), (2, "nodata"), (9, "ok"), (10, "ok")],
            [(0, "firing", "breach"), (1, "recovering", "ok"), (10, "inactive", "kept")],
        )
    ],
    14: [
        (
            {},
            [(0, "breach"), (1, "insufficient"), (10, "insufficient"), (11, "insufficient")],
            [(0, "firing", "breach"), (11, "inactive", "held_too_long")],
        ),
        (
            {},
            [(0, "breach"), (1, "insufficient"), (10, "breach"), (11, "insufficient"), (20, "insufficient")],
            [(0, "firing", "breach")],
        ),
        (
            KEEP,
            [(0, "breach"), (1, "ok"), (2, "insufficient"), (9, "insufficient"), (10, "ok"), (11, "ok")],
            [(0, "firing", "breach"), (1, "recovering", "ok"), (11, "inactive", "kept")],
        ),
        (
            KEEP,
            [(0, "breach"), (1, "insufficient"), (11, "insufficient"), (12, "insufficient"), (13, "insufficient")],
            [(0, "firing", "breach"), (11, "recovering", "held_too_long"), (13, "inactive", "held_too_long")],
        ),
    ],
    15: [
        ({}, [(0, "breach"), (1, "missing"), (2, "missing")], [(0, "firing", "breach"), (2, "inactive", "missing")]),
        ({}, [(0, "breach"), (1, "missing"), (2, "breach"), (3, "missing")], [(0, "firing", "breach")]),
        (FOR, [(0, "breach"), (1, "missing"), (2, "missing")], [(0, "pending", "breach"), (2, "inactive", "missing")]),
    ],
    17: [
        ({}, [(0, "nodata"), (1, "ok")], [(0, "nodata", "nodata"), (1, "inactive", "ok")]),
        ({}, [(0, "error"), (1, "breach")], [(0, "error", "error"), (1, "firing", "breach")]),
        (FOR, [(0, "nodata"), (1, "breach"), (3, "breach")],
         [(0, "nodata", "nodata"), (1, "pending", "breach"), (3, "firing", "matured")]),
    ],
}  # fmt: skip


def test_every_row_of_the_table_has_a_story() -> None:
    assert {row.number for row in TABLE} == set(ROWS)


@pytest.mark.parametrize(
    ("number", "n"), [(number, n) for number, stories in ROWS.items() for n in range(len(stories))]
)
def test_row(number: int, n: int) -> None:
    changes, story, wanted = ROWS[number][n]
    assert told(rule(**changes), story) == wanted


def test_row_without_which_its_story_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each row decides something: without it, one of its stories goes another way."""
    idle = []
    for at, row in enumerate(TABLE):
        places: dict[Any, tuple[machine.Row, ...]] = {}
        for other in (*TABLE[:at], *TABLE[at + 1 :]):
            for state in other.states:
                for outcome in other.outcomes:
                    places[state, outcome] = (*places.get((state, outcome), ()), other)
        monkeypatch.setattr(machine, "_BY_PLACE", places)
        stays = row.becomes is not None and row.states == (row.becomes,)
        if not stays and all(told(rule(**c), story) == wanted for c, story, wanted in ROWS[row.number]):
            idle.append(row)
    assert idle == []


def test_row_9_within_the_cooldown_it_passes_for_again_and_says_so() -> None:
    again = rule(for_ms=MINUTE, cooldown_ms=5 * MINUTE)
    begun: Story = [(0, "breach"), (1, "breach"), (3, "ok")]
    assert told(again, [*begun, (8, "breach"), (9, "breach")])[-2:] == [
        (8, "pending", "breach"),
        (9, "firing", "again"),
    ]
    assert told(again, [*begun, (9, "breach"), (10, "breach")])[-1] == (10, "firing", "matured")


def test_row_10_a_longer_for_makes_what_fires_pending_again() -> None:
    one = Instance("hot")
    step(one, rule(), "breach", 0)
    assert edited(one, rule(), rule(for_ms=2 * MINUTE), MINUTE) == "updated"
    assert (one.state, step(one, rule(for_ms=2 * MINUTE), "breach", 2 * MINUTE)) == ("pending", "matured")
    assert edited(one, rule(for_ms=2 * MINUTE), rule(for_ms=MINUTE), 3 * MINUTE) is None


@pytest.mark.parametrize(
    "changes", [{"metric": "viewers"}, {"by": "sku"}, {"above": Limit(value_millionths=1)}, {"clear": Limit(field="x")},
                {"enabled": False}, {"critical": Level(above=Limit(field="x"))}]
)  # fmt: skip
def test_row_11_another_metric_label_or_threshold_begins_anew(changes: dict[str, Any]) -> None:
    one = Instance("hot")
    step(one, rule(), "breach", 0)
    assert (edited(one, rule(), rule(**changes), 1), one.state, one.active_at_ms) == ("updated", "inactive", None)


def test_row_11_other_words_keep_the_state() -> None:
    one = Instance("hot")
    step(one, rule(), "breach", 0)
    assert edited(one, rule(), rule(text={"en": "hot"}, owner="analyst", keep_ms=5, severity="info"), 1) is None
    assert (one.state, one.severity) == ("firing", "info")


def test_row_16_nothing_matures_in_absence() -> None:
    one, both = Instance("hot"), rule(for_ms=2 * MINUTE, keep_ms=2 * MINUTE)
    step(one, both, "breach", 0)
    returned(one, 9 * MINUTE)
    assert step(one, both, "breach", 10 * MINUTE) is None
    assert step(one, both, "breach", 11 * MINUTE) == "matured"
    step(one, both, "ok", 12 * MINUTE)
    returned(one, 20 * MINUTE)
    assert step(one, both, "ok", 21 * MINUTE) is None
    assert step(one, both, "ok", 22 * MINUTE) == "kept"


def test_a_severity_rises_after_its_own_for_and_falls_at_its_own_line() -> None:
    low = rule(critical=Level(above=Limit(value_millionths=90_000_000), for_ms=MINUTE))
    one = Instance("hot")
    step(one, low, "breach", 0)
    assert [grade(one, low, beyond, at) for at, beyond in ((0, True), (59_999, True), (60_000, True))] == [
        None,
        None,
        "raised",
    ]
    assert (one.severity, grade(one, low, True, 70_000), grade(one, low, False, 80_000), one.severity) == (
        "critical", None, "lowered", "warning",
    )  # fmt: skip
    assert [grade(one, low, beyond, at) for at, beyond in ((90_000, True), (91_000, False), (150_000, True))] == [
        None
    ] * 3
