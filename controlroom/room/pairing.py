"""A timer of the plan and its offer are one window.

Owns: what an offer's timer does with it, and which timer an offer starts.
Law: they begin together and end together, whichever of the two was asked for, by hand or by itself: a countdown to nothing,
and a price whose countdown nobody sees, would both be untrue on air. While they are open, the timer says when the offer ends:
what is paused, lengthened or shortened there holds for both.
Must not know: who may command, screens.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from controlroom.domain.offers import Round
from controlroom.domain.plan import OfferPlan, TimerPlan
from controlroom.domain.timers import DANGER_MS, WARN_MS, Timer
from controlroom.domain.topics import Topic
from controlroom.room import hearing, selling
from controlroom.room.announcing import announce
from controlroom.room.state import RoomState

_TIMERS: Final = frozenset({Topic.TIMERS})


class Was(Struct):
    """A timer as it was before an act; None: there was none."""

    id: str
    timer: Timer | None


def put_back(s: RoomState, was: Was) -> None:
    """Let a timer be what it was."""
    if was.timer is None:
        s.timers.by_id.pop(was.id, None)
    else:
        s.timers.by_id[was.id] = was.timer
    s.timers.reckon()


def planned_timer(timer: TimerPlan, at_ms: int) -> Timer:
    """Return a timer of the plan, started at an instant."""
    return Timer(
        timer.id, timer.title, at_ms, timer.duration_for_ms, timer.kind, timer.until_ms,
        warn_for_ms=timer.warn_for_ms if timer.warn_for_ms is not None else WARN_MS,
        danger_for_ms=timer.danger_for_ms if timer.danger_for_ms is not None else DANGER_MS,
        plan=True, offer=timer.offer,
    )  # fmt: skip


def offer_of(s: RoomState, timer: Timer | TimerPlan | None) -> OfferPlan | None:
    """Return the offer whose time a timer shows."""
    offer = timer.offer if timer is not None else None
    return s.plan.offer(offer) if offer is not None and s.plan is not None else None


def opens(s: RoomState, timer: Timer | TimerPlan | None) -> OfferPlan | None:
    """Return the offer that a timer will open when it starts; None: it has none, or that is open already."""
    offer = offer_of(s, timer)
    return offer if offer is not None and s.offers.running(offer.id) is None else None


def timer_for(s: RoomState, offer: str, at_ms: int) -> TimerPlan | None:
    """Return the timer that starts with an offer: of the segment on air first; None: there is none that has not passed."""
    segments = sorted(s.rundown.segments, key=lambda one: one.id != s.rundown.on_air)
    for timer in (timer for segment in segments for timer in segment.timers if timer.offer == offer):
        if timer.until_ms is None or timer.until_ms > at_ms:
            return timer
    return None


def begin(s: RoomState, timer: TimerPlan, at_ms: int, id_: str) -> frozenset[Topic]:
    """Start a timer of the plan, and its offer with it; return the topics that change.

    Args:
        id_: For what stands on the desk.
    """
    s.timers.start(planned_timer(timer, at_ms))
    return _TIMERS | join(s, timer.id, at_ms, id_)


def open_offer(s: RoomState, offer: OfferPlan, at_ms: int, id_: str) -> Round:
    """Open an offer, and put on the desk what is to be posted of it."""
    one = selling.open_round(s, offer, at_ms, id_)
    announce(s, f"offer:{offer.id}", offer.announce, offer.sku, at_ms, id_, offer.id)
    hearing.ourselves(s, s.cues.forbidden.get(f"offer:{offer.id}", ()), at_ms)
    return one


def join(s: RoomState, timer: str, at_ms: int, id_: str) -> frozenset[Topic]:
    """Let a running timer's offer be open as long as it runs; return the topics that change."""
    offer = offer_of(s, s.timers.by_id[timer])
    if offer is None:
        return frozenset()
    one = s.offers.running(offer.id)
    if one is None:
        one = open_offer(s, offer, at_ms, id_)
    one.timer = timer
    keep_step(s)
    return selling.OF_OFFER


def keep_step(s: RoomState) -> None:
    """After a change of timers: let every open offer end when its timer does."""
    changed = False
    for one in s.offers.rounds:
        clock = s.timers.by_id.get(one.timer) if one.timer is not None and one.state == "open" else None
        if clock is not None and clock.state in ("running", "paused") and one.ends_ms != clock.ends_ms:
            one.ends_ms, changed = clock.ends_ms, True
    if changed:
        s.offers.reckon()


def window_of(s: RoomState, timer: str) -> Round | None:
    """Return the open offer that ends when a timer does."""
    return next((one for one in s.offers.rounds if one.timer == timer and one.state == "open"), None)
