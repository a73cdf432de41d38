import json
from collections.abc import Mapping
from typing import Any

import pytest

from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.push.hub import (
    CLOSE_SLOW,
    KEPT_BEATS,
    OWES_BEATS,
    QUIET_BEATS,
    SLOW_BEATS,
    Audience,
    Hub,
    Screen,
)

PROGRAM = Audience(kind="topics", role=Role.CONTROLLER, page=None, lang=None, topics=frozenset({Topic.KPI, Topic.CUE}))
PAGE = Audience(kind="page", role=Role.HOST, page="host", lang="en", topics=frozenset(Topic))


class TapeWire:
    """A wire that keeps what it was given; while `stalled` a frame is under way for good."""

    def __init__(self) -> None:
        self.tape: list[bytes] = []
        self.stalled = False
        self.under_way = False
        self.closed: tuple[int, str] | None = None

    def send(self, frame: bytes) -> bool:
        assert not self.under_way, "a frame was given while another was under way"
        self.tape.append(frame)
        self.under_way = self.stalled
        return not self.stalled

    def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)

    def read(self) -> list[dict[str, Any]]:
        """Return the frames since the last look."""
        frames = [json.loads(frame) for frame in self.tape]
        self.tape.clear()
        return frames


def rows(numbers: list[int]) -> bytes:
    """Return a long slot of lines, as JSON text."""
    return json.dumps("\n".join(f"<li>a long row that says {n}: \\n “价格”</li>" for n in numbers)).encode()


class World:
    """The values as they are: what a publisher would render."""

    def __init__(self) -> None:
        self.values: dict[Audience, dict[str, bytes]] = {
            PROGRAM: {"kpi": b"0", "cue": b"null"},
            PAGE: {"strip": b'"a"', "script": b'"b"', "rows": rows([0] * 40)},
        }

    def fill(self, audience: Audience) -> Mapping[str, bytes]:
        return dict(self.values[audience])


def hub_and_world(now_ms: int = 1_000) -> tuple[Hub, World]:
    world = World()
    return Hub("E1", world.fill, now_ms), world


def join(hub: Hub, audience: Audience = PROGRAM, **more: Any) -> tuple[Screen, TapeWire]:
    wire = TapeWire()
    return hub.join(audience, wire, now_ms=hub.now_ms, speed=1.0, **more), wire


def told(wire: TapeWire) -> list[tuple[int, dict[str, Any]]]:
    return [(f["pos"], f["topics"]) for f in wire.read() if f["kind"] == "update"]


def test_join_sends_hello_with_everything_at_once() -> None:
    hub, _ = hub_and_world()
    _, wire = join(hub)
    assert wire.read() == [
        {
            "kind": "hello", "epoch": "E1", "pos": hub.pos, "seq": 0, "clock": {"now_ms": 1000, "speed": 1.0},
            "resumed": False, "topics": {"kpi": 0, "cue": None},
        }
    ]  # fmt: skip


def test_publish_sends_each_screen_what_changed_and_moves_pos_by_one() -> None:
    hub, _ = hub_and_world()
    _, wire = join(hub)
    wire.read()
    before = hub.pos
    assert hub.publish({PROGRAM: {"kpi": b"5", "cue": b"null"}}, 12) == (before + 1, {PROGRAM: len(b"kpi5")})
    assert wire.read() == [{"kind": "update", "pos": before + 1, "seq": 12, "topics": {"kpi": 5}}]


def test_publish_of_equal_values_sends_nothing_and_keeps_pos() -> None:
    hub, _ = hub_and_world()
    _, wire = join(hub)
    wire.read()
    before = hub.pos
    assert hub.publish({PROGRAM: {"kpi": b"0"}}, 12) == (before, {})
    assert wire.read() == []
    assert hub.seq == 12


