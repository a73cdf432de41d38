"""A running room on ports in memory: what is answered, shown, journaled and brought back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.errors import Refusal
from controlroom.domain.prompting import PrompterPace, PrompterRun
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.feeds.native.decode import Decoded, decode_json, decode_ndjson
from controlroom.live import feeding
from controlroom.live.answers import Done, IntakeFull
from controlroom.live.bringing import Bringing
from controlroom.live.clock import DrivenClock, ManualClock
from controlroom.live.feeding import FeedRow, put_feed, remove_feed
from controlroom.live.opening import make_room
from controlroom.live.recovery import recover
from controlroom.live.retrying import Retried, retry
from controlroom.live.room import LiveRoom
from controlroom.ports import Clock, StoreUnavailable
from controlroom.push.hub import OWES_BEATS, Audience
from controlroom.room import snapshot
from controlroom.room.room import FOLD_VERSION
from controlroom.settings import Settings
from controlroom.views.shapes import ScreensView
from tests.memory import MemoryHouse
from tests.stories import PLAN

NOW = 1_764_000_000_000
WALL = Audience(kind="topics", role=Role.CONTROLLER, page=None, lang=None, topics=frozenset(Topic))
SCRIPTED = msgspec.structs.replace(
    PLAN, segments=(msgspec.structs.replace(PLAN.segments[0], host="wei", script="好" * 1000),)
)
HOST = Audience(kind="page", role=Role.HOST, page="host", lang="en", topics=frozenset())


def house_of(settings: Settings) -> MemoryHouse:
    return MemoryHouse(settings, ManualClock(NOW))


class Line:
    """A screen's wire that keeps what it is sent."""

    def __init__(self) -> None:
        self.frames: list[dict[str, object]] = []

    def send(self, frame: bytes) -> bool:
        self.frames.append(msgspec.json.decode(frame))
        return True

    def close(self, code: int, reason: str) -> None:
        self.frames.append({"kind": "close", "code": code})

    def updates(self, topic: str) -> list[object]:
        return [f["topics"][topic] for f in self.frames if topic in f.get("topics", {})]  # type: ignore[index,operator]


@asynccontextmanager
async def running(world: MemoryHouse, clock: Clock) -> AsyncIterator[LiveRoom]:
    row = await world.book.room("demo")
    show = await world.book.current_show("demo")
    assert row is not None
    assert show is not None
    room = LiveRoom(row, show, await recover(world.journal, world.snapshots, show.id), world, clock)
    async with asyncio.TaskGroup() as group:
        task = group.create_task(room.run())
        yield room
        await room.stop()
        await task


@pytest.fixture
async def world() -> MemoryHouse:
    made = house_of(Settings(data=Path("unused"), intake_events=1000))
    await make_room(made.book, "demo", None, now_ms=NOW, rehearsal=False, seed=1)
    return made


def body(*events: dict[str, object]) -> Decoded:
    return decode_json(msgspec.json.encode(list(events)))


def cue(id_: str, text: str = "last 83") -> cmd.CueShow:
    return cmd.CueShow(id=id_, text=text, priority="urgent")


