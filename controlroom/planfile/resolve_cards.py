"""A plan file's cues and timers, resolved.

Owns: what a card's model becomes in the plan.
Law: nothing is defaulted here that the live room decides (how long a card stays, when a timer turns amber).
Must not know: YAML, references (checked before).
"""

from __future__ import annotations

from controlroom.domain.plan import CuePlan, TimerPlan, WhenPlan
from controlroom.domain.units import millionths
from controlroom.planfile.sections import Cue, SegmentCue, Timer, When


def cue_plan(cue: Cue) -> CuePlan:
    """Return a prepared card."""
    return CuePlan(
        id=cue.id,
        text=cue.text,
        priority=cue.priority,
        target=cue.target,
        offer=cue.offer,
        rescue=cue.rescue,
        when=_when(cue.when) if cue.when is not None else None,
        expires_for_ms=cue.expires,
        at_ms=cue.at if isinstance(cue, SegmentCue) else None,
        announce=cue.announce,
    )


def _when(when: When) -> WhenPlan:
    return WhenPlan(
        left_ms=when.left,
        timer=when.timer,
        stock_below=when.stock_below,
        sku=when.sku,
        kpi=when.kpi,
        above_millionths=millionths(when.above) if when.above is not None else None,
        below_millionths=millionths(when.below) if when.below is not None else None,
    )


def timer_plan(timer: Timer) -> TimerPlan:
    """Return a segment's clock."""
    return TimerPlan(
        id=timer.id,
        title=timer.title,
        kind=timer.kind,
        duration_for_ms=timer.minutes if timer.kind == "countdown" else None,
        until_ms=timer.until if timer.kind == "until" else None,
        start_ms=timer.start,
        offer=timer.offer,
        warn_for_ms=timer.warn,
        danger_for_ms=timer.danger,
    )