def test_page_is_told_what_differs_of_a_long_value_it_was_sent_and_the_whole_else() -> None:
    hub, world = hub_and_world()
    screen, wire = join(hub, PAGE)
    here = hub.pos
    later, late = join(hub, PAGE, resume=("E1", here))
    wire.read()
    late.read()
    for n in (1, 2):
        world.values[PAGE]["rows"] = rows([0] * 20 + [n] + [0] * 19)
        cost = hub.publish({PAGE: world.values[PAGE]}, n).costs[PAGE]
        assert cost < 200
        screen.acked(hub.pos)
        later.acked(hub.pos)
    edits = [[[20, 1, f"<li>a long row that says {n}: \\n “价格”</li>"]] for n in (1, 2)]
    assert [frame["slots"]["rows"] for frame in wire.read()] == edits
    assert [frame["slots"]["rows"] for frame in late.read()] == [json.loads(rows([0] * 20 + [1] + [0] * 19)), edits[1]]


def test_publish_leaves_other_audiences_alone() -> None:
    hub, _ = hub_and_world()
    _, program = join(hub)
    _, page = join(hub, PAGE)
    program.read()
    page.read()
    hub.publish({PAGE: {"strip": b'"z"'}}, 3)
    assert program.read() == []
    assert page.read()[0]["slots"] == {"strip": "z"}


def test_screens_in_step_share_one_frame() -> None:
    hub, _ = hub_and_world()
    wires = [join(hub)[1] for _ in range(3)]
    hub.publish({PROGRAM: {"kpi": b"1"}}, 1)
    assert len({id(wire.tape[-1]) for wire in wires}) == 1


def test_page_has_at_most_two_unacknowledged_frames_then_gets_the_newest_and_how_many_it_skipped() -> None:
    hub, _ = hub_and_world()
    screen, wire = join(hub, PAGE)
    for n in range(1, 6):
        hub.publish({PAGE: {"strip": b"%d" % n}}, n)
    hello, first = wire.read()
    assert (hello["kind"], first["slots"]) == ("hello", {"strip": 1})
    screen.acked(hello["pos"])
    (newest,) = wire.read()
    assert newest["slots"] == {"strip": 5}
    assert newest["skipped"] == 3
    assert newest["seq"] == 5


def test_program_is_not_held_back_before_its_first_acknowledgement_but_after_it() -> None:
    hub, _ = hub_and_world()
    screen, wire = join(hub)
    for n in range(1, 6):
        hub.publish({PROGRAM: {"kpi": b"%d" % n}}, n)
    assert [kpi["kpi"] for _, kpi in told(wire)] == [1, 2, 3, 4, 5]
    screen.acked(hub.pos)
    for n in range(6, 11):
        hub.publish({PROGRAM: {"kpi": b"%d" % n}}, n)
    assert [kpi["kpi"] for _, kpi in told(wire)] == [6, 7]


def test_acknowledging_the_newer_of_two_frames_frees_both() -> None:
    hub, _ = hub_and_world()
    screen, wire = join(hub, PAGE)
    hub.publish({PAGE: {"strip": b"1"}}, 1)
    screen.acked(hub.pos)
    wire.read()
    hub.publish({PAGE: {"strip": b"2"}}, 2)
    hub.publish({PAGE: {"strip": b"3"}}, 3)
    hub.publish({PAGE: {"strip": b"4"}}, 4)
    assert [f["slots"]["strip"] for f in wire.read()] == [2, 3]


def test_acknowledging_a_position_never_sent_confirms_only_what_was() -> None:
    hub, _ = hub_and_world()
    screen, _wire = join(hub, PAGE)
    screen.acked(10**9)
    assert hub.screens()[0].pos == hub.pos


