"""What roles see of cards and timers.

Owns: the topics `cue` and `timers`: what the host reads, and what the controller may show next.
Law: a prepared card is shown as it would be said now; what runs (a time left) is not written into it, so that nothing is
pushed because time passes: in a card that is shown the screen counts it. A number that has changed since a card was shown
makes it stale, and so does an end that has moved.
Must not know: HTML, sockets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from controlroom.domain.cues import Cue
from controlroom.domain.plan import CuePlan, SegmentPlan, Text
from controlroom.domain.wordings import Numbers, changed, fill, length, unknown
from controlroom.room.pairing import opens, window_of
from controlroom.room.showing import CURRENCY, group_of, left_ms, numbers, prepared, product_of, stands
from controlroom.room.state import RoomState
from controlroom.views import shapes_cards as v

OF_PRODUCT: Final = frozenset({"price", "list_price", "saved", "stock", "buyers", "waiting"})
"""Numbers that are of one product."""

_MOVED_MS: Final = 10_000
"""By how much the end that a card counts to may have moved before the card is called wrong."""

_RUNNING = "{left}"
_STANDING = "-:--"


def cues_view(s: RoomState, *, drives: bool) -> v.CuesView:
    """Return the topic `cue`; `drives`: with what was closed lately and what may be shown."""
    known = _Known(s)
    waiting = [_card(s, cue, known) for cue in s.cues.waiting()]
    return v.CuesView(
        current=waiting[0] if waiting else None,
        queue=tuple(waiting[1:]),
        recent=tuple(_card(s, cue, known) for cue in s.cues.recent()) if drives else (),
        palette=tuple(_palette(s, known)) if drives else (),
    )


class _Known:
    """The numbers of now, by product and offer."""

    def __init__(self, s: RoomState) -> None:
        self._s = s
        self._known: dict[tuple[str | None, str | None], Numbers] = {}

    def of(self, sku: str | None, offer: str | None) -> Numbers:
        """Return the numbers of a product and an offer."""
        found = self._known.get((sku, offer))
        if found is None:
            found = self._known[sku, offer] = numbers(self._s, sku, self._s.as_of_ms, offer=offer)
        return found


def _card(s: RoomState, cue: Cue, known: _Known) -> v.CueView:
    until_ms, moved = _runs(s, cue) if cue.open and cue.left_ms is not None else (None, False)
    return v.CueView(
        id=cue.id, text=cue.text, priority=cue.priority, target=cue.target, shown_ms=cue.shown_ms,
        delivered_ms=cue.delivered_ms, acked_ms=cue.acked_ms, expires_ms=cue.expires_ms,
        stale=moved or (cue.open and bool(changed(cue.numbers, known.of(cue.sku, cue.offer)))), expired=cue.expired,
        by_itself=cue.by_itself, faint=s.cues.fades(cue.cue), about=_about(s, cue), reader=_reader(s, cue), until_ms=until_ms,
        left_said=length(cue.left_ms) if until_ms is not None and cue.left_ms is not None else None,
    )  # fmt: skip


def _runs(s: RoomState, cue: Cue) -> tuple[int | None, bool]:
    """Return when the time left in a card is over (None: its clock stands), and whether that is no longer so."""
    assert cue.left_ms is not None
    until_ms, left = cue.shown_ms + cue.left_ms, left_ms(s, s.as_of_ms, cue.timer)
    if left is None:
        return until_ms, s.as_of_ms < until_ms
    if stands(s, cue.timer):
        return None, abs(cue.left_ms - left) > _MOVED_MS
    return until_ms, abs(s.as_of_ms + left - until_ms) > _MOVED_MS


def _about(s: RoomState, cue: Cue) -> Text | None:
    on_air = s.program.sku if s.program is not None else None
    if cue.sku is None or cue.sku == on_air or OF_PRODUCT.isdisjoint(cue.numbers):
        return None
    product = s.plan.product(cue.sku) if s.plan is not None else None
    return product.title if product is not None else cue.sku


def _reader(s: RoomState, cue: Cue) -> str | None:
    team = s.plan.show.team if s.plan is not None and cue.target is not None else ()
    return next((person.name for person in team if person.id == cue.target), None)


def _palette(s: RoomState, known: _Known) -> Iterator[v.PreparedView]:
    for segment, cue in prepared(s):
        if segment is not None and segment.id != s.rundown.on_air:
            return
        yield _prepared(s, segment, cue, known)


def _prepared(s: RoomState, segment: SegmentPlan | None, cue: CuePlan, known: _Known) -> v.PreparedView:
    text = _standing(cue.text)
    at_hand = known.of(product_of(s, segment, cue), cue.offer)
    missing = unknown(text, at_hand)
    said = fill(text, at_hand, s.currency or CURRENCY) if not missing else None
    return v.PreparedView(
        id=cue.id, text=said.text if said is not None else cue.text, priority=cue.priority,
        segment=segment.id if segment is not None else None, unknown=missing, up=s.cues.up(group_of(s, segment, cue)),
        faint=s.cues.fades(cue.id), rescue=cue.rescue,
    )  # fmt: skip


def _standing(text: Text) -> Text:
    if isinstance(text, dict):
        return {lang: words.replace(_RUNNING, _STANDING) for lang, words in text.items()}
    return text.replace(_RUNNING, _STANDING)


def timers_view(s: RoomState, *, drives: bool) -> v.TimersView:
    """Return the topic `timers`; `drives`: with the plan's timers that may be started."""
    return v.TimersView(
        timers=tuple(
            v.TimerView(
                id=t.id, title=t.title, kind=t.kind, state=t.state, started_ms=t.started_ms,
                duration_for_ms=t.duration_for_ms, paused_for_ms=t.paused_for_ms, ends_ms=t.ends_ms,
                warn_for_ms=t.warn_for_ms, danger_for_ms=t.danger_for_ms, paused_ms=t.paused_ms,
                offer=t.offer if window_of(s, t.id) is not None else None,
            )
            for t in s.timers.by_id.values()
        ),
        prepared=tuple(_startable(s)) if drives else (),
    )  # fmt: skip


def _startable(s: RoomState) -> Iterator[v.PreparedTimerView]:
    segment = s.rundown.segment(s.rundown.on_air) if s.rundown.on_air is not None else None
    for timer in segment.timers if segment is not None else ():
        running = s.timers.by_id.get(timer.id)
        if running is None or running.state in ("over", "stopped"):
            opened = opens(s, timer)
            yield v.PreparedTimerView(id=timer.id, title=timer.title, offer=opened.id if opened is not None else None)
