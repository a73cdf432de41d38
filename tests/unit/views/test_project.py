"""What each role sees of each topic."""

from __future__ import annotations

import msgspec
import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts.observed import StreamHealth
from controlroom.domain.comments import TAIL
from controlroom.domain.plan import Plan
from controlroom.domain.roles import READS, Role
from controlroom.domain.topics import Topic
from controlroom.room.room import Room
from controlroom.views import shapes as v
from controlroom.views.beside import Beside
from controlroom.views.comment_shapes import CommentsView
from controlroom.views.project import project
from controlroom.views.shapes_cards import CuesView, TimersView
from tests.stories import OPENED_MS, PLAN, STARTED_MS, Arrival, Story, play
from tests.unit.render import made

NOW = STARTED_MS + 1995
MIN = 60_000
NOTHING = Beside()


@pytest.fixture
def room() -> Room:
    return play(Story((), STARTED_MS - 5))


def give(room: Room, command: cmd.AnyCommand, at_ms: int = NOW, by: Role = Role.CONTROLLER) -> None:
    accepted = room.decide(command, by, None, at_ms)
    assert isinstance(accepted, rec.Accepted), accepted
    room.apply(room.state.seq + 1, at_ms, accepted)


def take(room: Room, segment: str, at_ms: int = NOW) -> None:
    give(room, cmd.Take(id=segment, segment=segment, from_=room.state.rundown.on_air), at_ms)


def see(room: Room, topic: Topic, role: Role = Role.CONTROLLER, beside: Beside = NOTHING) -> v.View:
    return project(topic, room.state, beside, role)


@pytest.mark.parametrize("role", list(Role))
def test_every_topic_a_role_may_read_has_a_view(room: Room, role: Role) -> None:
    take(room, "cream")
    for topic in READS[role]:
        assert msgspec.json.encode(v.wire(see(room, topic, role)))


def test_a_planless_planned_show_knows_no_instants() -> None:
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live"))
    show = see(room, Topic.SHOW)
    assert isinstance(show, v.ShowView)
    instants = (show.started_ms, show.ended_ms, show.planned_start_ms, show.planned_end_ms, show.expected_end_ms)
    assert (instants, show.over_for_ms, show.title, show.currency) == ((None,) * 5, None, "demo", "CNY")
    assert see(room, Topic.RUNDOWN) == v.RundownView(segments=())


def test_a_show_says_how_late_it_is(room: Room) -> None:
    take(room, "opening", STARTED_MS + 2 * MIN)
    show = see(room, Topic.SHOW)
    assert isinstance(show, v.ShowView)
    assert (show.planned_end_ms, show.expected_end_ms) == (STARTED_MS + 40 * MIN, STARTED_MS + 42 * MIN)
    assert show.over_for_ms == 2 * MIN


def test_the_target_is_for_those_who_may_see_money() -> None:
    plan = msgspec.structs.replace(PLAN, show=msgspec.structs.replace(PLAN.show, target_gmv_minor=5))
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))
    may = {role for role in Role if getattr(see(room, Topic.SHOW, role), "target_gmv_minor", None) == 5}
    assert may == {Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.ANALYST, Role.WALL}


def test_those_who_drive_see_each_others_acts_to_undo_and_others_their_own_newest_first(room: Room) -> None:
    give(room, cmd.CueShow(id="c", text="slower"))
    give(room, cmd.CueAck(id="a", cue="cue-3"), by=Role.HOST)

    def undo(role: Role) -> list[tuple[str, str, str | None]]:
        show = see(room, Topic.SHOW, role)
        assert isinstance(show, v.ShowView)
        return [(u.command, u.title, u.what) for u in show.undo]

    give(room, cmd.TimerStart(id="t", title="flash", duration_for_ms=5000), by=Role.ADMIN)
    give(room, cmd.CueShow(id="d", text="faster"))
    # What the host has confirmed can no longer be taken back, so it is not offered.
    assert undo(Role.CONTROLLER) == [
        ("d", "cue.show", "faster"), ("t", "timer.start", "flash"), ("start", "show.start", None)
    ]  # fmt: skip
    # Nor is what facts have settled: a start that something was counted after.
    room.apply(room.state.seq + 1, NOW, ev.Like(user="u"))
    assert undo(Role.CONTROLLER) == [("d", "cue.show", "faster"), ("t", "timer.start", "flash")]
    assert Topic.SHOW in room.advance(NOW + 3000).topics
    assert Topic.SHOW not in room.advance(NOW + 4000).topics
    assert undo(Role.HOST) == [("a", "cue.ack", "slower")]
    assert undo(Role.ANALYST) == []


