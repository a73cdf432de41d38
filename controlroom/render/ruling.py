"""The analyst's panes about rules: the form of one, and how often a changed one would have fired.

Owns: which values their templates are given.
Law: the same values give the same bytes; the rule that is offered to be saved is the one that was tried.
Must not know: sockets, HTTP, how a rule is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from controlroom.domain.alerts.rules import Rule
from controlroom.domain.plan import Text
from controlroom.render.panes import Draw
from controlroom.views.alert_shapes import RuleView
from controlroom.views.backtest import Firing, by_minutes
from controlroom.views.ruleform import LONGEST_S, SEVERITIES, RuleForm, Wrong
from controlroom.views.shapes import ShowView
from controlroom.views.task_shapes import PersonView

OWNERS: Final = ("controller", "analyst", "operator", "assistant", "host")
_ENCODE: Final = msgspec.json.Encoder().encode


class Tried(Struct, frozen=True, kw_only=True):
    """What a stretch of a show says: how the rule as it stands and the changed one would have fired.

    `ago`: how many shows ago, 0: this one; `before`: as it stands now.
    """

    ago: int
    from_ms: int
    to_ms: int
    before: tuple[Firing, ...]
    after: tuple[Firing, ...]


def form(
    draw: Draw, lang: str, view: RuleForm, line: RuleView, team: Sequence[PersonView], show: ShowView, seq: int
) -> str:
    """Return the form of a rule.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        view: What it holds. `line`: the rule as it stands in the list.
        team: Who can own it, besides the roles.
        show: For its currency.
        seq: Of the newest record that it shows: saved over what came after, it is refused.
    """
    return draw(
        "rule", lang, form=view, rule=view.rule, line=line, team=team, show=show, owners=OWNERS, severities=SEVERITIES,
        longest=LONGEST_S, seq=seq,
    )  # fmt: skip


def tried(
    draw: Draw, lang: str, rule: Rule, spans: Sequence[Tried], names: dict[str, Text], show: ShowView,
    *, stands: bool = True, tries: bool = True,
) -> str:  # fmt: skip
    """Return how often a changed rule would have fired, and the button that saves it.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        rule: The changed one.
        spans: The last hour, then past shows, newest first.
        names: What labels are called.
        show: For its zone.
        stands: The rule is on as it stands. `tries`: what it compares was kept; else `before` is what was recorded.
    """
    given = {"type": "rules.set", "rule": _ENCODE(rule).decode()}
    return draw(
        "rule_tried", lang, rule=rule, spans=spans, names=names, show=show, given=given, stands=stands, tries=tries,
        by_minutes=tries and by_minutes(rule),
    )  # fmt: skip


def wrong(draw: Draw, lang: str, fault: Wrong) -> str:
    """Return what is wrong with what was typed."""
    return draw("rule_wrong", lang, fault=fault)
