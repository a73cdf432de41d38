"""A rule as somebody who edits it needs it, and the rule that comes of what was typed.

Owns: which parts a form has, in which unit people type them, and what is wrong with what was typed.
Law: a part that was not touched stays exactly as it was; a clearing line that is the firing one stands empty and moves with it;
a line that would never clear is refused at its field. The rule that comes out is whole: it is what `rules.set` takes.
Must not know: HTML, HTTP, whether the rule ever fired.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain.alerts import sound
from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import kpi_of, labels, metric, neighbour
from controlroom.domain.alerts.rules import MILLION, Label, Level, Limit, NoData, Rule, Severity
from controlroom.domain.plan import Text
from controlroom.domain.units import SECOND_MS, exponent, millionths
from controlroom.domain.windows import WINDOWS_S

Part = Literal["fire", "clear", "critical"]
Unit = Literal["people", "count", "money", "ratio", "seconds", "x", "times"]
Fault = Literal["not_a_number", "not_whole", "missing", "too_long", "no_window"] | sound.Fault

LONGEST_S: Final = sound.LONGEST_MS // SECOND_MS
SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
_SIGNS: Final = str.maketrans(
    "\N{FULLWIDTH FULL STOP}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMA}", "..-,",
    "%\N{FULLWIDTH PERCENT SIGN} ",
)  # fmt: skip
"""What stands in a number as people type it, also with a Chinese keyboard: how it is read, and what is passed over."""
_THOUSANDS: Final = re.compile(r",(?=\d{3}(?!\d))")
"""Any other comma may be a point: 1,5."""

_TIMES: Final = {"for_s": "for_ms", "keep_s": "keep_ms", "cooldown_s": "cooldown_ms"}
_NEEDED: Final = ("fire", "critical", *_TIMES, "min_samples")
"""What a form that has it cannot be without."""


class Edge(Struct, frozen=True, kw_only=True):
    """A line of a rule as it is typed. `unit`: `times` where it is a multiple of `field`; `text`: what stands there now.

    `called`: what the field is called.
    """

    text: str
    unit: Unit
    field: str | None = None
    called: Text | None = None


class RuleForm(Struct, frozen=True, kw_only=True):
    """What the form of a rule holds.

    Args:
        side: 1: it fires above its line, −1: below it.
        called: What it compares, for people.
        fire, clear, critical: Its lines; None: it has none. `clear` is empty where it is the firing one.
    """

    rule: Rule
    side: int
    called: Text
    fire: Edge | None
    clear: Edge | None
    critical: Edge | None


class Wrong(Exception):
    """What was typed into a field makes no rule. `field`: which; `fault`: why; `by`: of what its number is told."""

    def __init__(self, field: str, fault: Fault, by: tuple[Label | None, ...] = ()) -> None:
        super().__init__(f"{field}: {fault}")
        self.field, self.fault, self.by = field, fault, by


def form_of(rule: Rule, currency: str) -> RuleForm:
    """Return what the form of a rule holds; money is typed in `currency`."""
    line, unit = line_of(rule), _unit(rule)
    own = rule.above is not None or rule.below is not None or rule.method is not None
    critical, clear = _beyond(rule), _edge(rule, line.clear, unit, currency)
    return RuleForm(
        rule=rule,
        side=line.side,
        called=named(line.metric, rule.by),
        fire=_edge(rule, line.fire, unit, currency) if own else None,
        clear=(replace(clear, text="") if line.clear == line.fire else clear) if own else None,
        critical=_edge(rule, critical, unit, currency) if critical is not None else None,
    )


def edited(rule: Rule, typed: Mapping[str, str], currency: str) -> Rule:
    """Return the rule that comes of what was typed.

    Args:
        typed: By field: `fire` `clear` `critical` `for_s` `keep_s` `cooldown_s` `min_samples` `severity` `owner` `no_data`
            `enabled` (`true` or `false`); a field that is missing is not touched. With an empty `clear` it clears where it fires.

    Raises:
        Wrong: Something typed cannot be.
    """
    line, unit, form = line_of(rule), _unit(rule), form_of(rule, currency)
    emptied = {name for name, text in typed.items() if not text.strip()}
    for field in (name for name in _NEEDED if name in emptied):
        raise Wrong(field, "missing")
    given = {name: text.strip() for name, text in typed.items() if name not in emptied}
    new = {part: _limit(part, given, edge, unit, currency) for part, edge in _edges(form).items()}
    if new["clear"] is not None or _follows(form.clear, moved=new["fire"] is not None, emptied="clear" in emptied):
        rule = replace(rule, clear=new["clear"])
    fire = new["fire"]
    if fire is not None:
        rule = replace(rule, above=fire, below=None) if line.side > 0 else replace(rule, above=None, below=fire)
    if new["critical"] is not None and rule.critical is not None:
        rule = replace(rule, critical=_level(rule.critical, new["critical"], line.side))
    for field, name in _TIMES.items():
        if given.get(field, "") not in ("", str(getattr(rule, name) // SECOND_MS)):
            rule = replace(rule, **{name: whole(field, given[field], LONGEST_S) * SECOND_MS})
    if given.get("min_samples", "") not in ("", str(rule.min_samples)):
        rule = replace(rule, min_samples=whole("min_samples", given["min_samples"], MILLION))
    return sound_or_wrong(_words(rule, given))


def sound_or_wrong(rule: Rule) -> Rule:
    """Return a rule that holds together.

    Raises:
        Wrong: It does not.
    """
    wrong = sound.fault(rule)
    if wrong is not None:
        raise Wrong(wrong.field, wrong.fault, labels(rule.metric or "") if wrong.fault == "not_by" else ())
    return rule


def _words(rule: Rule, given: Mapping[str, str]) -> Rule:
    severity = next((one for one in SEVERITIES if one == given.get("severity")), rule.severity)
    known: tuple[NoData, ...] = ("ok", "alerting", "nodata", "keep_last")
    no_data = next((one for one in known if one == given.get("no_data")), rule.no_data)
    enabled = given["enabled"] == "true" if "enabled" in given else rule.enabled
    return replace(rule, severity=severity, no_data=no_data, owner=given.get("owner", rule.owner), enabled=enabled)


def _edges(form: RuleForm) -> dict[Part, Edge | None]:
    return {"fire": form.fire, "clear": form.clear, "critical": form.critical}


def _follows(clear: Edge | None, *, moved: bool, emptied: bool) -> bool:
    """Tell whether a rule clears from now on where it fires: it did, and that line was moved, or its own was emptied."""
    return clear is not None and (moved if clear.text == "" else emptied)


def _unit(rule: Rule) -> Unit:
    known = metric(line_of(rule).metric, rule.by)
    return known.unit if known is not None else "count"


def _beyond(rule: Rule) -> Limit | None:
    return (rule.critical.above or rule.critical.below) if rule.critical is not None else None


def _level(level: Level, limit: Limit, side: int) -> Level:
    return replace(level, above=limit, below=None) if side > 0 else replace(level, above=None, below=limit)


def scale(unit: Unit, currency: str) -> int:
    """Return by how many decimal places what is typed is smaller than the metric's own unit."""
    return 2 if unit == "ratio" else -exponent(currency) if unit == "money" else 0


