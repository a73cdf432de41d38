"""Timers by hand.

Owns: `timer.start` (one of the plan's, or a new one), `timer.pause`, `timer.resume`, `timer.add`, `timer.stop`.
Law: a timer of the plan runs under its id there, once at a time, and its offer is open as long (`room.pairing`): one act
does both, and one undo takes both back. What is taken back is as if it had not been done: a timer whose pause is undone
has run on.
Must not know: screens, sounds, what starts a timer by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, Never

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.errors import Refusal
from controlroom.domain.plan import Text, TimerPlan
from controlroom.domain.roles import Role
from controlroom.domain.timers import Timer
from controlroom.domain.topics import Topic
from controlroom.room import pairing, selling
from controlroom.room.acts.act import Act, Place, Undoing, made, no, not_live
from controlroom.room.acts.offering import refuse_rival, repriced, unopen
from controlroom.room.pairing import Was, planned_timer, put_back
from controlroom.room.selling import Priced, priced
from controlroom.room.state import RoomState

OneTimer = cmd.TimerPause | cmd.TimerResume | cmd.TimerAdd | cmd.TimerStop


class Timed(Struct):
    """A timer as it was before an act, and what the act did to its offer.

    Args:
        offer: Which one; None: nothing. `did`: it was `opened`, or `closed`, or the timer `joined` it while it was open.
        before: What an opened one's product cost before. `ends_ms`: when a joined one would have ended.
    """

    was: Was
    offer: str | None = None
    did: Literal["opened", "joined", "closed"] = "opened"
    before: Priced | None = None
    ends_ms: int | None = None


def _gone(s: RoomState, kept: Timed) -> bool:
    if kept.was.id not in s.timers.by_id:
        return True
    if kept.offer is None:
        return False
    if kept.did == "closed":
        newest = s.offers.newest(kept.offer)
        return newest is None or newest.state != "closed" or s.status != "live"
    return s.offers.running(kept.offer) is None


def _put_back(s: RoomState, kept: Timed, at: Place) -> None:
    one = s.offers.newest(kept.offer) if kept.offer is not None else None
    if one is not None and kept.did == "opened" and kept.before is not None:
        unopen(s, one, kept.before, at)
    elif one is not None and kept.did == "joined":
        one.timer, one.ends_ms = None, kept.ends_ms
        s.offers.reckon()
    put_back(s, kept.was)
    if one is not None and kept.did == "closed":
        selling.go_on(s, one, at.received_ms, str(at.seq))
    pairing.keep_step(s)
    if kept.offer is not None:
        s.subjects[f"offer:{kept.offer}"] = at.seq


def _with_offer(s: RoomState, was: Was, timer: Timer | TimerPlan | None) -> Timed:
    """Return what an act will do that lets a timer run, whose offer is then open."""
    offer = pairing.offer_of(s, timer)
    if offer is None:
        return Timed(was)
    running = s.offers.running(offer.id)
    if running is None:
        return Timed(was, offer.id, "opened", priced(s, offer.sku))
    return Timed(was, offer.id, "joined", ends_ms=running.ends_ms) if running.timer != was.id else Timed(was)


def _open_with(s: RoomState, timer: str, at: Place) -> None:
    """Open the offer of a timer that has begun to run."""
    offer = pairing.offer_of(s, s.timers.by_id[timer])
    if offer is not None:
        pairing.join(s, timer, at.received_ms, str(at.seq))
        repriced(s, offer, at)


def _refuse_offer(s: RoomState, timer: Timer | TimerPlan | None) -> Refusal | None:
    offer = pairing.opens(s, timer)
    return (not_live(s) or refuse_rival(s, offer)) if offer is not None else None


def of_plan(s: RoomState, id_: str) -> TimerPlan | None:
    """Return the plan's timer called `id_`."""
    return next((t for segment in s.rundown.segments for t in segment.timers if t.id == id_), None)


def _id(c: cmd.TimerStart, seq: int) -> str:
    return c.timer if c.timer is not None else made("timer", seq)


def _start(s: RoomState, c: cmd.TimerStart, at: Place) -> None:
    known = of_plan(s, c.timer) if c.timer is not None else None
    if known is not None:
        s.timers.start(planned_timer(known, at.received_ms))
        _open_with(s, known.id, at)
        return
    s.timers.start(Timer(_id(c, at.seq), c.title or "", at.received_ms, c.duration_for_ms, c.kind, c.until_ms))


def _started(s: RoomState, c: cmd.TimerStart, at: Place) -> Timed:
    id_ = _id(c, at.seq)
    was = s.timers.by_id.get(id_)
    return _with_offer(s, Was(id_, replace(was) if was is not None else None), of_plan(s, id_))


