"""The tiles: which codes there are, what they compare with, what a host sees."""

from __future__ import annotations

import gc

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.metrics import BY_CODE, TABLE
from controlroom.domain.roles import Role
from controlroom.domain.totals import FIGURES
from controlroom.room.room import Room
from controlroom.views.kpi import BESIDE, HOST_TILES, host_kpi, kpi_view
from controlroom.views.shapes import ApartView, ToldView
from tests.stories import OPENED_MS, PLAN, STARTED_MS, Arrival, Story, play

END = STARTED_MS - 5
LINES = (ev.Line(sku="cream", qty=2, unit_minor=100), ev.Line(sku="stranger", unit_minor=50))


def paid(order: str, user: str) -> ev.OrderStep:
    return ev.OrderStep(order=order, status="paid", user=user, lines=LINES, traffic="search")


def live(*told: ev.Fact, after_ms: int = 5000) -> Room:
    return play(Story((Arrival(END + 2000, told),), END + after_ms))


def test_there_is_a_tile_for_every_code_and_window_of_the_table() -> None:
    view = kpi_view(live(paid("o", "u")).state)
    windows = ("_1m", "_5m", "_30m")
    assert set(view.tiles) == {k.code for k in TABLE} | {k.code + w for k in TABLE if "w" in k.scopes for w in windows}
    assert set(view.segments["none"]) == {k.code for k in TABLE if "s" in k.scopes}
    for scope, tiles in (("p", view.products["cream"]), ("t", view.traffic["search"])):
        own = {k for k in TABLE if scope in k.scopes}
        assert set(tiles) == {k.code for k in own} | {k.code + w for k in own if "w" in k.scopes for w in windows}


def test_a_delta_is_against_five_minutes_ago_and_unknown_before() -> None:
    early = kpi_view(live(ev.Like(count=4)).state)
    assert early.tiles["likes"].delta is None
    room = live(ev.Like(count=4), after_ms=302_000)
    room.apply(9, END + 302_500, ev.Like(count=3))
    assert kpi_view(room.state).tiles["likes"].delta == 7
    room.advance(END + 303_000)
    assert kpi_view(room.state).tiles["likes"].delta == 3


def test_a_window_carries_its_length() -> None:
    tiles = kpi_view(live().state).tiles
    assert [tiles["likes" + w].window_for_ms for w in ("", "_1m", "_5m", "_30m")] == [None, 60_000, 300_000, 1_800_000]


def test_products_stand_in_the_plans_order_and_then_as_first_seen() -> None:
    view = kpi_view(live(paid("o", "u"), ev.Click(sku="serum"), ev.Click(sku="cream")).state)
    assert list(view.products) == ["cream", "serum", "stranger"]


def test_a_products_conversion_is_its_buyers_over_the_shows_viewers() -> None:
    enters = [ev.Enter(user=f"u{i}") for i in range(10)]
    tile = kpi_view(live(*enters, paid("o", "u1"), paid("p", "u1"), paid("q", "u2")).state).products["cream"]
    assert (tile["conversion_rate"].num, tile["conversion_rate"].den) == (2, 10)
    assert (tile["paid_orders"].value, tile["gmv_minor"].value, tile["aov_minor"].value) == (3, 600, 200)


def test_a_sources_conversion_is_its_paid_orders_over_those_who_entered_from_it() -> None:
    enters = [ev.Enter(user=f"u{i}", traffic="search" if i < 4 else None) for i in range(10)]
    traffic = kpi_view(live(*enters, paid("o", "u1")).state).traffic
    assert (traffic["search"]["conversion_rate"].num, traffic["search"]["conversion_rate"].den) == (1, 4)
    assert (traffic["unknown"]["entered"].value, traffic["unknown"]["paid_orders"].value) == (6, 0)


