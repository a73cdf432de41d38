"""The analyst's panes about rules: the form of one, and how often a changed one would have fired.

Owns: which values their templates are given.
Law: the same values give the same bytes; the rule that is offered to be saved is the one that was tried.
Must not know: sockets, HTTP, how a rule is tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from msgspec import Struct

from controlroom.domain.alerts.rules import Rule
from controlroom.domain.plan import Text
from controlroom.render.panes import Draw
from controlroom.views.alert_shapes import RuleView
from controlroom.views.backtest import Firing, by_minutes
from controlroom.views.newrule import OF, NewForm, own_form
from controlroom.views.ruleform import SEVERITIES, RuleForm, Wrong
from controlroom.views.ruletext import written
from controlroom.views.shapes import ShowView
from controlroom.views.task_shapes import PersonView

Source = Literal["journal", "kept", "recorded"]

OWNERS: Final = ("controller", "analyst", "operator", "assistant", "host")
_ENCODE: Final = msgspec.json.Encoder().encode


class Tried(Struct, frozen=True, kw_only=True):
    """What a stretch of a show says: how the rule as it stands and the changed one would have fired.

    Args:
        ago: How many shows ago, 0: this one.
        before: As it stands now; None: it is new. `after`: as changed; None: that cannot be told.
        source: What tells it: the journal, folded again; values that were kept; what was recorded as the rule stood.
    """

    ago: int
    from_ms: int
    to_ms: int
    before: tuple[Firing, ...] | None
    after: tuple[Firing, ...] | None
    source: Source = "journal"


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
    keep = written(view.rule) if line.own or line.changed else None
    return draw(
        "rule", lang, form=view, rule=view.rule, line=line, team=team, show=show, owners=OWNERS, severities=SEVERITIES,
        seq=seq, keep=keep, own=own_form(view.rule) if line.own else None,
    )  # fmt: skip


def new_form(draw: Draw, lang: str, view: NewForm, team: Sequence[PersonView], show: ShowView, seq: int) -> str:
    """Return the form of a rule of one's own (`form`)."""
    return draw(
        "rule_new",
        lang,
        form=view,
        team=team,
        show=show,
        owners=OWNERS,
        severities=SEVERITIES,
        of=OF,
        seq=seq,
    )


def tried(
    draw: Draw, lang: str, rule: Rule, spans: Sequence[Tried], names: dict[str, Text], show: ShowView,
    *, stands: bool = True, new: bool = False,
) -> str:  # fmt: skip
    """Return how often a changed rule would have fired, and the button that saves it.

    Args:
        draw: Renders.
        lang: A language that is spoken.
        rule: The changed one.
        spans: The last hour, then past shows, newest first.
        names: What labels are called, where the firing itself does not say.
        show: For its zone.
        stands: The rule is on as it stands. `new`: there is none yet.
    """
    given = {"type": "rules.set", "rule": _ENCODE(rule).decode()}
    return draw(
        "rule_tried", lang, rule=rule, spans=spans, names=names, show=show, given=given, stands=stands,
        sources={one.source for one in spans}, by_minutes=by_minutes(rule), new=new,
    )  # fmt: skip


def wrong(draw: Draw, lang: str, fault: Wrong) -> str:
    """Return what is wrong with what was typed."""
    return draw("rule_wrong", lang, fault=fault)
