"""Cards and timers that come by themselves: at a time, with time left, below a level of stock, past a KPI's threshold.

Owns: when each prepared card and timer is due for what is on air, and what holds now of the levels they wait for.
Law: what is due by time takes its due instant (the end of a gap in which the server was away) and comes once for it; a
level prompts when it is first passed and again only after it was left. Of a stock ladder the lowest rung passed speaks.
Nothing is prompted unless the show is live.
Must not know: commands, screens, roles.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from controlroom.domain.metrics import BY_CODE, SPANS, Kpi
from controlroom.domain.moment import Moment, moment_of
from controlroom.domain.plan import CuePlan, SegmentPlan, TimerPlan, WhenPlan
from controlroom.domain.scopes import show_numbers
from controlroom.domain.topics import Topic
from controlroom.domain.units import MINUTE_MS, SECOND_MS
from controlroom.domain.windows import KEEP_S
from controlroom.room import hearing, pairing, selling
from controlroom.room.announcing import announce
from controlroom.room.showing import product_of, put_prepared
from controlroom.room.state import RoomState

KPI_PAUSE_MS: Final = 5 * MINUTE_MS
"""A KPI's card comes again not before this, twice as long for each time it was let pass."""

_MILLION: Final = 1_000_000
_NOTHING: Final[frozenset[Topic]] = frozenset()
_CUE: Final = frozenset({Topic.CUE, Topic.DESK})

Due = tuple[int, SegmentPlan | None, CuePlan]


def next_start_ms(s: RoomState) -> int | None:
    """Return when a timer of the plan next starts by itself; None: none in sight."""
    if s.status != "live":
        return None
    _arm(s)
    return s.timers.next_start_ms


def start_due(s: RoomState, at_ms: int) -> frozenset[Topic]:
    """Start the timer that is due, and its offer with it; return the topics that people see changed.

    One whose offer cannot be opened, as another has the product's price, does not start by itself.
    """
    touched = _NOTHING
    due = min(_starts(s), key=lambda one: (_outside_gaps(s, one[0]), one[0], one[1].id), default=None)
    if due is not None and _outside_gaps(s, due[0]) <= at_ms:
        due_ms, timer = due
        s.timers.begun[timer.id] = due_ms
        offer = pairing.opens(s, timer)
        if offer is None or selling.rival(s, offer) is None:
            touched = pairing.begin(s, timer, at_ms, f"{timer.id}-{at_ms}")
    s.cues.armed = False
    return touched


def next_cue_ms(s: RoomState) -> int | None:
    """Return when a card is next due by time; None: none in sight."""
    if s.status != "live":
        return None
    _arm(s)
    return s.cues.next_ms


def prompt_due(s: RoomState, at_ms: int) -> frozenset[Topic]:
    """Put up the card that is due; return the topics that people see changed."""
    shown = False
    due = min(_dues(s), key=lambda one: (_outside_gaps(s, one[0]), one[0], one[2].id), default=None)
    if due is not None and _outside_gaps(s, due[0]) <= at_ms:
        due_ms, segment, cue = due
        s.cues.prompted[cue.id] = due_ms
        shown = put(s, segment, cue, at_ms)
    s.cues.armed = False
    return _CUE if shown else _NOTHING


def look_at_levels(s: RoomState) -> frozenset[Topic]:
    """Put up the cards whose level has been passed; return the topics that people see changed."""
    if s.status != "live":
        return _NOTHING
    _arm(s)
    return _CUE if s.cues.watches and _prompt_levels(s) else _NOTHING


def _arm(s: RoomState) -> None:
    """Reckon what waits for what, after a command or a start may have changed it."""
    if s.cues.armed:
        return
    s.cues.armed = True
    s.cues.next_ms = min((_outside_gaps(s, due[0]) for due in _dues(s)), default=None)
    s.timers.next_start_ms = min((_outside_gaps(s, due[0]) for due in _starts(s)), default=None)
    levels = [when for _, _, when in _levels(s)]
    s.cues.watches = bool(levels)
    s.cues.watches_kpi = any(when.kpi is not None for when in levels)


