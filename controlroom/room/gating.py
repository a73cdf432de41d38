"""Through the gate: whether an incident's saying goes out now, to whom, and in which words.

Owns: what the gate asks of the room (phase, what inhibits, who is there), and how a saying becomes a notice.
Law: what is held back is said once when nothing holds it back any more, unless it is over by then; every saying is
logged with what became of it.
Must not know: what opened an incident, commands, who carries notices.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from controlroom.domain.alerts import gate
from controlroom.domain.alerts.gate import Held, Line
from controlroom.domain.alerts.incident import Incident, highest
from controlroom.domain.alerts.inhibition import Inhibits, inhibits
from controlroom.domain.alerts.instances import key_of
from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.notice import EVERYBODY, Notice, Why
from controlroom.domain.alerts.readings import metric
from controlroom.domain.roles import Role
from controlroom.domain.tasks import By, plays
from controlroom.room.alert_words import words
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.state import RoomState

_SO: Final = frozenset({"firing", "recovering"})

_GRAVE: Final[dict[Why, int]] = {"fired": 3, "rose": 3, "hit": 3, "unstable": 3, "again": 2}
"""Of several things that are held back of one incident, the gravest is said."""

_STANDS_IN: Final = {Role.ADMIN: Role.CONTROLLER}
"""Whoever may do everything sits at the controller's page."""


def present_in(s: RoomState) -> Callable[[str], bool]:
    """Return what tells whether a role, or a member of the team, has a screen."""
    roles = {_STANDS_IN.get(screen.role, screen.role) for screen in s.screens.values()}
    team = s.plan.show.team if s.plan is not None else ()

    def present(who: str) -> bool:
        """Whether anybody is there for `who`."""
        return who == EVERYBODY or any(plays(who, By(role), team) for role in roles)

    return present


def labels_of(s: RoomState, incident: Incident) -> dict[str, str]:
    """Return an incident's labels by their names."""
    rule = s.alerts.rules.get(incident.rule)
    return {rule.by: incident.labels} if rule is not None and rule.by is not None and incident.labels else {}


def say(s: RoomState, incident: Incident, why: Why, at_ms: int) -> None:
    """Say something of an incident, as soon as the gate lets it; that it ended with its rule's edit only when it stays so."""
    book = s.casebook
    held = _held(s, incident, why, RoomReadings(s, at_ms))
    if held is not None:
        _log(s, incident, why, at_ms, held)
        if not incident.over:
            _owe(s, incident, why, held)
    elif gate.at_once(incident.severity) and not incident.stood and not _with_show(incident):
        _send(s, [(incident, why)], at_ms)
    else:
        incident.grouped = True
        book.at_latest(book.gate.group(incident.owner, incident.id, why, at_ms))
        _log(s, incident, why, at_ms, Held("grouped"))
    book.follow(incident)


def _owe(s: RoomState, incident: Incident, why: Why, held: Held) -> None:
    known = incident.owed
    if known is None or _GRAVE.get(why, 1) >= _GRAVE.get(known, 1):
        incident.owed = why
    incident.held_by = _name(held)
    s.casebook.owing[incident.id] = None


def _with_show(incident: Incident) -> bool:
    """Tell whether it ended with its show: that is said of all together, once, and nothing comes after it."""
    return incident.state == "resolved" and incident.why == "ended"


def _name(held: Held) -> str:
    """Return who holds it back, as the topic names it."""
    match held.outcome:
        case "inhibited":
            return f"rule:{held.by}"
        case "silenced":
            return f"silence:{held.by}"
        case _:
            return held.outcome


def _held(s: RoomState, incident: Incident, why: Why, now: RoomReadings) -> Held | None:
    """Return what holds a saying back at an instant, the first in the gate's order."""
    rule, book = s.alerts.rules.get(incident.rule), s.casebook
    labels, last = labels_of(s, incident), _with_show(incident)
    if rule is not None and s.status not in rule.phases and not last:
        return Held("phase", s.status)
    by = _inhibitor(s, incident.rule, labels, now)
    if by is not None:
        return Held("inhibited", by)
    if incident.blank and _known(s, incident.rule, now):
        return Held("gone")  # the feed has just spoken: the next evaluation ends it
    silence = book.gate.silenced(incident.rule, incident.severity, labels, now.at_ms)
    if silence is not None:
        return Held("silenced", silence)
    if incident.state == "snoozed":
        return Held("snoozed")
    if why != "unstable" and not last and book.gate.unstable(incident.key):
        return Held("flapping")
    return None


def _inhibitor(s: RoomState, rule: str, labels: dict[str, str], now: RoomReadings) -> str | None:
    instances, known = s.alerts.instances, inhibiting(s)
    for by, same in known.by.get(rule, ()):
        found = instances.get(key_of(by, "".join(labels.values()) if same else ""))
        if found is not None and found.state in _SO:
            return by
    for by in known.feeds:
        silent = [one.labels for one in s.alerts.of(by).values() if one.state in _SO]
        if silent and _rests_on(s, rule, silent, now):
            return by
    return None


def inhibiting(s: RoomState) -> Inhibits:
    """Return which rules make which others needless, made anew when one was edited. What is kept is no part of the state."""
    known: tuple[int, Inhibits] | None = s.alerts.__dict__.get("inhibits")
    if known is None or known[0] != s.alerts.edition:
        known = s.alerts.__dict__["inhibits"] = (s.alerts.edition, inhibits(s.alerts.rules.values()))
    return known[1]