def test_bands_are_the_categorys_on_the_whole_show_alone_and_name_their_source() -> None:
    plan = msgspec.structs.replace(PLAN, show=msgspec.structs.replace(PLAN.show, category="beauty"))
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))
    tiles = kpi_view(room.state).tiles
    assert {code: tile.band for code, tile in tiles.items() if tile.band is not None} == {
        "conversion_rate": (0.03, 0.05), "roi": (3.0, None)
    }  # fmt: skip
    assert [code for code, tile in tiles.items() if (tile.band is None) is not (tile.band_source is None)] == []
    assert kpi_view(live().state).tiles["conversion_rate"].band is None


def test_entered_is_sampled_when_the_platforms_total_grows_faster() -> None:
    def state(total: int) -> str:
        told = (ev.Audience(online=1, total=100), ev.Enter(user="u"), ev.Audience(online=1, total=total))
        return kpi_view(live(*told).state).tiles["entered"].state

    assert [state(101), state(102)] == ["ok", "sampled"]


def test_those_who_came_before_the_start_do_not_make_entered_look_sampled() -> None:
    before = Arrival(OPENED_MS + 500, (ev.Audience(online=1, total=100), *(ev.Enter(user=f"u{i}") for i in range(5))))
    after = Arrival(END + 2000, (ev.Audience(online=1, total=105),))
    assert kpi_view(play(Story((before, after), END + 3000)).state).tiles["entered"].state == "ok"


def test_a_host_sees_no_money_no_buyers_and_no_breakdown() -> None:
    view = host_kpi(kpi_view(live(paid("o", "u")).state))
    assert set(view.tiles) == HOST_TILES | {"target_progress"}
    assert (view.products, view.segments, view.traffic) == ({}, {}, {})
    assert [code for code, tile in view.tiles.items() if tile.unit == "money" or "buyers" in code] == []


def test_a_products_window_divides_by_the_shows_audience_of_that_window() -> None:
    room = live(ev.Enter(user="a"), ev.Enter(user="b"), ev.Audience(online=30), paid("o", "u"), after_ms=70_000)
    tile = kpi_view(room.state).products["cream"]["conversion_rate_1m"]
    assert (tile.num, tile.den) == (0, 30)
    room.apply(9, END + 70_500, ev.Enter(user="c"))
    room.apply(10, END + 70_500, paid("p", "v"))
    room.advance(END + 71_000)
    tile = kpi_view(room.state).products["cream"]["conversion_rate_1m"]
    assert (tile.num, tile.den) == (1, 31)


def test_totals_stand_beside_with_source_and_age_and_change_no_tile() -> None:
    before = kpi_view(live(ev.Enter(user="u")).state).tiles
    told = ev.Totals(id="t1", source="compass", at=END + 900, gmv_minor=70_000, entries=12, as_told_by="李")
    view = kpi_view(live(ev.Enter(user="u"), told).state)
    assert view.tiles == before
    assert view.totals == {
        "gmv_minor": ToldView(
            value=70_000, unit="money", source="compass", as_told_by="李", at_ms=END + 900, beside="gmv_minor"
        ),
        "entries": ToldView(
            value=12, unit="count", source="compass", as_told_by="李", at_ms=END + 900, beside="entered"
        ),
    }


def test_every_figure_of_a_board_stands_beside_a_tile_of_its_unit() -> None:
    assert set(BESIDE) == set(FIGURES)
    assert [figure for figure, (unit, code) in BESIDE.items() if BY_CODE[code].unit != unit] == []


def test_a_product_and_a_segment_count_the_time_of_all_their_showings() -> None:
    room = live(paid("o", "u"))
    for at_s, command in (
        (10, cmd.Take(id="a", segment="cream", from_=None)), (40, cmd.ProductSwitch(id="b", sku="serum")),
        (50, cmd.ProductSwitch(id="c", sku="cream")), (70, cmd.Take(id="d", segment="closing", from_="cream")),
        (75, cmd.ProductClear(id="e")),
    ):  # fmt: skip
        room.advance(END + at_s * 1000)
        record = rec.Accepted(by=Role.CONTROLLER, command=command)
        room.apply(room.state.seq + 1, END + at_s * 1000 + 500, record)
    room.advance(END + 100_000)
    view = kpi_view(room.state)
    assert {sku: view.products[sku]["on_air_s"].value for sku in ("cream", "serum", "stranger")} == {
        "cream": 55, "serum": 10, "stranger": 0
    }  # fmt: skip
    assert {id_: view.segments[id_]["on_air_s"].value for id_ in ("cream", "closing", "none")} == {
        "cream": 60, "closing": 29, "none": None
    }  # fmt: skip
    minute = view.products["cream"]["gmv_per_min_minor"]
    assert (minute.value, minute.num, minute.den) == (218, 200 * 60_000, 55_000)
    assert view.products["stranger"]["gmv_per_min_minor"].state == "unknown"


