"""The room as a machine: decide, apply, advance. It only dispatches.

Owns: the order in which a show's records and seconds change its state.
Law: the state changes only in `apply` and `advance`, and both are given their time; `apply` is total for facts;
`decide` changes nothing. The same records in the same order give the same state, whatever the pages they came in.
Must not know: clocks, queues, journals, screens.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.alerts.observed import SLOW_S
from controlroom.domain.errors import Refusal
from controlroom.domain.events import BEFORE_LIVE, Fact, Heartbeat, OrderStep, begins
from controlroom.domain.prompter import Prompter, carried
from controlroom.domain.roles import Role
from controlroom.domain.tally import Tally
from controlroom.domain.topics import Topic
from controlroom.domain.units import SECOND_MS, floor_second
from controlroom.domain.watch import Watch
from controlroom.domain.windows import KEEP_S, WINDOWS_S
from controlroom.room import (
    alerting,
    bringing,
    commenting,
    facts,
    handling,
    hearing,
    marking,
    planning,
    selling,
    silences,
    tasking,
    watching,
)
from controlroom.room.acts import prompting
from controlroom.room.acts.act import Place
from controlroom.room.acts.show import go_live
from controlroom.room.acts.table import carry, forget
from controlroom.room.decide import refuse
from controlroom.room.maturing import mature, next_ms
from controlroom.room.parts import minutes_ahead, remember_parts
from controlroom.room.standing import standing
from controlroom.room.state import FOLD_VERSION, FeedLine, RoomState, ScreenHere

__all__ = ["FOLD_VERSION", "AlreadyDone", "Changes", "Room"]

_NOTHING: Final[frozenset[Topic]] = frozenset()
_EVERYTHING: Final = frozenset(Topic)
SKEW_MS: Final = 5_000
"""A source's clock may run this far ahead of ours; beyond, our own instant counts."""

LATE_MS: Final = 120_000
"""A fact older than this on arrival changes totals, never a window."""

SLOW_MS: Final = SLOW_S * SECOND_MS
_JUDGED_S: Final = 10
"""So often it is looked which rules can be judged, where nothing else is new of them."""
_SLID: Final = frozenset({Topic.KPI, Topic.PULSE, Topic.STOCK, Topic.PROGRAM})
_EMPTY_AFTER_S: Final = KEEP_S + WINDOWS_S[-1]
"""After so long without a record nothing is in any window."""

_NEVER_S: Final = 10**12


class Changes(Struct, frozen=True):
    """What an apply or an advance changed. `transition`: time alone did something that people will see."""

    topics: frozenset[Topic] = _NOTHING
    transition: bool = False


class AlreadyDone(Struct, frozen=True):
    """The command was accepted before, as record `seq`."""

    seq: int


class FoldBroken(Exception):
    """A record cannot be applied: the room is now in between and must be rebuilt without it."""

    def __init__(self, seq: int, error: Exception) -> None:
        super().__init__(f"record {seq} breaks the fold: {type(error).__name__}: {error}")
        self.seq = seq


