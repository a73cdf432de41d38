"""A rule edited while the show runs.

Owns: `rules.set`.
Law: a rule that does not hold together is refused with the reason; one that is edited follows rows 10 and 11 of the
machine, and taking it back edits it once more.
Must not know: how rules are evaluated, pages, plans.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.evaluate import set_rule, unset_rule
from controlroom.domain.alerts.rules import OWN_TASK, Rule
from controlroom.domain.alerts.sound import MOST, fault
from controlroom.domain.alerts.wording import title
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Text
from controlroom.domain.roles import PEOPLE, Role
from controlroom.domain.topics import Topic
from controlroom.room import handling
from controlroom.room.acts.act import Act, Place, Undoing, no
from controlroom.room.state import RoomState

_OWNERS: Final = frozenset({*PEOPLE, OWN_TASK})


class Before(Struct):
    """A rule as it was; None: there was none of this id."""

    id: str
    rule: Rule | None


def _set(s: RoomState, c: ask.RulesSet, at: Place) -> None:
    handling.followed(s, c.rule.id, set_rule(s.alerts, c.rule, at.received_ms), at.received_ms)


def _refuse(s: RoomState, c: ask.RulesSet, by: Role, now_ms: int) -> Refusal | None:
    rule = c.rule
    wrong = fault(rule)
    if wrong is not None:
        return no("unknown_metric" if "no metric" in wrong else "bad_rule", wrong, rule.id)
    team = s.plan.show.team if s.plan is not None else ()
    if rule.owner not in _OWNERS and all(member.id != rule.owner for member in team):
        return no("unknown_person", f"{rule.owner!r} is no member of the team and no role", rule.owner)
    known = s.alerts.rules.get(rule.id)
    if known is None and len(s.alerts.rules) >= MOST:
        return no("bad_rule", f"a show has {MOST} rules at most", rule.id)
    return no("already_so", "the rule is so already", rule.id) if known == rule else None


def _before(s: RoomState, c: ask.RulesSet, at: Place) -> Before:
    return Before(c.rule.id, s.alerts.rules.get(c.rule.id))


def _back(s: RoomState, kept: Before, at: Place) -> None:
    if kept.rule is not None:
        told = set_rule(s.alerts, kept.rule, at.received_ms)
    else:
        told = unset_rule(s.alerts, kept.id, at.received_ms)
    handling.followed(s, kept.id, told, at.received_ms)


def _gone(s: RoomState, kept: Before) -> bool:
    return kept.id not in s.alerts.rules


def _title(s: RoomState, c: ask.RulesSet) -> Text:
    return dict(title(c.rule.id, c.rule.metric))


ACTS: Final[dict[type[cmd.Command], Act]] = {
    ask.RulesSet: Act(
        carry=_set, refuse=_refuse, touches=frozenset({Topic.ALERTS}), subject="rule", part=lambda c: c.rule.id,
        what=_title, undo=Undoing(Before, _before, _back, _gone),
    ),
}  # fmt: skip
