from __future__ import annotations

from typing import Any

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.gate import SILENCES_MOST
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import Role
from controlroom.room.decide import refuse
from controlroom.room.snapshot import freeze, thaw
from tests.unit.room.alarm import Alarm, alarm

MINUTE = 60_000


@pytest.fixture
def room() -> Alarm:
    made = alarm()
    made.fire()
    return made


def ack(id_: str = "ack", **more: Any) -> ask.AlertAck:
    return ask.AlertAck(id=id_, alert="alert-1", **more)


def state(room: Alarm) -> str:
    found = room.room.state.casebook.find("alert-1")
    assert found is not None
    return found.state


def test_every_act_keeps_who_when_and_why(room: Alarm) -> None:
    room.give(ack(why="on it"))
    room.give(ask.AlertClose(id="close", alert="alert-1", why="a test"), Role.ANALYST)
    found = room.room.state.casebook.find("alert-1")
    assert found is not None
    assert [(d.act, d.role, d.why) for d in found.deeds] == [
        ("ack", "controller", "on it"),
        ("close", "analyst", "a test"),
    ]


@pytest.mark.parametrize(
    ("command", "became"),
    [
        (ack("c"), "acked"),
        (ask.AlertSnooze(id="c", alert="alert-1", until_ms=2_000_000_000_000), "snoozed"),
        (ask.AlertClose(id="c", alert="alert-1"), "closed"),
    ],
)
def test_each_is_taken_back_with_all_it_changed(room: Alarm, command: Any, became: str) -> None:
    if became == "snoozed":
        command = ask.AlertSnooze(id="c", alert="alert-1", until_ms=room.now_ms + MINUTE)
    room.give(command)
    assert state(room) == became
    room.give(cmd.Undo(id="u", command="c"))
    assert state(room) == "triggered"
    found = room.room.state.casebook.open["alert-1"]
    assert (found.acked_ms, found.until_ms, found.resolved_ms, found.why) == (None, None, None, None)
    room.later(61_000)
    assert room.said()[-1][0] == "escalated"


@pytest.mark.parametrize("severity", ["warning", "critical"])
@pytest.mark.parametrize("command", [ack("c"), ask.AlertClose(id="c", alert="alert-1")])
def test_what_nobody_was_told_of_is_told_once_an_act_is_taken_back(command: Any, severity: Any) -> None:
    room = alarm()
    room.give(ask.SilenceAdd(id="s", matchers={"rule": "low_stock"}, until_ms=room.now_ms + MINUTE, why="x"))
    room.fire("low_stock", "cream", severity)
    room.give(command)
    room.give(cmd.Undo(id="u", command="c"))
    assert room.said() == []
    room.later(MINUTE + 5000)
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.later(5 * MINUTE)
    assert "escalated" in [why for why, _, _ in room.said()]


def test_an_act_taken_back_after_its_group_has_left_says_it_and_before_that_the_group_does() -> None:
    for wait_ms in (1000, 10_000):
        room = alarm()
        room.fire("low_stock", "cream")
        room.give(ack())
        room.later(wait_ms)
        room.give(cmd.Undo(id="u", command="ack"))
        room.later(10_000)
        assert [why for why, _, _ in room.said()] == ["fired"]


def test_that_nothing_is_known_is_told_too_once_an_act_is_taken_back() -> None:
    for now in ("nodata", "error"):
        room = alarm()
        room.become("conversion_dip", now, reason=now)  # type: ignore[arg-type]
        room.give(ack())
        room.later(2 * MINUTE)
        room.give(cmd.Undo(id="u", command="ack"))
        room.later(2 * MINUTE)
        assert [why for why, _, _ in room.said()] == [now]


def third_firing_in_hand() -> Alarm:
    """A warning that has come and gone twice within its group, and is taken in hand a second after it fired once more."""
    room = alarm()
    room.come_and_go(2)
    room.give(ask.AlertAck(id="ack", alert=room.fire("low_stock", "cream").id))
    return room


