"""Rules edited, added and removed while the show runs.

Owns: `rules.set`, `rules.remove`; which rules are of one's own.
Law: a rule that does not hold together is refused with the reason; one that is edited follows rows 10 and 11 of the
machine, and taking it back edits it once more. An edit stays until it is taken back or a plan changes that same rule, which
is then a later change of it (`planning`). Only what was added here can be removed.
Must not know: how rules are evaluated, pages.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import OWN_TASK, Rule
from controlroom.domain.alerts.sound import MOST, fault
from controlroom.domain.alerts.wording import title
from controlroom.domain.errors import Refusal, RefusalCode
from controlroom.domain.plan import Text
from controlroom.domain.roles import PEOPLE, Role
from controlroom.domain.topics import Topic
from controlroom.room import alerting
from controlroom.room.acts.act import Act, Place, Undoing, no
from controlroom.room.state import RoomState

_READY: Final = resolved()
_OWNERS: Final = frozenset({*PEOPLE, OWN_TASK})


class Before(Struct):
    """A rule as it was; None: there was none of this id."""

    id: str
    rule: Rule | None


def _set(s: RoomState, c: ask.RulesSet, at: Place) -> None:
    alerting.put(s, c.rule.id, c.rule, at.received_ms)


def _refuse(s: RoomState, c: ask.RulesSet, by: Role, now_ms: int) -> Refusal | None:
    rule = c.rule
    wrong = fault(rule)
    if wrong is not None:
        code: RefusalCode = "unknown_metric" if wrong.fault == "unknown_metric" else "bad_rule"
        return replace(no(code, wrong.said, rule.id), part=wrong.field, fault=wrong.fault)
    team = s.plan.show.team if s.plan is not None else ()
    if rule.owner not in _OWNERS and all(member.id != rule.owner for member in team):
        return no("unknown_person", f"{rule.owner!r} is no member of the team and no role", rule.owner)
    known = s.alerts.rules.get(rule.id)
    if known is None and len(s.alerts.rules) >= MOST:
        return replace(no("bad_rule", f"a show has {MOST} rules at most", rule.id), part="id", fault="many_rules")
    return no("already_so", "the rule is so already", rule.id) if known == rule else None


def before(s: RoomState, id_: str) -> Before:
    """Return a rule as it is now."""
    return Before(id_, s.alerts.rules.get(id_))


def back(s: RoomState, kept: Before, at: Place) -> None:
    """Let a rule be as it was."""
    alerting.put(s, kept.id, kept.rule, at.received_ms)


def subject(id_: str) -> str:
    """Return what an edit of a rule is about."""
    return f"rule:{id_}"


def _gone(s: RoomState, kept: Before) -> bool:
    return kept.id not in s.alerts.rules


def own(s: RoomState, rule: str) -> bool:
    """Tell whether a rule was added while the show runs: it is neither ready-made nor the plan's."""
    planned = s.plan.rules if s.plan is not None else ()
    return rule in s.alerts.rules and rule not in _READY and all(one.id != rule for one in planned)


def _remove(s: RoomState, c: ask.RulesRemove, at: Place) -> None:
    alerting.put(s, c.rule, None, at.received_ms)


def _refuse_removal(s: RoomState, c: ask.RulesRemove, by: Role, now_ms: int) -> Refusal | None:
    if c.rule not in s.alerts.rules:
        return no("unknown_rule", f"there is no rule {c.rule!r}", c.rule)
    said = f"{c.rule} is ready-made or the plan's: switch it off with rules.set"
    return None if own(s, c.rule) else no("not_own_rule", said, c.rule)


def _taken(s: RoomState, kept: Before) -> bool:
    return kept.id in s.alerts.rules


def _removed_title(s: RoomState, c: ask.RulesRemove) -> Text:
    rule = s.alerts.rules.get(c.rule)
    return dict(title(c.rule, rule.metric if rule is not None else None))


def _title(s: RoomState, c: ask.RulesSet) -> Text:
    return dict(title(c.rule.id, c.rule.metric))


ACTS: Final[dict[type[cmd.Command], Act]] = {
    ask.RulesSet: Act(
        carry=_set, refuse=_refuse, touches=frozenset({Topic.ALERTS}), subject="rule", part=lambda c: c.rule.id,
        what=_title, undo=Undoing(Before, lambda s, c, at: before(s, c.rule.id), back, _gone),
    ),
    ask.RulesRemove: Act(
        carry=_remove, refuse=_refuse_removal, touches=frozenset({Topic.ALERTS}), subject="rule", part=lambda c: c.rule,
        what=_removed_title, undo=Undoing(Before, lambda s, c, at: before(s, c.rule), back, _taken),
    ),
}  # fmt: skip
