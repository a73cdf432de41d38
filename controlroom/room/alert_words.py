"""What an alert says now: the names and numbers of the room in its rule's text.

Owns: what each of an alert's placeholders stands for.
Law: values are those the rule was compared with last; once it is over an alert is told as it was opened, word by word:
what is so by then is not what it was about. What nobody knows is left out, and while nobody can tell whether it is so no
figure is told at all: what the room reckons meanwhile is made of what did not come.
Must not know: the gate, commands, screens.
"""

from __future__ import annotations

from typing import Literal

from controlroom.domain.alerts.incident import Incident
from controlroom.domain.alerts.instances import Instance
from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.notice import Why
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.alerts.wording import about, filled, named, title, unit_of, written
from controlroom.domain.plan import Text
from controlroom.room.alert_facts import facts
from controlroom.room.showing import CURRENCY
from controlroom.room.state import RoomState


def words(s: RoomState, incident: Incident, why: Why = "fired") -> dict[str, str]:
    """Return what an alert says in every language, as what it is said."""
    rule = s.alerts.rules.get(incident.rule)
    if incident.over or rule is None:
        return about(why, incident.text or title(incident.rule, None), incident.why)
    dark = unknown(s, incident)
    if dark is None:
        return about(why, filled(rule, _facts(s, rule, incident.labels, values(s, incident))))
    said = about(dark, named(rule, called(s, rule, incident.labels)))
    return said if why in ("nodata", "error") else about(why, said)


def unknown(s: RoomState, incident: Incident) -> Literal["nodata", "error"] | None:
    """Return why nobody can tell whether an alert that is open is so; None: it is so."""
    instance = s.alerts.instances.get(incident.key)
    match instance.state if instance is not None else None:
        case "nodata" | "error" as state:
            return state
        case _:
            return "nodata" if incident.blank else None


def pending_words(s: RoomState, instance: Instance) -> dict[str, str]:
    """Return what an instance says that nobody was told of yet."""
    rule = s.alerts.rules.get(instance.rule)
    if rule is None:
        return title(instance.rule, None)
    told = instance.value_millionths, instance.threshold_millionths
    return filled(rule, _facts(s, rule, instance.labels, told))


def _facts(s: RoomState, rule: Rule, labels: str, told: tuple[int | None, int | None]) -> dict[str, Text | int]:
    found: dict[str, Text | int] = {"title": called(s, rule, labels)}
    value, threshold = told
    unit, currency = unit_of(rule), s.currency or CURRENCY
    if value is not None:
        found["value"] = written(_pieces(rule, value, threshold), unit, currency)
    if threshold is not None:
        found["threshold"] = written(threshold, unit, currency)
    return found | facts(s, rule, labels)


def _pieces(rule: Rule, value: int, threshold: int | None) -> int:
    """Return a value as it is told: pieces that are left are none at least, but where a rule is about those sold over."""
    sold_over = threshold is None or threshold <= 0
    return value if sold_over or line_of(rule).metric != "stock.available" else max(value, 0)


def values(s: RoomState, incident: Incident) -> tuple[int | None, int | None]:
    """Return value and threshold in millionths: as compared last, once it is over as it was opened with.

    Of one that is only about that nothing is known there are none.
    """
    if incident.blank:
        return None, None
    instance = s.alerts.instances.get(incident.key) if incident.state != "resolved" else None
    told = instance if instance is not None and instance.state != "inactive" else incident
    return told.value_millionths, told.threshold_millionths


def called(s: RoomState, rule: Rule, labels: str) -> Text:
    """Return what an instance is about: the product's, task's, offer's or segment's title, else the rule's own name."""
    plan = s.plan
    match rule.by:
        case "sku":
            product = plan.product(labels) if plan is not None else None
            return product.title if product is not None else labels
        case "task":
            task = s.tasks.by_id.get(labels)
            return task.title if task is not None else labels
        case "offer":
            offer = plan.offer(labels) if plan is not None else None
            return offer.title if offer is not None else labels
        case "question":
            question = s.comments.questions.by_id.get(labels)
            return question.text if question is not None else labels
        case "segment":
            segment = s.rundown.segment(labels)
            return segment.title if segment is not None else labels
        case None:
            return dict(title(rule.id, rule.metric))
        case _:
            return labels
