"""The show itself: opened, started, ended.

Owns: `show.open`, `show.start`, `show.end`.
Law: one show is live in a room at a time; a start or an end can be taken back, and then nothing has happened: a start
only until something was counted or put on air, for that cannot be uncounted.
Must not know: journals, plans beyond their room.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.units import SECOND_MS
from controlroom.domain.watch import Watch
from controlroom.room import marking, selling
from controlroom.room.acts.act import Act, Place, Undoing, no, not_live
from controlroom.room.acts.air import Air, air_before, put_back
from controlroom.room.state import RoomState


def go_live(s: RoomState, at_ms: int) -> None:
    """Let the show be live from an instant."""
    s.status = "live"
    s.started_ms = at_ms
    marking.started(s, at_ms)
    s.tally.begin(at_ms)
    s.watch.begin(-(-at_ms // SECOND_MS))


def _start(s: RoomState, c: cmd.ShowStart, at: Place) -> None:
    go_live(s, at.received_ms)


class Started(Struct):
    """What the team had spent before the start."""

    spent_minor: int | None


def _before_start(s: RoomState, c: cmd.ShowStart, at: Place) -> Started:
    return Started(s.tally.costs.total)


def _unstart(s: RoomState, kept: Started, at: Place) -> None:
    s.status, s.started_ms = "planned", None
    s.tally.unbegin()
    s.parts = {}
    s.watch = Watch(prior=s.watch.prior, turns=s.watch.turns)


def _bars_unstart(s: RoomState, kept: Started) -> Refusal | None:
    if s.tally.has_counted or s.tally.costs.total != kept.spent_minor:
        return no("facts_counted", "facts have been counted since: end the show instead")
    drawing = any(draw.rules.source != "platform" for draw in s.draws.by_id.values())
    if s.rundown.aired or s.program is not None or s.offers.rounds or drawing:
        return no("undo_superseded", "something was put on air, offered or drawn since: take that back first")
    return None


def _end(s: RoomState, c: cmd.ShowEnd, at: Place) -> None:
    s.status = "ended"
    s.ended_ms = at.received_ms
    if s.rundown.on_air is not None:
        s.rundown.put(None, at.received_ms, None)
    s.program = None
    marking.ended(s, at.received_ms)


class Ended(Struct):
    """What was on air before the end, and the offers that it closed."""

    air: Air
    offers: list[str]


def _before_end(s: RoomState, c: cmd.ShowEnd, at: Place) -> Ended:
    return Ended(air_before(s, None), [one.offer for one in s.offers.rounds if one.state == "open"])


def _go_on(s: RoomState, kept: Ended, at: Place) -> None:
    s.status, s.ended_ms = "live", None
    if kept.air.on_air is not None:
        put_back(s, kept.air, at)
    s.program = kept.air.program
    for offer in kept.offers:
        one = s.offers.newest(offer)
        if one is not None and one.state == "closed":
            selling.go_on(s, one, at.received_ms, str(at.seq))


def _refuse_open(s: RoomState, c: cmd.ShowOpen, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "live":
        return no("show_running", "a show is live in this room: end it with show.end first")
    if s.status == "planned" and s.plan is not None and c.plan is None:
        return no("plan_waits", "a show with a plan waits to be started: give its next plan, or start it")
    if c.plan is not None and c.plan.show.room != s.room:
        told = c.plan.show.room
        return no("plan_of_other_room", f"the plan is for room {told!r}, this is {s.room!r}", told)
    return None


def _refuse_start(s: RoomState, c: cmd.ShowStart, by: Role, now_ms: int) -> Refusal | None:
    if s.status == "live":
        return no("already_live", "the show is live already")
    return None if s.status == "planned" else not_live(s)


def _refuse_end(s: RoomState, c: cmd.ShowEnd, by: Role, now_ms: int) -> Refusal | None:
    return not_live(s)


_ALL: Final = frozenset(Topic)

ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.ShowOpen: Act(carry=None, refuse=_refuse_open, touches=_ALL, subject="show"),  # it begins another journal
    cmd.ShowStart: Act(
        carry=_start, refuse=_refuse_start, touches=_ALL, subject="show",
        undo=Undoing(Started, _before_start, _unstart, bar=_bars_unstart),
    ),
    cmd.ShowEnd: Act(
        carry=_end, refuse=_refuse_end, touches=_ALL, subject="show", undo=Undoing(Ended, _before_end, _go_on)
    ),
}  # fmt: skip
