"""Reading a rule-test file.

Owns: the way from a file to tests that can be run: rules resolved, series, facts and commands read, or findings why not.
Law: whatever is in the file, the answer is tests or findings with line and column; nothing is raised for it.
Must not know: rooms, what comes of a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from controlroom.domain.alerts.readings import labels
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.plan import Plan
from controlroom.domain.units import SECOND_MS
from controlroom.planfile.commas import rejoin
from controlroom.planfile.findings import Finding
from controlroom.planfile.mends import explain
from controlroom.planfile.read import in_order, read_any, tree_of_file
from controlroom.planfile.resolve_rules import metric_names, resolve_rules
from controlroom.planfile.sections import Rule as Told
from controlroom.planfile.tree import Path as Steps
from controlroom.planfile.tree import Tree, shown
from controlroom.ruletests.models import Expect, RulesFile, RuleTest, RuleTestFile
from controlroom.ruletests.notation import Named, Step
from controlroom.ruletests.played import SAMPLES
from controlroom.ruletests.timed import Asked, Happens, read_command, read_event


class Case(NamedTuple):
    """One test, ready to be run.

    Args:
        place: Where it stands: `FILE:LINE`.
        rules: Those that run in it.
        live: Whether the show is live from the begin on. `starts_ms`: when its plan says that it starts.
        interval_ms: A step of the series. `evaluate_ms`: from one evaluation to the next.
        expect: In the order of their instants, each with its line.
    """

    name: str
    place: str
    rules: tuple[Rule, ...]
    plan: Plan | None
    live: bool
    starts_ms: int
    interval_ms: int
    evaluate_ms: int
    series: dict[Named, list[Step]]
    happens: list[Happens]
    asked: list[Asked]
    expect: list[tuple[int, Expect]]


class ReadTests(NamedTuple):
    """What a file holds. `tests`: None as soon as there is an error."""

    tests: list[Case] | None
    findings: list[Finding]
    name: str

    def told(self) -> str:
        """Return the findings as text, a line each."""
        return "\n".join(finding.told(self.name) for finding in self.findings)


def read_tests(file: Path) -> ReadTests:
    """Return the tests of a file.

    Raises:
        OSError: It cannot be opened.
    """
    tree = tree_of_file(file, "tests")
    found: list[Case] = []
    told = _model(tree, RuleTestFile)
    if told is not None:
        found = _Reading(file, tree, told).tests()
    return ReadTests(None if tree.failed() else found, in_order(tree.findings), str(file))


_M = TypeVar("_M", RuleTestFile, RulesFile)


def _model(tree: Tree, kind: type[_M]) -> _M | None:
    """Return a tree read through its model; None: its shape is wrong."""
    if tree.value is None:
        return None
    rejoin(tree, ("rules",))
    try:
        return kind.model_validate(tree.value)
    except ValidationError as error:
        explain(tree, error, kind)
        return None


def _check_once(rules: Sequence[Told], at: Steps, tree: Tree) -> None:
    ids = [rule.id for rule in rules]
    for i, id_ in enumerate(ids):
        if id_ in ids[:i]:
            tree.find("duplicate_id", (*at, i, "id"), f"{shown(id_)} is in the list already: keep one.")


class _Reading:
    """One test file on its way."""

    def __init__(self, file: Path, tree: Tree, told: RuleTestFile) -> None:
        self._file = file
        self._tree = tree
        self._told = told
        self._plan = self._read_plan()

    def tests(self) -> list[Case]:
        """Return the tests; what is wrong is in the tree's findings."""
        told = self._told
        known = self._plan.rules if self._plan is not None else ()
        rules = {rule.id: rule for rule in self._rules(known)}
        rules |= self._used(told.use, ("use",), rules, known)
        return [self._test(one, ("tests", i), rules, known) for i, one in enumerate(told.tests)]

    def _read_plan(self) -> Plan | None:
        if self._told.plan is None:
            return None
        file = self._file.parent / self._told.plan
        try:
            read = read_any(file)
        except OSError as error:
            self._tree.find(
                "unknown_value", ("plan",), f"{file} cannot be opened ({error.strerror}): name a plan's file."
            )
            return None
        if read.plan is None:
            first = next(f for f in read.findings if f.severity == "error")
            said = f"The plan has errors, the first: {first.told(read.name)}. See `controlroom check {file}`."
            self._tree.find("unknown_value", ("plan",), said)
        return read.plan

    def _rules(self, known: Sequence[Rule]) -> Iterable[Rule]:
        for i, name in enumerate(self._told.rule_files):
            yield from self._rules_of(self._file.parent / name, ("rule_files", i), known)
        yield from resolve_rules(self._told.rules, ("rules",), self._tree, known)
        _check_once(self._told.rules, ("rules",), self._tree)

    def _rules_of(self, file: Path, at: Steps, known: Sequence[Rule]) -> Iterable[Rule]:
        """Yield the rules of a rules file; its findings are told with its name."""
        try:
            tree = tree_of_file(file, "rules")
        except OSError as error:
            self._tree.find("unknown_value", at, f"{file} cannot be opened ({error.strerror}): name a file of rules.")
            return
        told = _model(tree, RulesFile)
        rules = resolve_rules(told.rules, ("rules",), tree, known) if told is not None else ()
        _check_once(told.rules if told is not None else (), ("rules",), tree)
        for finding in tree.findings:
            self._tree.find(finding.code, at, finding.told(str(file)), severity=finding.severity)
        yield from rules

    def _used(self, ids: Sequence[str], at: Steps, rules: dict[str, Rule], known: Sequence[Rule]) -> dict[str, Rule]:
        """Return ready-made rules, and the plan's own, by the ids that a list names."""
        there = resolved(known) | rules
        found: dict[str, Rule] = {}
        for i, id_ in enumerate(ids):
            if id_ in there:
                found[id_] = there[id_]
            else:
                near = get_close_matches(id_, there, 1)
                meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(there)}."
                self._tree.find("unknown_rule", (*at, i), f"There is no rule {shown(id_)}: {meant}")
        return found

    def _test(self, one: RuleTest, at: Steps, rules: dict[str, Rule], known: Sequence[Rule]) -> Case:
        own = resolve_rules(one.rules, (*at, "rules"), self._tree, [*known, *rules.values()])
        _check_once(one.rules, (*at, "rules"), self._tree)
        mine = rules | {rule.id: rule for rule in own}
        mine |= self._used(one.use, (*at, "use"), mine, known)
        if not mine:
            self._tree.find("unknown_rule", at, "No rule runs in this test: add `rules:` or `use: [low_stock]`.")
        interval_ms = one.interval or self._told.interval or SECOND_MS
        evaluate_ms = one.evaluate or self._told.evaluate or interval_ms
        for key, length in (("interval", interval_ms), ("evaluate", evaluate_ms)):
            if length % SECOND_MS:
                self._tree.find(
                    "bad_duration", (*at, key), "Rules are evaluated at whole seconds: write such as 1s or 30s."
                )
        self._check_series(one, at)
        self._check_expected(one, at, mine)
        happens = [h for i, raw in enumerate(one.events) for h in read_event(raw, self._tree, (*at, "events", i))]
        known = [*known, *mine.values()]
        asked = [read_command(raw, self._tree, (*at, "commands", i), known) for i, raw in enumerate(one.commands)]
        lines = [self._tree.line((*at, "expect", i)) for i in range(len(one.expect))]
        return Case(
            name=one.name,
            place=f"{self._file}:{self._tree.line(at)}",
            rules=tuple(mine.values()),
            plan=self._plan,
            live=one.live,
            starts_ms=one.starts,
            interval_ms=interval_ms,
            evaluate_ms=evaluate_ms,
            series=one.series,
            happens=sorted(happens, key=lambda one: one.at_ms),
            asked=sorted((a for a in asked if a is not None), key=lambda one: one.at_ms),
            expect=sorted(zip(lines, one.expect, strict=True), key=lambda pair: pair[1].at),
        )

    def _check_series(self, one: RuleTest, at: Steps) -> None:
        for name, written in zip(one.series, self._keys((*at, "series")), strict=True):
            here: Steps = (*at, "series", written)
            by = labels(name.metric.removesuffix(SAMPLES))
            place = self._tree.keys.get(here)
            if not by:
                near = get_close_matches(name.metric, metric_names(), 1)
                meant = f"did you mean {near[0]}?" if near else "docs/alerts.md lists them."
                self._tree.find(
                    "unknown_metric", here, f"There is no metric {shown(name.metric)}: {meant}", place=place
                )
            elif len(name.labels) > 1 or (name.labels[0][0] if name.labels else None) not in by:
                can = " or ".join(f'{name.metric}{{{label}="…"}}' if label else name.metric for label in by)
                self._tree.find("bad_series", here, f"{shown(str(name))} is told otherwise: write {can}.", place=place)

    def _keys(self, at: Steps) -> list[str]:
        value = self._tree.at(at)
        return list(value) if isinstance(value, dict) else []

    def _check_expected(self, one: RuleTest, at: Steps, rules: dict[str, Rule]) -> None:
        if all(told is None for expect in one.expect for told in (expect.alerts, expect.incidents, expect.sent)):
            said = "This test compares nothing: add `alerts`, `incidents` or `sent`; `alerts: []` says that none may be there."
            self._tree.find("missing_key", (*at, "expect"), said)
        for i, expect in enumerate(one.expect):
            if expect.at % SECOND_MS:
                self._tree.find(
                    "bad_duration", (*at, "expect", i, "at"), "A test looks at whole seconds: write such as 90s."
                )
            here: Steps = (*at, "expect", i)
            named: list[tuple[Steps, Named]] = []
            named += [((*here, "alerts", k, "rule"), alert.rule) for k, alert in enumerate(expect.alerts or ())]
            named += [((*here, "incidents", k, "rule"), one.rule) for k, one in enumerate(expect.incidents or ())]
            named += [
                ((*here, "sent", k, "rules", n), rule)
                for k, sent in enumerate(expect.sent or ())
                for n, rule in enumerate(sent.rules)
            ]
            for path, name in named:
                self._check_named(name, path, rules)

    def _check_named(self, name: Named, path: Steps, rules: dict[str, Rule]) -> None:
        if name.metric not in rules:
            near = get_close_matches(name.metric, rules, 1)
            meant = (
                f"did you mean {near[0]}?" if near else f"there are {', '.join(rules)}; `use:` brings ready-made ones."
            )
            self._tree.find("unknown_rule", path, f"The rule {shown(name.metric)} does not run in this test: {meant}")
