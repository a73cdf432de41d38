"""Who is on it and who is told: what became of each rule's instances becomes incidents and notices.

Owns: how transitions open, raise and end incidents, what time alone does to them, and who of the ladder is there.
Law: called by the functions that fold a record and once a second; what is due by time happens in the order of its
instants, each at its own, and before anything that comes later. It changes the casebook and the marks alone.
Must not know: how a rule is evaluated, commands, who carries notices.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import Final

from controlroom.domain.alerts.gate import GROUP_MS
from controlroom.domain.alerts.incident import ACK_MS, RANK, Incident
from controlroom.domain.alerts.instances import Transition, key_of
from controlroom.domain.alerts.notice import Why
from controlroom.domain.alerts.rules import OWN_TASK, Rule
from controlroom.domain.topics import Topic
from controlroom.room import marking
from controlroom.room.alert_words import words
from controlroom.room.gating import flush, inhibiting, labels_of, present_in, release, say
from controlroom.room.state import RoomState

_NOTHING: Final[frozenset[Topic]] = frozenset()
ALERTS: Final = frozenset({Topic.ALERTS})

GONE_MS: Final = 5_000
"""So long after a role's last screen has left it counts as gone."""


def took(s: RoomState, transitions: Iterable[Transition]) -> frozenset[Topic]:
    """Take what the rules' instances became, in order; return the topics that people will see changed."""
    changed, inhibitors = False, inhibiting(s).rules
    for transition in transitions:
        catch_up(s, transition.at_ms)
        _took(s, transition)
        changed = True
        if transition.rule in inhibitors:
            release(s, transition.at_ms)
    return ALERTS if changed else _NOTHING


def _took(s: RoomState, t: Transition) -> None:
    book = s.casebook
    incident = book.of(key_of(t.rule, t.labels))
    if incident is not None and incident.blank and t.now not in ("nodata", "error"):
        _end(s, incident, t)
        incident = None
    match t.now:
        case "firing" if incident is None:
            _open(s, t)
        case "firing" | "recovering" if incident is not None:
            _weigh(s, incident, t)
        case "inactive" if incident is not None:
            _end(s, incident, t)
        case "nodata" | "error":
            _blank(s, incident, t)
        case _:
            pass


def _open(s: RoomState, t: Transition) -> None:
    book, key = s.casebook, key_of(t.rule, t.labels)
    rule, owner = s.alerts.rules[t.rule], _owner(s, t)
    incident = book.go_on(key, owner, t.at_ms - GROUP_MS + 1)  # of its end nobody has been told yet
    if incident is not None:
        incident.timed(_ack_ms(rule), rule.escalate_after_ms, t.at_ms)
        _mark(s, incident, t.at_ms)
        _weigh(s, incident, t)
        book.follow(incident)
        return
    unstable = book.gate.fired(key, t.at_ms)
    incident = book.reopen(key, t.at_ms) if t.reason == "again" else None
    if incident is not None:
        _reopened(s, incident, t, unstable)
        return
    incident = book.begin(t.rule, t.labels, t.severity, owner, t.at_ms, present_in(s))
    incident.ack_ms = _ack_ms(rule)
    incident.escalate_ms = rule.escalate_after_ms
    _value(s, incident, t)
    _mark(s, incident, t.at_ms)
    say(s, incident, "unstable" if unstable else "fired", t.at_ms)


def _reopened(s: RoomState, incident: Incident, t: Transition, unstable: bool) -> None:
    """Take that an incident is back within its rule's cooldown: without a sound, unless it says more than was heard of it."""
    graver = RANK[t.severity] > RANK[incident.severity]
    incident.severity = t.severity
    _value(s, incident, t)
    _mark(s, incident, t.at_ms)
    why: Why | None = "unstable" if unstable else "fired" if not incident.said else "rose" if graver else None
    if why is not None:
        say(s, incident, why, t.at_ms)
    s.casebook.follow(incident)


def _value(s: RoomState, incident: Incident, t: Transition) -> None:
    incident.value_millionths, incident.threshold_millionths = t.value_millionths, t.threshold_millionths
    incident.text = words(s, incident)


