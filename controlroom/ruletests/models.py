"""The shape of a rule-test file: its keys, which are needed, and how each is read.

Owns: the pydantic models of a test file and of a file of rules alone.
Law: an unknown key is an error at its line; events and commands are kept as written, their own floors read them.
Must not know: lines, rooms, which rules there are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Final, get_args

from pydantic import BeforeValidator, Field

from controlroom.domain.alerts import instances, rules
from controlroom.planfile import scalars
from controlroom.planfile.sections import (
    TEXT,
    Hold,
    Id,
    Number,
    Offset,
    Rule,
    Severity,
    Shape,
    Span,
    Truth,
    Word,
    among,
    leaf,
)
from controlroom.planfile.tree import Scalar
from controlroom.ruletests.notation import Named, NotSo, Step, read_name, read_rule, read_values
from controlroom.views import alert_shapes

STATES: Final = get_args(instances.State)
INCIDENT_STATES: Final = get_args(alert_shapes.IncidentState)


def _values(value: object) -> list[Step]:
    try:
        return read_values(scalars.word(value))
    except NotSo as error:
        raise scalars.wrong("bad_series", str(error)) from None


def _series_name(value: object) -> Named:
    return _name(read_name, str(value))


def _about(value: object) -> Named:
    """Return which instance is meant: a rule's id, with labels in braces where it has some."""
    return _name(read_rule, scalars.word(value))


def _name(read: Callable[[str], Named], text: str) -> Named:
    try:
        return read(text)
    except NotSo as error:
        raise scalars.wrong("bad_series", str(error)) from None


def _level(value: object) -> int | str:
    """Return how far an incident has gone, by number, or how grave it is, by its word."""
    written = scalars.word(value)
    return int(written) if written.isascii() and written.isdigit() and len(written) < 4 else _SEVERITY(value)


_SEVERITY: Final = scalars.one_of(*get_args(rules.Severity))


def _raw(value: object) -> dict[str, object]:
    """Return a mapping as it is written."""
    if not isinstance(value, dict):
        raise scalars.wrong("not_a_mapping", "Keys are wanted here, each with a colon: at, type and the rest.")
    return value


def _many(value: object) -> object:
    """Take one word for a list of one."""
    return [value] if isinstance(value, Scalar) else value


Values = Annotated[list[Step], *leaf(_values, "series", **TEXT)]
SeriesName = Annotated[Named, *leaf(_series_name, "series", type="string")]
About = Annotated[Named, *leaf(_about, "rule, or rule{label=…}", type="string")]
State = Annotated[str, *among(*STATES)]
IncidentState = Annotated[str, *among(*INCIDENT_STATES)]
Level = Annotated[int | str, *leaf(_level, "step of escalation, or severity", type=["integer", "string"])]
Raw = Annotated[Mapping[str, object], *leaf(_raw, "keys", type="object")]
Labels = dict[str, Word]


class ExpectedAlert(Shape):
    """An instance that must stand so. What is not given is not compared."""

    rule: About
    labels: Labels = Field(default_factory=dict)
    state: State
    severity: Severity | None = None
    value: Number | None = None
    threshold: Number | None = None
    reason: Word | None = None


class ExpectedIncident(Shape):
    """An incident that must stand so. What is not given is not compared."""

    rule: About
    labels: Labels = Field(default_factory=dict)
    state: IncidentState
    owner: Word | None = None
    level: Level | None = None


class ExpectedSent(Shape):
    """What must have been sent to one receiver in one notice. What is not given is not compared."""

    receiver: Word
    rules: Annotated[list[About], BeforeValidator(_many)]
    severity: Severity | None = None
    why: Word | None = None


class Expect(Shape):
    """What must be so at an instant. Each list is complete; one that is not given is not compared."""

    at: Hold
    alerts: list[ExpectedAlert] | None = None
    incidents: list[ExpectedIncident] | None = None
    sent: list[ExpectedSent] | None = None


class RuleTest(Shape):
    """One test: what comes in, and what must come of it."""

    name: Word
    rules: list[Rule] = Field(default_factory=list)
    use: list[Id] = Field(default_factory=list)
    live: Truth = True
    starts: Offset = 0
    interval: Span | None = None
    evaluate: Span | None = None
    series: dict[SeriesName, Values] = Field(default_factory=dict)
    events: list[Raw] = Field(default_factory=list)
    commands: list[Raw] = Field(default_factory=list)
    expect: list[Expect]


class RuleTestFile(Shape):
    """A whole test file."""

    rules: list[Rule] = Field(default_factory=list)
    rule_files: list[Word] = Field(default_factory=list)
    use: list[Id] = Field(default_factory=list)
    plan: Word | None = None
    interval: Span | None = None
    evaluate: Span | None = None
    tests: list[RuleTest]


class RulesFile(Shape):
    """A file of rules alone."""

    rules: list[Rule]
