"""Rules tried on the past: a show's journal is folded once more, and the rules look on.

Owns: the fold of a show with rules beside its own, and what comes of them.
Law: the very fold that ran live, with all that it reads, so a rule over anything can be tried, and fires at the very instants
at which it would have fired; nothing is written. A show with more records than may be folded is told from nothing: `lack`
says so.
Must not know: who asks, in which process it runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import records as rec
from controlroom.domain.alerts.instances import Transition
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.plan import Text
from controlroom.domain.units import SECOND_MS, floor_second
from controlroom.live.recovery import quarantined
from controlroom.ports import Journal
from controlroom.room.alert_words import called
from controlroom.room.alerting import Beside, look_on
from controlroom.room.room import FoldBroken, Room
from controlroom.views.backtest import Firing, Heard, stretch

MOST: Final = 1_000_000
"""Records of a show that are folded for it: about ten seconds."""

Lack = Literal["never_live", "too_long"]


class Span(Struct, frozen=True, kw_only=True):
    """What of a show rules are tried on.

    Args:
        last_ms: Only so long before its end; None: all of it.
        to_ms: Its end, epoch ms; None: where its journal ends.
    """

    show: str
    last_ms: int | None = None
    to_ms: int | None = None


class Told(Struct, frozen=True, kw_only=True):
    """What the fold told of a span: from when to when, and each rule's firings. `lack`: why it tells nothing."""

    show: str
    from_ms: int = 0
    to_ms: int = 0
    firings: tuple[tuple[Firing, ...], ...] = ()
    lack: Lack | None = None


async def tried(journal: Journal, span: Span, rules: Sequence[Rule], most: int = MOST) -> Told:
    """Return when rules would have fired in a span of a show, switched on or off; what went on from before it is not counted.

    Args:
        most: Records that are folded at most.

    Raises:
        StoreUnavailable: The journal cannot be read now.
    """
    if await journal.head(span.show) > most:
        return Told(show=span.show, lack="too_long")
    skip = set(await quarantined(journal, span.show))
    while True:
        heard = _Ears(rules, Room(skip=skip))
        room = heard.room
        try:
            await _fold(journal, span, room, heard.beside())
        except FoldBroken as error:
            skip.add(error.seq)
            continue
        found = stretch(room.state, span.last_ms)
        if found is None:
            return Told(show=span.show, lack="never_live")
        firings = tuple(heard.firings(n, found[0]) for n in range(len(rules)))
        return Told(show=span.show, from_ms=found[0], to_ms=found[1], firings=firings)


async def _fold(journal: Journal, span: Span, room: Room, beside: Beside) -> None:
    async for page in journal.pages(span.show):
        if span.to_ms is not None and page.received_ms > span.to_ms:
            break
        records, first = rec.decode_page(page), page.first_seq
        if first == 1:  # with it the show and its state begin
            room.apply(first, page.received_ms, records[0])
            look_on(room.state, beside)
            records, first = records[1:], first + 1
        if records:
            room.apply_page(first, page.received_ms, records)
    room.advance(floor_second(span.to_ms if span.to_ms is not None else room.state.received_ms + SECOND_MS))


def _id(n: int) -> str:
    return f"{n} tried"  # no rule of a show has a space in its id


class _Ears:
    """What a fold tells of rules that look on, each with what it was about as that was called then."""

    def __init__(self, rules: Sequence[Rule], room: Room) -> None:
        self.room = room
        self._rules = {_id(n): replace(rule, id=_id(n), enabled=True) for n, rule in enumerate(rules)}
        self._heard: list[tuple[Transition, Text | None]] = []

    def beside(self) -> Beside:
        """Return the rules, to be looked on with."""
        return Beside(tuple(self._rules.values()), self._hear)

    def _hear(self, one: Transition) -> None:
        named = one.labels and one.now == "firing"
        self._heard.append((one, called(self.room.state, self._rules[one.rule], one.labels) if named else None))

    def firings(self, n: int, from_ms: int) -> tuple[Firing, ...]:
        """Return when a rule would have fired, from an instant on."""
        found = Heard(from_ms)
        for one, title in self._heard:
            if one.rule == _id(n):
                found.take(one, title)
        return tuple(found.firings)