def _refuse_start(s: RoomState, c: cmd.TimerStart, by: Role, now_ms: int) -> Refusal | None:
    if c.timer is not None:
        if c.title is not None or c.duration_for_ms is not None or c.until_ms is not None:
            return no("told_twice", "a timer of the plan has its title and length there: give timer alone", c.timer)
        known = of_plan(s, c.timer)
        if known is None:
            return no("unknown_timer", f"the plan has no timer {c.timer!r}", c.timer)
        running = s.timers.by_id.get(c.timer)
        if running is not None and running.state in ("running", "paused"):
            return no("already_running", "it is running already", c.timer)
        return (_to_come(known.until_ms, now_ms) if known.kind == "until" else None) or _refuse_offer(s, known)
    wanted = {"countdown": c.duration_for_ms, "until": c.until_ms, "countup": 0}[c.kind]
    if c.title is None or wanted is None:
        return no("nothing_told", "give timer, or title and duration_for_ms (countdown) or until_ms (until)")
    return _to_come(c.until_ms, now_ms) if c.kind == "until" else None


def _to_come(until_ms: int | None, now_ms: int) -> Refusal | None:
    return no("already_past", "until_ms has passed") if until_ms is not None and until_ms <= now_ms else None


def _changed(s: RoomState, c: OneTimer, at: Place) -> Timed:
    timer = s.timers.by_id[c.timer]
    was = Was(c.timer, replace(timer))
    match c:
        case cmd.TimerAdd() if timer.state == "over":
            return _with_offer(s, was, timer)
        case cmd.TimerStop():
            one = pairing.window_of(s, c.timer)
            return Timed(was, one.offer, "closed") if one is not None else Timed(was)
        case _:
            return Timed(was)


def _pause(s: RoomState, c: cmd.TimerPause, at: Place) -> None:
    s.timers.by_id[c.timer].pause(at.received_ms)
    _moved(s, c.timer, at)


def _resume(s: RoomState, c: cmd.TimerResume, at: Place) -> None:
    s.timers.by_id[c.timer].resume(at.received_ms)
    _moved(s, c.timer, at)


def _add(s: RoomState, c: cmd.TimerAdd, at: Place) -> None:
    timer = s.timers.by_id[c.timer]
    again = timer.state == "over"
    timer.add(c.by_for_ms, at.received_ms)
    _moved(s, c.timer, at)
    if again:
        _open_with(s, c.timer, at)


def _moved(s: RoomState, timer: str, at: Place) -> None:
    """After a timer's end has moved: its offer's has too."""
    s.timers.reckon()
    pairing.keep_step(s)
    one = pairing.window_of(s, timer)
    if one is not None:
        s.subjects[f"offer:{one.offer}"] = at.seq


def _stop(s: RoomState, c: cmd.TimerStop, at: Place) -> None:
    one = pairing.window_of(s, c.timer)
    s.timers.by_id[c.timer].stop(at.received_ms)
    s.timers.reckon()
    offer = pairing.offer_of(s, s.timers.by_id[c.timer])
    if one is not None:
        selling.end(s, one, "closed", at.received_ms)
        if offer is not None:
            repriced(s, offer, at)


def _refuse(s: RoomState, c: OneTimer, by: Role, now_ms: int) -> Refusal | None:
    timer = s.timers.by_id.get(c.timer)
    if timer is None:
        return no("unknown_timer", f"there is no timer {c.timer!r}", c.timer)
    match c:
        case cmd.TimerStop():
            # One that is over is taken off the screens.
            return no("already_stopped", "it is stopped already", c.timer) if timer.state == "stopped" else None
        case cmd.TimerPause():
            if timer.kind == "until":
                return no("cannot_pause", "a clock to an instant cannot stand still", c.timer)
            return no("already_stopped", "it is not running", c.timer) if timer.state != "running" else None
        case cmd.TimerResume():
            return no("not_paused", "it is not paused", c.timer) if timer.state != "paused" else None
        case cmd.TimerAdd():
            if timer.kind == "countup":
                return no("no_end", "a timer that counts up has no end to move", c.timer)
            if timer.state == "stopped":
                return no("already_stopped", "it is stopped", c.timer)
            return _refuse_offer(s, timer) if timer.state == "over" else None


def _named(c: cmd.TimerStart) -> str:
    return c.timer or ""


def _title(s: RoomState, c: OneTimer) -> Text:
    return s.timers.by_id[c.timer].title


def _what(s: RoomState, c: cmd.TimerStart) -> Text | None:
    known = of_plan(s, c.timer) if c.timer is not None else None
    return known.title if known is not None else c.title


_TIMERS: Final = frozenset({Topic.TIMERS}) | selling.OF_OFFER
_UNDO: Final = Undoing(Timed, _changed, _put_back, _gone, why="timer_over")


def _of_one(carry: Callable[[RoomState, Never, Place], None]) -> Act:
    return Act(
        carry=carry, refuse=_refuse, touches=_TIMERS, subject="timer", part=lambda c: c.timer, what=_title, undo=_UNDO
    )


ACTS: Final[dict[type[cmd.Command], Act]] = {
    cmd.TimerStart: Act(
        carry=_start, refuse=_refuse_start, touches=_TIMERS, subject="timer", part=_named,
        makes="timer", what=_what, undo=Undoing(Timed, _started, _put_back, _gone, why="timer_over"),
    ),
    cmd.TimerPause: _of_one(_pause),
    cmd.TimerResume: _of_one(_resume),
    cmd.TimerAdd: _of_one(_add),
    cmd.TimerStop: _of_one(_stop),
}  # fmt: skip