def _weigh(s: RoomState, incident: Incident, t: Transition) -> None:
    """Take that it fires on: graver, lighter, hit once more or as it was."""
    change = RANK[t.severity] - RANK[incident.severity]
    if not change and t.reason != "hit":
        return
    incident.severity = t.severity
    if change >= 0:
        _value(s, incident, t)
    if change < 0 and incident.owed == "rose":
        incident.owed = "again" if incident.said else "fired"  # nobody was told that it rose, and it has not
    why = incident.step("rose" if change > 0 else "fell" if change < 0 else "hit", t.at_ms)
    if why is not None:
        say(s, incident, why, t.at_ms)
    s.casebook.follow(incident)


def _end(s: RoomState, incident: Incident, t: Transition) -> None:
    s.casebook.gate.ended(incident.key, t.at_ms)
    if incident.why is None:
        incident.why = t.reason
    edited = t.reason == "updated" and not incident.blank
    why = incident.cut(t.at_ms) if edited else incident.step("ended", t.at_ms)
    s.casebook.finish(incident)
    marking.settled(s, incident.id, t.at_ms)
    if why is not None and incident.said and not incident.blank:
        say(s, incident, why, t.at_ms)


def _blank(s: RoomState, incident: Incident | None, t: Transition) -> None:
    """Take that nobody knows whether it is so: said once, and nobody is chased for it."""
    if incident is None:
        incident = s.casebook.begin_blank(t.rule, t.labels, _owner(s, t), t.at_ms, present_in(s))
    if incident.blank:
        incident.text = words(s, incident)
    if not incident.over:
        say(s, incident, "error" if t.now == "error" else "nodata", t.at_ms)


def _owner(s: RoomState, t: Transition) -> str:
    rule = s.alerts.rules.get(t.rule)
    if rule is None:
        return "controller"
    if rule.owner != OWN_TASK:
        return rule.owner
    task = s.tasks.by_id.get(t.labels)
    return task.owner if task is not None and task.owner is not None else "controller"


def _mark(s: RoomState, incident: Incident, at_ms: int) -> None:
    if incident.severity != "info":
        marking.alerted(s, incident.id, incident.text, labels_of(s, incident).get("sku"), at_ms)


def handed(s: RoomState, tasks: Iterable[str], at_ms: int) -> None:
    """Let what is said of tasks that are late be with whoever has them now; he is told what was said already."""
    changed, book = False, s.casebook
    for incident in list(book.open.values()):
        rule, task = s.alerts.rules.get(incident.rule), s.tasks.by_id.get(incident.labels)
        if (
            rule is None
            or rule.owner != OWN_TASK
            or task is None
            or task.id not in tasks
            or incident.state == "resolved"
        ):
            continue
        owner = task.owner if task.owner is not None else "controller"
        if incident.rungs[0] == owner:
            continue
        incident.hand(owner, at_ms, present_in(s))
        if incident.state == "triggered" and incident.said:
            say(s, incident, "repeat", at_ms)
        changed = True
    if changed:
        book.reckon()


# Rules.


def followed(s: RoomState, rule: str, transitions: Iterable[Transition], at_ms: int) -> frozenset[Topic]:
    """Take an edited rule: what its instances became, and its times for the incidents that are open."""
    changed, known = took(s, transitions), s.alerts.rules.get(rule)
    for incident in s.casebook.open.values() if known is not None else ():
        if incident.rule == rule and known is not None:
            incident.timed(_ack_ms(known), known.escalate_after_ms, at_ms)
    s.casebook.reckon()
    return changed


def _ack_ms(rule: Rule) -> int:
    return rule.ack_timeout_ms if rule.ack_timeout_ms is not None else ACK_MS


# Time.


def catch_up(s: RoomState, at_ms: int) -> bool:
    """Let happen what was due before an instant, so that what comes now finds it done; return whether anything did."""
    return run(s, at_ms - 1)


def happen(s: RoomState, at_ms: int) -> frozenset[Topic]:
    """Let everything that is due by an instant happen."""
    return ALERTS if run(s, at_ms) else _NOTHING


