"""Alerts as screens show them.

Owns: the topic `alerts`: which are listed and in which order, their words, what is offered with each, and what of it each
role sees.
Law: most urgent and not in anybody's hands comes first, then what is news. Whoever does not lead sees only what is with him
or everybody, and no figure that is not his. What is costly is made once for all roles.
Must not know: HTML, sockets, how a rule is evaluated.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from msgspec.structs import replace

from controlroom.domain.alerts.incident import RANK, Incident
from controlroom.domain.alerts.instances import Instance, key_of
from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.notice import EVERYBODY
from controlroom.domain.alerts.readings import neighbour
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import MILLION, Limit, Rule
from controlroom.domain.alerts.wording import LANGUAGES, title, unit_of, written
from controlroom.domain.plan import Text, plain
from controlroom.domain.roles import Role
from controlroom.domain.tasks import By, plays
from controlroom.domain.watch import Judgement
from controlroom.domain.wordings import placeholders
from controlroom.room.acts.ruling import own
from controlroom.room.acts.suggested import book_of, part_of, words_of
from controlroom.room.alert_words import pending_words, unknown, values, words
from controlroom.room.gating import muted_by
from controlroom.room.selling import substitute
from controlroom.room.showing import CURRENCY, found, wording
from controlroom.room.state import RoomState
from controlroom.views import alert_shapes as v
from controlroom.views.alert_ages import Ages
from controlroom.views.evidence import evidence_of, has_evidence
from controlroom.views.kpi import HOST_TILES
from controlroom.views.ruleform import named
from controlroom.views.unwatched import unwatched

READY: Final = resolved()
OPEN_MOST: Final = 60
RECENT_MOST: Final = 20
LOG_MOST: Final = 20

LEADING: Final = frozenset({Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.ANALYST, Role.WALL})
"""Roles that see every alert."""


def alerts_view(s: RoomState) -> v.AlertsView:
    """Return the topic as those who lead see it."""
    book = s.casebook
    open_ = sorted((one for one in book.open.values() if not one.over), key=_urgency)
    pending = [one for one in s.alerts.instances.values() if one.state == "pending" and _alone(s, one)]
    ages = Ages(s)
    shown = [_open(s, incident, ages) for incident in open_[:OPEN_MOST]]
    shown += [_pending(s, instance, ages) for instance in pending[: max(0, OPEN_MOST - len(shown))]]
    over = [*(one for one in book.open.values() if one.over), *book.recent]
    over.sort(key=lambda one: -(one.resolved_ms or 0))
    return v.AlertsView(
        open=tuple(shown),
        more=max(0, len(open_) + len(pending) - OPEN_MOST),
        recent=tuple(_over(s, incident) for incident in over[:RECENT_MOST]),
        silences=tuple(
            v.SilenceView(
                id=one.id, matchers=one.matchers, since_ms=one.since_ms, until_ms=one.until_ms, why=one.why,
                by=one.person or one.by,
            )
            for one in book.gate.silences.values()
            if one.until_ms > s.as_of_ms
        ),
        rules=_rules(s),
        unwatched=tuple(replace(one, title=_called(s.alerts.rules[one.rule])) for one in unwatched(s)),
        log=tuple(
            v.SayingView(
                at_ms=line.at_ms, alert=line.incident, key=line.key, why=line.why, outcome=line.outcome, by=line.by, to=line.to
            )
            for line in reversed(book.gate.log[-LOG_MOST:])
        ),
    )  # fmt: skip


def seen_by(s: RoomState, view: v.AlertsView, role: Role) -> v.AlertsView:
    """Return what a role sees of the topic: all of it, or what is with it."""
    if role in LEADING:
        return view
    team = s.plan.show.team if s.plan is not None else ()
    mine = (
        one
        for one in view.open
        if one.incident is not None
        and any(who == EVERYBODY or plays(who, By(role), team) for who in (one.owner, *one.shared))
        and _harmless(s.alerts.rules.get(one.rule))
    )
    return v.AlertsView(open=tuple(mine))


def _harmless(rule: Rule | None) -> bool:
    """Tell whether a rule is about nothing that only those who lead may see."""
    if rule is None or rule.method in ("conversion_dip", "pay_rate_drop", "refund_spike"):
        return False
    return rule.metric is None or "." in rule.metric or rule.metric in HOST_TILES


def _alone(s: RoomState, instance: Instance) -> bool:
    """Tell whether an instance has no incident yet."""
    return s.casebook.of(key_of(instance.rule, instance.labels)) is None


def _urgency(one: Incident) -> tuple[bool, bool, int, int]:
    """Return its place: among those alike the newest first, so that what is news is in the list however many there are."""
    news_ms = one.with_ms if one.with_ms is not None else one.opened_ms
    return one.state != "triggered", one.blank, -RANK[one.severity], -news_ms


def _open(s: RoomState, one: Incident, ages: Ages) -> v.AlertView:
    instance, rule = s.alerts.instances.get(one.key), s.alerts.rules.get(one.rule)
    value, threshold = values(s, one)
    dark = unknown(s, one) is not None
    judged = s.watch.judge() if rule is not None and rule.method == "conversion_dip" and not dark else None
    return v.AlertView(
        id=one.id,
        rule=one.rule,
        labels=_labels(rule, one.labels),
        severity=one.severity,
        state=_state(instance),
        recovering=instance is not None and instance.state == "recovering",
        incident=_incident(one),
        since_ms=one.opened_ms,
        value=_plain(value),
        threshold=_plain(threshold),
        owner=one.owner,
        text=words(s, one),
        playbook=_playbook(s, one),
        act=_act(s, one),
        contributions=evidence_of(s, one, rule, judged)
        if rule is not None and has_evidence(rule) and not dark
        else None,
        muted_by=muted_by(s, one, ages.now),
        shared=tuple(who for who in one.had if who != one.owner),
        escalates_ms=one.escalates_ms() if one.owed is None else None,
        acked_ms=one.acked_ms if one.state == "acked" else None,
        acked_by=one.acked_by if one.state == "acked" else None,
        until=one.until,
        until_ms=one.until_ms,
        sure=_sure(judged),
        said=one.said,
        age=ages.of(rule, one.labels, value),
    )


def _over(s: RoomState, one: Incident) -> v.AlertView:
    value, threshold = one.value_millionths, one.threshold_millionths
    return v.AlertView(
        id=one.id, rule=one.rule, labels=_labels(s.alerts.rules.get(one.rule), one.labels), severity=one.severity,
        state="firing", recovering=False, incident="resolved", since_ms=one.first_ms, value=_plain(value),
        threshold=_plain(threshold), owner=one.owner, text=words(s, one), shared=tuple(one.had), acked_ms=one.acked_ms,
        acked_by=one.acked_by, resolved_ms=one.resolved_ms, why=one.why, said=one.said,
    )  # fmt: skip


def _pending(s: RoomState, one: Instance, ages: Ages) -> v.AlertView:
    rule = s.alerts.rules.get(one.rule)
    return v.AlertView(
        id=key_of(one.rule, one.labels), rule=one.rule, labels=_labels(rule, one.labels), severity=one.severity,
        state="pending", recovering=False, incident=None, since_ms=one.active_at_ms or s.as_of_ms,
        value=_plain(one.value_millionths), threshold=_plain(one.threshold_millionths),
        owner=rule.owner if rule is not None else "controller", text=pending_words(s, one),
        age=ages.of(rule, one.labels, one.value_millionths),
    )  # fmt: skip


def _incident(one: Incident) -> v.IncidentState:
    return "resolved" if one.state == "closed" else one.state


def _state(instance: Instance | None) -> v.AlertState:
    if instance is None or instance.state in ("recovering", "inactive"):
        return "firing"
    return instance.state  # type: ignore[return-value]


def _labels(rule: Rule | None, labels: str) -> dict[str, str]:
    return {rule.by: labels} if rule is not None and rule.by is not None and labels else {}


def _plain(millionths: int | None) -> int | float | None:
    if millionths is None:
        return None
    whole, rest = divmod(millionths, MILLION)
    return whole if not rest else millionths / MILLION


def _playbook(s: RoomState, one: Incident) -> v.PlaybookView | None:
    told, given = book_of(s, one.rule), words_of(s, one, s.as_of_ms)
    if told is None and given is None:
        return None
    cue = given[0] if given is not None else None
    known = found(s, cue) if cue is not None else None
    said = wording(s, *known, s.as_of_ms) if known is not None else None
    return v.PlaybookView(
        id=told[0] if told is not None else one.rule,
        steps=told[1].steps if told is not None else (),
        say=told[1].say if told is not None and unknown(s, one) is None else None,
        cue=cue,
        words=said.text if said is not None else given[1] if given is not None else None,
        pushed_ms=one.acted.get("cue"),
    )


def _act(s: RoomState, one: Incident) -> v.AlertActView | None:
    rule = s.alerts.rules.get(one.rule)
    kind = rule.act if rule is not None else None
    part = part_of(s, one, one.id) if kind is not None else None
    if kind is None or (part is None and "act" not in one.acted):
        return None
    what: Text | None = None
    if kind == "switch_instead":
        what = _instead(s, one)
    elif kind == "next":
        upcoming = s.rundown.neighbour(1)
        segment = s.rundown.segment(upcoming) if upcoming is not None else None
        what = segment.title if segment is not None else None
    return v.AlertActView(kind=_KINDS[kind], what=what, done_ms=one.acted.get("act"))


_KINDS: Final = {"switch_instead": "switch", "next": "next"}


def _instead(s: RoomState, one: Incident) -> Text | None:
    if s.plan is None:
        return None
    sku = substitute(s, one.labels or (s.program.sku if s.program is not None else ""))
    instead = s.plan.product(sku) if sku is not None else None
    return instead.title if instead is not None else None


def _sure(judged: Judgement | None) -> Text | None:
    if judged is None:
        return None
    zh = f"应有约 {judged.expected} 单，实有 {judged.seen} 单；碰巧如此约 {judged.odds} 分之一"
    return {
        "zh-CN": zh,
        "en": f"about {judged.expected} orders expected, {judged.seen} seen; by chance 1 time in {judged.odds}",
    }


def _rules(s: RoomState) -> tuple[v.RuleView, ...]:
    """Return the rules, made anew when one was edited or has opened an incident. What is kept is no part of the state."""
    now = (s.alerts.edition, s.casebook.made, s.currency)
    known: object = s.alerts.__dict__.get("rule_views")
    if not isinstance(known, _Kept) or known.of != now:
        made = tuple(_rule(s, rule) for rule in s.alerts.rules.values())
        known = s.alerts.__dict__["rule_views"] = _Kept(now, made)
    return known.views


class _Kept(NamedTuple):
    of: tuple[int, int, str | None]
    views: tuple[v.RuleView, ...]


def _rule(s: RoomState, rule: Rule) -> v.RuleView:
    unit, currency = unit_of(rule), s.currency or CURRENCY

    def line(limit: Limit | None, sign: str) -> Text | None:
        """A threshold as people read it."""
        if limit is None:
            return None
        if limit.value_millionths is not None:
            return f"{sign} {written(limit.value_millionths, unit, currency)}"
        times = f" × {limit.times_millionths / MILLION:g}" if limit.times_millionths != MILLION else ""
        field = named(neighbour(line_of(rule).metric, limit.field or ""), rule.by)
        return {lang: f"{sign} {plain(field, lang)}{times}" for lang in LANGUAGES}

    fire = line(rule.above, ">") or line(rule.below, "<")
    clear = line(rule.clear, "≤" if rule.above is not None else "≥")
    return v.RuleView(
        id=rule.id, title=_called(rule), metric=rule.metric, severity=rule.severity, owner=rule.owner,
        enabled=rule.enabled, fire=fire, clear=clear, for_ms=rule.for_ms, keep_ms=rule.keep_ms,
        changed=READY.get(rule.id, rule) != rule, fired=s.casebook.fired.get(rule.id, 0), rule=rule,
        own=own(s, rule.id),
    )  # fmt: skip


def _called(rule: Rule) -> Text:
    """Return what a rule is called in the list: one that is not ready-made by its words, where they name no number."""
    if rule.id in READY or rule.metric is None:
        return dict(title(rule.id, rule.metric))
    plain_words = rule.text and not any(placeholders(text) for text in rule.text.values())
    return dict(rule.text) if plain_words else named(rule.metric, rule.by)
