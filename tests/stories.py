"""Shows made up by Hypothesis, and how they are played to a room and to the oracle.

Law: instants of facts are multiples of 10 ms and those of commands end in 5, so that what was on air at a fact's
instant never hangs on which of two things of the same millisecond came first.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import msgspec
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan, ShowPlan
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from controlroom.views.kpi import kpi_view
from controlroom.views.shapes import Tiles
from tests.oracle import Delivery, Oracle

OPENED_MS = 1_764_000_000_000
STARTED_MS = OPENED_MS + 60_005
PRICES = {"cream": 9900, "serum": 19_900, "mask": 5000}
STOCK = {"cream": 50, "serum": 3}
SEGMENTS = ("opening", "cream", "serum", "closing")
SKUS = (*PRICES, "stranger")

PLAN = Plan(
    show=ShowPlan(title="Night", room="demo", timezone="Asia/Shanghai", currency="CNY", starts_ms=STARTED_MS),
    products=tuple(
        ProductPlan(sku=sku, title=sku.title(), price_minor=price, stock=STOCK.get(sku), safety=5)
        for sku, price in PRICES.items()
    ),
    segments=tuple(
        SegmentPlan(id=id_, title=id_, planned_for_ms=600_000, kind="product", sku=id_ if id_ in PRICES else None)
        for id_ in SEGMENTS
    ),
)


@dataclass(frozen=True)
class Arrival:
    """A page of facts, a segment taken, or the server's return, at an instant. `away_ms`: since when it had been away."""

    received_ms: int
    facts: tuple[ev.Fact, ...] = ()
    take: str | None = None
    away_ms: int | None = None


@dataclass(frozen=True)
class Story:
    """What happens to a show that is opened at OPENED_MS and starts at STARTED_MS; read at `end_ms`.

    `ruled`: its alert rules are looked at. They change no figure, and looking takes most of a story's time.
    """

    arrivals: tuple[Arrival, ...]
    end_ms: int
    ruled: bool = False

    def map(self, change: Callable[[Arrival], Iterable[Arrival]]) -> Story:
        """The story with each arrival replaced."""
        return replace(self, arrivals=tuple(new for arrival in self.arrivals for new in change(arrival)))


def records(story: Story) -> list[tuple[int, list[rec.Record]]]:
    """The story as pages: (received_ms, records)."""
    rules = None if story.ruled else ()
    opened = rec.ShowOpened(room="demo", show="demo-1", mode="rehearsal", plan=PLAN, seed=1, rules=rules)
    start = rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start"))
    begin: list[tuple[int, list[rec.Record]]] = [(STARTED_MS, [start])]
    pages: list[tuple[int, list[rec.Record]]] = [(OPENED_MS, [opened])]
    for i, arrival in enumerate(story.arrivals):
        if arrival.received_ms > STARTED_MS:
            pages, begin = pages + begin, []
        if arrival.take is not None:
            take = cmd.Take(id=f"take-{i}", segment=arrival.take)
            pages.append((arrival.received_ms, [rec.Accepted(by=Role.CONTROLLER, command=take)]))
        elif arrival.away_ms is not None:
            away = rec.RoomResumed(from_ms=arrival.away_ms, to_ms=arrival.received_ms)
            pages.append((arrival.received_ms, [away]))
        elif arrival.facts:
            pages.append((arrival.received_ms, list(arrival.facts)))
    return pages + begin


def play(story: Story) -> Room:
    """The room after the story, advanced to its end."""
    room, seq = Room(), 1
    for received_ms, page in records(story):
        room.apply_page(seq, received_ms, page)
        seq += len(page)
    room.advance(story.end_ms)
    return room


def oracle(story: Story) -> Oracle:
    """The second opinion on the story."""
    return Oracle(
        (Delivery(a.received_ms, f, a.received_ms > STARTED_MS) for a in story.arrivals for f in a.facts),
        opened_ms=OPENED_MS,
        started_ms=STARTED_MS,
        on_air=[(a.received_ms, a.take) for a in story.arrivals if a.take is not None],
        prices=PRICES,
        stock=STOCK,
        gaps=[(a.away_ms, a.received_ms) for a in story.arrivals if a.away_ms is not None],
    )