def test_blocked_screen_gets_nothing_until_unblocked_then_only_the_newest() -> None:
    hub, _ = hub_and_world()
    screen, wire = join(hub)
    wire.read()
    wire.stalled = True
    for n in range(1, 50):
        hub.publish({PROGRAM: {"kpi": b"%d" % n}}, n)
    assert told(wire) == [(hub.pos - 48, {"kpi": 1})]
    wire.stalled = wire.under_way = False
    screen.unblocked()
    assert wire.read() == [
        {"kind": "update", "pos": hub.pos, "seq": 49, "topics": {"kpi": 49}, "skipped": 47},
    ]


def test_blocked_screen_delays_no_other() -> None:
    hub, _ = hub_and_world()
    _, dead = join(hub)
    _, lively = join(hub)
    dead.stalled = True
    lively.read()
    for n in range(1, 4):
        hub.publish({PROGRAM: {"kpi": b"%d" % n}}, n)
    assert [kpi["kpi"] for _, kpi in told(lively)] == [1, 2, 3]


def test_screen_blocked_for_more_than_a_minute_is_closed_as_slow() -> None:
    hub, _ = hub_and_world()
    _, wire = join(hub)
    wire.stalled = True
    hub.publish({PROGRAM: {"kpi": b"1"}}, 1)
    closed: list[int | None] = []
    for _ in range(SLOW_BEATS + 1):
        hub.heartbeat(2_000, 1.0)
        closed.append(wire.closed[0] if wire.closed else None)
    assert closed == [None] * SLOW_BEATS + [CLOSE_SLOW]


def test_page_that_owes_an_answer_or_says_nothing_is_stale_until_it_speaks() -> None:
    hub, _ = hub_and_world()
    page, program = join(hub, PAGE)[0], join(hub)[0]

    def stale(screen: Screen) -> bool:
        return screen.row().state == "stale"

    def fresh_for(most: int) -> int:
        """How many heartbeats the page is not stale for."""
        for beats in range(most):
            if stale(page):
                return beats
            hub.heartbeat(2_000, 1.0)
        return most

    assert fresh_for(60) == OWES_BEATS + 1  # it has not drawn its hello
    page.seen()
    assert stale(page)  # a page that hears and does not draw
    page.acked(hub.pos)
    assert fresh_for(60) == QUIET_BEATS + 1  # nothing changes, and it does not ask for the time either
    page.seen()
    assert not stale(page)
    for n in range(3 * OWES_BEATS):  # something is always under way
        hub.publish({PAGE: {"strip": b"%d" % n}}, n)
        hub.heartbeat(2_000, 1.0)
        page.acked(hub.pos - 1)
    assert not stale(page)
    assert not stale(program)  # nobody expects programs to answer


def test_heartbeat_tells_a_current_screen_the_hubs_pos_and_one_behind_its_own() -> None:
    hub, _ = hub_and_world()
    _, current = join(hub)
    _, behind = join(hub, PAGE)
    for n in range(3):
        hub.publish({PAGE: {"strip": b"%d" % n}}, n)
    sent = json.loads(behind.tape[-1])["pos"]
    hub.heartbeat(9_000, 0.0)
    assert current.read()[-1] == {"kind": "heartbeat", "pos": hub.pos, "now_ms": 9000, "speed": 0.0}
    assert behind.read()[-1]["pos"] == sent < hub.pos


def test_resume_in_the_same_epoch_brings_only_what_changed_since() -> None:
    hub, world = hub_and_world()
    screen, _ = join(hub)
    pos = hub.pos
    world.values[PROGRAM]["kpi"] = b"7"
    hub.publish({PROGRAM: {"kpi": b"7"}}, 1)
    screen.left()
    _, again = join(hub, resume=("E1", pos))
    (hello,) = again.read()
    assert (hello["resumed"], hello["topics"], hello["pos"]) == (True, {"kpi": 7}, hub.pos)


def test_resume_while_nobody_looked_brings_what_changed_unseen() -> None:
    hub, world = hub_and_world()
    screen, _ = join(hub)
    pos = hub.pos
    screen.left()
    world.values[PROGRAM]["cue"] = b'"now"'
    _, again = join(hub, resume=("E1", pos))
    (hello,) = again.read()
    assert (hello["resumed"], hello["topics"]) == (True, {"cue": "now"})
    assert hello["pos"] > pos