class Room:
    """One show's state and how it moves.

    Args:
        state: Where to go on from; None: before the first record.
        skip: Seqs of quarantined records.
    """

    def __init__(self, state: RoomState | None = None, skip: Iterable[int] = ()) -> None:
        self.state = state if state is not None else RoomState()
        self._skip = frozenset(skip)

    def left_out(self, seq: int) -> bool:
        """Tell whether a record is one that breaks the fold and was passed over."""
        return seq in self._skip

    def decide(
        self, command: cmd.AnyCommand, by: Role, person: str | None, now_ms: int
    ) -> rec.Accepted | AlreadyDone | Refusal:
        """Return the record that accepts `command`, or why not. Every record before it must be applied."""
        known = self.state.commands.get(command.id)
        if known is not None:
            return AlreadyDone(known)
        refusal = refuse(self.state, command, by, now_ms, person)
        return refusal if refusal is not None else rec.Accepted(by=by, command=command, person=person)

    def apply_page(self, first_seq: int, received_ms: int, records: Sequence[rec.Record | rec.Unknown]) -> Changes:
        """Advance to the page's second, then apply its records in order.

        Raises:
            FoldBroken: A record's handler failed.
        """
        moved = self._reach(records[0] if first_seq not in self._skip and records else None, received_ms)
        topics = set(moved.topics)
        heard: dict[str | None, dict[type[object], int]] = {}
        source: str | None = None
        counts = heard.setdefault(source, {})
        slow: dict[str, list[int]] = {}
        s, handlers, skip, when = self.state, facts.HANDLERS, self._skip, facts.When
        at_once = alerting.AT_ONCE
        staff, silent = s.tally.staff, alerting.silent(s)
        for seq, record in enumerate(records, first_seq):
            if seq in skip:
                continue
            kind: type[object] = type(record)
            handler = handlers.get(kind)
            try:
                if handler is None:
                    topics |= _hear(s, heard, slow, received_ms)  # what came before it, as in a page of its own
                    counts = heard.setdefault(source, {})
                    topics |= self._observe(record, seq, received_ms)  # type: ignore[arg-type]
                    s = self.state
                    staff, silent = s.tally.staff, alerting.silent(s)
                elif s.status == "live" or self._counts_anyway(record, received_ms, topics):  # type: ignore[arg-type]
                    at = record.at  # type: ignore[union-attr]
                    if type(at) is not int or at - received_ms > SKEW_MS:
                        at = received_ms
                    second = at // SECOND_MS if received_ms - at <= LATE_MS else None
                    if received_ms - at >= SLOW_MS:
                        slow.setdefault(record.source or "", []).append((received_ms - at) // SECOND_MS)  # type: ignore[union-attr]
                    on_air_ms = at if at < received_ms else received_ms
                    if staff and kind in facts.USERS and record.user in staff:  # type: ignore[union-attr,operator]
                        s.tally.staff_facts += 1
                        handler = facts.STAFF[kind]
                    handler(s, record, when(at, second, on_air_ms, seq))  # type: ignore[arg-type]
                    if record.source != source:  # type: ignore[union-attr]
                        source = record.source  # type: ignore[union-attr]
                        counts = heard.setdefault(source, {})
                    counts[kind] = counts.get(kind, 0) + 1
                    of = source if silent and source in silent else None
                    if of is not None or kind in at_once:
                        topics |= alerting.come(s, kind, of, received_ms)
            except Exception as error:
                raise FoldBroken(seq, error) from error
        topics |= _hear(s, heard, slow, received_ms)
        s.seq, s.received_ms = first_seq + len(records) - 1, received_ms
        return Changes(frozenset(topics), moved.transition)

    def _reach(self, first: rec.Record | rec.Unknown | None, received_ms: int) -> Changes:
        """Advance to a page's second; of a gap that its first record tells, time goes up to it, then over what is known of it."""
        if not isinstance(first, rec.RoomResumed):
            return self.advance(floor_second(received_ms))
        before = self.advance(floor_second(first.from_ms))
        self._gap(first)  # known before time goes over it: nothing matures in it
        moved = self.advance(floor_second(received_ms))
        return Changes(before.topics | moved.topics, before.transition or moved.transition)

    def apply(self, seq: int, received_ms: int, record: rec.Record | rec.Unknown) -> Changes:
        """Apply one record, as a page of its own."""
        return self.apply_page(seq, received_ms, (record,))

    def _counts_anyway(self, record: Fact, received_ms: int, topics: set[Topic]) -> bool:
        """Decide whether a fact counts while the show is not live; a plan-less show goes live with it."""
        s = self.state
        kind: type[Fact] = type(record)
        if s.status == "planned":
            if s.plan is None and kind not in BEFORE_LIVE:
                if begins(record):  # else it is kept, and counts when it is known to be ours
                    go_live(s, received_ms)
                    topics |= _EVERYTHING
                return True
            return kind in facts.LEVELS
        if isinstance(record, OrderStep) and record.order in s.tally.orders.rows:
            return True
        if kind is not Heartbeat:
            s.after_end += 1
            topics.add(Topic.SHOW)
        return False

    def _observe(self, record: rec.Accepted | rec.Seen | rec.Unknown, seq: int, received_ms: int) -> frozenset[Topic]:
        s = self.state
        match record:
            case rec.Accepted():
                return self._carry(record, seq, received_ms)
            case rec.ShowOpened():
                self.state = opened(record, seq, received_ms)
                return _EVERYTHING
            case rec.RoomResumed():
                self._gap(record)
                marking.away(s, record)
            case rec.RecordQuarantined():
                s.quarantined[record.bad_seq] = record.why
                return frozenset({Topic.SHOW})
            case rec.RoomReached():
                pass  # the page's own instant has advanced the room already
            case rec.ScreenCame() | rec.ScreenLeft():
                return self._screen(record, received_ms)
            case rec.CueDelivered():
                self._delivered(record.cue, received_ms)
                return frozenset({Topic.CUE})
            case rec.DeskSent():
                s.desk.sent(record.desk, record.why, received_ms)
                return frozenset({Topic.DESK})
            case rec.FeedChanged():
                return self._feed_changed(record, received_ms)
            case rec.FeedsBring():
                s.brought = bringing.brought(s, record.types)
                return frozenset({Topic.SHOW, Topic.KPI, Topic.PULSE})
            case rec.Unknown():
                s.unknown[record.type] = s.unknown.get(record.type, 0) + 1
        return _NOTHING

    def _feed_changed(self, record: rec.FeedChanged, at_ms: int) -> frozenset[Topic]:
        s, told = self.state, frozenset({Topic.FEEDS})
        if record.state == "gone":
            s.feeds.pop(record.feed, None)
            silences.removed(s, record.feed, at_ms)
            told |= alerting.gone(s, record.feed, at_ms)
        else:
            s.feeds[record.feed] = FeedLine(record.kind, record.state, at_ms, record.why)
            told |= alerting.at_once(s, "feed", at_ms)
        marking.feed_changed(s, record, at_ms)
        return told

    def _delivered(self, cue: str, at_ms: int) -> None:
        """Note when a card was first drawn."""
        card = self.state.cues.cards.get(cue)
        if card is not None and card.delivered_ms is None:
            card.delivered_ms = at_ms

    def _screen(self, record: rec.ScreenCame | rec.ScreenLeft, at_ms: int) -> frozenset[Topic]:
        """Follow a screen that came or left."""
        s = self.state
        handling.catch_up(s, at_ms)
        here: ScreenHere | None
        if isinstance(record, rec.ScreenCame):
            here = s.screens[record.screen] = ScreenHere(record.role, record.name, at_ms, record.tab)
        else:
            here = s.screens.pop(record.screen, None)
        if here is not None and here.role is Role.HOST:
            s.observed.host(any(screen.role is Role.HOST for screen in s.screens.values()), at_ms)
        return alerting.at_once(s, "screen", at_ms) | handling.follow(s, at_ms) | {Topic.SCREENS}

    def _gap(self, record: rec.Record | rec.Unknown) -> None:
        """Note a span in which the server was away, once."""
        if isinstance(record, rec.RoomResumed) and (record.from_ms, record.to_ms) not in self.state.gaps:
            self.state.gaps.append((record.from_ms, record.to_ms))
            self.state.tally.away(record.from_ms, record.to_ms)
            handling.away(self.state, record.from_ms, record.to_ms)
            silences.away(self.state, record.from_ms)
            alerting.away(self.state, record.to_ms)

    def _carry(self, record: rec.Accepted, seq: int, received_ms: int) -> frozenset[Topic]:
        s, command = self.state, record.command
        handling.catch_up(s, received_ms)
        hearing.ourselves(s, record.watched, received_ms)
        touched = carry(s, command, Place(seq, received_ms, record.by, record.person, record.sealed))
        hearing.prepared(s, record)
        touched |= prompting.follow(s, received_ms, resume=isinstance(command, cmd.Undo))
        s.segment_air.put(s.rundown.on_air, received_ms)
        s.product_air.put(s.program.sku if s.program is not None else None, received_ms)
        touched |= selling.follow(s, seq, received_ms) | tasking.follow(s)
        return touched | alerting.follow(s, received_ms) | handling.follow(s, received_ms)

    def advance(self, to_ms: int) -> Changes:
        """Move to a whole-second instant; earlier instants change nothing.

        Args:
            to_ms: Epoch ms, a multiple of 1000. Every record received before it must be applied.
        """
        s = self.state
        if to_ms <= s.as_of_ms or not s.seq:
            return Changes()
        topics: set[Topic] = set()
        transition = False
        to_s = to_ms // SECOND_MS
        if to_s - s.as_of_ms // SECOND_MS > _EMPTY_AFTER_S + 1:
            transition = self._step(s.as_of_ms // SECOND_MS + _EMPTY_AFTER_S, topics)
            while s.as_of_ms < (to_s - 1) * SECOND_MS:
                due_s = self._due_s()
                if self._jump(due_s - 1 if due_s < to_s - 1 else to_s - 1, topics):
                    transition = True  # what came of it may be due sooner than all that was known
                elif due_s < to_s - 1:
                    transition = self._step(due_s + 1, topics) or transition  # what it changed is noted a second later
        transition = self._step(to_s, topics) or transition
        told = s.alerts.instances or not to_s % _JUDGED_S  # what has no instance may be judged again
        return Changes(frozenset(topics) | _SLID | (handling.ALERTS if told else _NOTHING), transition)

    def _due_s(self) -> int:
        """Return the next second in which something happens by time alone, or one that is never reached."""
        due_ms = next_ms(self.state)
        return max(-(-due_ms // SECOND_MS), self.state.as_of_ms // SECOND_MS + 1) if due_ms is not None else _NEVER_S

    def _step(self, to_s: int, topics: set[Topic]) -> bool:
        """Advance second by second; return whether time alone did something that people will see."""
        s, transition = self.state, False
        for second in range(s.as_of_ms // SECOND_MS + 1, to_s + 1):
            s.tally.advance(second)
            s.as_of_ms = second * SECOND_MS
            if s.status != "ended":
                s.tally.settle()
            if s.status == "live":
                s.tally.remember(standing(s))
                remember_parts(s)
                watching.look(s, second)
                alerting.watch(s)
                silences.look(s)
            if commenting.slide(s):
                topics.add(Topic.COMMENTS)
            matured = mature(s)
            if matured:
                topics |= matured
                transition = True
            if forget(s):
                topics.add(Topic.SHOW)
        return transition

    def _jump(self, to_s: int, topics: set[Topic]) -> bool:
        """Go over seconds in which nothing is in any window, stopping only where the series keeps a row or rules are due.

        Return whether a rule had something to say: then the room stands at that second.
        """
        s, seen = self.state, False
        live = s.status == "live"
        kept = set(s.tally.series.ahead(to_s)) if live else set()
        rows = kept | minutes_ahead(s, to_s) if live else set()
        due = list(alerting.dues(s, s.as_of_ms // SECOND_MS, to_s)) if s.status != "ended" else []
        for second in sorted(rows.union(due)):
            s.tally.jump(second)
            s.as_of_ms = second * SECOND_MS
            if second in kept:
                s.tally.remember(standing(s))
            if second in rows:
                remember_parts(s)
            told = alerting.look(s)
            if told:
                topics |= told
                to_s, seen = second, True
                break
        s.tally.jump(to_s)
        s.as_of_ms = to_s * SECOND_MS
        if live:
            alerting.jumped(s)
        return seen


def _hear(
    s: RoomState, heard: dict[str | None, dict[type[object], int]], slow: dict[str, list[int]], received_ms: int
) -> frozenset[Topic]:
    """Let the room have heard these kinds of facts of its feeds, once; return the topics that they may have changed."""
    kinds = frozenset[type[object]]().union(*heard.values())
    s.observed.hear(_by_feed(heard), slow, received_ms)
    heard.clear()
    slow.clear()
    return frozenset[Topic]().union(*(facts.TOUCHES[kind] for kind in kinds))


def _by_feed(heard: dict[str | None, dict[type[object], int]]) -> dict[tuple[str, str], int]:
    """Return how many messages came by kind's tag and feed; what names none says nothing of any feed."""
    return {(facts.TAGS[kind], name): n for name, counts in heard.items() if name for kind, n in counts.items()}


def opened(record: rec.ShowOpened, seq: int, received_ms: int) -> RoomState:
    """Return the state of a show that has just been opened."""
    as_of_ms = floor_second(received_ms)
    plan = record.plan
    s = RoomState(
        room=record.room, show=record.show, mode=record.mode, timezone=record.timezone, plan=plan,
        baselines=record.baselines, seq=seq, received_ms=received_ms, as_of_ms=as_of_ms, opened_ms=received_ms,
        tally=Tally.of(as_of_ms // SECOND_MS), prompter=Prompter(voices=carried(record.voices)),
        watch=Watch(prior=record.baselines.dip if record.baselines is not None else None),
    )  # fmt: skip
    if record.command is not None:
        s.commands[record.command] = seq
        s.final[record.command] = "cannot_undo"
    s.kinds.slide(as_of_ms // SECOND_MS)
    alerting.opened(s, record.rules, plan)
    if plan is not None:
        planning.opened_with(s, plan, received_ms)
        tasking.follow(s)
    return s