def test_a_rate_of_few_says_so() -> None:
    clicks = [ev.Impression(sku="cream", count=49), ev.Click(sku="cream", count=20)]
    assert kpi_view(live(*clicks).state).tiles["click_rate"].few
    enough = kpi_view(live(*clicks, ev.Impression(sku="cream")).state).tiles
    assert (enough["click_rate"].few, enough["clicks"].few, enough["roi"].few) == (False, False, False)


def staffed() -> Room:
    plan = msgspec.structs.replace(PLAN, show=msgspec.structs.replace(PLAN.show, staff_accounts=("s1", "s2")))
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))
    room.apply(2, STARTED_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="go")))
    return room


def test_what_staff_does_is_in_no_tile_and_counted_apart() -> None:
    room, silent = staffed(), staffed()
    told = (
        ev.Enter(user="s1"), ev.Like(user="s2", count=5), ev.Comment(user="s1", text="链接测试"), ev.Follow(user="s1"),
        ev.Click(sku="cream", user="s1"), ev.Gift(user="s2", name="rose", amount_minor=10), paid("o", "s2"),
        ev.OrderStep(order="o", status="refunded"), ev.Leave(user="s1"),
    )  # fmt: skip
    room.apply_page(3, END + 2000, told)
    for one in (room, silent):
        one.advance(END + 5000)
    assert kpi_view(room.state).apart == ApartView(facts=8, orders=1)
    shown, wanted = kpi_view(room.state), kpi_view(silent.state)
    differing = {code for code, tile in shown.tiles.items() if tile != wanted.tiles[code]}
    assert differing == {"sell_through"}, "of what is left, which the team's own orders take from"
    assert (shown.products, shown.segments, shown.traffic) == ({}, {}, {})
    assert [said.text for said in room.state.comments.tail] == ["链接测试"]
    assert room.state.shelves["cream"].available == 48, "two pieces are gone"


def test_an_order_that_turns_out_to_be_the_staffs_leaves_the_tiles_again() -> None:
    room = staffed()
    room.apply(3, END + 2000, ev.OrderStep(order="o", status="created", lines=LINES))
    assert kpi_view(room.state).tiles["orders"].value == 1
    room.apply(4, END + 2500, ev.OrderStep(order="o", status="paid", user="s1"))
    room.advance(END + 9000)
    tiles = kpi_view(room.state).tiles
    assert [tiles[code].value for code in ("orders", "paid_orders", "gmv_minor", "orders_1m", "gmv_minor_1m")] == [
        0
    ] * 5
    assert kpi_view(room.state).apart == ApartView(facts=1, orders=1)


def test_of_the_target_a_host_sees_the_share_and_no_amount() -> None:
    plan = msgspec.structs.replace(PLAN, show=msgspec.structs.replace(PLAN.show, target_gmv_minor=777_123))
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))
    room.apply(2, END, rec.Accepted(by="controller", command=cmd.ShowStart(id="s")))  # type: ignore[arg-type]
    room.apply(3, END, paid("o", "u"))
    tile = host_kpi(kpi_view(room.state)).tiles["target_progress"]
    assert (tile.value, tile.num, tile.den) == (250 / 777_123, None, None)


def test_tiles_by_the_thousand_are_nothing_to_the_collector() -> None:
    state = live(paid("o", "u")).state
    kpi_view(state)
    gc.collect()
    before = gc.get_count()[0]
    view = kpi_view(state)
    assert gc.get_count()[0] - before < len(view.tiles), "a round must not set it off again and again"