@pytest.mark.parametrize("resume", [("E0", 1), ("E1", 0), ("E1", 99)])
def test_resume_from_another_epoch_or_an_unknown_position_is_told_everything(resume: tuple[str, int]) -> None:
    hub, _ = hub_and_world()
    _, wire = join(hub, resume=resume)
    (hello,) = wire.read()
    assert (hello["resumed"], hello["topics"]) == (False, {"kpi": 0, "cue": None})


def test_board_is_kept_for_a_quick_reload_and_dropped_after() -> None:
    hub, _ = hub_and_world()
    screen, _ = join(hub)
    pos = hub.pos
    screen.left()
    assert hub.audiences() == []
    for _ in range(KEPT_BEATS):
        hub.heartbeat(1, 1.0)
    quick, wire = join(hub, resume=("E1", pos))
    assert wire.read()[0]["resumed"] is True
    quick.left()
    for _ in range(KEPT_BEATS + 1):
        hub.heartbeat(1, 1.0)
    _, wire = join(hub, resume=("E1", pos))
    assert wire.read()[0]["resumed"] is False


def test_board_asked_for_before_the_join_lets_a_page_resume_from_its_own_html() -> None:
    hub, _ = hub_and_world()
    hub.board(PAGE)
    _, wire = join(hub, PAGE, resume=(hub.epoch, hub.pos))
    assert wire.read()[0]["slots"] == {}


def test_leaving_twice_tells_once_and_a_screen_that_left_is_sent_nothing() -> None:
    hub, _ = hub_and_world()
    gone: list[str] = []
    hub.on_left(lambda screen: gone.append(screen.id))
    screen, wire = join(hub, screen_id="s1")
    wire.read()
    screen.left()
    screen.left()
    hub.publish({PROGRAM: {"kpi": b"1"}}, 1)
    assert (gone, wire.read(), list(hub.screens())) == (["s1"], [], [])


def test_on_ack_hears_each_new_position_once() -> None:
    hub, _ = hub_and_world()
    heard: list[tuple[str, int]] = []
    hub.on_ack(lambda screen, pos: heard.append((screen.id, pos)))
    screen, _ = join(hub, PAGE, screen_id="h")
    screen.acked(hub.pos)
    screen.acked(hub.pos)
    assert heard == [("h", hub.pos)]


def test_screens_tells_who_looks_and_when_they_were_last_heard() -> None:
    hub, _ = hub_and_world()
    screen, _ = join(hub, PAGE, screen_id="h", name="iPad")
    hub.heartbeat(5_000, 1.0)
    screen.seen()
    (row,) = hub.screens()
    assert (row.id, row.name, row.pos, row.last_seen_ms) == ("h", "iPad", None, 5_000)
    assert row.audience == PAGE


def test_tell_sends_between_updates_and_is_dropped_while_blocked() -> None:
    hub, _ = hub_and_world()
    screen, wire = join(hub)
    wire.read()
    screen.tell(b'{"kind":"time"}')
    wire.stalled = True
    screen.tell(b'{"kind":"time"}')
    screen.tell(b'{"kind":"time"}')
    assert wire.read() == [{"kind": "time"}, {"kind": "time"}]


def test_join_with_a_taken_id_is_refused() -> None:
    hub, _ = hub_and_world()
    join(hub, screen_id="a")
    with pytest.raises(ValueError, match="a has joined"):
        join(hub, screen_id="a")


def test_close_all_closes_every_wire() -> None:
    hub, _ = hub_and_world()
    wires = [join(hub)[1], join(hub, PAGE)[1]]
    hub.close_all(1012, "restart")
    assert [wire.closed for wire in wires] == [(1012, "restart")] * 2
