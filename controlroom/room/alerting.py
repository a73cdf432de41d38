"""When rules are evaluated: at whole seconds, and at once for levels.

Owns: the instants at which a show's rules are looked at, and what is handed on when something became of them.
Law: every instant follows from the state and the records alone, so the transitions are the same however time was woken and
however pages were cut. Nothing is evaluated while the room was away, and nothing is true of a show that is over. A room that
has not had a record for longer than any window reaches is looked at each full minute.
Must not know: how a metric is read, incidents' states, screens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from controlroom.domain import events as ev
from controlroom.domain.alerts.evaluate import Watched, end, evaluate, leave, ready, resume, set_rule, unset_rule
from controlroom.domain.alerts.instances import Transition
from controlroom.domain.alerts.readings import Column, Readings
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import Label, Rule
from controlroom.domain.plan import Plan
from controlroom.domain.tally import Flow
from controlroom.domain.topics import Topic
from controlroom.domain.units import MINUTE_MS, SECOND_MS
from controlroom.domain.windows import KEEP_S, WINDOWS_S
from controlroom.room import handling
from controlroom.room.facts import TAGS
from controlroom.room.rule_levels import counts
from controlroom.room.rule_readings import RoomReadings
from controlroom.room.shelf_rules import OneShelf, ShelfRules
from controlroom.room.state import RoomState

_NOTHING: Final[frozenset[Topic]] = frozenset()
DAY_MS: Final = 86_400_000
IDLE_MS: Final = (KEEP_S + WINDOWS_S[-1]) * SECOND_MS
"""After so long without a record nothing is in any window."""

_WENT: Final = int(Flow.WENT)

AT_ONCE: Final[dict[type[object], str]] = {
    ev.OrderStep: "stock",
    ev.StockLevel: "stock",
    ev.StockChange: "stock",
    ev.Stream: "stream",
    ev.Violation: "violations",
    ev.Speech: "speech",
}
"""Which facts may change a level, and the family of its metrics. A feed that is heard again is another matter (`come`)."""


class Ready:
    """The rules of one edition, made ready. No part of the state: it hangs on the rules alone."""

    def __init__(self, edition: int, rules: tuple[Watched, ...]) -> None:
        self.edition = edition
        self.rules = rules
        self.levels = tuple(one for one in rules if one.level)
        self.families = {one.family: tuple(w for w in self.levels if w.family == one.family) for one in self.levels}
        self.shelf = ShelfRules(self.families.get("stock", ()))


def _ready(s: RoomState) -> Ready:
    known: object = s.alerts.__dict__.get("ready")
    if not isinstance(known, Ready) or known.edition != s.alerts.edition:
        known = s.alerts.__dict__["ready"] = Ready(s.alerts.edition, ready(_rules(s)))
    return known


def _rules(s: RoomState) -> tuple[Rule, ...]:
    """Return the show's rules, and those that look on."""
    beside: Beside | None = s.alerts.__dict__.get("beside")
    return (*s.alerts.rules.values(), *(beside.rules if beside is not None else ()))


# Rules.


def opened(s: RoomState, rules: Iterable[Rule] | None, plan: Plan | None) -> None:
    """Take the rules that the show is opened with.

    Args:
        rules: As they stand in its first record; None: the ready-made ones with the plan's.
    """
    found = {rule.id: rule for rule in rules} if rules is not None else resolved(plan.rules if plan is not None else ())
    for rule in found.values():
        s.alerts.put(rule)


def changes(before: Plan | None, plan: Plan) -> dict[str, Rule | None]:
    """Return by id the rules of which a plan says another thing than the plan before it, as they are then; None: out."""
    was = {rule.id: rule for rule in before.rules} if before is not None else {}
    now = {rule.id: rule for rule in plan.rules}
    usual = resolved()
    told = {id_: now.get(id_) or usual.get(id_) for id_ in [*now, *(id_ for id_ in was if id_ not in now)]}
    return {id_: rule for id_, rule in told.items() if was.get(id_) != now.get(id_)}


def put(s: RoomState, id_: str, rule: Rule | None, at_ms: int) -> None:
    """Let a rule be so from now on, and follow it with its alerts; None: let it be out."""
    told = set_rule(s.alerts, rule, at_ms) if rule is not None else unset_rule(s.alerts, id_, at_ms)
    handling.followed(s, id_, told, at_ms)


