"""What people do with alerts: take in hand, let be, be done with, silence.

Owns: `alert.ack`, `alert.snooze`, `alert.close`, `silence.add`, `silence.expire`.
Law: an alert is acted on by those who lead, its owner, and whom it went on to. Nothing here changes what is true; what
somebody did stays in the incident, also when it is taken back.
Must not know: how rules are evaluated, who carries notices, pages.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Final, get_args

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.gate import SILENCES_MOST, Silence
from controlroom.domain.alerts.incident import SNOOZE_MOST_MS, Deed, Incident, State, Until
from controlroom.domain.alerts.incident import Act as Did
from controlroom.domain.alerts.notice import EVERYBODY, Why
from controlroom.domain.alerts.rules import Label, Severity
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Text
from controlroom.domain.roles import Role
from controlroom.domain.tasks import By, plays
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, made, no
from controlroom.room.alert_words import words
from controlroom.room.gating import labels_of, release, say
from controlroom.room.state import RoomState

_LEADING: Final = frozenset({Role.ADMIN, Role.CONTROLLER, Role.ANALYST})
"""They act on every alert."""

_MATCHED: Final = frozenset({"rule", "severity", *get_args(Label)})


def _skus(s: RoomState) -> Container[str]:
    planned = (product.sku for product in s.plan.products) if s.plan is not None else ()
    return {*planned, *s.shelves, *s.tally.products}


_KNOWN: Final[dict[str, Callable[[RoomState], Container[str]]]] = {
    "severity": lambda s: get_args(Severity),
    "sku": _skus,
    "segment": lambda s: {segment.id for segment in s.rundown.segments},
    "task": lambda s: s.tasks.by_id,
    "offer": lambda s: {offer.id for offer in s.plan.offers} if s.plan is not None else (),
    "question": lambda s: s.comments.questions.by_id,
}
"""What a matcher may ask for, by its name. Feeds and sources of traffic come when they come: one may be silenced beforehand."""


class Was(Struct):
    """How an incident stood before. `became`: the state that the command put it into."""

    alert: str
    became: State
    state: State
    since_ms: int
    until: Until | None
    about: str | None
    until_ms: int | None
    acked_ms: int | None
    acked_by: str | None


def deed(at: Place, act: Did, why: str | None = None, what: str | None = None) -> Deed:
    """Return what somebody did at a place of the journal."""
    return Deed(at.received_ms, act, at.by, at.person, what, why)


def was(incident: Incident, became: State) -> Was:
    """Return how an incident stands, before a command puts it into another state."""
    i = incident
    return Was(i.id, became, i.state, i.since_ms, i.until, i.about, i.until_ms, i.acked_ms, i.acked_by)


def unknown(s: RoomState, alert: str) -> Refusal | None:
    """Refuse an alert that is not open."""
    incident = s.casebook.find(alert)
    if incident is None:
        return no("unknown_alert", f"there is no alert {alert!r} any more", alert)
    return no("alert_over", "it is over already", alert) if incident.over else None


def whose(s: RoomState, c: ask.OfAlert, by: By) -> Refusal | None:
    """Refuse whoever neither leads nor has been given the alert."""
    incident = s.casebook.find(c.alert)
    if incident is None or by.role in _LEADING:
        return None
    team = s.plan.show.team if s.plan is not None else ()
    people = (*incident.had, incident.owner)
    if EVERYBODY in people or any(plays(who, by, team) for who in people):
        return None
    return no("not_yours", f"it is with {incident.owner}", c.alert)


def restore(s: RoomState, kept: Was, at: Place) -> None:
    """Let an incident stand as it did."""
    incident = s.casebook.open[kept.alert]
    incident.state, incident.since_ms = kept.state, kept.since_ms
    incident.until, incident.about, incident.until_ms = kept.until, kept.about, kept.until_ms
    incident.acked_ms, incident.acked_by = kept.acked_ms, kept.acked_by
    if not incident.over:
        incident.resolved_ms = incident.why = None
    if incident.with_ms is not None:
        incident.with_ms = at.received_ms
    incident.did(deed(at, "undo"))
    _say_unheard(s, incident, at.received_ms)
    s.casebook.reckon()


def _say_unheard(s: RoomState, incident: Incident, at_ms: int) -> None:
    """Say what nobody has been told of and nothing waits to say: it was dropped while it was in hand."""
    if incident.state != "triggered" or incident.grouped or incident.owed is not None:
        return
    why = _unheard(s, incident)
    if why is not None:
        say(s, incident, why, at_ms)


def _unheard(s: RoomState, incident: Incident) -> Why | None:
    """Return as what an incident has yet to be said; None: it was."""
    if not incident.blank and _comes_and_goes_untold(s, incident.key):
        return "unstable"  # as anything else it would be held back
    if incident.with_ms is not None:
        return None
    if incident.blank:
        instance = s.alerts.instances.get(incident.key)
        return "error" if instance is not None and instance.state == "error" else "nodata"
    return "again" if incident.said else "fired"


def _comes_and_goes_untold(s: RoomState, key: str) -> bool:
    """Tell whether an instance comes and goes, and nobody was told so since it does."""
    gate = s.casebook.gate
    flap = gate.flaps.get(key)
    since_ms = flap.unstable_ms if flap is not None else None
    return since_ms is not None and not any(
        line.at_ms >= since_ms and (line.key, line.why, line.outcome) == (key, "unstable", "sent") for line in gate.log
    )


def gone(s: RoomState, kept: Was) -> bool:
    """Tell whether an incident has gone on since."""
    incident = s.casebook.open.get(kept.alert)
    return incident is None or incident.state != kept.became


def title(s: RoomState, c: ask.OfAlert) -> Text | None:
    """Return what an alert says."""
    incident = s.casebook.find(c.alert)
    return words(s, incident) if incident is not None else None


# In hand, let be, done.


def _ack(s: RoomState, c: ask.AlertAck, at: Place) -> None:
    incident = s.casebook.open[c.alert]
    until, until_ms = (c.until, None) if isinstance(c.until, str) else (None, c.until)
    incident.ack(deed(at, "ack", c.why), until, _about(s, incident, until), until_ms)
    s.casebook.reckon()


def _about(s: RoomState, incident: Incident, until: Until | None) -> str | None:
    match until:
        case "sold_out":
            return labels_of(s, incident).get("sku", s.program.sku if s.program is not None else None)
        case "segment_end":
            return s.rundown.on_air
        case None:
            return None


def _refuse_ack(s: RoomState, c: ask.AlertAck, by: Role, now_ms: int) -> Refusal | None:
    refusal = unknown(s, c.alert)
    if refusal is not None or c.until is None:
        return refusal
    if isinstance(c.until, int):
        return no("already_past", "that instant is over", c.alert) if c.until <= now_ms else None
    about = _about(s, s.casebook.open[c.alert], c.until)
    if about is None:
        return no("nothing_on_air", "there is nothing on air to wait for", c.alert)
    shelf = s.shelves.get(about) if c.until == "sold_out" else None
    return no("already_so", f"{about!r} is sold out already", about) if shelf is not None and shelf.is_out else None


def _snooze(s: RoomState, c: ask.AlertSnooze, at: Place) -> None:
    s.casebook.open[c.alert].snooze(deed(at, "snooze", c.why), c.until_ms)
    s.casebook.reckon()


def _refuse_snooze(s: RoomState, c: ask.AlertSnooze, by: Role, now_ms: int) -> Refusal | None:
    refusal = unknown(s, c.alert)
    if refusal is None and c.until_ms <= now_ms:
        refusal = no("already_past", "that instant is over", c.alert)
    if refusal is None and c.until_ms > now_ms + SNOOZE_MOST_MS:
        refusal = no("too_long", "let it be for half an hour at most: silence it for longer", c.alert)
    return refusal


def _close(s: RoomState, c: ask.AlertClose, at: Place) -> None:
    s.casebook.open[c.alert].close(deed(at, "close", c.why))
    s.casebook.reckon()


def _refuse_close(s: RoomState, c: ask.AlertClose, by: Role, now_ms: int) -> Refusal | None:
    return unknown(s, c.alert)


def _keep(became: State) -> Undoing:
    def keep(s: RoomState, c: ask.OfAlert, at: Place) -> Was:
        """How it stands now."""
        return was(s.casebook.open[c.alert], became)

    return Undoing(Was, keep, restore, gone, why="moved_on")


# Silences.


class Silenced(Struct):
    """A silence as it stood before; None: there was none. `id`: which."""

    id: str
    before: Silence | None


def _add(s: RoomState, c: ask.SilenceAdd, at: Place) -> None:
    id_ = made("silence", at.seq)
    silence = Silence(id_, dict(sorted(c.matchers.items())), at.received_ms, c.until_ms, c.why, at.by, at.person)
    s.casebook.gate.silences[id_] = silence
    s.casebook.at_latest(c.until_ms)


def _refuse_add(s: RoomState, c: ask.SilenceAdd, by: Role, now_ms: int) -> Refusal | None:
    strange = next((name for name in c.matchers if name not in _MATCHED), None)
    if strange is not None:
        return no("unknown_matcher", f"nothing is called {strange!r}: there are {', '.join(sorted(_MATCHED))}", strange)
    rule = c.matchers.get("rule")
    if rule is not None and rule not in s.alerts.rules:
        return no("unknown_rule", f"there is no rule {rule!r}", rule)
    for name, value in c.matchers.items():
        if _is_strange(s, name, value):
            return no(
                "unknown_matcher", f"there is no {name} {value!r}: give its id as the alerts do, not its title", value
            )
    if c.until_ms <= now_ms:
        return no("already_past", "that instant is over")
    full = len(s.casebook.gate.silences) >= SILENCES_MOST
    return no("too_many_silences", f"there are {SILENCES_MOST} silences: end one first") if full else None


def _is_strange(s: RoomState, name: str, value: str) -> bool:
    """Tell whether nothing can ever match: in a show that a plan gave no products or segments only severities are known."""
    planned = s.plan is not None and (s.plan.products or s.plan.segments)
    known = _KNOWN.get(name) if planned or name == "severity" else None
    return known is not None and value not in known(s) and not _is_open(s, value)


def _is_open(s: RoomState, labels: str) -> bool:
    """Tell whether something is open of what has left the room since."""
    return any(incident.labels == labels for incident in s.casebook.open.values())


def _expire(s: RoomState, c: ask.SilenceExpire, at: Place) -> None:
    del s.casebook.gate.silences[c.silence]
    release(s, at.received_ms)


def _refuse_expire(s: RoomState, c: ask.SilenceExpire, by: Role, now_ms: int) -> Refusal | None:
    known = c.silence in s.casebook.gate.silences
    return None if known else no("unknown_silence", f"there is no silence {c.silence!r} any more", c.silence)


def _added(s: RoomState, c: ask.SilenceAdd, at: Place) -> Silenced:
    return Silenced(made("silence", at.seq), None)


def _expired(s: RoomState, c: ask.SilenceExpire, at: Place) -> Silenced:
    return Silenced(c.silence, replace(s.casebook.gate.silences[c.silence]))


def _unsilence(s: RoomState, kept: Silenced, at: Place) -> None:
    if kept.before is None:
        del s.casebook.gate.silences[kept.id]
        release(s, at.received_ms)
    else:
        s.casebook.gate.silences[kept.id] = kept.before
        s.casebook.at_latest(kept.before.until_ms)


def _silence_gone(s: RoomState, kept: Silenced) -> bool:
    if kept.before is None:
        return kept.id not in s.casebook.gate.silences
    return kept.before.until_ms <= s.as_of_ms


def _part(c: ask.OfAlert) -> str:
    return c.alert


ALERTS: Final = frozenset({Topic.ALERTS})

ACTS: Final[dict[type[cmd.Command], Act]] = {
    ask.AlertAck: Act(
        carry=_ack, refuse=_refuse_ack, whose=whose, touches=ALERTS, subject="alert", part=_part, what=title,
        undo=_keep("acked"),
    ),
    ask.AlertSnooze: Act(
        carry=_snooze, refuse=_refuse_snooze, whose=whose, touches=ALERTS, subject="alert", part=_part, what=title,
        undo=_keep("snoozed"),
    ),
    ask.AlertClose: Act(
        carry=_close, refuse=_refuse_close, whose=whose, touches=ALERTS, subject="alert", part=_part, what=title,
        undo=_keep("closed"),
    ),
    ask.SilenceAdd: Act(
        carry=_add, refuse=_refuse_add, touches=ALERTS, makes="silence", what=lambda s, c: c.why,
        undo=Undoing(Silenced, _added, _unsilence, _silence_gone),
    ),
    ask.SilenceExpire: Act(
        carry=_expire, refuse=_refuse_expire, touches=ALERTS, subject="silence", part=lambda c: c.silence,
        undo=Undoing(Silenced, _expired, _unsilence, _silence_gone),
    ),
}  # fmt: skip
