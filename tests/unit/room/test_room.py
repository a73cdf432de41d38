"""The room as a machine: what it does with records that are not facts, and with time."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.roles import Role
from controlroom.domain.tally import Flow
from controlroom.domain.topics import Topic
from controlroom.room.room import Changes, FoldBroken, Room
from controlroom.room.snapshot import digest, freeze
from controlroom.views.kpi import kpi_view
from tests.stories import OPENED_MS, PLAN, STARTED_MS, Arrival, Story, play, records

NOW = STARTED_MS + 2300


@pytest.fixture
def room() -> Room:
    return play(Story((), STARTED_MS - 5))


def test_opening_a_show_takes_everything_from_its_plan() -> None:
    room = Room()
    room.apply(1, OPENED_MS + 7, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN, command="c"))
    s = room.state
    assert (s.room, s.show, s.status, s.currency, s.as_of_ms, s.commands) == (
        "demo", "demo-1", "planned", "CNY", OPENED_MS, {"c": 1}
    )  # fmt: skip
    assert {sku: (shelf.available, shelf.safety) for sku, shelf in s.shelves.items()} == {
        "cream": (50, 5), "serum": (3, 5), "mask": (None, 5)
    }  # fmt: skip


def test_a_room_without_records_does_not_advance() -> None:
    room = Room()
    assert room.advance(OPENED_MS) == Changes()
    assert room.state.as_of_ms == 0


def test_an_earlier_instant_changes_nothing(room: Room) -> None:
    before = freeze(room.state)
    assert room.advance(room.state.as_of_ms) == Changes()
    assert room.advance(room.state.as_of_ms - 5000) == Changes()
    assert freeze(room.state) == before


@pytest.mark.parametrize(
    ("age_ms", "second"),
    [(0, 0), (120_000, -120), (120_001, None), (-5000, 5), (-5001, 0)],
)
def test_a_fact_is_late_beyond_two_minutes_and_skewed_beyond_five_seconds(
    room: Room, age_ms: int, second: int | None
) -> None:
    received_ms = STARTED_MS - 5 + 400_000
    room.apply(3, received_ms, ev.Like(at=received_ms - age_ms, count=2))
    waiting = [s - received_ms // 1000 for s in room.state.tally.show.waiting]
    assert (waiting, room.state.tally.show.total[Flow.LIKES]) == ([second] if second is not None else [], 2)


def test_a_timer_is_over_at_the_first_second_not_before_its_end_and_that_is_a_transition(room: Room) -> None:
    timer = cmd.TimerStart(id="t", title="Flash", duration_for_ms=3000)
    room.apply(3, NOW, rec.Accepted(by=Role.CONTROLLER, command=timer))
    end_ms = NOW + 3000
    slid = frozenset({Topic.KPI, Topic.PULSE, Topic.STOCK, Topic.PROGRAM})
    assert room.advance(end_ms - end_ms % 1000) == Changes(slid)
    moved = room.advance(end_ms - end_ms % 1000 + 1000)
    assert moved == Changes(slid | {Topic.TIMERS}, transition=True)


def test_what_can_be_undone_goes_after_a_minute(room: Room) -> None:
    room.apply(3, NOW, rec.Accepted(by=Role.CONTROLLER, command=cmd.CueShow(id="c", text="x")))
    until_ms = NOW + 60_000
    room.advance(until_ms - until_ms % 1000)
    assert [u.command for u in room.state.undo] == ["c"]
    assert Topic.SHOW in room.advance(until_ms - until_ms % 1000 + 1000).topics
    assert room.state.undo == []


def test_resumed_marks_a_gap_and_reached_changes_nothing(room: Room) -> None:
    room.apply(3, NOW, rec.RoomResumed(from_ms=NOW - 9000, to_ms=NOW))
    assert room.state.gaps == [(NOW - 9000, NOW)]
    assert room.apply(4, NOW, rec.RoomReached(to_ms=NOW)) == Changes()
    assert room.state.gaps == [(NOW - 9000, NOW)]


def test_windows_slide_on_through_a_gap(room: Room) -> None:
    room.apply(3, NOW, ev.Like(at=NOW, count=5))
    room.apply(4, NOW + 400_000, rec.RoomResumed(from_ms=NOW, to_ms=NOW + 400_000))
    sums = [window[Flow.LIKES] for window in room.state.tally.show.sums]
    assert (sums, room.state.tally.show.total[Flow.LIKES]) == ([0, 0, 5], 5)


def test_screens_come_and_go(room: Room) -> None:
    assert room.apply(3, NOW, rec.ScreenCame(screen="s1", role=Role.HOST, name="left")).topics >= {Topic.SCREENS}
    assert [(s.role, s.name, s.came_ms) for s in room.state.screens.values()] == [(Role.HOST, "left", NOW)]
    room.apply(4, NOW, rec.ScreenLeft(screen="s1"))
    room.apply(5, NOW, rec.ScreenLeft(screen="never"))
    assert room.state.screens == {}


def test_a_card_is_delivered_when_the_first_screen_draws_it(room: Room) -> None:
    room.apply(3, NOW, rec.Accepted(by=Role.CONTROLLER, command=cmd.CueShow(id="c", text="x")))
    room.apply(4, NOW + 100, rec.CueDelivered(cue="cue-3", screen="s1"))
    room.apply(5, NOW + 200, rec.CueDelivered(cue="cue-3", screen="s2"))
    room.apply(6, NOW + 300, rec.CueDelivered(cue="cue-99", screen="s2"))
    assert room.state.cues.cards["cue-3"].delivered_ms == NOW + 100


def test_a_feeds_line_is_as_it_was_last_told(room: Room) -> None:
    for seq, state in ((3, "live"), (4, "down")):
        room.apply(seq, NOW + seq, rec.FeedChanged(feed="relay", kind="douyin", state=state, why="closed"))  # type: ignore[arg-type]
    line = room.state.feeds["relay"]
    assert (line.kind, line.state, line.since_ms, line.why) == ("douyin", "down", NOW + 4, "closed")
    room.apply(5, NOW + 5, ev.Audience(source="relay", online=9))
    room.apply(6, NOW + 6, rec.FeedChanged(feed="relay", kind="douyin", state="gone"))
    room.advance(STARTED_MS - STARTED_MS % 1000 + 62_000)
    assert ("relay" in room.state.feeds, list(room.state.observed.sources)) == (False, [])
    assert [one.rule for one in room.state.casebook.open.values()] == []


def test_an_unknown_record_is_counted_and_kept_apart(room: Room) -> None:
    room.apply_page(3, NOW, [rec.Unknown("hologram", b"{}"), rec.Unknown("hologram", b"{}")])
    assert (room.state.unknown, room.state.seq) == ({"hologram": 2}, 4)


def test_a_quarantined_record_is_skipped_and_its_mark_is_shown(room: Room) -> None:
    plain = Room(skip=[4])
    for seq, (ms, record) in enumerate(
        (
            (OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=PLAN)),
            (STARTED_MS, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="s"))),
            (NOW, ev.Like(count=1)), (NOW, ev.Like(count=50)), (NOW, ev.Like(count=2)),
            (NOW, rec.RecordQuarantined(bad_seq=4, why="it breaks")),
        ),
        1,
    ):  # fmt: skip
        plain.apply(seq, ms, record)  # type: ignore[arg-type]
    assert plain.state.tally.show.total[Flow.LIKES] == 3
    assert (plain.state.quarantined, plain.state.seq) == ({4: "it breaks"}, 6)


def test_a_record_that_breaks_the_fold_is_named(room: Room) -> None:
    stop = rec.Accepted(by=Role.CONTROLLER, command=cmd.TimerStop(id="x", timer="timer-99"))
    with pytest.raises(FoldBroken, match="record 4 breaks the fold: KeyError: 'timer-99'") as caught:
        room.apply_page(3, NOW, [ev.Like(), stop])
    assert caught.value.seq == 4


def test_a_command_says_which_topics_it_changed(room: Room) -> None:
    room.advance(NOW - NOW % 1000)
    cue = rec.Accepted(by=Role.CONTROLLER, command=cmd.CueShow(id="c", text="x"))
    assert room.apply(3, NOW, cue).topics == {Topic.SHOW, Topic.CUE, Topic.DESK}


def test_a_fact_belongs_to_what_was_on_air_when_it_happened_and_not_when_it_came(room: Room) -> None:
    take = cmd.Take(id="t", segment="cream", from_=None)
    room.apply(3, NOW, rec.Accepted(by=Role.CONTROLLER, command=take))
    told = [ev.Enter(user="u", at=at_ms) for at_ms in (NOW - 10, NOW, NOW + 4000)]
    room.apply_page(4, NOW + 500, told)
    segments = {id_: flows.total[Flow.ENTERED] for id_, flows in room.state.tally.segments.items()}
    assert segments == {"none": 1, "cream": 2}


def test_after_hours_of_silence_tiles_compare_with_five_minutes_ago_as_if_every_second_had_been_stepped(
    room: Room,
) -> None:
    room.apply(3, NOW, ev.Like(count=5))
    later_ms = NOW - NOW % 1000 + 6 * 3_600_000
    room.advance(later_ms)
    rows = room.state.tally.series.rows
    assert list(rows)[-3600:] == list(range(later_ms // 1000 - 3599, later_ms // 1000 + 1))


def test_time_in_which_the_server_was_away_is_not_averaged() -> None:
    room = play(Story((), STARTED_MS - 5))
    at = STARTED_MS + 995
    room.apply(3, at, ev.Audience(online=100))
    room.apply(4, at + 10_000, ev.Audience(online=400))
    room.apply(5, at + 70_000, rec.RoomResumed(from_ms=at + 20_000, to_ms=at + 70_000))
    room.advance(at + 80_000)
    tiles = kpi_view(room.state).tiles
    assert (tiles["online_avg"].num, tiles["online_avg"].den) == (100 * 10_000 + 400 * 20_000, 30_000)
    assert tiles["online_peak"].value == 400


def test_time_up_to_a_gap_has_passed_whether_it_was_looked_at_or_not() -> None:
    told = (
        ev.StockChange(id="e1", source="erp", at=OPENED_MS + 10_000, sku="cream", by=0),
        ev.Audience(id="e2", source="erp", at=OPENED_MS + 9_980, online=0),
    )
    story = Story(
        arrivals=(
            Arrival(OPENED_MS + 10_000, told),
            Arrival(OPENED_MS + 67_010, (), away_ms=OPENED_MS + 61_010),
            Arrival(OPENED_MS + 67_015, (), take="opening"),
        ),
        end_ms=OPENED_MS + 68_000,
    )
    journal = [(received_ms, record) for received_ms, page in records(story) for record in page]
    before = next(i for i, (_, record) in enumerate(journal) if isinstance(record, rec.RoomResumed))
    straight, looked = Room(), Room()
    for seq, (received_ms, record) in enumerate(journal, 1):
        if seq == before + 1:
            looked.advance(OPENED_MS + 61_000)
        for room in (straight, looked):
            room.apply(seq, received_ms, record)
    for room in (straight, looked):
        room.advance(story.end_ms)
    assert digest(straight.state) == digest(looked.state)
