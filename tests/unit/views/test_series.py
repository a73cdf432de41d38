"""The series of a KPI: what its tile showed at each second."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.room.room import Room
from controlroom.room.snapshot import freeze, thaw
from controlroom.views import series as view
from controlroom.views.kpi import kpi_view
from controlroom.views.shapes import KpiView, Tile

T_MS = 1_764_000_000_000


def page(second: int) -> list[rec.Record]:
    at = T_MS + second * 1000
    return [
        ev.Audience(id=f"a{second}", at=at, online=100 + second, total=200 + second),
        ev.Enter(at=at, user=f"u{second % 40}", traffic="search"),
        ev.Comment(at=at, user=f"u{second % 7}", text="怎么买"),
        ev.Click(at=at, sku="cream", user="u1"),
        ev.OrderStep(order=f"o{second // 3}", status="paid", user=f"u{second % 9}", amount_minor=9900, at=at),
    ]


def played(seconds: int) -> tuple[Room, dict[int, dict[str, Tile]]]:
    """A show of so many seconds, and its tiles as they were at each."""
    room, tiles = Room(), {}
    room.apply(1, T_MS, rec.ShowOpened(room="demo", show="demo-1", mode="rehearsal", seed=1))
    room.apply(2, T_MS + 5, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")))
    for second in range(1, seconds + 1):
        room.advance(T_MS + second * 1000)
        tiles[T_MS + second * 1000] = kpi_view(room.state).tiles
        records = page(second)
        room.apply_page(room.state.seq + 1, T_MS + second * 1000 + 10, records)
    return room, tiles


def test_every_code_is_what_its_tile_was_at_each_second_also_after_a_snapshot() -> None:
    room, tiles = played(400)
    for state in (room.state, thaw(freeze(room.state))):
        found = view.rows(state.tally.series, [], None, None, 1000)
        assert [at_ms for at_ms, *_ in found] == list(tiles)
        for code in view.CODES:
            reckoned = list(view.reckoned(code, found))
            got = [(r.value, r.num, r.den, r.lo, r.hi) for r in reckoned if r is not None]
            assert got == [(t.value, t.num, t.den, t.lo, t.hi) for t in (tiles[at][code] for at in tiles)], code


def test_the_codes_are_those_of_the_shows_tiles() -> None:
    _, tiles = played(2)
    assert list(view.CODES) == list(tiles[T_MS + 1000])


def test_a_gap_and_what_was_not_known_are_none() -> None:
    room, _ = played(30)
    gaps = [(T_MS + 10_500, T_MS + 20_000)]
    found = view.rows(room.state.tally.series, gaps, T_MS + 9_000, T_MS + 21_000, 1000)
    told = view.curve("demo-1", "viewers", found, list(view.reckoned("viewers", found)), interval=False)
    assert told.t == list(range(T_MS + 9_000, T_MS + 21_001, 1000))
    assert told.v == [208, 209, *[None] * 9, 219, 220]
    assert told.num is None
    found = view.rows(room.state.tally.series, [], T_MS + 1000, T_MS + 2000, 1000)
    assert [r.value for r in view.reckoned("viewers", found) if r is not None] == [None, 201]


def test_an_interval_brings_what_a_ratio_is_made_of() -> None:
    room, tiles = played(30)
    found = view.rows(room.state.tally.series, [], None, None, 10_000)
    code = "conversion_rate_5m"
    told = view.curve("demo-1", code, found, list(view.reckoned(code, found)), interval=True)
    wanted = [tiles[at][code] for at in told.t]
    assert (told.num, told.den) == ([t.num for t in wanted], [t.den for t in wanted])
    assert (told.lo, told.hi) == ([t.lo for t in wanted], [t.hi for t in wanted])


@pytest.mark.parametrize(("code", "seen"), [("online", True), ("orders_5m", True), ("gmv_minor", False)])
def test_a_host_sees_its_own_tiles_alone(code: str, seen: bool) -> None:
    assert view.may_see(Role.HOST, code) is seen
    assert view.may_see(Role.ANALYST, code)


def test_every_code_of_a_part_is_what_its_tile_was_at_each_full_minute() -> None:
    room, _ = played(0)
    wanted: dict[int, KpiView] = {}
    for second in range(1, 400):
        room.advance(T_MS + second * 1000)
        if second % 60 == 0:
            wanted[T_MS + second * 1000] = kpi_view(room.state)
        room.apply_page(room.state.seq + 1, T_MS + second * 1000 + 10, page(second))
    state = thaw(freeze(room.state))
    parts: list[tuple[view.Scope, str, str]] = [
        ("sku", "cream", "products"), ("segment", "none", "segments"), ("traffic", "search", "traffic"),
    ]  # fmt: skip
    for scope, key, name in parts:
        found = view.rows(state.tally.series, [], None, None, 1000, state.parts[f"{scope}:{key}"])
        assert [row.at_ms for row in found] == list(wanted)
        for code in view.PART_CODES[scope]:
            tiles = [getattr(wanted[row.at_ms], name)[key][code] for row in found]
            got = [(r.value, r.num, r.den, r.lo, r.hi) for r in view.reckoned(code, found, scope) if r is not None]
            assert got == [(t.value, t.num, t.den, t.lo, t.hi) for t in tiles], (scope, code)
        assert set(view.PART_CODES[scope]) == set(getattr(wanted[T_MS + 60_000], name)[key])