def test_segments_are_done_on_air_next_upcoming_or_skipped(room: Room) -> None:
    def states() -> list[str]:
        rundown = see(room, Topic.RUNDOWN)
        assert isinstance(rundown, v.RundownView)
        return [segment.state for segment in rundown.segments]

    assert states() == ["next", "upcoming", "upcoming", "upcoming"]
    take(room, "opening")
    assert states() == ["on_air", "next", "upcoming", "upcoming"]
    take(room, "serum", NOW + 1000)
    assert states() == ["done", "skipped", "on_air", "next"]
    give(room, cmd.ShowEnd(id="end"), NOW + 2000)
    assert states() == ["done", "skipped", "done", "skipped"]


def test_the_program_has_the_platforms_price_before_the_plans(room: Room) -> None:
    assert see(room, Topic.PROGRAM) is None
    take(room, "cream")
    program = see(room, Topic.PROGRAM)
    assert isinstance(program, v.ProgramView)
    assert (program.title, program.price_minor, program.available, program.stock_state) == ("Cream", 9900, 50, "ok")
    room.apply(9, NOW, ev.Price(sku="cream", unit_minor=8800))
    room.apply(10, NOW, ev.Product(sku="cream", state="explaining"))
    program = see(room, Topic.PROGRAM)
    assert isinstance(program, v.ProgramView)
    assert (program.price_minor, program.platform_state) == (8800, "explaining")


def test_a_stranger_on_air_is_called_by_its_sku(room: Room) -> None:
    room.apply(9, NOW, ev.Click(sku="stranger"))
    give(room, cmd.ProductSwitch(id="p", sku="stranger"))
    program = see(room, Topic.PROGRAM)
    assert isinstance(program, v.ProgramView)
    assert (program.title, program.price_minor, program.available, program.stock_state) == (
        "stranger", None, None, "unknown"
    )  # fmt: skip


def test_cards_that_are_done_with_are_shown_to_those_who_drive(room: Room) -> None:
    for i, text in enumerate(("first", "second")):
        give(room, cmd.CueShow(id=f"c{i}", text=text))
    give(room, cmd.CueAck(id="a", cue="cue-4"), by=Role.HOST)
    for role, recent in ((Role.CONTROLLER, ["second"]), (Role.HOST, [])):
        cues = see(room, Topic.CUE, role)
        assert isinstance(cues, CuesView)
        assert cues.current is not None
        assert (cues.current.text, [c.text for c in cues.queue], [c.text for c in cues.recent]) == ("first", [], recent)


def test_a_timer_carries_the_instants_screens_reckon_from(room: Room) -> None:
    give(room, cmd.TimerStart(id="t", title="Flash", duration_for_ms=5000))
    timers = see(room, Topic.TIMERS)
    assert isinstance(timers, TimersView)
    assert [(t.id, t.state, t.started_ms, t.ends_ms) for t in timers.timers] == [
        ("timer-3", "running", NOW, NOW + 5000)
    ]


def test_stock_tells_levels_what_is_left_and_how_fast_it_goes(room: Room) -> None:
    room.apply(9, NOW, ev.OrderStep(order="o", status="created", lines=(ev.Line(sku="serum", qty=5),)))
    room.advance(NOW + 5000)
    stock = see(room, Topic.STOCK)
    assert isinstance(stock, v.StockView)
    serum, mask = stock.products["serum"], stock.products["mask"]
    assert (serum.on_hand, serum.available, serum.rate_per_min, serum.state) == (3, -2, 1.0, "oversold")
    assert (mask.on_hand, mask.available, mask.listed, mask.state) == (None, None, None, "unknown")


def test_comments_come_newest_first_with_nicknames_for_those_who_may_see_them(room: Room) -> None:
    room.apply_page(9, NOW, [ev.Comment(user=f"u{i}", text=str(i), id=f"e{i}") for i in range(TAIL + 20)])
    beside = Beside(names={f"u{TAIL + 19}": "小李"})
    comments = see(room, Topic.COMMENTS, Role.HOST, beside)
    assert isinstance(comments, CommentsView)
    assert [c.text for c in comments.tail] == [str(i) for i in range(TAIL + 19, 19, -1)]
    assert [c.name for c in comments.tail[:2]] == ["小李", None]
    wall = see(room, Topic.COMMENTS, Role.WALL, beside)
    assert isinstance(wall, CommentsView)
    assert {c.name for c in wall.tail} == {None}


def test_money_is_on_no_hosts_wire(room: Room) -> None:
    room.apply(9, NOW, ev.OrderStep(order="o", status="paid", amount_minor=777_123, user="u"))
    assert b"777123" in msgspec.json.encode(see(room, Topic.KPI, Role.CONTROLLER))
    for topic in READS[Role.HOST]:
        assert b"777123" not in msgspec.json.encode(v.wire(see(room, topic, Role.HOST)))


