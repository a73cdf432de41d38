"""A rule of one's own as it is typed, when it is made and later: what it can watch, and the rule that comes of it.

Owns: which numbers can be chosen, over which spans and of what; the words that a rule without any gets; what can be edited of a
rule of one's own beside what every rule's form has.
Law: what is typed is in people's units, as in the form of a rule that is there; the rule that comes out is whole and holds
together (`domain.alerts.sound`), or the part that is wrong is named.
Must not know: HTML, HTTP, whether the rule ever fired.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from itertools import count
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain.alerts.readings import METRICS, labels, metric
from controlroom.domain.alerts.rules import Label, Limit, Rule
from controlroom.domain.metrics import SPANS, TABLE, Unit
from controlroom.domain.plan import Text, plain
from controlroom.domain.units import SECOND_MS, millionths
from controlroom.views.ruleform import (
    LONGEST_S,
    SEVERITIES,
    Wrong,
    edited,
    named,
    number,
    scale,
    sound_or_wrong,
    whole,
)

OF: Final[tuple[Label | None, ...]] = (None, "sku", "segment", "traffic")
"""What there can be one instance of each of: the show, each product …"""

_LINES: Final = frozenset(
    {"stock.safety", "feed.limit_s", "refunds_5m.chance", "online.usual", "dip.threshold", "comments.wave"}
)
"""What others are compared with, and says nothing by itself."""


class Choice(Struct, frozen=True, kw_only=True):
    """A number that can be watched. `by`: of what it is told."""

    name: str
    called: Text
    unit: Unit
    by: tuple[Label | None, ...]


class NewForm(Struct, frozen=True, kw_only=True):
    """What the form of a new rule offers. `windows`: suffixes of the numbers' names with their lengths in ms, None: the show."""

    choices: tuple[Choice, ...]
    windows: tuple[tuple[str, int | None], ...]


class OwnForm(Struct, frozen=True, kw_only=True):
    """What the form of a rule of one's own has beside the others' (`own_form`).

    Args:
        by: Of what its number is told.
        text: Its words; empty: it says its number beside its line.
    """

    by: tuple[Label | None, ...]
    text: dict[str, str]


def _choices() -> tuple[Choice, ...]:
    names = [kpi.code for kpi in TABLE] + [one.name for one in METRICS if one.name not in _LINES]
    found = []
    for name in names:
        by = tuple(label for label in OF if label in labels(name))
        known = metric(name, by[0]) if by else None
        if known is not None:
            found.append(Choice(name=name, called={"zh-CN": known.zh, "en": known.en}, unit=known.unit, by=by))
    return tuple(found)


FORM: Final = NewForm(choices=_choices(), windows=tuple((suffix, length_ms) for suffix, _, length_ms in SPANS))


def next_id(taken: Container[str]) -> str:
    """Return the id of the next rule of one's own."""
    return next(id_ for n in count(1) if (id_ := f"own_{n}") not in taken)


def made(id_: str, typed: Mapping[str, str], currency: str) -> Rule:
    """Return the rule that comes of what was typed.

    Args:
        typed: By field: `metric` `window` `by` `side` (`above` or `below`) `fire` `clear` `for_s` `keep_s` `severity` `owner`
            `text`; a field that is missing or empty is as usual.

    Raises:
        Wrong: Something typed cannot be, or is missing.
    """
    given = {name: text.strip() for name, text in typed.items() if text.strip()}
    name = given.get("metric", "") + given.get("window", "")
    by = next((label for label in OF if label == given.get("by")), None)
    if "metric" not in given:
        raise Wrong("metric", "missing")
    if "fire" not in given:
        raise Wrong("fire", "missing")
    if given.get("window") and not labels(name):
        raise Wrong("window", "no_window")
    fire = _limit("fire", given["fire"], name, by, currency)
    below = given.get("side") == "below"
    return sound_or_wrong(
        Rule(
            id=id_, metric=name, by=by, above=None if below else fire, below=fire if below else None,
            clear=_limit("clear", given["clear"], name, by, currency) if "clear" in given else None,
            for_ms=_ms("for_s", given), keep_ms=_ms("keep_s", given), text=_text(given.get("text"), name, by),
            severity=next((one for one in SEVERITIES if one == given.get("severity")), "warning"),
            owner=given.get("owner", "analyst"),
        )
    )  # fmt: skip


def own_form(rule: Rule) -> OwnForm:
    """Return what can be edited of a rule of one's own alone."""
    usual = rule.text == _text(None, rule.metric or "", rule.by)
    return OwnForm(by=labels(rule.metric or ""), text={} if usual else rule.text)


def retyped(rule: Rule, typed: Mapping[str, str], currency: str) -> Rule:
    """Return the rule that comes of what was typed into its form (`ruleform.edited`).

    Args:
        typed: Also `by` and `text` of a rule of one's own, as `lang` showed it: words that are alike in both languages stay so.

    Raises:
        Wrong: Something typed cannot be.
    """
    new, form = edited(rule, typed, currency), own_form(rule)
    new = replace(new, by=next((one for one in form.by if (one or "") == typed.get("by")), rule.by))
    lang = typed.get("lang", "zh-CN")
    shown = plain(form.text, lang)
    text = typed.get("text", shown).strip()
    if text == shown.strip():
        follows = new.by != rule.by and not form.text
        return sound_or_wrong(replace(new, text=_text(None, rule.metric or "", new.by)) if follows else new)
    if not text or len(set(form.text.values())) < 2:
        return sound_or_wrong(replace(new, text=_text(text or None, rule.metric or "", new.by)))
    return sound_or_wrong(replace(new, text=form.text | {lang: text}))


def _ms(field: str, given: Mapping[str, str]) -> int:
    return whole(field, given.get(field, "0"), LONGEST_S) * SECOND_MS


def _limit(field: str, text: str, name: str, by: Label | None, currency: str) -> Limit:
    known = metric(name, by) or metric(name, None)
    shift = scale(known.unit, currency) if known is not None else 0
    return Limit(value_millionths=millionths(number(field, text).scaleb(-shift)))


def _text(typed: str | None, name: str, by: Label | None) -> dict[str, str]:
    """Return the words of a rule: what was typed in either language, else its number beside its line."""
    if typed is not None:
        return {"zh-CN": typed, "en": typed}
    zh, en = ("{title}：", "{title}: ") if by is not None else ("", "")
    called = named(name, by)
    return {
        "zh-CN": f"{zh}{plain(called, 'zh-CN')} {{value}}（线 {{threshold}}）",
        "en": f"{en}{plain(called, 'en')} {{value}} (line {{threshold}})",
    }