def _on_air(s: RoomState) -> Iterator[tuple[SegmentPlan | None, CuePlan]]:
    """Yield the cards that may come by themselves now: of the segment on air, and of the whole show."""
    segment = s.rundown.segment(s.rundown.on_air) if s.rundown.on_air is not None else None
    if segment is not None:
        yield from ((segment, cue) for cue in segment.cues)
    if s.plan is not None:
        yield from ((None, cue) for cue in s.plan.cues)


def _begins(s: RoomState) -> Iterator[tuple[int, SegmentPlan, bool]]:
    """Yield (begin, segment, is on air) of the segment on air, and of the one expected after it, by its own clock.

    While that clock is held, nothing of it comes nearer; afterwards what has not come yet is due so much later.
    """
    segment, ends_ms = s.rundown.segment(s.rundown.on_air) if s.rundown.on_air is not None else None, s.rundown.due_ms()
    if segment is None or ends_ms is None or s.rundown.held_ms is not None:
        return
    yield ends_ms - segment.planned_for_ms, segment, True
    id_ = s.rundown.neighbour(1)
    after = s.rundown.segment(id_) if id_ is not None else None
    if after is not None:
        yield ends_ms, after, False


def _came(s: RoomState, newest_ms: int | None, due_ms: int, *, by_begin: bool) -> bool:
    """Tell whether something came already: for this due instant, or since the segment is on air when that sets it off."""
    if newest_ms is None:
        return False
    on_air = s.rundown.on_air
    since_ms = s.rundown.aired[on_air].started_ms if by_begin and on_air is not None else due_ms
    return newest_ms >= since_ms


def _dues(s: RoomState) -> Iterator[Due]:
    """Yield what is due by time and has not come for that."""
    for due_ms, segment, cue in _timed(s):
        by_begin = cue.at_ms is not None and cue.at_ms >= 0
        if not _came(s, s.cues.prompted.get(cue.id), due_ms, by_begin=by_begin):
            yield due_ms, segment, cue


def _timed(s: RoomState) -> Iterator[Due]:
    for begin_ms, segment, on_air in _begins(s):
        for cue in segment.cues:
            if cue.at_ms is not None and (cue.at_ms >= 0) is on_air:
                yield begin_ms + cue.at_ms, segment, cue
    segment_since = s.rundown.aired[s.rundown.on_air].started_ms if s.rundown.on_air is not None else None
    if segment_since is None:
        return
    for of, cue in _on_air(s):
        when = cue.when
        if when is not None and when.left_ms is not None:
            since_ms, ends_ms = _span(s, when, segment_since)
            if ends_ms is not None and ends_ms - when.left_ms >= since_ms:
                yield ends_ms - when.left_ms, of, cue


def _span(s: RoomState, when: WhenPlan, begin_ms: int) -> tuple[int, int | None]:
    """Return since when time has been running down for a card, and to which end."""
    if when.timer is None:
        return begin_ms, s.rundown.due_ms() if s.rundown.held_ms is None else None
    timer = s.timers.by_id.get(when.timer)
    if timer is None or timer.state not in ("running", "over"):
        return begin_ms, None
    return max(begin_ms, timer.started_ms), timer.ends_ms


def _starts(s: RoomState) -> Iterator[tuple[int, TimerPlan]]:
    """Yield the timers that start by themselves and have not yet for that, nor by hand in this segment."""
    for begin_ms, segment, on_air in _begins(s):
        for timer in segment.timers:
            if timer.start_ms is None or (timer.start_ms >= 0) is not on_air:
                continue
            due_ms, known = begin_ms + timer.start_ms, s.timers.by_id.get(timer.id)
            by_hand = known is not None and known.started_ms >= min(begin_ms, due_ms)
            if not by_hand and not _came(s, s.timers.begun.get(timer.id), due_ms, by_begin=on_air):
                yield due_ms, timer


def _outside_gaps(s: RoomState, at_ms: int) -> int:
    """Return an instant, or the end of the gap that it falls into: nothing happens while the server is away."""
    for from_ms, to_ms in s.gaps:
        if from_ms < at_ms < to_ms:
            at_ms = to_ms
    return at_ms


def put(s: RoomState, segment: SegmentPlan | None, cue: CuePlan, at_ms: int) -> bool:
    """Let a prepared card come by itself; return False where it does not, as it was let pass too often or says nothing."""
    if not s.cues.comes_by_itself(cue.id, cue.priority):
        return False
    id_ = f"cue-{at_ms}-{cue.id}"
    shown = put_prepared(s, id_, segment, cue, at_ms, by_itself=True)
    if shown:
        hearing.ourselves(s, s.cues.forbidden.get(cue.id, ()), at_ms)
        announce(s, f"cue:{cue.id}", cue.announce, product_of(s, segment, cue), at_ms, id_, cue.offer)
    return shown


