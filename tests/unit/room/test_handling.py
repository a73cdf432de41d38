"""Who is on it: incidents open, go up, end and are timed, whatever the timers' waking."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.rules import Severity
from controlroom.domain.plan import TaskPlan
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.snapshot import digest
from tests.stories import PLAN
from tests.unit.room.alarm import LATE, OUT, Alarm, alarm

MINUTE = 60_000


def test_a_critical_one_is_said_at_once_and_goes_up_while_nobody_takes_it() -> None:
    room = alarm()
    room.fire()
    room.later(7 * MINUTE)
    assert room.said() == [
        ("fired", ("controller",), 0),
        ("escalated", ("analyst",), 60),
        ("escalated", ("operator",), 120),
        ("escalated", ("everybody",), 180),
        ("repeat", ("everybody",), 360),
    ]


def test_a_warning_waits_for_its_group_and_goes_up_after_three_minutes() -> None:
    room = alarm(Role.CONTROLLER, Role.ANALYST)
    room.fire("low_stock", "cream")
    room.later(14 * MINUTE)
    assert room.said() == [
        ("fired", ("controller",), 3),
        ("escalated", ("analyst",), 186),
        ("escalated", ("everybody",), 366),
    ]
    room.later(6 * MINUTE)
    assert room.said()[-1] == ("repeat", ("everybody",), 969)


def test_what_is_in_hand_is_neither_repeated_nor_passed_on_until_ten_minutes_are_over() -> None:
    room = alarm()
    incident = room.fire()
    room.give(ask.AlertAck(id="ack", alert=incident.id))
    room.later(10 * MINUTE - 2000)
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.later(3000)
    assert room.said()[-1] == ("again", ("controller",), 601)
    assert incident.state == "triggered"
    room.later(MINUTE)
    assert room.said()[-1] == ("escalated", ("analyst",), 661)


def test_a_role_with_nobody_there_is_passed_over_at_once() -> None:
    room = alarm(Role.OPERATOR, Role.HOST)
    incident = room.fire()
    assert (incident.owner, room.said()) == ("operator", [("fired", ("operator",), 0)])


def test_whoever_leaves_passes_on_what_was_theirs_after_a_moment() -> None:
    room = alarm()
    incident = room.fire()
    room.later(10_000)
    room.seen(Role.ANALYST, Role.OPERATOR)
    assert incident.owner == "controller"
    room.later(6000)
    assert incident.owner == "analyst"
    assert room.said()[-1] == ("escalated", ("analyst",), 15)
    room.later(60_000)
    assert room.said()[-1] == ("escalated", ("operator",), 75)


def test_a_page_that_is_loaded_anew_keeps_what_is_theirs() -> None:
    room = alarm()
    incident = room.fire()
    room.seen(Role.ANALYST)
    room.later(2000)
    room.seen(Role.ANALYST, Role.CONTROLLER)
    room.later(30_000)
    assert (incident.owner, [why for why, _, _ in room.said()]) == ("controller", ["fired"])


def test_what_somebody_has_in_hand_stays_theirs_when_they_leave() -> None:
    room = alarm()
    incident = room.fire()
    room.give(ask.AlertAck(id="ack", alert=incident.id))
    room.seen(Role.ANALYST)
    assert incident.owner == "controller"


def test_an_admin_stands_for_the_controller() -> None:
    room = alarm(Role.ADMIN)
    assert room.fire().owner == "controller"


def test_a_person_owns_a_rule_and_a_task_has_its_own_owner() -> None:
    room = alarm(rules=(msgspec.structs.replace(OUT, owner="li"), LATE))
    assert room.fire().owner == "li"
    assert room.fire("task_late", "nothing").owner == "controller"


def test_a_late_task_that_is_given_to_another_is_with_them_and_they_are_told() -> None:
    task = TaskPlan(id="stock", title="核对", offset_for_ms=-600_000, owner="li")
    room = alarm(rules=(LATE,), segments=(msgspec.structs.replace(PLAN.segments[0], tasks=(task,)), *PLAN.segments[1:]))
    incident = room.fire("task_late", "stock")
    room.later(4000)
    room.give(cmd.TaskAssign(id="give", task="stock", owner="wang"))
    room.later(4000)
    assert (incident.owner, incident.rungs[0], incident.had) == ("wang", "wang", ["li", "wang"])
    assert [(why, to) for why, to, _ in room.said()] == [("fired", ("li",)), ("repeat", ("wang",))]
    room.give(cmd.Undo(id="back", command="give"))
    assert incident.owner == "li"
    room.give(cmd.TaskHandOver(id="over", owner="li", to="wang"))
    assert incident.owner == "wang"
    room.give(cmd.Undo(id="again", command="over"))
    assert incident.owner == "li"


def test_a_rise_breaks_an_acknowledgement_and_a_snooze() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.later(4000)
    room.give(ask.AlertAck(id="ack", alert=incident.id))
    room.become("low_stock", "firing", "cream", "critical", "raised")
    assert (incident.state, incident.severity) == ("triggered", "critical")
    room.give(ask.AlertSnooze(id="let", alert=incident.id, until_ms=room.now_ms + 5 * MINUTE))
    room.become("low_stock", "firing", "cream", "warning", "lowered")
    assert (incident.state, incident.severity) == ("snoozed", "warning")
    room.later(3 * MINUTE)
    room.become("low_stock", "firing", "cream", "critical", "raised")
    assert incident.state == "triggered"
    assert [why for why, _, _ in room.said()] == ["fired", "rose", "rose"]


def test_what_rose_and_fell_again_while_it_was_silenced_is_not_said_to_rise() -> None:
    room = alarm()
    for rule, labels in (("low_stock", "cream"), ("low_stock", "serum")):
        if labels == "serum":
            room.fire(rule, labels)
            room.later(4000)
        room.give(ask.SilenceAdd(id=labels, matchers={"rule": rule}, until_ms=room.now_ms + MINUTE, why="x"))
        if labels == "cream":
            room.fire(rule, labels)
        room.become(rule, "firing", labels, "critical", "raised")
        room.become(rule, "firing", labels, "warning", "lowered")
        room.later(MINUTE + 4000)
    assert [why for why, _, _ in room.said()] == ["fired", "fired", "again"]


def test_a_snooze_ends_at_its_time_and_is_then_said_once() -> None:
    room = alarm()
    incident = room.fire()
    room.give(ask.AlertSnooze(id="let", alert=incident.id, until_ms=room.now_ms + 5 * MINUTE + 1000))
    room.later(5 * MINUTE - 1000)
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.later(2000)
    assert room.said()[1:] == [("again", ("controller",), 301)]


def test_the_end_is_told_to_those_who_were_told() -> None:
    room = alarm()
    room.fire()
    room.later(61_000)
    room.end()
    assert room.said()[-1] == ("resolved", ("controller", "analyst"), 61)
    (over,) = room.room.state.casebook.recent
    assert (over.state, over.why, over.resolved_ms) == ("resolved", "ok", room.now_ms)


def test_what_was_never_said_has_no_end_to_tell() -> None:
    room = alarm()
    room.fire("low_stock", "cream")
    room.later(1000)
    room.end("low_stock", "cream")
    room.later(10_000)
    assert room.said() == []
    assert [line.outcome for line in room.log] == ["grouped", "gone"]


def test_closed_by_hand_it_stays_closed_until_it_was_over_once() -> None:
    room = alarm()
    incident = room.fire()
    room.give(ask.AlertClose(id="close", alert=incident.id, why="a test order"))
    room.become("sold_out", "firing", severity="critical", reason="raised")
    room.later(10 * MINUTE)
    assert [why for why, _, _ in room.said()] == ["fired"]
    assert room.of("sold_out") is incident
    room.end()
    assert room.of("sold_out") is None
    assert [why for why, _, _ in room.said()] == ["fired"]
    assert room.fire() is not incident


def test_within_the_cooldown_the_same_incident_opens_again_without_a_sound() -> None:
    room = alarm()
    incident = room.fire()
    room.later(1000)
    room.end()
    room.later(5000)
    room.become("sold_out", "firing", reason="again")
    assert room.of("sold_out") is incident
    assert [why for why, _, _ in room.said()] == ["fired", "resolved"]
    room.later(61_000)
    assert room.said()[-1] == ("escalated", ("analyst",), 66)


def test_one_that_is_back_is_said_if_nobody_ever_was_told_of_it() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.later(1000)
    room.end("low_stock", "cream")
    room.later(10_000)
    room.become("low_stock", "firing", "cream", reason="again")
    room.later(4 * MINUTE)
    assert room.of("low_stock", "cream") is incident
    assert room.said() == [("fired", ("controller",), 14), ("escalated", ("analyst",), 197)]


def test_one_that_is_back_is_said_if_it_ended_under_a_silence_that_is_over() -> None:
    room = alarm()
    room.give(ask.SilenceAdd(id="q", matchers={"rule": "sold_out"}, until_ms=room.now_ms + 20_000, why="counted"))
    room.fire()
    room.later(10_000)
    room.end()
    room.later(20_000)
    room.become("sold_out", "firing", reason="again")
    room.later(2 * MINUTE)
    assert room.said()[:2] == [("fired", ("controller",), 31), ("escalated", ("analyst",), 91)]


def test_one_that_is_back_and_graver_is_said_to_be() -> None:
    room = alarm()
    room.fire("low_stock", "cream")
    room.later(10_000)
    room.end("low_stock", "cream")
    room.later(10_000)
    room.become("low_stock", "firing", "cream", "critical", reason="again")
    assert [(why, at) for why, _, at in room.said()] == [("fired", 3), ("resolved", 13), ("rose", 20)]


@pytest.mark.parametrize("severity", ["warning", "critical"])
def test_what_is_so_by_the_edited_rule_too_goes_on_as_it_was(severity: Severity) -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream", severity)
    room.later(4000)
    until_ms = room.now_ms + 5 * MINUTE
    room.give(ask.AlertSnooze(id="z", alert=incident.id, until_ms=until_ms))
    room.become("low_stock", "inactive", "cream", severity, reason="updated")
    room.later(1000)
    room.become("low_stock", "firing", "cream", severity)
    assert room.of("low_stock", "cream") is incident
    room.later(10_000)
    assert (incident.state, incident.until_ms, incident.why, incident.resolved_ms) == ("snoozed", until_ms, None, None)
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.later(5 * MINUTE)
    assert [why for why, _, _ in room.said()][1] == "again"


def test_what_rises_by_the_edited_rule_is_said_to() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.later(4000)
    room.become("low_stock", "inactive", "cream", reason="updated")
    room.become("low_stock", "firing", "cream", "critical")
    assert room.of("low_stock", "cream") is incident
    assert [why for why, _, _ in room.said()] == ["fired", "rose"]


def test_what_is_not_so_by_the_edited_rule_is_said_to_be_over_after_a_moment_and_then_begins_anew() -> None:
    room = alarm()
    incident = room.fire()
    room.become("sold_out", "inactive", reason="updated")
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.later(4000)
    assert [why for why, _, _ in room.said()] == ["fired", "resolved"]
    assert room.fire() is not incident


def test_what_is_held_back_while_its_rule_is_edited_is_said_when_nothing_holds_it() -> None:
    room = alarm()
    room.give(ask.SilenceAdd(id="q", matchers={"rule": "sold_out"}, until_ms=room.now_ms + 20_000, why="counted"))
    incident = room.fire()
    room.become("sold_out", "inactive", reason="updated")
    room.become("sold_out", "firing")
    assert room.of("sold_out") is incident
    room.later(21_000)
    assert room.said() == [("fired", ("controller",), 20)]


def test_an_edited_rule_that_is_anothers_begins_anew_with_its_owner() -> None:
    room = alarm()
    incident = room.fire()
    rule = room.room.state.alerts.rules["sold_out"]
    room.become("sold_out", "inactive", reason="updated")
    room.room.state.alerts.rules["sold_out"] = msgspec.structs.replace(rule, owner="analyst")
    anew = room.fire()
    assert (anew is incident, anew.owner) == (False, "analyst")


def test_what_cannot_be_known_is_said_once_and_chases_nobody() -> None:
    room = alarm()
    room.become("conversion_dip", "nodata")
    room.later(30 * MINUTE)
    assert room.said() == [("nodata", ("analyst",), 60)]
    incident = room.of("conversion_dip")
    assert incident is not None
    assert (incident.blank, incident.severity) == (True, "info")
    room.become("conversion_dip", "firing")
    assert room.said()[-1] == ("fired", ("analyst",), 1800)
    assert room.of("conversion_dip") is not incident


def test_a_firing_one_whose_data_stop_stays_open() -> None:
    room = alarm()
    incident = room.fire("conversion_dip")
    room.become("conversion_dip", "nodata")
    room.give(ask.AlertAck(id="a", alert=incident.id))
    assert room.of("conversion_dip") is incident
    room.become("conversion_dip", "pending")
    room.become("conversion_dip", "firing")
    assert [why for why, _, _ in room.said()] == ["fired", "nodata"]
    room.end("conversion_dip")
    assert room.of("conversion_dip") is None


def test_a_pending_one_is_nobodys_yet() -> None:
    room = alarm()
    room.become("sold_out", "pending")
    room.end()
    assert (room.room.state.casebook.made, room.log) == (0, [])


def test_until_sold_out_it_is_in_hand_however_long_that_takes() -> None:
    room = alarm()
    incident = room.fire("low_stock", "serum")
    room.later(4000)
    room.give(ask.AlertAck(id="ack", alert=incident.id, until="sold_out"))
    room.later(20 * MINUTE)
    assert incident.state == "acked"
    room.give(cmd.StockAdd(id="gone", sku="serum", by=-3))
    assert incident.state == "triggered"
    room.later(4000)
    assert room.said()[-1][0] == "again"


def test_until_the_segment_ends_it_is_in_hand() -> None:
    room = alarm()
    room.give(cmd.Take(id="take", segment="opening", from_=None))
    incident = room.fire()
    room.give(ask.AlertAck(id="ack", alert=incident.id, until="segment_end"))
    room.later(12 * MINUTE)
    assert incident.state == "acked"
    room.give(cmd.Take(id="next", segment="cream", from_="opening"))
    assert incident.state == "triggered"
    assert room.said()[-1][0] == "again"


def test_nothing_happens_while_the_server_was_away() -> None:
    room = alarm()
    room.fire()
    room.later(20_000)
    from_ms, room.now_ms = room.now_ms, room.now_ms + 10 * MINUTE
    room.tell(rec.RoomResumed(from_ms=from_ms, to_ms=room.now_ms))
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.later(39_000)
    assert [why for why, _, _ in room.said()] == ["fired"]
    room.later(2000)
    assert room.said()[-1] == ("escalated", ("analyst",), 660)


def test_what_was_due_before_the_server_was_away_has_happened() -> None:
    room = alarm()
    room.fire()
    room.later(60_000)
    from_ms, room.now_ms = room.now_ms + 999, room.now_ms + 10 * MINUTE
    room.tell(rec.RoomResumed(from_ms=from_ms, to_ms=room.now_ms))
    assert [why for why, _, _ in room.said()] == ["fired", "escalated"]


def jumped(seconds: int) -> Alarm:
    room = alarm()
    room.fire()
    room.fire("low_stock", "cream")
    for _ in range(3600 * 3 // seconds):
        room.later(seconds * 1000)
    return room


@pytest.mark.parametrize("seconds", [7 * 60, 3600 * 3])
def test_jumping_over_idle_hours_gives_what_stepping_through_them_gives(seconds: int) -> None:
    stepped, at_once = jumped(60), jumped(seconds)
    at_once.later(stepped.now_ms - at_once.now_ms)
    assert at_once.said() == stepped.said()
    assert digest(at_once.room.state) == digest(stepped.room.state)


def test_what_is_due_between_two_seconds_is_done_before_what_comes_after_it() -> None:
    room = alarm()
    room.now_ms += 250
    incident = room.fire()
    room.later(59_000)
    room.now_ms += 1100  # 60.1 s after it fired; the room is advanced to 59.75 s
    room.tell(rec.ScreenLeft(screen="controller"))
    assert (incident.owner, room.said()[-1][0], incident.with_ms) == ("analyst", "escalated", room.now_ms - 100)


def test_an_alert_is_a_mark_as_long_as_it_is_so() -> None:
    room = alarm()
    room.fire("low_stock", "cream")
    began_ms = room.now_ms
    room.later(9000)
    room.end("low_stock", "cream")
    (mark,) = (m for m in room.room.state.marks.between(None, None) if m.kind == "alert")
    assert (mark.at_ms, mark.until_ms, mark.sku) == (began_ms, room.now_ms, "cream")
    assert mark.text == {"en": "Alert: Cream: 4 left (safety 5)", "zh-CN": "提醒：Cream 仅剩 4 件（安全线 5）"}


def test_information_is_no_mark() -> None:
    room = alarm()
    room.fire("online_surge")
    assert not any(m.kind == "alert" for m in room.room.state.marks.between(None, None))


def test_people_are_told_that_the_topic_changed() -> None:
    room = alarm()
    room.fire()
    assert not room.room.advance(room.now_ms - room.now_ms % 1000 + 59_000).transition
    changes = room.room.advance(room.now_ms - room.now_ms % 1000 + 61_000)
    assert (Topic.ALERTS in changes.topics, changes.transition) == (True, True)


def test_information_of_somebody_who_left_is_passed_on_with_nothing_else_due() -> None:
    room = alarm()
    incident = room.fire("online_surge")
    room.later(5000)
    room.seen(Role.CONTROLLER)
    room.later(6000)
    assert incident.owner == "everybody"