@pytest.mark.parametrize("wait_ms", [1000, 5000])
def test_that_something_comes_and_goes_is_told_once_an_act_is_taken_back(wait_ms: int) -> None:
    room = third_firing_in_hand()
    room.later(wait_ms)
    room.give(cmd.Undo(id="u", command="ack"))
    room.later(5000)
    assert [why for why, _, _ in room.said()] == ["unstable"]


def test_that_something_comes_and_goes_is_told_of_what_was_said_before() -> None:
    room = alarm()
    for _ in range(2):
        room.become("low_stock", "firing", "cream", reason="again")
        room.later(5000)
        room.end("low_stock", "cream")
        room.later(5000)
    room.become("low_stock", "firing", "cream", reason="again")
    room.give(ack())
    room.later(5000)
    room.give(cmd.Undo(id="u", command="ack"))
    room.later(5000)
    assert [why for why, _, _ in room.said()] == ["fired", "resolved", "unstable"]


def test_that_something_comes_and_goes_is_told_once_of_all_its_incidents() -> None:
    room = third_firing_in_hand()
    room.later(5000)
    room.give(cmd.Undo(id="u", command="ack"))
    room.later(5000)
    room.end("low_stock", "cream")
    incident = room.fire("low_stock", "cream")
    room.give(ask.AlertAck(id="ack2", alert=incident.id))
    room.give(cmd.Undo(id="u2", command="ack2"))
    room.later(5000)
    assert ([why for why, _, _ in room.said()], incident.held_by) == (["unstable"], "flapping")


def test_what_was_told_is_said_again_where_a_rise_was_not() -> None:
    room = alarm()
    room.fire("low_stock", "cream")
    room.later(5000)
    room.give(ask.SilenceAdd(id="s", matchers={"rule": "low_stock"}, until_ms=room.now_ms + MINUTE, why="x"))
    room.become("low_stock", "firing", "cream", "critical", "raised")
    room.give(ack())
    room.give(cmd.Undo(id="u", command="ack"))
    room.later(MINUTE + 5000)
    assert [why for why, _, _ in room.said()] == ["fired", "again"]


def test_what_has_gone_on_is_not_taken_back(room: Alarm) -> None:
    room.give(ack(until=room.now_ms + 5000))
    room.later(6000)
    assert room.give(cmd.Undo(id="u", command="ack")) == "cannot_undo"
    room.end()
    room.fire()
    room.give(ask.AlertClose(id="c", alert="alert-2"))
    room.end()
    assert room.give(cmd.Undo(id="v", command="c")) == "cannot_undo"


def test_a_later_act_on_the_same_alert_supersedes(room: Alarm) -> None:
    room.give(ack())
    room.give(ack("again"))
    assert room.give(cmd.Undo(id="u", command="ack")) == "undo_superseded"


def test_what_is_over_or_unknown_is_refused(room: Alarm) -> None:
    assert room.give(ask.AlertAck(id="a", alert="alert-9")) == "unknown_alert"
    room.give(ask.AlertClose(id="c", alert="alert-1"))
    assert room.give(ack()) == "alert_over"
    room.end()
    assert room.give(ack("b")) == "alert_over"


def test_an_end_that_is_over_or_that_nobody_can_wait_for_is_refused(room: Alarm) -> None:
    assert room.give(ack("a", until=room.now_ms)) == "already_past"
    assert room.give(ack("b", until="sold_out")) == "nothing_on_air"
    assert room.give(ack("c", until="segment_end")) == "nothing_on_air"
    room.fire("low_stock", "serum")
    room.give(cmd.StockAdd(id="gone", sku="serum", by=-3))
    assert room.give(ask.AlertAck(id="d", alert="alert-2", until="sold_out")) == "already_so"


def test_a_snooze_is_half_an_hour_at_most(room: Alarm) -> None:
    late = room.now_ms + 1000 + 30 * MINUTE
    assert room.give(ask.AlertSnooze(id="a", alert="alert-1", until_ms=late + 1)) == "too_long"
    assert room.give(ask.AlertSnooze(id="b", alert="alert-1", until_ms=room.now_ms)) == "already_past"
    room.now_ms = late - 30 * MINUTE - 1000
    assert isinstance(room.give(ask.AlertSnooze(id="c", alert="alert-1", until_ms=late)), int)


