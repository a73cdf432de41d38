"""A plan's alert rules: each made whole, from the ready-made one of its id or anew, and checked.

Owns: what a change of a ready-made rule keeps of it, and everything about a rule that can be wrong before a show begins.
Law: what is handed on is a complete rule; every message stands at the key that is wrong and says the mend.
Must not know: YAML, how a metric is read, what is done when a rule fires.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any, Final, get_args

from msgspec import structs

from controlroom.domain.alerts.methods import METHODS, line_of
from controlroom.domain.alerts.readings import METRICS, labels, neighbour
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Level, Limit, Part, Rule
from controlroom.domain.alerts.sound import FACTS, Field, fault, further, line_at, unknown_facts
from controlroom.domain.metrics import BY_CODE
from controlroom.domain.plan import Text
from controlroom.domain.units import millionths
from controlroom.planfile.findings import Code
from controlroom.planfile.references import texts_of
from controlroom.planfile.sections import Raised, Share
from controlroom.planfile.sections import Rule as Told
from controlroom.planfile.tree import Path, Tree, shown

LANGUAGES: Final = ("zh-CN", "en")
_SAME: Final = {
    "hold_max": "hold_max_ms",
    "ack_timeout": "ack_timeout_ms",
    "escalate_after": "escalate_after_ms",
    "for_": "for_ms",
    "keep": "keep_ms",
    "cooldown": "cooldown_ms",
    "after": "after_ms",
}
_KEYS: Final = {"text": "text", "clear": "clear", "critical": "critical", "min_samples": "min_samples"} | {
    field: field.removesuffix("_s") for field in get_args(Field) if field.endswith("_s")
}
_KEPT: Final = ("enabled", "by", "min_samples", "severity", "owner", "no_data", "playbook", "cue", "act")


def resolve_rules(told: Sequence[Told], path: Path, tree: Tree, known: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """Return the rules that a list of them says, complete, in its order; what is wrong is found in `tree`.

    Args:
        path: Of the list.
        known: Rules that may be changed by id besides the ready-made ones.
    """
    before = resolved(known)
    return tuple(_Resolving(tree, (*path, i), one, before.get(one.id)).rule() for i, one in enumerate(told))


def resolve_rule(told: Told, path: Path, tree: Tree, known: Iterable[Rule] = ()) -> Rule:
    """Return the rule that stands at `path`, complete (`resolve_rules`)."""
    return _Resolving(tree, path, told, resolved(known).get(told.id)).rule()


def metric_names() -> list[str]:
    """Return every name that a rule's metric may have, windows of KPIs apart."""
    return [*BY_CODE, *dict.fromkeys(one.name for one in METRICS)]