def applied(s: RoomState, before: Plan | None, plan: Plan, at_ms: int) -> None:
    """Take another plan's rules: those that it changes, over whatever was edited in them; an edit of any other stays."""
    for id_, rule in changes(before, plan).items():
        put(s, id_, rule, at_ms)


# Instants.


def watch(s: RoomState) -> None:
    """Keep what a live second shows that later ones are compared with."""
    audience, tally = s.tally.audience, s.tally
    known = not _away(s)
    s.observed.online.push(audience.online_now(tally.came(), tally.show.total[_WENT])[0] if known else None)


def look(s: RoomState) -> frozenset[Topic]:
    """Evaluate every rule at the last whole second."""
    if s.status == "ended" or _away(s) or not due(s, s.as_of_ms):
        return _NOTHING
    return _took(s, _evaluate(s, _ready(s).rules, RoomReadings(s, s.as_of_ms), s.as_of_ms))


Through = Callable[[Readings, int, bool], Readings | None]
"""Given what a room tells, the instant, and whether it is one of a record: what is read instead; None: nothing is looked at."""


def read_through(s: RoomState, through: Through) -> None:
    """Let rules read something else than the room, as when series are played to them. It is no part of the state."""
    s.alerts.__dict__["through"] = through


def _evaluate(
    s: RoomState, rules: Iterable[Watched], readings: Readings, at_ms: int, *, at_once: bool = False
) -> list[Transition]:
    through: Through | None = s.alerts.__dict__.get("through")
    read = readings if through is None else through(readings, at_ms, at_once)
    if read is None:
        return []
    told = evaluate(s.alerts, rules, read, at_ms, since_ms=s.started_ms, at_once=at_once)
    return _own(s, told) if told else told


class Beside(NamedTuple):
    """Rules that are evaluated with a show's own, to see what they would have told. `told` is given what became of them.

    Their ids are no rule's of the show.
    """

    rules: tuple[Rule, ...]
    told: Callable[[Transition], None]


def look_on(s: RoomState, beside: Beside) -> None:
    """Let rules look on: nothing comes of them in the show, and they are no part of its state that counts."""
    s.alerts.__dict__["beside"] = beside
    s.alerts.__dict__.pop("ready", None)


def _own(s: RoomState, told: list[Transition]) -> list[Transition]:
    """Return what became of the show's own rules; those that look on are told theirs."""
    beside: Beside | None = s.alerts.__dict__.get("beside")
    if beside is None:
        return told
    others = {rule.id for rule in beside.rules}
    for one in told:
        if one.rule in others:
            beside.told(one)
    return [one for one in told if one.rule not in others]


def due(s: RoomState, as_of_ms: int) -> bool:
    """Tell whether rules are looked at at a whole second: a long idle room at full minutes, one idle for a day at full days."""
    idle_ms = as_of_ms - s.received_ms
    return idle_ms <= IDLE_MS or not as_of_ms % (MINUTE_MS if idle_ms <= DAY_MS else DAY_MS)


def dues(s: RoomState, from_s: int, to_s: int) -> Iterator[int]:
    """Yield the seconds after `from_s` up to `to_s` at which rules of a long idle room are looked at."""
    second = from_s
    last_s = (s.received_ms + DAY_MS) // SECOND_MS
    while True:
        every_s = MINUTE_MS // SECOND_MS
        second += every_s - second % every_s
        if second > last_s:
            every_s = DAY_MS // SECOND_MS
            second += -second % every_s
        if second > to_s:
            return
        yield second


def _away(s: RoomState) -> bool:
    return any(from_ms < s.as_of_ms < to_ms for from_ms, to_ms in s.gaps)


def at_once(s: RoomState, family: str, at_ms: int) -> frozenset[Topic]:
    """Evaluate the rules over a family's levels with the record that may have changed them.

    Args:
        at_ms: When it was received.
    """
    rules = _ready(s).families.get(family, ())
    moved = s.observed.moved
    if family == "stock":
        if not moved:
            return _NOTHING
        skus = list(moved)
        moved.clear()
        if s.status == "ended" or not rules:
            return _NOTHING
        return _took(s, [one for sku in skus for one in _of_shelf(s, sku, at_ms)])
    if s.status == "ended" or not rules:
        return _NOTHING
    return _took(s, _evaluate(s, rules, RoomReadings(s, at_ms), at_ms, at_once=True))