def code(room: Alarm, by: Role, person: str | None = None) -> str | None:
    refusal = refuse(room.room.state, ack(f"{by}"), by, room.now_ms + 1, person)
    return refusal.code if isinstance(refusal, Refusal) else None


def test_those_who_lead_act_on_all_others_on_what_was_with_them(room: Alarm) -> None:
    assert [code(room, by) for by in (Role.ADMIN, Role.CONTROLLER, Role.ANALYST)] == [None] * 3
    assert [code(room, by) for by in (Role.OPERATOR, Role.HOST, Role.ASSISTANT)] == ["not_yours"] * 3
    room.later(121_000)
    assert [code(room, by) for by in (Role.OPERATOR, Role.HOST)] == [None, "not_yours"]
    room.later(60_000)
    assert [code(room, by) for by in (Role.HOST, Role.ASSISTANT)] == [None, None]


def silence(id_: str, **more: Any) -> ask.SilenceAdd:
    told = {"matchers": {"rule": "sold_out"}, "until_ms": 2_000_000_000_000, "why": "restocking", **more}
    return ask.SilenceAdd(id=id_, **told)


def test_a_silence_holds_back_until_it_is_over_and_then_it_is_said_once() -> None:
    room = alarm()
    room.give(silence("s", until_ms=room.now_ms + MINUTE))
    incident = room.fire()
    assert (room.said(), incident.owed, incident.held_by) == ([], "fired", "silence:silence-7")
    room.later(MINUTE + 1000)
    assert [why for why, _, _ in room.said()] == ["fired"]
    assert (room.room.state.casebook.gate.silences, incident.owed) == ({}, None)


def test_a_silence_is_ended_by_hand_and_both_are_taken_back() -> None:
    room = alarm()
    room.give(silence("s"))
    (id_,) = room.room.state.casebook.gate.silences
    room.fire()
    room.give(ask.SilenceExpire(id="e", silence=id_))
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.give(cmd.Undo(id="u", command="e"))
    assert list(room.room.state.casebook.gate.silences) == [id_]
    room.give(silence("t", matchers={"severity": "warning"}))
    room.give(cmd.Undo(id="v", command="t"))
    assert list(room.room.state.casebook.gate.silences) == [id_]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"matchers": {"colour": "red"}}, "unknown_matcher"),
        ({"matchers": {"rule": "nothing"}}, "unknown_rule"),
        *(
            ({"matchers": {name: "Nothing"}}, "unknown_matcher")
            for name in ("severity", "sku", "segment", "task", "offer", "question")
        ),
        ({"matchers": {"sku": "cream", "severity": "CRITICAL"}}, "unknown_matcher"),
        ({"until_ms": 5}, "already_past"),
    ],
)
def test_a_silence_that_would_silence_nothing_is_refused(room: Alarm, more: dict[str, Any], why: str) -> None:
    assert room.give(silence("s", **more)) == why


@pytest.mark.parametrize(
    "matchers",
    [{"sku": "cream", "severity": "warning"}, {"segment": "closing"}, {"feed": "to come"}, {"sku": "gone"}],
)  # fmt: skip
def test_a_silence_is_of_what_the_room_knows_of_what_is_open_and_of_feeds_to_come(
    room: Alarm, matchers: dict[str, str]
) -> None:
    room.fire("low_stock", "gone")
    assert isinstance(room.give(silence("s", matchers=matchers)), int)


def test_there_are_at_most_so_many_silences(room: Alarm) -> None:
    for n in range(SILENCES_MOST):
        room.give(silence(f"s{n}"), wait_ms=10)
    assert room.give(silence("one too many")) == "too_many_silences"
    assert room.give(ask.SilenceExpire(id="e", silence="silence-1")) == "unknown_silence"


def test_a_state_with_incidents_and_silences_is_frozen_and_thawed(room: Alarm) -> None:
    room.give(silence("s"))
    room.give(ack())
    assert freeze(thaw(freeze(room.room.state))) == freeze(room.room.state)
