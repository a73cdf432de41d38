"""Who is told: the gate's order, what it holds back, and what it says when it opens."""

from __future__ import annotations

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.incident import Incident
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.roles import Role
from controlroom.room.gating import muted_by, present_in
from controlroom.room.rule_readings import RoomReadings
from tests.unit.room.alarm import DIP, OUT, Alarm, alarm
from tests.unit.room.shop import told

MINUTE = 60_000


def muted(room: Alarm, incident: Incident) -> str | None:
    s = room.room.state
    return muted_by(s, incident, RoomReadings(s, s.as_of_ms))


def test_a_rule_that_does_not_speak_in_this_phase_waits_for_the_one_in_which_it_does() -> None:
    room = alarm(live=False)
    incident = room.fire("conversion_dip")
    room.fire("low_stock", "cream")
    room.later(4000)
    assert [notice.rules for notice in room.notices] == [("low_stock{cream}",)]
    assert (incident.held_by, incident.owed) == ("phase", "fired")
    room.give(cmd.ShowStart(id="go"))
    assert [notice.rules for notice in room.notices][1:] == [("conversion_dip",)]


def test_what_makes_others_needless_holds_them_back_until_it_is_over() -> None:
    room = alarm()
    room.fire("stream_interrupted")
    incident = room.fire("conversion_dip")
    assert (incident.held_by, [n.rules for n in room.notices]) == ("rule:stream_interrupted", [("stream_interrupted",)])
    room.end("stream_interrupted")
    assert room.notices[-1].rules == ("conversion_dip",)


def test_it_holds_back_only_what_has_the_same_label() -> None:
    room = alarm()
    room.fire("sold_out", "cream")
    held, free = room.fire("low_stock", "cream"), room.fire("low_stock", "serum")
    assert (held.held_by, free.held_by) == ("rule:sold_out", None)


def test_what_is_held_back_for_several_reasons_is_logged_by_the_first() -> None:
    room = alarm(live=False)
    room.give(ask.SilenceAdd(id="s", matchers={"rule": "conversion_dip"}, until_ms=room.now_ms + MINUTE, why="x"))
    room.fire("stream_interrupted")
    room.fire("conversion_dip")
    assert room.log[-1].outcome == "phase"
    room.give(cmd.ShowStart(id="go"))
    incident = room.of("conversion_dip")
    assert incident is not None
    assert incident.held_by == "rule:stream_interrupted"
    room.end("stream_interrupted")
    assert incident.held_by == "silence:silence-6"


def test_warnings_of_one_owner_leave_together() -> None:
    room = alarm()
    room.fire("low_stock", "cream")
    room.later(2000)
    room.fire("low_stock", "serum")
    room.fire("online_surge")
    room.later(2000)  # the first second in which the group's three are over
    (together,) = room.notices
    assert (together.rules, together.incidents, together.to) == (
        ("low_stock{cream}", "low_stock{serum}"), ("alert-1", "alert-2"), ("controller",),
    )  # fmt: skip
    assert together.text["en"] == "Cream: 4 left (safety 5)\nSerum: 4 left (safety 5)"
    room.later(2000)
    assert room.notices[-1].to == ("analyst",)


def test_what_was_silenced_while_its_group_waited_is_not_said() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.give(ask.SilenceAdd(id="s", matchers={"sku": "cream"}, until_ms=room.now_ms + MINUTE, why="x"))
    room.later(5000)
    assert (room.notices, incident.owed) == ([], "fired")


def test_what_somebody_took_in_hand_while_its_group_waited_is_not_said() -> None:
    room = alarm()
    room.fire("low_stock", "cream")
    room.give(ask.AlertAck(id="a", alert="alert-1"))
    room.later(5000)
    assert (room.notices, room.log[-1].outcome) == ([], "gone")


def test_the_third_firing_in_ten_minutes_is_called_unstable_and_then_it_is_quiet() -> None:
    room = alarm()
    for _ in range(5):
        room.fire()
        room.later(10_000)
        room.end()
        room.later(10_000)
    assert [why for why, _, _ in room.said()] == ["fired", "resolved", "fired", "resolved", "unstable"]
    room.fire()
    room.later(10 * MINUTE - 2000)
    assert len(room.notices) == 5
    room.later(3000)
    assert room.said()[-1] == ("fired", ("controller",), 700)
    room.end()
    assert room.said()[-1][0] == "resolved"


def test_a_warning_that_comes_and_goes_within_its_group_is_called_unstable_once() -> None:
    room = alarm()
    room.come_and_go(6)
    assert [(why, to) for why, to, _ in room.said()] == [("unstable", ("controller",))]


def test_what_somebody_took_in_hand_is_not_called_unstable() -> None:
    room = alarm()
    room.come_and_go(2)
    room.give(ask.AlertAck(id="a", alert=room.fire("low_stock", "cream").id))
    room.later(5000)
    assert room.notices == []