class _Resolving:
    """One rule on its way."""

    def __init__(self, tree: Tree, path: Path, told: Told, base: Rule | None) -> None:
        self._tree = tree
        self._path = path
        self._told = told
        self._base = _without(base, told.without) if base is not None else Rule(id=told.id)
        self._new = base is None

    def rule(self) -> Rule:
        """Return the rule, checked."""
        told, base = self._told, self._base
        given = told.model_fields_set
        changes: dict[str, Any] = {name: getattr(told, name) for name in _KEPT if name in given}
        changes |= {name: getattr(told, key) for key, name in _SAME.items() if key in given}
        if "phases" in given:
            changes["phases"] = tuple(told.phases or ())
        if told.text is not None:
            changes["text"] = base.text | _by_language(told.text)
        if told.metric is not None:
            changes |= {"metric": told.metric, "method": None}
        if told.method is not None:
            changes |= {"method": told.method, "metric": None}
        changes |= self._limits()
        rule = structs.replace(base, **changes)
        before = len(self._tree.findings)
        self._check_what(rule)
        self._check_limits(rule)
        self._check_text(rule)
        wrong = fault(rule) if len(self._tree.findings) == before else None
        if wrong is not None:  # whatever a form and a program are refused, a plan is refused too
            self._wrong("bad_rule", f"{wrong.said[0].upper()}{wrong.said[1:]}.", _KEYS.get(wrong.field, "id"))
        return rule

    def _limits(self) -> dict[str, Limit | Level | None]:
        """Return the thresholds that are told, and what becomes of the others with them."""
        told, base = self._told, self._base
        found: dict[str, Limit | Level | None] = {}
        if told.above is not None or told.below is not None:
            found = {"above": _limit(told.above), "below": _limit(told.below)}
            line, up = (found["above"], True) if told.above is not None else (found["below"], False)
            assert isinstance(line, Limit)
            clear, level = base.clear, base.critical
            if clear is not None and (up != (base.above is not None) or further(clear, line, up=up) is not False):
                found["clear"] = None  # it lies on the firing side now
            if level is not None and ((level.above is not None) != up or not further(line_at(level), line, up=up)):
                found["critical"] = None
        if told.clear is not None:
            found["clear"] = _limit(told.clear)
        if told.critical is not None:
            found["critical"] = _level(told.critical)
        return found

    def _check_what(self, rule: Rule) -> None:
        told = self._told
        if told.metric is not None and told.method is not None:
            self._wrong("bad_rule", "A rule watches a metric or has a method, not both: delete one.", "method")
            return
        if rule.metric is None and rule.method is None:
            meant = get_close_matches(rule.id, resolved(), 1)
            ready = f", or write the id of a ready-made rule{f' ({meant[0]}?)' if meant else ''}"
            self._wrong("bad_rule", f"{shown(rule.id)} watches nothing: add `metric: online`{ready}.", "id")
            return
        if rule.metric is None:
            return
        by = labels(rule.metric)
        if not by:
            near = get_close_matches(rule.metric, metric_names(), 1)
            meant_ = f"did you mean {near[0]}?" if near else "docs/alerts.md lists them."
            self._wrong(
                "unknown_metric",
                f"There is no metric {shown(rule.metric)}: {meant_}",
                "metric" if told.metric else "id",
            )
        elif rule.by not in by:
            can = " or ".join(f"`by: {label}`" for label in by if label is not None)
            mend = f"write {can}." if can and None not in by else f"leave `by` out{f', or write {can}' if can else ''}."
            said = (
                f"{rule.metric} is not told by {rule.by}" if rule.by else f"{rule.metric} is told by {can[5:-1]} only"
            )
            self._wrong("bad_rule", f"{said}: {mend}", "by" if told.by else "metric")

    def _check_limits(self, rule: Rule) -> None:
        told = self._told
        if told.above is not None and told.below is not None:
            self._wrong("bad_rule", "A rule fires above a line or below one: delete `above` or `below`.", "below")
            return
        if rule.method is None and rule.above is None and rule.below is None:
            if rule.metric is not None:
                self._wrong("bad_rule", "A metric needs a line: add `above: 50` or `below: {field: safety}`.", "metric")
            return
        of = line_of(rule)
        line, up, side = of.fire, of.side > 0, "above" if of.side > 0 else "below"
        for key, limit in (("above", rule.above), ("below", rule.below), ("clear", rule.clear)):
            self._check_field(rule, limit, key)
        if rule.clear is not None and further(rule.clear, line, up=up):
            said = f"While it fires it goes on {side} `clear`, so that lies on the calm side of the line: move it, or drop it."
            self._wrong("bad_rule", said, "clear")
        if (level := rule.critical) is not None:
            if (level.above is None) == (level.below is None) or (level.above is not None) != up:
                said = f"The rule fires {side} its line, and so does its critical one: write `critical: {{{side}: …}}`."
                self._wrong("bad_rule", said, "critical")
            elif further(line_at(level), line, up=up) is False and line_at(level) != line:
                said = f"The critical line lies on the calm side of the rule's own: it has to be further {side}."
                self._wrong("bad_rule", said, "critical", side)
            else:
                self._check_field(rule, line_at(level), "critical", side)
                self._check_field(rule, level.clear, "critical", "clear")

    def _check_field(self, rule: Rule, limit: Limit | None, *under: str) -> None:
        metric = rule.metric or (METHODS[rule.method].metric if rule.method is not None else None)
        if limit is None or limit.field is None or metric is None:
            return
        if not labels(neighbour(metric, limit.field)):
            near = get_close_matches(limit.field, [name.rpartition(".")[2] for name in metric_names()], 1)
            meant = f": did you mean {near[0]}?" if near else ", and no KPI has that code."
            self._wrong("unknown_metric", f"{metric} has no {shown(limit.field)} beside it{meant}", *under, "field")

    def _check_text(self, rule: Rule) -> None:
        if self._told.text is None:
            return
        for at, text in texts_of(self._told.text, ("text",)):
            for name in unknown_facts(text, rule):
                near = get_close_matches(name, FACTS, 1)
                there = f"there are {', '.join(f'{{{fact}}}' for fact in FACTS)}."
                meant = f"did you mean {{{near[0]}}}?" if near else there
                self._wrong("unknown_placeholder", f"Nothing is called {{{name}}} here: {meant}", *map(str, at))

    def _wrong(self, code: Code, said: str, *under: str) -> None:
        path: Path = (*self._path, *under)
        self._tree.find(code, path, said, place=self._tree.keys.get(path) if code == "bad_rule" else None)


def _without(base: Rule, parts: Sequence[Part]) -> Rule:
    """Return a rule without these parts of it."""
    bare, names = Rule(id=base.id), [_SAME.get(part, part) for part in parts]
    return structs.replace(base, **{name: getattr(bare, name) for name in names})


def _by_language(text: Text) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text) if isinstance(text, str) else dict(text)


def _limit(bound: object) -> Limit | None:
    if bound is None:
        return None
    if isinstance(bound, Share):
        return Limit(field=bound.field, times_millionths=millionths(bound.times))
    return Limit(value_millionths=millionths(bound))  # type: ignore[arg-type]


def _level(raised: Raised) -> Level:
    return Level(
        above=_limit(raised.above), below=_limit(raised.below), clear=_limit(raised.clear), for_ms=raised.for_ or 0
    )