Figures = dict[str, dict[str, dict[str, tuple[object, ...]]]]


def figures(room: Room, *, windows_only: bool = False) -> Figures:
    """The topic `kpi` without what compares with earlier instants and without judgements of certainty."""
    view = kpi_view(room.state)

    def plain(tiles: Tiles) -> dict[str, tuple[object, ...]]:
        return {
            code: (tile.value, tile.num, tile.den)
            for code, tile in tiles.items()
            if tile.window_for_ms is not None or not windows_only
        }

    scopes = {"products": view.products, "segments": view.segments, "traffic": view.traffic}
    return {
        "show": {"": plain(view.tiles)},
        **{name: {key: plain(tiles) for key, tiles in scope.items()} for name, scope in scopes.items()},
    }


# ---------------------------------------------------------------------- facts

user = st.sampled_from([f"u{i}" for i in range(6)])
sku = st.sampled_from(SKUS)
source = st.sampled_from(["relay", "erp"])
count = st.integers(1, 5)
traffic: st.SearchStrategy[ev.Traffic | None] = st.sampled_from(["recommend", "search", None])

LINES: dict[str, tuple[tuple[ev.Line, ...] | None, ...]] = {
    "o1": (None, (ev.Line(sku="cream", unit_minor=9900),)),
    "o2": ((ev.Line(sku="cream", qty=2), ev.Line(sku="serum", unit_minor=19_901)), None),
    "o3": (
        (ev.Line(sku="mask", qty=3, unit_minor=3333), ev.Line(sku="mask"), ev.Line(sku="cream")),
        (ev.Line(sku="serum"),),
    ),
    "o4": (None,),
    "o5": ((ev.Line(sku="stranger", qty=2),), (ev.Line(sku="stranger", unit_minor=100),), None),
}  # fmt: skip


@st.composite
def order_steps(draw: st.DrawFn) -> ev.OrderStep:
    """One step of one of five orders; whose order it is and where it came from never conflict."""
    id_ = draw(st.sampled_from(sorted(LINES)))
    status = draw(st.sampled_from(["created", "created", "paid", "paid", "cancelled", "refunded"]))
    return ev.OrderStep(
        order=id_,
        status=status,
        user=draw(st.sampled_from([None, f"u{id_[1]}"])),
        lines=draw(st.sampled_from(LINES[id_])),
        amount_minor=draw(st.sampled_from([None, None, 10_000, 7_777, 1])),
        refund=draw(st.sampled_from(["r1", "r2"])) if status == "refunded" else None,
        traffic=draw(st.sampled_from([None, "search"])) if id_ in ("o1", "o3") else None,
    )


levels = st.one_of(
    st.builds(
        ev.Audience, online=st.integers(0, 500), total=st.none() | st.integers(0, 3000),
        likes=st.none() | st.integers(0, 900),
    ),
    st.builds(ev.StockLevel, sku=sku, on_hand=st.none() | st.integers(-2, 60), listed=st.none() | st.integers(0, 60)),
    st.builds(ev.StockChange, sku=sku, by=st.integers(-5, 20)),
)  # fmt: skip
people = st.one_of(st.builds(ev.Enter, user=user, traffic=traffic), st.builds(ev.Leave, user=user))
flows = st.one_of(
    st.builds(
        ev.Comment,
        user=user,
        text=st.sampled_from(["怎么买", "包邮吗", "请问包邮不", "敏感肌能用吗", "1", "cream 多少钱", "差评"]),
        kind=st.sampled_from(["intent", "question", "question", "negative", "spam", "other", None]),
    ),
    st.builds(ev.Like, user=user, count=count),
    st.builds(ev.Follow, user=user),
    st.builds(ev.Share, user=user),
    st.builds(ev.Club, user=user),
    st.builds(ev.Gift, user=user, name=st.just("rose"), count=count, amount_minor=st.sampled_from([None, 100])),
    st.builds(ev.Impression, sku=sku, count=count),
    st.builds(ev.Click, sku=sku, user=user, count=count),
    st.builds(ev.Price, sku=sku, unit_minor=st.integers(1, 9)),
    st.builds(ev.Product, sku=sku, state=st.sampled_from(["on_shelf", "sold_out"])),
    st.builds(ev.Heartbeat),
)
facts = st.one_of(people, flows, order_steps(), order_steps(), levels)
without_levels = st.one_of(people, people, flows, order_steps())

