"""A show's room that is given commands, for the tests of acts."""

from __future__ import annotations

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal, RefusalCode
from controlroom.domain.prompter import Voices
from controlroom.domain.roles import Role
from controlroom.room.room import AlreadyDone, Room
from controlroom.room.snapshot import freeze
from tests.stories import OPENED_MS, PLAN, STARTED_MS, Story, play

NOW = STARTED_MS + 10_000


class Desk:
    """A room that is given commands, one a second."""

    def __init__(self, room: Room) -> None:
        self.room, self.now_ms = room, NOW

    def give(
        self, command: cmd.AnyCommand, by: Role = Role.CONTROLLER, wait_ms: int = 1000
    ) -> int | RefusalCode | AlreadyDone:
        """Give a command; return its seq, or why not."""
        self.now_ms += wait_ms
        self.room.advance(self.now_ms - self.now_ms % 1000)
        before = freeze(self.room.state)
        decided = self.room.decide(command, by, None, self.now_ms)
        assert freeze(self.room.state) == before
        if isinstance(decided, Refusal):
            return decided.code
        if isinstance(decided, AlreadyDone):
            return decided
        seq = self.room.state.seq + 1
        self.room.apply(seq, self.now_ms, decided)
        return seq


def live() -> Desk:
    """Return a show that has just started."""
    return Desk(play(Story((), STARTED_MS - 5)))


def planned() -> Desk:
    """Return a show that has not started."""
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN))
    return Desk(room)


def give(room: Room, command: cmd.AnyCommand, at_ms: int, by: Role = Role.CONTROLLER) -> int:
    """Give a command that must be accepted; return its seq."""
    room.advance(at_ms - at_ms % 1000)
    accepted = room.decide(command, by, None, at_ms)
    assert isinstance(accepted, rec.Accepted), accepted
    room.apply(room.state.seq + 1, at_ms, accepted)
    return room.state.seq


def in_swing() -> Room:
    """Return a show ten seconds old: a segment on air, a product sold, a card shown, a timer running."""
    made = play(Story((), STARTED_MS - 5))
    give(made, cmd.Take(id="open", segment="opening", from_=None), NOW - 5)
    give(made, cmd.ProductSwitch(id="sell", sku="mask"), NOW + 995)
    give(made, cmd.CueShow(id="card", text="slower"), NOW + 1995)
    give(made, cmd.TimerStart(id="timer", title="Flash", duration_for_ms=600_000), NOW + 2995)
    return made


def take(id_: str, segment: str, from_: str | None) -> cmd.Take:
    """Return a take."""
    return cmd.Take(id=id_, segment=segment, from_=from_)


def scripted(opening: str, *, cream: str | None = None, voices: Voices | None = None) -> Room:
    """Return a show that has just started, whose host reads scripts; the serum has none."""
    scripts = {"opening": opening, "cream": cream}
    segments = tuple(msgspec.structs.replace(one, host="wei", script=scripts.get(one.id)) for one in PLAN.segments)
    plan = msgspec.structs.replace(PLAN, segments=segments)
    room = Room()
    opened = rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan, voices=voices or {})
    room.apply(1, OPENED_MS, opened)
    give(room, cmd.ShowStart(id="start"), STARTED_MS)
    return room
