"""What no feed of a room brings."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.events import EVENT_TAGS
from controlroom.domain.metrics import BY_CODE, SPANS
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views.beside import Beside
from controlroom.views.project import project
from controlroom.views.series import missing
from controlroom.views.shapes import FeedView, KpiView, PulseView, ShowView
from controlroom.views.unfed import ANY_OF, FROM_ORDERS, RESTS_ON, brings, lacking, unfed, unfed_of
from tests.unit.render import made
from tests.unit.views.test_kpi import END, live, paid


def feed(**what: tuple[str, ...]) -> FeedView:
    return replace(made.feeds().feeds[0], **what)


RELAY = feed(carries=("enter", "comment", "like", "follow", "share", "club", "gift", "impression", "click"))


def a_room(*facts: ev.Fact) -> Room:
    return live(ev.Enter(user="v", traffic="search"), ev.Audience(online=9, total=500), ev.Click(sku="cream"), *facts)


def tiles(room: Room, *feeds: FeedView, role: Role = Role.ANALYST) -> KpiView:
    view = project(Topic.KPI, room.state, Beside(feeds=feeds), role)
    assert isinstance(view, KpiView)
    return view


def test_no_feed_brings_what_none_of_them_carries_where_all_are_known() -> None:
    shop = feed(carries=("order",))
    assert unfed([RELAY]) == ("order",)
    assert unfed([RELAY, shop]) == unfed([RELAY, feed()]) == unfed([]) == ()
    assert {*RESTS_ON, *ANY_OF} <= set(BY_CODE)


def test_one_of_which_nobody_knows_what_it_brings_may_bring_anything() -> None:
    assert brings([]) is brings([feed()]) is None
    assert brings([RELAY, feed(carries=("order", "click"))]) == tuple(sorted((*RELAY.carries, "order")))
    assert set(brings([RELAY, feed()]) or ()) == EVENT_TAGS
    assert lacking(None, ("order",)) == lacking(RELAY.carries) == ("order",)


def test_a_show_is_judged_by_the_feeds_that_it_had() -> None:
    shop, fed, unfed_ = feed(carries=("order",)), a_room(), a_room()
    fed.state.brought, unfed_.state.brought = ("order", *RELAY.carries), RELAY.carries
    assert (tiles(fed, RELAY).tiles["gmv_minor"].value, tiles(fed, RELAY).unfed) == (0, ())
    assert (tiles(unfed_, RELAY, shop).tiles["gmv_minor"].value, tiles(unfed_, RELAY, shop).unfed) == (None, ("order",))
    pulse = project(Topic.PULSE, unfed_.state, Beside(feeds=[RELAY, shop]), Role.ANALYST)
    assert isinstance(pulse, PulseView)
    assert pulse.gmv_minor_1m is None


def test_an_ended_show_that_keeps_nothing_of_its_feeds_is_judged_by_what_came() -> None:
    shop = feed(carries=("order", "comment"))
    for feeds, live_gmv in (((shop,), 0), ((RELAY,), None)):
        room = a_room()
        running = tiles(room, *feeds)
        assert running.tiles["gmv_minor"].value == live_gmv
        room.apply(room.state.seq + 1, END + 5_500, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowEnd(id="end")))
        told = tiles(room, *feeds)
        codes = ("gmv_minor", "comments", "gifts", "clicks", "entered", "viewers")
        assert [told.tiles[code].value for code in codes] == [None, None, None, 1, 1, 500]
        assert (
            missing("gmv_minor", lacking(None, unfed(feeds), room.state.ended_ms), room.state.tally.series) == "order"
        )
    everything = tiles(room, feed())  # one with a key: what it brings nobody knows, and the pages said 0
    assert (everything.tiles["gmv_minor"].value, everything.unfed) == (0, ())


def test_what_no_feed_brings_is_unknown_in_every_part_and_window_and_the_view_says_what_it_is() -> None:
    view = tiles(a_room(), RELAY)
    parts = [view.tiles, *view.products.values(), *view.segments.values(), *view.traffic.values()]
    told = {code: tile for part in parts for code, tile in part.items()}
    made_of_orders = {code + suffix for code in FROM_ORDERS for suffix, _, _ in SPANS} & set(told)
    assert {"gmv_minor", "orders_5m", "buyers", "gpm_minor", "conversion_rate_1m", "sell_through"} <= made_of_orders
    for part in parts:
        for code in made_of_orders & set(part):
            tile = part[code]
            assert (tile.value, tile.num, tile.lo, tile.hi, tile.delta, tile.state) == (*[None] * 5, "unknown"), code
    assert (view.tiles["viewers"].value, view.tiles["clicks"].value, view.tiles["comments"].value) == (500, 1, 0)
    assert view.unfed == ("order",)
    assert (unfed_of("conversion_rate", view), unfed_of("comments", view)) == ("order", None)


def test_a_rate_of_what_no_feed_brings_is_unknown_on_either_side_of_its_line() -> None:
    shown = ev.Impression(sku="cream", count=90)
    unclicked = tiles(live(ev.Audience(online=9, total=500), shown), feed(carries=("audience", "impression", "order")))
    codes = ("click_rate", "click_rate_5m", "click_to_pay", "impressions", "interaction_rate", "interaction_rate_5m")
    assert [unclicked.tiles[code].value for code in codes] == [None, None, None, 90, None, None]
    assert unclicked.products["cream"]["click_rate"].value is None
    wanting = [unfed_of(base, unclicked) for base in ("click_rate", "click_to_pay", "interaction_rate", "impressions")]
    assert wanting == ["click", "click", "comment", None]
    comments = tiles(live(ev.Audience(online=9, total=500), shown), feed(carries=("audience", "impression", "comment")))
    assert (comments.tiles["interaction_rate"].value, unfed_of("interaction_rate", comments)) == (0, None)


def test_each_count_of_what_no_feed_brings_is_unknown_and_a_total_told_all_the_same_is_none() -> None:
    shop = feed(carries=("order", "audience"))
    view = tiles(live(), shop)
    counts = (
        "entered",
        "comments",
        "likes",
        "follows",
        "shares",
        "clubs",
        "gifts",
        "gift_minor",
        "impressions",
        "clicks",
    )
    assert {code: view.tiles[code].value for code in counts} == dict.fromkeys(counts)
    assert set(view.unfed) == {*RELAY.carries}
    liked = tiles(live(ev.Audience(online=9, likes=10), ev.Audience(online=9, likes=30)), shop)
    assert (liked.tiles["likes"].value is not None, "like" in liked.unfed) == (True, False)


def test_one_that_comes_all_the_same_makes_0_a_0_again() -> None:
    view = tiles(a_room(ev.OrderStep(order="o", status="created", user="u")), RELAY)
    assert (view.tiles["gmv_minor"].value, view.tiles["orders"].value, view.unfed) == (0, 1, ())


def test_a_host_is_told_unknown_too_and_all_of_it_where_every_feed_is_known() -> None:
    view = tiles(a_room(), RELAY, role=Role.HOST)
    assert (view.tiles["orders_5m"].value, view.tiles["online"].value, view.unfed) == (None, 9, ("order",))
    assert tiles(a_room()).tiles["orders_5m"].value == 0


def test_the_pulse_and_the_series_know_no_more_than_the_tiles() -> None:
    room = a_room()
    pulse = project(Topic.PULSE, room.state, Beside(feeds=[RELAY]), Role.ANALYST)
    assert isinstance(pulse, PulseView)
    assert (pulse.online, pulse.comments_1m) == (9, 0)
    assert (pulse.gmv_minor_1m, pulse.conversion_rate_5m, pulse.lo, pulse.hi) == (None,) * 4
    show = project(Topic.SHOW, room.state, Beside(feeds=[RELAY]), Role.ANALYST)
    assert isinstance(show, ShowView)
    kept = room.state.tally.series
    assert [missing(code, show.unfed, kept) for code in ("gmv_minor_5m", "online")] == ["order", None]
    room.apply(room.state.seq + 1, END + 5500, paid("o", "u"))
    room.advance(END + 7000)
    assert missing("gmv_minor_5m", show.unfed, kept) is None
