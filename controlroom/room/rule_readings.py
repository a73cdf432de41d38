"""What rules read of a room at one instant.

Owns: how each metric of `domain.alerts.readings` is found in the state.
Law: the state is read, never changed; each metric is read once an instant, and only when a rule asks for it. A metric whose
feeds are down, silent or never seen is not known.
Must not know: rules, thresholds, incidents.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from controlroom.domain.alerts.chance import refunds_by_chance
from controlroom.domain.alerts.observed import CROWD_KINDS, LINK_MS
from controlroom.domain.alerts.readings import Column, Fraction, Lack, Value, kpi_of, metric
from controlroom.domain.alerts.rules import MILLION, Label
from controlroom.domain.dip import ALERT
from controlroom.domain.formulas import Numbers
from controlroom.domain.metrics import BY_CODE, Kpi
from controlroom.domain.moment import Moment, moment_of
from controlroom.domain.scopes import product_numbers, segment_numbers, show_numbers, source_numbers
from controlroom.domain.stats import wilson
from controlroom.domain.tally import Flow
from controlroom.domain.units import MINUTE_MS, SECOND_MS
from controlroom.room.parts import PartRows, Scope, part_rows
from controlroom.room.rule_levels import LEVELS, RUNDOWN, counts
from controlroom.room.running_out import earliest
from controlroom.room.standing import standing
from controlroom.room.state import RoomState

_WENT, _PAID, _REFUNDED = int(Flow.WENT), int(Flow.PAID), int(Flow.REFUNDED)
_INDEX_5M: Final = 1
_SCOPES: Final[dict[Label, Scope]] = {"sku": "sku", "segment": "segment", "traffic": "traffic"}
SHORT_S: Final = 300
COMES_MS: Final = 60_000
"""So long after the start a feed that was never heard is missed."""
EARLY_MS: Final = 15 * MINUTE_MS
"""A connection that is down is missed from so long before the planned start on."""

Silences = dict[str, tuple[int, int]]
"""By feed: (silent for, at most so long) in ms."""


class RoomReadings:
    """A room's values at an instant (epoch ms)."""

    def __init__(self, s: RoomState, at_ms: int) -> None:
        self.s = s
        self.at_ms = at_ms
        self._columns: dict[tuple[str, Label | None], Column | None] = {}
        self._lacks: dict[tuple[str, ...], Lack | None] = {}
        self._moment: Moment | None = None
        self._parts: PartRows | None = None
        self._silent: Silences | None = None

    def column(self, name: str, by: Label | None) -> Column | None:
        """Return a metric's values; None: there is no such metric by this label."""
        key = (name, by)
        if key not in self._columns:
            self._columns[key] = self._read(name, by)
        return self._columns[key]

    def _read(self, name: str, by: Label | None) -> Column | None:
        found = metric(name, by)
        if found is None:
            return None
        level = LEVELS.get(name) or RUNDOWN.get(name)
        if level is not None:
            return level(self.s, self.at_ms)
        of_feed = _FEEDS.get(name)
        if of_feed is not None:
            return of_feed(self)
        lack = self.lack(found.needs)
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self) if lack is None else {"": lack} if by is None else {}
        if by is None:
            return {"": self._kpi(name) if lack is None else lack}
        return self._by_part(name, by, lack)

    # Feeds.

    def silent(self) -> Silences:
        """Return the silence of each feed of which something is expected: a message, or that its connection stands."""
        if self._silent is None:
            self._silent = self.spoken()
            self._links(self._silent)
        return self._silent

    def spoken(self) -> Silences:
        """Return the silence of each feed of whose messages something is expected."""
        s, found = self.s, Silences()
        online = s.tally.audience.online_now(s.tally.came(), s.tally.show.total[_WENT])[0]
        for name, source in s.observed.sources.items():
            told = source.silent(self.at_ms, s.observed.back_ms, online)
            if told is not None:
                found[name] = told
        return found

    def _links(self, silent: Silences) -> None:
        """Add what connections say: one that stands is no silence; one that is down is, unless another feed stands in."""
        s, at_ms = self.s, self.at_ms
        missed = s.status == "live" or (s.plan is not None and at_ms >= s.plan.show.starts_ms - EARLY_MS)
        for name, line in s.feeds.items():
            if line.state == "live":
                silent.setdefault(name, (0, LINK_MS))
            elif missed and not self._stood_in(name, silent):
                down = (at_ms - max(s.observed.back_ms, line.since_ms), LINK_MS)
                silent[name] = max(silent.get(name, down), down, key=lambda one: one[0] - one[1])

    def _stood_in(self, name: str, silent: Silences) -> bool:
        """Tell whether other feeds bring now all that a feed brought; of one that was never heard: all that its like brought."""
        s, sources = self.s, self.s.observed.sources
        like = [one for one, line in s.feeds.items() if line.kind == s.feeds[name].kind]
        brought = {
            kind for one in ([name] if name in sources else like) if one in sources for kind in sources[one].last
        }
        brought.discard("heartbeat")
        return bool(brought) and brought <= CROWD_KINDS and all(self._brought((kind,), silent) for kind in brought)

    def _brought(self, kinds: tuple[str, ...], silent: Silences) -> bool:
        """Tell whether a feed that is up brings any of these kinds now."""
        s = self.s
        return any(
            (name not in s.feeds or s.feeds[name].state != "down")
            and source.brings(kinds, silent.get(name), self.at_ms)
            for name, source in s.observed.sources.items()
        )

    def blind(self, kinds: tuple[str, ...]) -> bool:
        """Tell whether a feed is down that brought any of these kinds, or was never heard, and none brings them now."""
        s, sources = self.s, self.s.observed.sources
        down = (name for name, line in s.feeds.items() if line.state == "down")
        lost = any(name not in sources or not sources[name].last.keys().isdisjoint(kinds) for name in down)
        return lost and not self._brought(kinds, self.silent())

    def lack(self, needs: tuple[str, ...]) -> Lack | None:
        """Tell whether nothing is known of what rests on these kinds of facts; None: it is.

        A feed that sends any of them was heard, is up and still brings it; one that was never heard has a minute to come.
        """
        if needs and needs not in self._lacks:
            self._lacks[needs] = self._lack(needs)
        return self._lacks[needs] if needs else None

    def _lack(self, needs: tuple[str, ...]) -> Lack | None:
        s = self.s
        if self._brought(needs, self.silent()):
            return None
        if any(kind in source.last for source in s.observed.sources.values() for kind in needs):
            return "nodata"
        since_ms = max(s.started_ms, s.observed.back_ms) if s.started_ms is not None else self.at_ms
        return "nodata" if self.at_ms - since_ms > COMES_MS else "insufficient"

    # KPIs.

    def moment(self) -> Moment:
        """Return the integers of this second."""
        if self._moment is None:
            s = self.s
            row = s.tally.series.at(s.as_of_ms // SECOND_MS) if s.as_of_ms == self.at_ms else None
            self._moment = moment_of(row) if row is not None else s.tally.moment(standing(s))
        return self._moment

    def _kpi(self, name: str) -> Value:
        told = kpi_of(name)
        if told is None or self.s.status != "live":
            return "insufficient"
        kpi, window = told
        return valued(kpi, show_numbers(self.moment(), window, sampled=False, estimated=False))

    def parts(self) -> PartRows:
        """Return the rows of every part as of now."""
        if self._parts is None:
            self._parts = part_rows(self.s)
        return self._parts

    def _by_part(self, name: str, by: Label, lack: Lack | None) -> Column:
        told, scope = kpi_of(name), _SCOPES[by]
        if told is None or self.s.status != "live":
            return {}
        kpi, window = told
        found: dict[str, Value] = {}
        for (of, key), row in self.parts().items():
            if of != scope:
                continue
            if lack is not None:
                found[key] = lack
            elif scope == "sku":
                found[key] = valued(kpi, product_numbers(row, self.moment(), window, estimated=False))
            elif scope == "segment":
                found[key] = valued(kpi, segment_numbers(row, estimated=False))
            else:
                found[key] = valued(kpi, source_numbers(row, window, sampled=False, estimated=False))
        return found


def valued(kpi: Kpi, numbers: Numbers) -> Value:
    """Return a KPI as rules compare it; without a numerator, a denominator or a value there is too little to tell."""
    v = kpi.reckon(numbers)
    if v.den is None and v.num is None:
        return v.value if v.value is not None else "insufficient"
    if v.num is None or not v.den:
        return "insufficient"
    return Fraction(v.num, v.den, v.den if kpi.unit == "ratio" and kpi.counts else None)


def _sure(r: RoomReadings) -> Column:
    found = r.s.watch.judge() if r.s.status == "live" else None
    return {"": Fraction(round(found.sure * MILLION), MILLION) if found is not None else "insufficient"}


def _threshold(r: RoomReadings) -> Column:
    prior = r.s.watch.prior
    return {"": Fraction(prior.threshold if prior is not None else round(ALERT * 1000), 1000)}


def _usual(r: RoomReadings) -> Column:
    mean = r.s.observed.online.mean()
    return {"": mean_of(*mean) if mean is not None else "insufficient"}


def mean_of(total: int, known: int) -> Fraction:
    """Return how many usually watch: with few of them nothing can be told by comparing."""
    return Fraction(total, known, total // known)


def upper_of(moment: Moment) -> Value:
    """Return the upper bound of the Wilson interval of the last five minutes' pay rate."""
    v = BY_CODE["pay_rate"].reckon(show_numbers(moment, _INDEX_5M, sampled=False, estimated=False))
    if v.num is None or not v.den:
        return "insufficient"
    upper = MILLION if v.num >= v.den else round(float(f"{wilson(v.num, v.den)[1]:.9g}") * MILLION)
    return Fraction(upper, MILLION, v.den)


def refunds_of(moment: Moment) -> int:
    """Return the orders of the last five minutes' refunds."""
    return moment.sums[_INDEX_5M][_REFUNDED]


def chance_of(moment: Moment, started_ms: int, at_ms: int) -> Value:
    """Return how many refunds chance alone brings in five minutes."""
    inside, paid = refunds_of(moment), moment.sums[_INDEX_5M][_PAID]
    before, paid_before = moment.total[_REFUNDED] - inside, moment.total[_PAID] - paid
    before_s = at_ms // SECOND_MS - started_ms // SECOND_MS - SHORT_S
    top = refunds_by_chance(inside, before, before_s, SHORT_S, paid_before, paid)
    return top if top is not None else "insufficient"


def _upper(r: RoomReadings) -> Column:
    return {"": upper_of(r.moment()) if r.s.status == "live" else "insufficient"}


def _refunds(r: RoomReadings) -> Column:
    return {"": refunds_of(r.moment())}


def _chance(r: RoomReadings) -> Column:
    started_ms = r.s.started_ms
    return {"": chance_of(r.moment(), started_ms, r.at_ms) if started_ms is not None else "insufficient"}


def _runs_out(r: RoomReadings) -> Column:
    found = {sku: earliest(r.s, sku) for sku in r.s.shelves if counts(r.s, sku)}
    return {sku: s if s is not None else "insufficient" for sku, s in found.items()}


def _air_runs_out(r: RoomReadings) -> Column:
    sku = r.s.program.sku if r.s.program is not None else None
    if sku is None or sku not in r.s.shelves:
        return {}
    found = earliest(r.s, sku)
    return {sku: found if found is not None else "insufficient"}


def _silent_s(r: RoomReadings) -> Column:
    return {name: Fraction(told[0], SECOND_MS) for name, told in r.silent().items()}


def _limit_s(r: RoomReadings) -> Column:
    return {name: told[1] // SECOND_MS for name, told in r.silent().items()}


def _lag(r: RoomReadings) -> Column:
    found = {name: source.lag_p99_s(r.at_ms) for name, source in r.s.observed.sources.items()}
    return {name: lag if lag is not None else "insufficient" for name, lag in found.items()}


_FEEDS: Final[dict[str, Callable[[RoomReadings], Column]]] = {
    "feed.silent_s": _silent_s,
    "feed.limit_s": _limit_s,
    "feed.lag_p99_s": _lag,
}
_SPECIAL: Final[dict[str, Callable[[RoomReadings], Column]]] = {
    "dip.sure": _sure,
    "dip.threshold": _threshold,
    "online.usual": _usual,
    "pay_rate_5m.upper": _upper,
    "refunds_5m": _refunds,
    "refunds_5m.chance": _chance,
    "stock.runs_out_lo_s": _runs_out,
    "air.runs_out_lo_s": _air_runs_out,
}