def _known(s: RoomState, rule: str, now: RoomReadings) -> bool:
    """Tell whether what a rule reads is brought now."""
    needs = _needs(s, rule)
    return bool(needs) and now.lack(needs) is None


def _needs(s: RoomState, rule: str) -> tuple[str, ...]:
    """Return the types of facts that a rule rests on; none where it rests on no feed."""
    known = s.alerts.rules.get(rule)
    read = metric(line_of(known).metric, known.by) if known is not None else None
    return read.needs if read is not None else ()


def _rests_on(s: RoomState, rule: str, feeds: Collection[str], now: RoomReadings) -> bool:
    """Tell whether a rule rests on what one of these feeds brought, and nothing brings it now."""
    needs = _needs(s, rule)
    sources = s.observed.sources
    brought = {kind for feed in feeds if feed in sources for kind in sources[feed].last}
    if brought.isdisjoint(needs):
        return False
    for name, source in sources.items():
        line, told = s.feeds.get(name), now.silent().get(name)
        if name in feeds:
            told = (told[1] + 1, told[1]) if told is not None else (0, -1)
        if (line is None or line.state != "down") and source.brings(needs, told, now.at_ms):
            return False
    return True


def muted_by(s: RoomState, incident: Incident, now: RoomReadings) -> str | None:
    """Return what would hold back a saying now, as the topic names it; None: nothing.

    Args:
        now: As of the room's instant: of all incidents that are looked at together, the same.
    """
    if incident.over:
        return None
    held = _held(s, incident, incident.owed or "repeat", now)
    return _name(held) if held is not None and held.outcome != "snoozed" else None


def release(s: RoomState, at_ms: int) -> bool:
    """Say what nothing holds back any more; return whether anything was."""
    book, changed, now = s.casebook, False, RoomReadings(s, at_ms)
    for id_ in list(book.owing):
        incident = book.open.get(id_)
        owed = incident.owed if incident is not None else None
        if incident is None or owed is None:
            del book.owing[id_]
            continue
        held = _held(s, incident, owed, now)
        if held is not None:
            incident.held_by = _name(held)
            continue
        incident.owed = incident.held_by = None
        del book.owing[id_]
        say(s, incident, owed, at_ms)
        changed = True
    return changed


def flush(s: RoomState, at_ms: int) -> None:
    """Send the groups whose time has come."""
    book = s.casebook
    now = RoomReadings(s, at_ms)
    due = [owner for owner, waiting in book.gate.waiting.items() if waiting.due_ms <= at_ms]
    for owner in due:
        ready: list[tuple[Incident, Why]] = []
        for id_, why in book.gate.waiting.pop(owner).members:
            incident = book.find(id_)
            if incident is None:
                continue
            incident.grouped = False
            taken_back = _with_show(incident) and s.status != "ended"
            if taken_back or not _stands(incident, why):
                _log(s, incident, why, at_ms, Held("gone"))
                continue
            held = _held(s, incident, why, now)
            if held is None:
                ready.append((incident, why))
            else:
                _log(s, incident, why, at_ms, held)
                if not incident.over:
                    _owe(s, incident, why, held)
        if ready:
            _send(s, ready, at_ms)


def _stands(incident: Incident, why: Why) -> bool:
    """Tell whether there is still something to say: news of what is over is none, nor of what somebody has in hand.

    That something comes and goes is news also while it is gone: of what comes next nobody is told.
    """
    if why == "resolved":
        return incident.over and incident.said > 0
    if why == "unstable":
        return incident.state not in ("acked", "closed")
    return incident.state == "triggered" or (why in ("nodata", "error") and not incident.over)


def _send(s: RoomState, ready: Sequence[tuple[Incident, Why]], at_ms: int) -> None:
    book, news = s.casebook, []
    for incident, why in ready:
        if book.gate.duplicate(incident.id, why, incident.severity, at_ms):
            _log(s, incident, why, at_ms, Held("duplicate"))
            incident.with_ms = incident.with_ms if incident.with_ms is not None else at_ms
            book.follow(incident)
            continue
        to = tuple(incident.had) if why == "resolved" else (incident.owner,)
        if why != "resolved":
            incident.told(at_ms)
        else:
            incident.said += 1
        news.append((incident, why, to))
        book.gate.note(Line(at_ms, incident.key, incident.id, why, "sent", None, to))
        book.follow(incident)
    if news:
        book.notices.add(_notice(s, news, at_ms))


def _notice(s: RoomState, news: Sequence[tuple[Incident, Why, tuple[str, ...]]], at_ms: int) -> Notice:
    first, why, _ = news[0]
    texts = [words(s, incident, why) for incident, why, _ in news]
    return Notice(
        id=f"{s.show}/{first.id}/{first.said}",
        at_ms=at_ms,
        to=tuple(dict.fromkeys(who for _, _, to in news for who in to)),
        severity=highest(incident.severity for incident, _, _ in news),
        why=why,
        text={lang: "\n".join(text[lang] for text in texts) for lang in texts[0]},
        rules=tuple(incident.key for incident, _, _ in news),
        incidents=tuple(incident.id for incident, _, _ in news),
    )


def _log(s: RoomState, incident: Incident, why: Why, at_ms: int, held: Held) -> None:
    s.casebook.gate.note(Line(at_ms, incident.key, incident.id, why, held.outcome, held.by))