async def test_events_are_answered_with_the_seq_of_their_last_record(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        first = await room.post("f", body({"type": "enter", "id": "1", "user": "u"}, {"type": "like", "id": "2"}))
        again = await room.post("f", body({"type": "enter", "id": "1", "user": "u"}))
        assert (first.accepted, first.duplicates, first.seq) == (2, 0, 3)
        assert (again.accepted, again.duplicates, again.seq) == (0, 1, 3)


async def test_what_feeds_bring_is_looked_at_with_a_feeds_first_body_whoever_its_facts_name(
    world: MemoryHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, looked = Bringing.look, list[int]()

    def counted(self: Bringing) -> None:
        with pytest.MonkeyPatch.context() as only:
            only.setattr(LiveRoom, "_screens", None)  # of all that is shown beside the fold only the feeds are made
            look(self)
        looked.append(1)

    monkeypatch.setattr(Bringing, "look", counted)
    async with running(world, ManualClock(NOW + 1000)) as room:
        for _ in range(500):
            await asyncio.sleep(0.01 if not looked else 0)  # the list of feeds is read once by itself
        before = len(looked)
        for feed in ("f", "f", "g", "f"):
            await room.post(feed, body({"type": "like", "source": "shop"}))
        assert len(looked) - before == 2


async def test_user_is_hashed_and_name_stays_out_of_the_journal(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        await room.post("f", body({"type": "comment", "user": "u-1", "name": "小满", "text": "多少钱"}))
        bodies = b"".join(page.body for page in world.journal.shows["demo-1"])
        assert b"u-1" not in bodies
        assert "小满".encode() not in bodies
        tail = room.state(Role.CONTROLLER, {Topic.COMMENTS})["topics"]["comments"].tail  # type: ignore[index]
        assert [c.name for c in tail] == ["小满"]
    assert list(world.book.kept_names.values()) == ["小满"]


async def test_a_forgotten_user_has_no_name_on_screens_nor_in_the_table(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        told = {"type": "comment", "user": "u-1", "name": "小满", "text": "多少钱"}
        await room.post("f", body(told, told | {"user": "u-2", "name": "阿福"}))
        await room.forget("u-1")
        tail = room.state(Role.CONTROLLER, {Topic.COMMENTS})["topics"]["comments"].tail  # type: ignore[index]
        assert [c.name for c in tail] == ["阿福", None]
    assert list(world.book.kept_names.values()) == ["阿福"]


async def test_nicknames_come_back_after_a_restart_until_their_time_is_over(world: MemoryHouse) -> None:
    async def shown(now_ms: int) -> list[str | None]:
        async with running(world, ManualClock(now_ms)) as room:
            await asyncio.sleep(0)
            tail = room.state(Role.CONTROLLER, {Topic.COMMENTS})["topics"]["comments"].tail  # type: ignore[index]
            return [c.name for c in tail]

    async with running(world, ManualClock(NOW + 1000)) as room:
        await room.post("f", body({"type": "comment", "user": "u-1", "name": "小满", "text": "多少钱"}))
    assert await shown(NOW + 60_000) == ["小满"]
    assert await shown(NOW + 86_401_001) == [None]
    assert world.book.kept_names == {}


async def test_a_rehearsals_clock_runs_ahead_and_costs_live_rooms_no_nicknames(world: MemoryHouse) -> None:
    made = house_of(world.settings)
    await make_room(made.book, "demo", None, now_ms=NOW, rehearsal=True, seed=1)
    await made.book.put_names("live", {"u": "小满"}, NOW + 60_000)
    async with running(made, ManualClock(NOW + 999_000)):
        await asyncio.sleep(0)
    assert made.book.kept_names == {"u": "小满"}


async def test_bad_event_is_kept_with_its_reason_and_costs_no_good_one(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        receipt = await room.post("f", body({"type": "enter", "user": "u"}, {"type": "enter"}, {"type": "nonsense"}))
        assert receipt.accepted == 1
        assert [(r.index, r.code) for r in receipt.rejected] == [(1, "missing_field"), (2, "unknown_type")]
    assert [r.code for r in world.book.kept_rejects] == ["missing_field", "unknown_type"]


async def test_types_nobody_knows_are_counted_each_logged_once_and_shown(
    world: MemoryHouse, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        await room.unknown("relay", ["novel", "novel"])
        await room.unknown("relay", ["novel", "odd"])
        [feed] = room.state(Role.ANALYST, {Topic.FEEDS})["topics"]["feeds"]  # type: ignore[index]
        assert feed.unknown == {"novel": 3, "odd": 1}
    assert [r.levelname for r in caplog.records if "novel" in r.message or "odd" in r.message] == ["WARNING"] * 2


async def test_order_in_another_currency_is_rejected(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        step = {"type": "order", "status": "paid", "amount_minor": 5}
        await room.post("f", body({**step, "order": "a", "currency": "EUR"}))
        receipt = await room.post("f", body({**step, "order": "b", "currency": "CNY"}))
        assert [(r.index, r.code, r.path) for r in receipt.rejected] == [(0, "other_currency", "currency")]


async def test_an_order_that_was_refused_for_its_currency_is_taken_when_the_room_has_that_one(
    world: MemoryHouse,
) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        step = {
            "type": "order",
            "id": "9",
            "order": "b",
            "status": "paid",
            "amount_minor": 5,
            "currency": "CNY",
            "user": "u-1",
        }
        await room.post("f", body({**step, "id": "1", "order": "a", "currency": "EUR"}))
        await room.post("f", body(step))
        assert await retry(room, world.book, world.feeds) == Retried(refused=1)
        [kept] = world.book.kept_rejects
        assert ("u-1" in kept.line, room.hashed("u-1") in kept.line) == (False, True)
        assert room.read(lambda s: len(s.tally.orders.rows)) == 1
        room._conductor.room.state.currency = "CNY"
        assert await retry(room, world.book, world.feeds) == Retried(taken=1, accepted=1)
        assert world.book.kept_rejects == []
        assert (await room.post("f", body(step))).duplicates == 1, "the same id and source"
        buyers = room.read(lambda s: s.tally.orders.rows["b"])
        assert room.hashed("u-1").encode() in bytes(buyers)
        [feed] = room.state(Role.ANALYST, {Topic.FEEDS})["topics"]["feeds"]  # type: ignore[index]
        assert feed.rejected == 1


async def test_a_room_that_keeps_no_names_keeps_no_lines(world: MemoryHouse) -> None:
    await world.book.put_note("names:demo", "0")
    async with running(world, ManualClock(NOW + 1000)) as room:
        await room.post("f", decode_ndjson(b'{"type":"comment","user":"u-1"}'))
        await room.reject("f", "bad_json", "", "The message is odd.", "u-1")
        await room.keep_aside()
        assert [(one.code, one.line) for one in world.book.kept_rejects] == [("missing_field", ""), ("bad_json", "")]


async def test_store_failure_gives_the_ids_back_and_shows_it(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        line = Line()
        room.join(WALL, line)
        world.journal.fail_next = 1
        with pytest.raises(StoreUnavailable):
            await room.post("f", body({"type": "enter", "id": "1", "user": "u"}))
        assert room.state(Role.ANALYST, {Topic.SHOW})["topics"]["show"].store == "full"  # type: ignore[index]
        receipt = await room.post("f", body({"type": "enter", "id": "1", "user": "u"}))
        assert (receipt.accepted, receipt.duplicates) == (1, 0)
        assert room.state(Role.ANALYST, {Topic.SHOW})["topics"]["show"].store is None  # type: ignore[index]


async def test_full_intake_takes_nothing(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        many = body(*({"type": "like", "id": str(i)} for i in range(1001)))
        with pytest.raises(IntakeFull):
            await room.post("f", many)
        receipt = await room.post("f", body({"type": "like", "id": "5"}))
        assert (receipt.accepted, receipt.duplicates) == (1, 0)


async def test_command_is_shown_in_one_frame_before_it_is_answered(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        line = Line()
        room.join(WALL, line)
        done = await room.command(cue("c1"), Role.CONTROLLER)
        assert isinstance(done, Done)
        changed = [f for f in line.frames if "cue" in f.get("topics", {})]  # type: ignore[operator]
        assert len(changed) == 2  # the hello and one update
        assert set(changed[1]["topics"]) >= {"cue", "show"}  # type: ignore[call-overload]


async def test_same_command_id_is_answered_alike_after_a_restart(world: MemoryHouse) -> None:
    clock = ManualClock(NOW + 1000)
    async with running(world, clock) as room:
        first = await room.command(cue("c1"), Role.CONTROLLER)
    async with running(world, clock) as room:
        assert await room.command(cue("c1"), Role.CONTROLLER) == first


async def test_refusal_is_not_remembered(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        refused = await room.command(cmd.CueAck(id="a1", cue="nope"), Role.HOST)
        assert isinstance(refused, Refusal)
        assert refused.code == "unknown_cue"
        assert not any(isinstance(r, rec.Accepted) for r in world.journal.records("demo-1"))


async def test_host_screen_that_acknowledges_makes_the_cue_delivered(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        screen = room.join(HOST, Line())
        await room.command(cue("c1"), Role.CONTROLLER)
        screen.acked(room.hub.pos)
        await room.post("f", Decoded([], None, [], 0))  # what waited before it is journaled now
        kinds = [type(r) for r in world.journal.records("demo-1")]
        assert kinds == [rec.ShowOpened, rec.ScreenCame, rec.Accepted, rec.CueDelivered]


async def test_host_screen_that_was_cut_off_is_stale_long_before_its_wire_says_so(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        screen = room.join(HOST, Line())

        def told() -> list[str]:
            view = room.views(Role.CONTROLLER)[Topic.SCREENS]
            assert isinstance(view, ScreensView)
            return [one.state for one in view.screens]

        screen.acked(room.hub.pos)
        states = [told()]
        room.hub.publish({HOST: {"clock": b'"1"'}}, 2)
        for _ in range(OWES_BEATS + 1):
            room.hub.heartbeat(NOW + 2000, 1.0)
        states.append(told())
        screen.acked(room.hub.pos)
        states.append(told())
        screen.left()
        assert [*states, told()] == [["live"], ["stale"], ["live"], ["gone"]]


async def test_recovered_room_equals_the_one_that_ran(world: MemoryHouse) -> None:
    clock = ManualClock(NOW + 1000)
    async with running(world, clock) as room:
        for i in range(30):
            clock.time_ms += 700
            await room.post("f", body({"type": "enter", "id": str(i), "user": f"u{i}"}))
        await room.command(cue("c1"), Role.CONTROLLER)
    saved = await world.snapshots.latest("demo-1", FOLD_VERSION)
    assert saved is not None
    straight = await recover(world.journal, None, "demo-1")
    straight.room.advance(saved.as_of_ms)
    assert snapshot.digest(straight.room.state) == saved.digest
    again = await recover(world.journal, world.snapshots, "demo-1")
    assert snapshot.digest(again.room.state) == saved.digest
    known = [
        seen.take([ev.Enter(id=str(i), user="u", source="f") for i in range(31)], NOW)
        for seen in (again.seen, straight.seen)
    ]
    assert known == [set(range(30))] * 2


async def test_new_show_begins_a_journal_and_forgets_the_old_ids(world: MemoryHouse) -> None:
    async with running(world, ManualClock(NOW + 1000)) as room:
        await room.post("f", body({"type": "enter", "id": "1", "user": "u"}))
        refused = await room.command(cmd.ShowOpen(id="o"), Role.CONTROLLER)
        assert isinstance(refused, Refusal)
        await room.command(cmd.ShowEnd(id="e"), Role.CONTROLLER)
        done = await room.command(cmd.ShowOpen(id="o"), Role.CONTROLLER)
        assert (room.show, done) == ("demo-2", Done(seq=1))
        assert await room.command(cmd.ShowOpen(id="o"), Role.CONTROLLER) == Done(seq=1)
        receipt = await room.post("f", body({"type": "enter", "id": "1", "user": "u"}))
        assert (receipt.accepted, receipt.seq) == (1, 2)


async def test_the_next_show_knows_which_feeds_are_down(world: MemoryHouse) -> None:
    async def until_told(room: LiveRoom) -> None:
        for _ in range(500):
            if room.read(lambda s: "relay" in s.feeds and s.feeds["relay"].state == "down"):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(room.show)

    await put_feed(world.book, "demo", FeedRow("relay", "barragegrab", {"url": "ws://127.0.0.1:9"}))
    async with running(world, ManualClock(NOW + 1000)) as room:
        await room.post("f", body({"type": "enter", "id": "1", "user": "u"}))
        await until_told(room)
        for command in (cmd.ShowEnd(id="e"), cmd.ShowOpen(id="o")):
            assert isinstance(await room.command(command, Role.CONTROLLER), Done)
        assert room.show == "demo-2"
        await until_told(room)


async def test_record_that_breaks_the_fold_is_quarantined(world: MemoryHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    from controlroom.domain.events import Gift
    from controlroom.room import facts

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setitem(facts.HANDLERS, Gift, breaks)
    clock = ManualClock(NOW + 1000)
    async with running(world, clock) as room:
        await room.post("f", body({"type": "like", "id": "1", "count": 2}))
        await room.post(
            "f", body({"type": "gift", "id": "2", "user": "u", "name": "rose"}, {"type": "like", "id": "3"})
        )
        await room.post("f", body({"type": "like", "id": "4", "count": 4}))
        likes = room.state(Role.ANALYST, {Topic.KPI})["topics"]["kpi"].tiles["likes"].value  # type: ignore[index]
        assert likes == 7
        marks = [r for r in world.journal.records("demo-1") if isinstance(r, rec.RecordQuarantined)]
        assert [m.bad_seq for m in marks] == [3]
    again = await recover(world.journal, None, "demo-1")
    assert again.broken == {}
    assert again.room.state.tally.show.total[2] == 7


async def test_a_command_whose_record_is_left_out_is_refused(
    world: MemoryHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from controlroom.domain import cues

    def breaks(*_: object) -> None:
        raise ZeroDivisionError("planted")

    async with running(world, ManualClock(NOW + 1000)) as room:
        with monkeypatch.context() as patched:
            patched.setattr(cues.Cues, "show", breaks)
            answer = await room.command(cmd.CueShow(id="c", text="now"), Role.CONTROLLER)
        assert isinstance(answer, Refusal)
        assert answer.code == "left_out"
        assert isinstance(await room.command(cmd.CueShow(id="c", text="now"), Role.CONTROLLER), Done)
        marks = [r for r in world.journal.records("demo-1") if isinstance(r, rec.RecordQuarantined)]
        assert len(marks) == 1


async def test_a_hosts_pace_is_carried_into_the_next_show() -> None:
    made = house_of(Settings(data=Path("unused"), intake_events=1000))
    await make_room(made.book, "demo", SCRIPTED, now_ms=NOW, rehearsal=True, seed=1)
    begin = SCRIPTED.show.starts_ms
    async with running(made, DrivenClock(begin)) as room:
        for command in (
            cmd.ShowStart(id="start"), cmd.Take(id="take", segment="opening", from_=None),
            PrompterPace(id="pace", cpm=300), PrompterRun(id="run"),
        ):  # fmt: skip
            assert isinstance(await room.command(command, Role.CONTROLLER), Done)
        await room.drive(begin + 60_000, 0)
        for command in (cmd.ShowEnd(id="end"), cmd.ShowOpen(id="open", plan=SCRIPTED)):
            assert isinstance(await room.command(command, Role.CONTROLLER), Done)
        opened = rec.decode_page(made.journal.shows["demo-2"][0])[0]
        assert isinstance(opened, rec.ShowOpened)
        assert {who: (voice.characters, voice.characters_now) for who, voice in opened.voices.items()} == {
            "wei": (300, None)
        }


async def test_a_feed_that_is_taken_out_is_gone_from_the_room(
    world: MemoryHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "LOOK_S", 0.01)

    async def until(names: set[str], feeds: set[str], room: LiveRoom) -> None:
        for _ in range(500):
            if room.read(lambda s: (set(s.observed.sources), set(s.feeds))) == (names, feeds):
                return
            await asyncio.sleep(0.01)
        raise AssertionError((names, feeds))

    await put_feed(world.book, "demo", FeedRow("store", "shopify", {"secret": "s"}))
    await put_feed(world.book, "demo", FeedRow("relay", "barragegrab", {"url": "ws://127.0.0.1:9"}))
    async with running(world, ManualClock(NOW + 1000)) as room:
        await room.post("store", body({"type": "heartbeat"}))
        await until({"store"}, {"relay"}, room)
        await remove_feed(world.book, "demo", "store")  # a webhook: heard, though no connection was told of
        await until(set(), {"relay"}, room)
    await remove_feed(world.book, "demo", "relay")  # while the room does not run
    async with running(world, ManualClock(NOW + 2000)) as room:
        await until(set(), set(), room)