def test_what_rises_again_within_its_time_is_a_duplicate_and_still_goes_up() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream", "critical")
    for _ in range(2):
        room.later(1000)
        room.become("low_stock", "firing", "cream", "warning", "lowered")
        room.become("low_stock", "firing", "cream", "critical", "raised")
    assert [why for why, _, _ in room.said()] == ["fired", "rose"]
    assert room.log[-1].outcome == "duplicate"
    assert incident.with_ms == room.now_ms


def test_a_notice_is_named_by_show_incident_and_saying() -> None:
    room = alarm()
    room.fire()
    room.later(61_000)
    assert [notice.id for notice in room.notices] == ["demo-1/alert-1/1", "demo-1/alert-1/2"]
    assert room.notices[1].text == {"zh-CN": "无人处理，转交：售罄", "en": "Nobody took it: Sold out"}
    assert (room.notices[1].severity, room.notices[1].to) == ("critical", ("analyst",))


def test_a_rule_that_is_gone_is_still_told_of() -> None:
    room = alarm()
    incident = room.fire()
    del room.room.state.alerts.rules["sold_out"]
    room.later(61_000)
    assert room.said()[-1][0] == "escalated"
    assert muted(room, incident) is None


def test_who_is_there() -> None:
    room = alarm(Role.ANALYST)
    there = present_in(room.room.state)
    assert [there(who) for who in ("analyst", "li", "wang", "controller", "everybody")] == [
        True,
        True,
        False,
        False,
        True,
    ]


def test_what_mutes_an_alert_now() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    assert muted(room, incident) is None
    room.give(ask.SilenceAdd(id="s", matchers={"sku": "cream"}, until_ms=room.now_ms + MINUTE, why="x"))
    assert muted(room, incident) == "silence:silence-7"
    room.give(ask.AlertClose(id="c", alert="alert-1"))
    assert muted(room, incident) is None


def test_a_silent_feed_holds_back_every_rule_that_rests_on_it() -> None:
    silent = Rule(id="feed_silent", method="feed_silent", by="feed", severity="critical")
    complaints = Rule(id="complaints", metric="comments.negative_5m", severity="critical")
    room = alarm(rules=(silent, complaints, DIP, OUT))
    told(room, ev.Comment(user="u", text="hi"), ev.OrderStep(order="o", status="created"))
    source = room.room.state.observed.sources["s"]
    source.last.pop("order", None)  # that feed brings comments only
    room.fire("feed_silent", "s")
    held, free = room.fire("complaints"), room.fire("sold_out", "cream")
    assert (held.held_by, free.held_by) == ("rule:feed_silent", None)
    assert room.fire("conversion_dip").held_by is None
    room.end("feed_silent", "s")
    assert room.notices[-1].rules == ("complaints",)


def test_a_silent_feed_holds_back_nothing_whose_facts_still_come() -> None:
    silent = Rule(id="feed_silent", method="feed_silent", by="feed", severity="critical")
    complaints = Rule(id="complaints", metric="comments.negative_5m", severity="critical")
    room = alarm(rules=(silent, complaints))
    told(room, ev.Audience(online=20), ev.Comment(user="u", text="hi"))
    source = room.room.state.observed.sources["s"]
    source.hear("comment", room.now_ms + 12_000, 1)
    room.later(16_000)
    room.fire("feed_silent", "s")  # of how many watch, not of comments
    assert room.fire("complaints").held_by is None
    room.later(20_000)
    room.end("complaints")
    held = room.fire("complaints")
    assert held.held_by == "rule:feed_silent"
    source.hear("comment", room.now_ms, 1)
    room.later(1_000)
    assert (held.held_by, room.notices[-1].rules) == (None, ("complaints",))


def test_what_a_silent_feed_left_in_the_dark_is_not_told_when_it_speaks_again() -> None:
    silent = Rule(id="feed_silent", method="feed_silent", by="feed", severity="critical")
    watched = Rule(id="viewers_low", metric="online", no_data="nodata")
    room = alarm(rules=(silent, watched))
    told(room, ev.Audience(online=20))
    room.later(16_000)
    room.fire("feed_silent", "s")
    room.become("viewers_low", "nodata", reason="nodata")
    dark = room.of("viewers_low")
    assert dark is not None
    assert (dark.held_by, muted(room, dark)) == ("rule:feed_silent", "rule:feed_silent")
    told(room, ev.Audience(online=21))
    room.end("feed_silent", "s")  # between two seconds: that it is known again is seen with the next
    assert (dark.held_by, muted(room, dark)) == ("gone", "gone")
    room.become("viewers_low", "inactive", reason="ok")
    assert [notice.rules for notice in room.notices if "viewers_low" in notice.rules] == []


def test_what_is_still_in_the_dark_when_a_feed_speaks_again_is_told() -> None:
    silent = Rule(id="feed_silent", method="feed_silent", by="feed", severity="critical")
    watched = Rule(id="viewers_low", metric="online", no_data="nodata")
    room = alarm(rules=(silent, watched))
    told(room, ev.Audience(online=20))
    room.later(16_000)
    room.fire("feed_silent", "s")
    room.become("viewers_low", "nodata", reason="nodata")
    room.end("feed_silent", "s")
    dark = room.of("viewers_low")
    assert dark is not None
    assert (dark.held_by, dark.owed) == (None, None)