PUNCTUAL = st.integers(0, 12_000).map(lambda cs: cs * 10)
"""Ages in ms of facts that are not late and not ahead of us."""
ANY_AGE = st.one_of(
    PUNCTUAL, PUNCTUAL, PUNCTUAL, st.integers(-700, -1).map(lambda cs: cs * 10),
    st.integers(12_001, 400_000).map(lambda cs: cs * 10), st.none(),
)  # fmt: skip
# Mostly short, for every second costs; a thousand stories still hold dozens of each long silence.
GAPS = st.sampled_from([0, 0, 10, 400, 400, 1000, 1000, 5000, 5000] * 8 + [30_000, 61_000, 130_000, 310_000])
SILENCES = st.sampled_from([0] * 50 + [1_500_000, 1_850_000])
ABSENCES = st.sampled_from([0] * 50 + [6_000, 61_000, 200_000])
"""How long the server is away before a page: at times longer than facts may come late, and rare, as silences are."""
ENDS = st.sampled_from([1000] * 48 + [30_000] * 6 + [61_000] * 12 + [300_000] * 4 + [2_500_000])

RULED = st.sampled_from([False] * 24 + [True])

LAW = settings(
    max_examples=int(os.environ.get("LAW_EXAMPLES", "1000")),
    suppress_health_check=[HealthCheck.too_slow],
    phases=tuple(phase for phase in Phase if phase is not Phase.explain),  # which takes minutes, for a small example
)
"""How hard the laws of METRICS.md section 1 are tried (`make load ARGS=laws`: 20,000 examples each)."""


@st.composite
def stories(draw: st.DrawFn, ages: st.SearchStrategy[int | None] = PUNCTUAL, pages: int = 8) -> Story:
    """A show: a few levels before its start, then pages of facts, takes, silences and the server's absences."""
    kinds = draw(st.sampled_from([facts, without_levels, order_steps()]))
    now_ms = OPENED_MS + 10_000
    stamp = _Stamps()
    arrivals = []
    if draw(st.booleans()):
        before = draw(st.lists(st.one_of(levels, people) if kinds is facts else people, max_size=3))
        arrivals.append(Arrival(now_ms, stamp(before, now_ms, [0, 20, 3000])))
    now_ms = STARTED_MS + 5
    beats = draw(st.integers(1, pages))
    silent_before, silence_ms = draw(st.integers(1, pages)), draw(SILENCES)
    for beat in range(beats):
        now_ms += draw(GAPS) + (silence_ms if beat == silent_before else 0)
        if (away_ms := draw(ABSENCES)) > 0:
            arrivals.append(Arrival(now_ms + away_ms, away_ms=now_ms))
            now_ms += away_ms
        if draw(st.integers(0, 3)) == 0:
            now_ms += 10
            arrivals.append(Arrival(now_ms - 5, take=draw(st.sampled_from(SEGMENTS))))
        told = draw(st.lists(kinds, max_size=8))
        at = draw(st.lists(ages, min_size=len(told), max_size=len(told)))
        arrivals.append(Arrival(now_ms, stamp(told, now_ms, at)))
    return Story(tuple(arrivals), now_ms - now_ms % 1000 + draw(ENDS), ruled=draw(RULED))


class _Stamps:
    """Gives facts their ids, sources and instants; two steps of one order never share an instant."""

    def __init__(self) -> None:
        self.n = 0
        self.taken: set[tuple[str, int]] = set()

    def __call__(self, told: Sequence[ev.Fact], now_ms: int, ages: Sequence[int | None]) -> tuple[ev.Fact, ...]:
        stamped = []
        for fact, age in zip(told, ages, strict=False):
            self.n += 1
            at = now_ms - age if age is not None else None
            if isinstance(fact, ev.OrderStep):
                at = now_ms if at is None or at > now_ms + 5000 else at
                while (fact.order, at) in self.taken:
                    at -= 10
                self.taken.add((fact.order, at))
            name = "erp" if self.n % 3 else "relay"
            stamped.append(msgspec.structs.replace(fact, id=f"e{self.n}", source=name, at=at))
        return tuple(stamped)