def test_feeds_and_screens_are_what_the_running_room_knows(room: Room) -> None:
    screen = v.ScreenView(id="s", role="host", name=None, state="live", last_seen_ms=5, pos=None)
    assert see(room, Topic.SCREENS, beside=Beside(screens=(screen,))) == v.ScreensView(screens=(screen,))
    assert see(room, Topic.FEEDS) == v.FeedsView(feeds=())


def test_a_feed_says_when_an_order_came_last_by_it(room: Room) -> None:
    feeds = tuple(msgspec.structs.replace(made.feeds().feeds[0], name=name) for name in ("shop", "relay"))
    room.apply(9, NOW, ev.OrderStep(order="o", status="paid", user="u", source="shop"))
    told = see(room, Topic.FEEDS, beside=Beside(feeds=feeds))
    assert isinstance(told, v.FeedsView)
    assert [feed.last_order_ms for feed in told.feeds] == [NOW, None]


def test_chat_apps_that_cannot_be_told_are_shown_to_those_who_act_on_it() -> None:
    room = play(Story((), STARTED_MS + 5995))
    unsent = v.UnsentView(target="duty", since_ms=5, waiting=2, given_up=0, why="silent")
    shown = {
        role
        for role in Role
        if Topic.SHOW in READS[role] and see(room, Topic.SHOW, role, Beside(unsent=(unsent,))).unsent
    }  # type: ignore[union-attr]
    assert shown == {Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.ANALYST}


def test_a_note_says_what_it_is_about_who_wrote_it_and_when() -> None:
    room = play(Story((Arrival(STARTED_MS + 2000, take="cream"),), STARTED_MS + 5995))
    give = cmd.NoteAdd(id="n", text="much louder", sku="mask", at_ms=STARTED_MS + 2500)
    accepted = room.decide(give, Role.ANALYST, "li", STARTED_MS + 8000)
    assert isinstance(accepted, rec.Accepted)
    room.apply(room.state.seq + 1, STARTED_MS + 8000, accepted)
    assert see(room, Topic.NOTES, Role.ANALYST) == v.NotesView(
        notes=(
            v.NoteView(
                id=f"note-{room.state.seq}", at_ms=STARTED_MS + 2500, text="much louder", sku="mask", segment="cream",
                role="analyst", person="li", added_ms=STARTED_MS + 8000,
            ),
        )
    )  # fmt: skip


def test_a_card_is_undone_by_the_words_it_said(room: Room) -> None:
    give(room, cmd.ProductSwitch(id="p", sku="cream"))
    give(room, cmd.CueShow(id="c", text="{stock} left"))
    show = see(room, Topic.SHOW)
    assert isinstance(show, v.ShowView)
    assert show.undo[0].what == "50 left"


def test_the_stream_facts_after_the_end_and_what_is_left_out_stand_in_the_show(room: Room) -> None:
    def told() -> tuple[object, int]:
        show = see(room, Topic.SHOW)
        assert isinstance(show, v.ShowView)
        return show.stream, show.after_end

    assert told() == (None, 0)
    changed = room.apply(9, NOW, ev.Stream(state="live", bitrate_kbps=2800, dropped_frames=3))
    assert Topic.SHOW in changed.topics
    assert told() == (StreamHealth("live", 2800, 3, NOW), 0)
    give(room, cmd.ShowEnd(id="end"), NOW + 1000)
    room.apply(room.state.seq + 1, NOW + 2000, ev.Like(user="u"))
    changed = room.apply(room.state.seq + 1, NOW + 2001, ev.Like(user="u"))
    assert Topic.SHOW in changed.topics
    assert told()[1] == 2
    changed = room.apply(room.state.seq + 1, NOW + 2002, rec.RecordQuarantined(bad_seq=3, why="it breaks"))
    assert Topic.SHOW in changed.topics
    show = see(room, Topic.SHOW)
    assert isinstance(show, v.ShowView)
    assert show.left_out == 1


def test_the_hosts_figures_are_the_plans_else_the_usual_ones_with_the_target_where_there_is_one(room: Room) -> None:
    def told(plan: Plan | None) -> tuple[str, ...]:
        fresh = Room()
        fresh.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan))
        show = see(fresh, Topic.SHOW, Role.HOST)
        assert isinstance(show, v.ShowView)
        return show.host_numbers

    def plan(**show: object) -> Plan:
        return replace(PLAN, show=replace(PLAN.show, **show))

    assert told(None) == told(plan(target_gmv_minor=None)) == ("online", "orders_5m")
    assert told(plan(target_gmv_minor=5)) == ("online", "orders_5m", "target_progress")
    assert told(plan(host_numbers=("likes",))) == ("likes",)
