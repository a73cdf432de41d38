"""What the fold itself costs on one core: µs an event, a second advanced, a `kpi` view, and an hour's show replayed.

The mix is that of the ingest bench: 70 % enter and like, 20 % comment, 10 % click and order, at ≈ now, in pages of 500.
Wanted: ≤ 3 µs an event. The floor beside it: walking the same pages and reading each fact's type and instant.
The hour: 1 million facts of the same mix over 60 minutes and 20 products, as the journal's pages, every ready-made rule on.
Wanted: replayed (decoded, folded, every second advanced, every rule evaluated) in ≤ 10 s; the floor is decoding
alone. With every rule off: wanted ≤ 8 s. A window read is one tile over one window: wanted ≤ 2 µs.
`FOLD_EVENTS` makes the hour thinner.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from hashlib import blake2b

from msgspec import structs

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.metrics import TABLE, reckon
from controlroom.domain.plan import Plan, ProductPlan, SegmentPlan, ShowPlan
from controlroom.domain.roles import Role
from controlroom.domain.scopes import show_numbers
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze
from controlroom.views.kpi import kpi_view

START_MS = 1_764_000_000_000
SECONDS = 20
PAGES_A_SECOND = 20
PAGE = 500
USERS = 200_000
KNOWN = [blake2b(b"%d" % n, digest_size=8).hexdigest() for n in range(USERS)]
"""Users as the door hashes them."""
SKUS = [f"sku-{i}" for i in range(20)]
TRAFFIC: list[ev.Traffic | None] = ["recommend", "follow", "search", "paid", "video", None]

HOUR_EVENTS = int(os.environ.get("FOLD_EVENTS", "1000000"))
HOUR_S = 3600
HOUR_PAGES_A_SECOND = 2

Pages = list[tuple[int, list[rec.Record]]]


def plan(ruled: bool = True) -> Plan:
    """Return a plan of twenty products, each with its segment; `ruled`: the ready-made rules are on."""
    return Plan(
        rules=() if ruled else tuple(structs.replace(rule, enabled=False) for rule in resolved().values()),
        show=ShowPlan(title="Bench", room="bench", timezone="Asia/Shanghai", currency="CNY", starts_ms=START_MS),
        products=tuple(ProductPlan(sku=sku, title=sku, price_minor=9900, stock=10**6, safety=10**5) for sku in SKUS),
        segments=tuple(
            SegmentPlan(id=f"seg-{sku}", title=sku, planned_for_ms=60_000, kind="product", sku=sku) for sku in SKUS
        ),
    )


def fact(rng: random.Random, n: int, received_ms: int) -> rec.Record:
    """Return one fact of the mix, up to a second and a half old."""
    at, user, id_ = received_ms - rng.randrange(1500), KNOWN[rng.randrange(USERS)], f"e{n}"
    kind = rng.random()
    if kind < 0.40:
        return ev.Enter(id=id_, source="bench", at=at, user=user, traffic=rng.choice(TRAFFIC))
    if kind < 0.70:
        return ev.Like(id=id_, source="bench", at=at, user=user, count=rng.randrange(1, 9))
    if kind < 0.90:
        return ev.Comment(id=id_, source="bench", at=at, user=user, text="怎么买 99")
    if kind < 0.95:
        return ev.Click(id=id_, source="bench", at=at, sku=rng.choice(SKUS), user=user)
    status: ev.OrderStatus = "created" if n % 2 else "paid"
    return ev.OrderStep(
        id=id_, source="bench", at=at, order=f"o{n // 20}", status=status, user=user, amount_minor=9900,
        lines=(ev.Line(sku=rng.choice(SKUS), unit_minor=9900),),
    )  # fmt: skip


def pages(seconds: int = SECONDS, pages_a_second: int = PAGES_A_SECOND) -> Pages:
    """Return a load: the same one each time."""
    rng, made = random.Random(7), []
    for page in range(seconds * pages_a_second):
        received = START_MS + 1000 + page * 1000 // pages_a_second
        made.append((received, [fact(rng, page * PAGE + i, received) for i in range(PAGE)]))
    return made


def live_room(ruled: bool = True) -> Room:
    """Return a room that is live with its first segment on air."""
    room = Room()
    room.apply(1, START_MS, rec.ShowOpened(room="bench", show="bench-1", mode="rehearsal", plan=plan(ruled), seed=1))
    room.apply(2, START_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")))
    room.apply(3, START_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.Take(id="take", segment="seg-sku-0")))
    return room


def walk(load: Pages) -> None:
    """Read each fact's type and instant, and nothing else: the floor."""
    kinds: dict[type[object], int] = {}
    for _, records in load:
        for record in records:
            kinds[type(record)] = record.at  # type: ignore[union-attr,assignment]


