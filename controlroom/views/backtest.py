"""How often a rule would have fired: the machine over what was kept of a show.

Owns: which metrics can be read again from the kept rows, and the firings of a rule over a stretch of a show.
Law: the very machine that runs live decides, over the very integers that were kept, instant by instant; what was not kept is
not guessed. The minutes before the stretch warm the machine up and count for nothing. Nothing here touches a running show.
Must not know: HTTP, HTML, where a past show comes from.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain.alerts.evaluate import evaluate, resume, watched
from controlroom.domain.alerts.heard import LONGEST_S, SHORT_S, Seconds
from controlroom.domain.alerts.instances import Alerts, Transition
from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import Column, Value, kpi_of, metric, neighbour
from controlroom.domain.alerts.rules import Label, Rule, Severity
from controlroom.domain.kinds import STEP_S, Kinds
from controlroom.domain.moment import Moment, moment_of
from controlroom.domain.plan import Plan, Text
from controlroom.domain.scopes import (
    PartRow,
    part_of,
    product_numbers,
    segment_numbers,
    show_numbers,
    source_numbers,
)  # fmt: skip
from controlroom.domain.series import Series
from controlroom.domain.tally import Flow
from controlroom.domain.units import MINUTE_MS, SECOND_MS
from controlroom.room.rule_levels import wave_of
from controlroom.room.rule_readings import chance_of, mean_of, refunds_of, upper_of, valued

WARM_MS: Final = 10 * MINUTE_MS
"""So long before the stretch the machine is set going; it is also how far back `online.usual` looks."""

_USUAL_MS: Final = (600_000, 300_000)
_KNOWN_MS: Final = 449_000
"""So long after the first level the half of them is known."""
_INDEX_5M: Final = 1
_COMMENTS: Final = int(Flow.COMMENTS)
_STOCK: Final = frozenset({"stock.available", "stock.safety"})
_SAID: Final = frozenset({"comments.negative_5m", "comments.wave"})
_OWN: Final = frozenset({"online.usual", "pay_rate_5m.upper", "refunds_5m", "refunds_5m.chance"})
_PARTS: Final[tuple[Label, ...]] = ("sku", "segment", "traffic")


class Firing(Struct, frozen=True):
    """Once that it would have fired. `labels`: of which product, feed …, empty: of the room; `until_ms` None: to the end.

    `title`: what that was called then; None: nobody remembers.
    """

    at_ms: int
    labels: str
    severity: Severity
    until_ms: int | None = None
    title: Text | None = None


class Heard:
    """The firings that a rule's transitions tell, from an instant on; what went on from before it is not counted."""

    def __init__(self, from_ms: int) -> None:
        self.firings: list[Firing] = []
        self._from_ms = from_ms
        self._open: dict[str, int] = {}

    def take(self, one: Transition, title: Text | None = None) -> None:
        """Take what became of an instance, and what it is about is called."""
        fires = one.now in ("firing", "recovering")
        if fires and one.labels not in self._open and one.reason != "again":
            counts = one.at_ms >= self._from_ms
            self._open[one.labels] = len(self.firings) if counts else -1
            if counts:
                self.firings.append(Firing(one.at_ms, one.labels, one.severity, title=title))
        elif not fires and (place := self._open.pop(one.labels, -1)) >= 0:
            self.firings[place] = replace(self.firings[place], until_ms=one.at_ms)


class Instant(NamedTuple):
    """What was kept of one instant (epoch ms): the show's row and its parts', by `scope:key`. None: a gap."""

    at_ms: int
    row: bytes | None
    parts: Mapping[str, bytes]


class Kept(NamedTuple):
    """What a rule is tried on: `from_ms`, `to_ms`: the stretch; the instants begin before it, to warm up.

    `complaints`: how many were written in the `STEP_S` from a second (epoch) on, in order.
    """

    show: str
    started_ms: int
    from_ms: int
    to_ms: int
    instants: list[Instant]
    safety: Mapping[str, int | None]
    complaints: Mapping[int, int]


class Tally(Protocol):
    """Those of a show's counters that are read here."""

    @property
    def series(self) -> Series:
        """Return the rows of the show."""
        ...