def named(name: str, by: Label | None) -> Text:
    """Return what a metric is called, with its window; one that nobody knows, by its own name."""
    known, kpi = metric(name, by) or metric(name, None), kpi_of(name)
    if known is None:
        return name
    minutes = WINDOWS_S[kpi[1]] // 60 if kpi is not None and kpi[1] is not None else None
    zh, en = (f" {minutes} 分钟", f" in {minutes} min") if minutes is not None else ("", "")
    return {"zh-CN": known.zh + zh, "en": known.en + en}


def _edge(rule: Rule, limit: Limit, unit: Unit, currency: str) -> Edge:
    if limit.value_millionths is None:
        called = named(neighbour(line_of(rule).metric, limit.field or ""), rule.by)
        text = _plain(Decimal(limit.times_millionths).scaleb(-6))
        return Edge(text=text, unit="times", field=limit.field, called=called)
    return Edge(text=_plain(Decimal(limit.value_millionths).scaleb(-6 + scale(unit, currency))), unit=unit)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _limit(part: Part, given: Mapping[str, str], edge: Edge | None, unit: Unit, currency: str) -> Limit | None:
    """Return the limit that was typed; None: nothing else than what stands there."""
    text = given.get(part)
    if text is None or edge is None or text == edge.text:
        return None
    typed = number(part, text)
    if edge.unit == "times":
        return Limit(field=edge.field, times_millionths=millionths(typed))
    return Limit(value_millionths=millionths(typed.scaleb(-scale(unit, currency))))


def number(field: str, text: str) -> Decimal:
    """Return the number that was typed.

    Raises:
        Wrong: It is none that somebody could mean.
    """
    try:
        typed = Decimal(_THOUSANDS.sub("", text.translate(_SIGNS)))
    except InvalidOperation as error:
        raise Wrong(field, "not_a_number") from error
    if not typed.is_finite() or abs(typed) > MILLION * MILLION:
        raise Wrong(field, "not_a_number")
    return typed


def whole(field: str, text: str, most: int) -> int:
    """Return the whole number from 0 on that was typed.

    Raises:
        Wrong: It is none, or more than `most`.
    """
    typed = number(field, text)
    if typed < 0 or typed != typed.to_integral_value():
        raise Wrong(field, "not_whole")
    if typed > most:
        raise Wrong(field, "too_long")
    return int(typed)