def silent(s: RoomState) -> frozenset[str]:
    """Return the feeds that a rule over their silence has something to say of."""
    return frozenset(feed for one in _ready(s).families.get("feed", ()) for feed in s.alerts.of(one.rule.id))


def come(s: RoomState, kind: type[object], feed: str | None, at_ms: int) -> frozenset[Topic]:
    """Evaluate what a fact that has just been folded may have changed.

    Args:
        feed: Which one sent it, where it was silent.
        at_ms: When it was received.
    """
    told = _heard(s, feed, TAGS[kind], at_ms) if feed is not None else _NOTHING
    family = AT_ONCE.get(kind)
    return told if family is None else told | at_once(s, family, at_ms)


def _heard(s: RoomState, feed: str, kind: str, at_ms: int) -> frozenset[Topic]:
    """Evaluate the rules over a feed's silence with the first message of a kind that it sends."""
    source = s.observed.sources.get(feed)
    if source is None or source.last.get(kind) == at_ms or feed not in silent(s) or s.status == "ended":
        return _NOTHING
    source.last[kind] = source.any_ms = at_ms
    rules = _ready(s).families["feed"]
    return _took(s, _evaluate(s, rules, _OneFeed(RoomReadings(s, at_ms), feed), at_ms, at_once=True))


def gone(s: RoomState, feed: str, at_ms: int) -> frozenset[Topic]:
    """Let nothing be true of a feed that the room has no more, and nothing be expected of it."""
    s.observed.sources.pop(feed, None)
    return _took(s, _own(s, leave(s.alerts, _rules(s), "feed", feed, at_ms)))


class _OneFeed:
    """The levels of one feed."""

    def __init__(self, of: RoomReadings, feed: str) -> None:
        self._of, self._feed = of, feed

    def column(self, name: str, by: Label | None) -> Column | None:
        """Return a metric's value of the feed."""
        column = self._of.column(name, by)
        return {feed: value for feed, value in column.items() if feed == self._feed} if column is not None else None


def _of_shelf(s: RoomState, sku: str, at_ms: int) -> list[Transition]:
    """Evaluate the rules over stock that have something to say of a product."""
    made, shelf = _ready(s), s.shelves[sku]
    played = "through" in s.alerts.__dict__  # what is read then is not what lies on the shelf
    if not played and not counts(s, sku):
        return []
    rules = made.families["stock"] if played else made.shelf.of(shelf, s.alerts.about(sku))
    return _evaluate(s, rules, OneShelf(sku, shelf), at_ms, at_once=True) if rules else []


def follow(s: RoomState, at_ms: int) -> frozenset[Topic]:
    """After a command: look at every level, or let all be over with the show."""
    s.observed.moved.clear()
    if s.status == "ended":
        return _took(s, _own(s, end(s.alerts, _rules(s), at_ms)))
    rules = _ready(s).levels
    return _took(s, _evaluate(s, rules, RoomReadings(s, at_ms), at_ms, at_once=True))


def away(s: RoomState, to_ms: int) -> None:
    """Let nothing have matured while the room was away."""
    s.observed.away(to_ms)
    resume(s.alerts, to_ms)


def jumped(s: RoomState) -> None:
    """After seconds that were gone over: know again who watched in the last ten minutes."""
    online = s.observed.online
    online.levels.clear()
    online.total = online.known = 0
    level = s.tally.audience.online_now(s.tally.came(), s.tally.show.total[_WENT])[0]
    for second in range(s.as_of_ms // SECOND_MS - 599, s.as_of_ms // SECOND_MS + 1):
        gone = any(from_ms < second * SECOND_MS < to_ms for from_ms, to_ms in s.gaps)
        online.push(None if gone else level)


def _took(s: RoomState, transitions: list[Transition]) -> frozenset[Topic]:
    return handling.took(s, transitions) if transitions else _NOTHING