class Show(Protocol):
    """What is read here of a show, running or past."""

    @property
    def show(self) -> str:
        """Return its id."""
        ...

    @property
    def started_ms(self) -> int | None:
        """Return when it went live."""
        ...

    @property
    def ended_ms(self) -> int | None:
        """Return when it ended."""
        ...

    @property
    def as_of_ms(self) -> int:
        """Return the last whole second advanced."""
        ...

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Return when the server was away."""
        ...

    @property
    def parts(self) -> dict[str, Series]:
        """Return the rows of its parts."""
        ...

    @property
    def plan(self) -> Plan | None:
        """Return its plan."""
        ...

    @property
    def kinds(self) -> Kinds:
        """Return its comments by class."""
        ...

    @property
    def tally(self) -> Tally:
        """Return its counters."""
        ...


def readable(rule: Rule) -> bool:
    """Tell whether everything that a rule compares was kept."""
    line = line_of(rule)
    fields = [limit.field for limit in (line.fire, line.clear) if limit.field is not None]
    if rule.critical is not None:
        beyond = (rule.critical.above, rule.critical.below, rule.critical.clear)
        fields += [limit.field for limit in beyond if limit is not None and limit.field is not None]
    return all(_known(name, rule.by) for name in (line.metric, *(neighbour(line.metric, one) for one in fields)))


def _known(name: str, by: Label | None) -> bool:
    if name in _STOCK:
        return by == "sku"
    if name in _OWN or name in _SAID:
        return True
    return kpi_of(name) is not None and (metric(name, by) or metric(name, None)) is not None


def by_minutes(rule: Rule) -> bool:
    """Tell whether a rule is tried at whole minutes only: what is kept of parts is kept by the minute."""
    return rule.by in _PARTS


def stretch(s: Show, last_ms: int | None) -> tuple[int, int] | None:
    """Return a show from its start to its end or now, or only the end of it; None: it never was live."""
    if s.started_ms is None:
        return None
    to_ms = s.ended_ms if s.ended_ms is not None else s.as_of_ms
    return s.started_ms if last_ms is None else max(s.started_ms, to_ms - last_ms), to_ms


def gather(s: Show, rule: Rule, last_ms: int | None, step_ms: int) -> Kept | None:
    """Take what a rule needs out of a show, to be tried without it.

    Args:
        last_ms: Only the end of the show, so long; None: all of it.
        step_ms: How far apart the instants are, a multiple of a second; a minute where parts are compared.

    Returns:
        None: the show never was live.
    """
    span = stretch(s, last_ms)
    if span is None or s.started_ms is None:
        return None
    from_ms, to_ms = span
    begin_ms = max(s.started_ms, from_ms - WARM_MS)
    prefix = f"{rule.by}:" if by_minutes(rule) else None
    parts = {name: one for name, one in s.parts.items() if prefix is not None and name.startswith(prefix)}
    every_s = MINUTE_MS // SECOND_MS if prefix is not None else 1
    found = []
    for second in s.tally.series.instants(
        -(-begin_ms // SECOND_MS), to_ms // SECOND_MS, max(1, step_ms // SECOND_MS), every_s
    ):
        at_ms = second * SECOND_MS
        away = any(from_ < at_ms < to for from_, to in s.gaps)
        rows = {name: row for name, one in parts.items() if (row := one.at(second)) is not None}
        found.append(Instant(at_ms, None if away else s.tally.series.at(second), rows))
    safety = {product.sku: product.safety for product in s.plan.products} if s.plan is not None else {}
    complaints = s.kinds.each("negative") if line_of(rule).metric in _SAID else {}
    return Kept(s.show, s.started_ms, from_ms, to_ms, found, safety, complaints)


def firings(rule: Rule, kept: Kept) -> tuple[Firing, ...]:
    """Return when a rule would have fired in a stretch of a show; what went on from before it is not counted.

    Args:
        rule: `readable`, switched on or off.
    """
    alerts, made_ready = Alerts(), (watched(rule),)
    heard = Heard(kept.from_ms)
    usual, complaints = _Usual(), _Complaints(kept.complaints)
    away = False
    for instant in kept.instants:
        if instant.row is None:
            away = True
            continue
        if away:
            resume(alerts, instant.at_ms)
            away = False
        complaints.pass_to(instant.at_ms)
        readings = _Readings(instant, kept, usual, complaints)
        usual.push(instant.at_ms, readings.moment.online)
        for one in evaluate(alerts, made_ready, readings, instant.at_ms, since_ms=kept.started_ms):
            heard.take(one)
    return tuple(heard.firings)


class _Usual:
    """The mean of who watched from ten to five minutes before."""

    def __init__(self) -> None:
        self._near: deque[tuple[int, int | None]] = deque()
        self._far: deque[tuple[int, int | None]] = deque()
        self._total = self._known = 0
        self._first_ms: int | None = None

    def push(self, at_ms: int, online: int | None) -> None:
        """Take the newest level, and forget what is older than is looked at."""
        self._first_ms = at_ms if self._first_ms is None else self._first_ms
        self._near.append((at_ms, online))
        while self._near[0][0] <= at_ms - _USUAL_MS[1]:
            self._count(self._near[0][1], 1)
            self._far.append(self._near.popleft())
        while self._far and self._far[0][0] <= at_ms - _USUAL_MS[0]:
            self._count(self._far.popleft()[1], -1)

    def _count(self, online: int | None, sign: int) -> None:
        if online is not None:
            self._total += sign * online
            self._known += sign

    def mean(self, at_ms: int) -> Value:
        """Return the mean; too little is known while less than half of these minutes has passed."""
        if self._first_ms is None or self._first_ms > at_ms - _KNOWN_MS:
            return "insufficient"
        return mean_of(self._total, self._known) if self._known else "insufficient"


class _Complaints:
    """The complaints that were written until an instant; those of a step count when it is over."""

    def __init__(self, kept: Mapping[int, int]) -> None:
        self._left = deque(kept.items())
        self.seconds = Seconds(SHORT_S + LONGEST_S)

    def pass_to(self, at_ms: int) -> None:
        """Go on to an instant."""
        while self._left and self._left[0][0] + STEP_S <= at_ms // SECOND_MS:
            self.seconds.add(*self._left.popleft())


class _Readings:
    """What rules read of one kept instant."""

    def __init__(self, instant: Instant, kept: Kept, usual: _Usual, complaints: _Complaints) -> None:
        self._instant, self._kept, self._usual, self._complaints = instant, kept, usual, complaints

    @cached_property
    def moment(self) -> Moment:
        """Return the show's integers."""
        assert self._instant.row is not None
        return moment_of(self._instant.row)

    def column(self, name: str, by: Label | None) -> Column | None:
        """Return a metric's values; None: it was not kept by this label."""
        own = _ROOM.get(name)
        if own is not None:
            return {"": own(self)} if by is None else None
        if name in _STOCK:
            return self._stock(name) if by == "sku" else None
        told = kpi_of(name)
        if told is None or metric(name, by) is None:
            return None
        kpi, window = told
        if by is None:
            return {"": valued(kpi, show_numbers(self.moment, window, sampled=False, estimated=False))}
        found: dict[str, Value] = {}
        for key, row in self._parts():
            if by == "sku":
                found[key] = valued(kpi, product_numbers(row, self.moment, window, estimated=False))
            elif by == "segment":
                found[key] = valued(kpi, segment_numbers(row, estimated=False))
            else:
                found[key] = valued(kpi, source_numbers(row, window, sampled=False, estimated=False))
        return found

    def _parts(self) -> Iterator[tuple[str, PartRow]]:
        for name, row in self._instant.parts.items():
            yield name.partition(":")[2], part_of(row)

    def _stock(self, name: str) -> Column:
        if name == "stock.safety":
            return {sku: safety for sku, safety in self._kept.safety.items() if safety is not None}
        return {sku: row.part.left if row.part.left is not None else "nodata" for sku, row in self._parts()}

    def usual(self) -> Value:
        """Return who usually watches."""
        return self._usual.mean(self._instant.at_ms)

    def upper(self) -> Value:
        """Return the upper bound of the last five minutes' pay rate."""
        return upper_of(self.moment)

    def negative(self) -> int:
        """Return the complaints of the last five minutes."""
        return self._complaints.seconds.within(self._instant.at_ms // SECOND_MS, SHORT_S)

    def wave(self) -> int:
        """Return the line above which they are a wave."""
        comments = self.moment.sums[_INDEX_5M][_COMMENTS]
        return wave_of(self._complaints.seconds, self._kept.started_ms, self._instant.at_ms, comments)

    def refunds(self) -> int:
        """Return the orders refunded in the last five minutes."""
        return refunds_of(self.moment)

    def chance(self) -> Value:
        """Return how many refunds chance alone brings."""
        return chance_of(self.moment, self._kept.started_ms, self._instant.at_ms)


_ROOM: Final[dict[str, Callable[[_Readings], Value]]] = {
    "online.usual": _Readings.usual,
    "pay_rate_5m.upper": _Readings.upper,
    "comments.negative_5m": _Readings.negative,
    "comments.wave": _Readings.wave,
    "refunds_5m": _Readings.refunds,
    "refunds_5m.chance": _Readings.chance,
}