def _levels(s: RoomState) -> Iterator[tuple[SegmentPlan | None, CuePlan, WhenPlan]]:
    """Yield the cards of what is on air that wait for a level."""
    for segment, cue in _on_air(s):
        if cue.when is not None and (cue.when.stock_below is not None or cue.when.kpi is not None):
            yield segment, cue, cue.when


def _prompt_levels(s: RoomState) -> bool:
    """Prompt what has passed its level just now; re-arm what has left it."""
    passed: dict[str, list[tuple[int, SegmentPlan | None, CuePlan]]] = {}
    shown, moment = False, _moment(s) if s.cues.watches_kpi else None
    for segment, cue, when in list(_levels(s)):
        sku = product_of(s, segment, cue)
        holds = _holds(s, sku, when, moment)
        if holds is False:
            s.cues.met.pop(cue.id, None)
        elif holds and cue.id not in s.cues.met:
            s.cues.met[cue.id] = s.as_of_ms
            if when.stock_below is not None:
                passed.setdefault(sku or "", []).append((when.stock_below, segment, cue))
            elif _rested(s, cue):
                shown = _put_level(s, segment, cue) or shown
    for sku, rungs in passed.items():
        rung, segment, cue = min(rungs, key=lambda one: (one[0], one[2].id))
        if not _lower_spoke(s, sku, rung):
            shown = _put_level(s, segment, cue) or shown
    return shown


def _put_level(s: RoomState, segment: SegmentPlan | None, cue: CuePlan) -> bool:
    s.cues.prompted[cue.id] = s.as_of_ms
    return put(s, segment, cue, s.as_of_ms)


def _rested(s: RoomState, cue: CuePlan) -> bool:
    last = s.cues.prompted.get(cue.id)
    return last is None or s.as_of_ms - last >= KPI_PAUSE_MS << s.cues.fades(cue.id)


def _lower_spoke(s: RoomState, sku: str, rung: int) -> bool:
    """Tell whether a lower rung of a product's ladder has spoken already."""
    return any(
        when.stock_below is not None
        and when.stock_below < rung
        and cue.id in s.cues.met
        and (product_of(s, segment, cue) or "") == sku
        for segment, cue, when in _levels(s)
    )


def _holds(s: RoomState, sku: str | None, when: WhenPlan, moment: Moment | None) -> bool | None:
    """Tell whether a card's level is passed; None: nobody knows."""
    if when.stock_below is not None:
        shelf = s.shelves.get(sku) if sku is not None else None
        left = shelf.sayable if shelf is not None else None
        return left < when.stock_below if left is not None else None
    if when.kpi is None or moment is None:
        return None
    return _past(when, moment)


def _past(when: WhenPlan, moment: Moment) -> bool | None:
    kpi, window = _span_of(when.kpi or "")
    if kpi is None:
        return None
    value = kpi.reckon(show_numbers(moment, window, sampled=False, estimated=False))
    num, den = (value.value, 1) if value.den is None and value.num is None else (value.num, value.den)
    if num is None or not den or (value.den is not None and den < kpi.min_samples):
        return None
    if when.above_millionths is not None:
        return num * _MILLION > when.above_millionths * den
    return num * _MILLION < (when.below_millionths or 0) * den


def _span_of(code: str) -> tuple[Kpi | None, int | None]:
    """Return the KPI of a tile's code, and its window."""
    for suffix, window, _ in SPANS[1:]:
        kpi = BY_CODE.get(code.removesuffix(suffix)) if code.endswith(suffix) else None
        if kpi is not None and "w" in kpi.scopes:
            return kpi, window
    return BY_CODE.get(code), None


def _moment(s: RoomState) -> Moment | None:
    """Return the integers of this second; None: long idle, when nothing moves but time."""
    if s.as_of_ms - s.received_ms > KEEP_S * SECOND_MS:
        return None
    row = s.tally.series.at(s.as_of_ms // SECOND_MS)
    return moment_of(row) if row is not None else None