def look(s: RoomState) -> frozenset[Topic]:
    """Look whether what an acknowledgement waited for is so, and whether what a silent feed left in the dark is known again."""
    changed = _lapse(s, s.as_of_ms)
    if s.casebook.owing and any(s.alerts.of(rule) for rule in inhibiting(s).feeds):
        changed = release(s, s.as_of_ms) or changed
    return ALERTS if changed else _NOTHING


def run(s: RoomState, to_ms: int) -> bool:
    """Let everything that is due by an instant happen, in order; return whether anything did."""
    book, happened = s.casebook, False
    if book.next_ms is None or book.next_ms > to_ms:
        return False
    queue = _queue(s)
    while True:
        gate_ms, left_ms = book.gate.due_ms(), book.left_ms
        first_ms = queue[0][0] if queue else None
        if left_ms is not None and left_ms <= min([to_ms, *(at for at in (first_ms, gate_ms) if at is not None)]):
            book.left_ms = None
            _pass_on(s, left_ms)
            queue = _queue(s)
        elif first_ms is not None and first_ms <= to_ms and (gate_ms is None or first_ms <= gate_ms):
            at_ms, number, id_ = heappop(queue)
            incident = book.open[id_]
            _due(s, incident, at_ms)
            due = incident.due()
            if due is not None:
                heappush(queue, (due[0], number, id_))
        elif gate_ms is not None and gate_ms <= to_ms:
            if book.gate.expire(gate_ms) | book.gate.calmed(gate_ms):
                release(s, gate_ms)
            flush(s, gate_ms)
            queue = _queue(s)
        else:
            break
        happened = True
    book.reckon()
    return happened


def _queue(s: RoomState) -> list[tuple[int, int, str]]:
    queue = [(due[0], _number(one), one.id) for one in s.casebook.open.values() if (due := one.due()) is not None]
    heapify(queue)
    return queue


def _number(incident: Incident) -> int:
    return int(incident.id.rpartition("-")[2])


def _due(s: RoomState, incident: Incident, at_ms: int) -> None:
    due = incident.due()
    assert due is not None
    why = incident.step(due[1], at_ms)
    if due[1] == "waited":
        incident.climb(at_ms, present_in(s))
    if why is not None:
        say(s, incident, why, at_ms)


def follow(s: RoomState, at_ms: int) -> frozenset[Topic]:
    """Look again after a command or a screen: who is there, which phase it is, and whether what was waited for is so."""
    book = s.casebook
    if not book.open:
        return _NOTHING
    present = present_in(s)
    alone = any(one.state == "triggered" and not present(one.owner) for one in book.open.values())
    if not alone:
        book.left_ms = None
    elif book.left_ms is None:
        book.left_ms = at_ms + GONE_MS
    changed = _lapse(s, at_ms)
    changed = release(s, at_ms) or changed
    book.reckon()
    return ALERTS if changed else _NOTHING


def _pass_on(s: RoomState, at_ms: int) -> None:
    """Let go on at once what is with somebody who has left."""
    present = present_in(s)
    for incident in list(s.casebook.open.values()):
        if incident.state == "triggered" and incident.settle(present):
            incident.with_ms = at_ms
            if incident.said:
                say(s, incident, "escalated", at_ms)


def _lapse(s: RoomState, at_ms: int) -> bool:
    """End the acknowledgements that waited for what is now so."""
    changed = False
    for incident in list(s.casebook.open.values()):
        if incident.until is not None and _come(s, incident):
            why = incident.step("lapsed", at_ms)
            if why is not None:
                say(s, incident, why, at_ms)
            s.casebook.follow(incident)
            changed = True
    return changed


def _come(s: RoomState, incident: Incident) -> bool:
    if incident.until == "sold_out":
        shelf = s.shelves.get(incident.about or "")
        return shelf is not None and shelf.is_out
    return s.rundown.on_air != incident.about


def away(s: RoomState, from_ms: int, to_ms: int) -> None:
    """Let nothing mature while the server was away."""
    run(s, from_ms)
    s.casebook.away(from_ms, to_ms)