def fold(room: Room, load: Pages) -> float:
    """Apply the load; return the seconds that advancing took of it."""
    advancing = 0.0
    for received, records in load:
        began = time.process_time()
        room.advance(received - received % 1000)
        advancing += time.process_time() - began
        room.apply_page(room.state.seq + 1, received, records)
    return advancing


def timed(act: Callable[[], object]) -> float:
    """Return how many seconds `act` takes."""
    began = time.process_time()
    act()
    return time.process_time() - began


def journal() -> list[rec.Page]:
    """Return the hour's journal, without the records that open it."""
    rng, written = random.Random(5), []
    share = HOUR_EVENTS // (HOUR_S * HOUR_PAGES_A_SECOND)
    for n in range(HOUR_S * HOUR_PAGES_A_SECOND):
        received = START_MS + 1000 + n * 1000 // HOUR_PAGES_A_SECOND
        records = [fact(rng, n * share + i, received) for i in range(share)]
        written.append(rec.encode_page(records, 4 + n * share, received))
    return written


def replay(room: Room, written: list[rec.Page]) -> None:
    """Fold a journal."""
    for page in written:
        room.apply_page(page.first_seq, page.received_ms, rec.decode_page(page))
    room.advance(START_MS + 1000 + HOUR_S * 1000)


def window_reads(room: Room) -> tuple[float, float]:
    """Return the seconds of one tile over one window, and of reading one integer of it (the floor)."""
    moment = room.state.tally.before(0)
    assert moment is not None
    numbers = show_numbers(moment, 1, sampled=False, estimated=False)
    windowed = [kpi for kpi in TABLE if "w" in kpi.scopes]
    sums, rounds = room.state.tally.show.sums, 2000
    read = timed(lambda: [reckon(kpi, numbers) for _ in range(rounds) for kpi in windowed])
    floor = timed(lambda: [sums[1][15] for _ in range(rounds) for _ in windowed])
    return read / rounds / len(windowed), floor / rounds / len(windowed)


def main() -> None:
    """Print the tables."""
    _second()
    _hour()


def _hour() -> None:
    written, room = journal(), live_room()
    floor = timed(lambda: [len(rec.decode_page(page)) for page in written])
    spent = timed(lambda: replay(room, written))
    unruled = timed(lambda: replay(live_room(ruled=False), written))
    read, plain = window_reads(room)
    print(f"\nan hour's events      {sum(page.count for page in written):>10,}")
    print(f"replayed, s           {spent:>10.2f}   floor {floor:.2f}")
    print(f"replayed, rules off, s{unruled:>10.2f}")
    print(f"a window read, µs     {read * 1e6:>10.2f}   floor {plain * 1e6:.2f}")


def _second() -> None:
    load = pages()
    events = len(load) * PAGE
    floor = min(timed(lambda: walk(load)) for _ in range(3))
    runs: list[tuple[float, float, Room]] = []
    for _ in range(3):
        room, advanced = live_room(), [0.0]
        spent = timed(lambda room=room, advanced=advanced: advanced.append(fold(room, load)))  # type: ignore[misc]
        runs.append((spent - advanced[-1], advanced[-1], room))
    spent, advancing, room = min(runs, key=lambda run: run[0])
    views = 20
    viewing = timed(lambda: [kpi_view(room.state) for _ in range(views)])
    freezing = timed(lambda: freeze(room.state))
    print(f"events                {events:>10,}")
    print(f"fold, µs an event     {spent / events * 1e6:>10.2f}")
    print(f"floor, µs an event    {floor / events * 1e6:>10.2f}")
    print(f"advance, µs a second  {advancing / SECONDS * 1e6:>10.0f}")
    print(f"kpi view, µs          {viewing / views * 1e6:>10.0f}")
    print(f"freeze, ms            {freezing * 1e3:>10.1f}   ({len(freeze(room.state)) / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
