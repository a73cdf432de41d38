from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.rules import MILLION, Limit, Rule
from controlroom.domain.plan import CuePlan, Text
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.domain.watch import Judgement, Watch
from controlroom.views.alert_shapes import AlertsView, AlertView
from controlroom.views.alerts import OPEN_MOST, alerts_view
from controlroom.views.beside import Beside
from controlroom.views.project import Projection
from tests.unit.room.alarm import LOW, OUT, STREAM, SURGE, Alarm, alarm
from tests.unit.room.shop import told

MINUTE = 60_000
LAST = CuePlan(id="last", text="Last {stock}", priority="urgent")


def seen(room: Alarm, role: Role = Role.CONTROLLER) -> AlertsView:
    view = Projection(room.room.state, Beside()).view(Topic.ALERTS, role)
    assert isinstance(view, AlertsView)
    return view


def only(room: Alarm, role: Role = Role.CONTROLLER) -> AlertView:
    (one,) = seen(room, role).open
    return one


def test_an_alert_says_what_is_so_who_is_on_it_and_what_to_do() -> None:
    room = alarm(cues=(LAST,))
    room.give(cmd.ProductSwitch(id="on", sku="cream"))
    room.fire("low_stock", "cream")
    room.later(5000)
    one = only(room)
    assert (one.id, one.rule, one.labels, one.severity, one.state, one.incident) == (
        "alert-1", "low_stock", {"sku": "cream"}, "warning", "firing", "triggered",
    )  # fmt: skip
    assert (one.value, one.threshold, one.owner, one.said, one.muted_by) == (4, 5, "controller", 1, None)
    assert one.text == {"en": "Cream: 4 left (safety 5)", "zh-CN": "Cream 仅剩 4 件（安全线 5）"}
    assert one.escalates_ms is not None
    assert one.playbook is not None
    assert (one.playbook.id, one.playbook.cue, one.playbook.words, len(one.playbook.steps)) == (
        "low_stock", "last", "Last 50", 3,
    )  # fmt: skip
    room.give(ask.AlertAct(id="a", alert="alert-1"))
    pushed = only(room)
    assert pushed.playbook is not None
    assert (pushed.playbook.pushed_ms, pushed.incident, pushed.acked_by) == (room.now_ms, "acked", "controller")


def test_what_one_key_does_is_named_and_once_done_stays_named() -> None:
    room = alarm(rules=(msgspec.structs.replace(OUT, by="sku"),))
    room.give(cmd.ProductSwitch(id="on", sku="serum"))
    room.fire("sold_out", "serum")
    act = only(room).act
    assert act is not None
    assert (act.kind, act.what, act.done_ms) == ("switch", "Mask", None)
    room.give(ask.AlertAct(id="a", alert="alert-1"))
    act = only(room).act
    assert act is not None
    assert act.done_ms == room.now_ms


def test_what_goes_on_air_changes_what_is_offered_and_said_at_once() -> None:
    room = alarm(rules=(msgspec.structs.replace(OUT, by="sku"),))
    room.fire("sold_out", "serum")
    for command in (cmd.ProductSwitch(id="a", sku="mask"), cmd.Take(id="b", segment="opening", from_=None)):
        record = rec.Accepted(by=Role.CONTROLLER, command=command)
        assert Topic.ALERTS in room.room.apply(room.room.state.seq + 1, room.now_ms, record).topics


def test_no_substitute_is_named_that_is_sold_out_itself() -> None:
    room = alarm(rules=(msgspec.structs.replace(OUT, by="sku"),))
    room.give(cmd.ProductSwitch(id="on", sku="serum"))
    room.fire("sold_out", "serum")
    told(room, ev.StockLevel(sku="mask", on_hand=0))
    assert only(room).act is None


def test_the_next_segment_is_named() -> None:
    room = alarm(rules=(Rule(id="over", act="next"),))
    room.give(cmd.Take(id="take", segment="opening", from_=None))
    room.fire("over")
    act = only(room).act
    assert act is not None
    assert (act.kind, act.what) == ("next", "cream")


def test_a_recovering_one_is_shown_as_firing() -> None:
    room = alarm()
    room.fire()
    room.become("sold_out", "recovering")
    assert (only(room).state, only(room).recovering) == ("firing", True)


def test_of_what_nobody_knows_no_figure_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    room = alarm()
    monkeypatch.setattr(Watch, "judge", lambda watch: Judgement("dip", 6.0, 20, 0, 402, 216))
    room.fire("conversion_dip")
    assert (only(room).sure is not None, only(room).value) == (True, 4)
    room.end("conversion_dip")
    room.later(1000)
    room.become("conversion_dip", "nodata")
    dark = only(room)
    told = {"en": "No data: Conversion dip", "zh-CN": "没有数据：转化下滑"}
    assert (dark.text, dark.sure, dark.value, dark.threshold, dark.contributions) == (told, None, None, None, None)
    room.become("conversion_dip", "inactive", reason="ok")
    assert seen(room).recent[0].text == told


def test_what_nobody_knows_offers_no_words_and_no_act() -> None:
    room = alarm(rules=(msgspec.structs.replace(SURGE, playbook="sold_out", act="next"),))
    room.give(cmd.Take(id="air", segment="opening", from_=None))
    room.fire("online_surge")
    known, act = only(room).playbook, only(room).act
    assert known is not None
    assert (bool(known.words), bool(known.say), act is not None) == (True, True, True)
    for state in ("nodata", "error"):
        room.become("online_surge", state)  # type: ignore[arg-type]
        playbook = only(room).playbook
        assert playbook is not None
        assert (playbook.words, playbook.say, bool(playbook.steps), only(room).act) == (None, None, True, None)
        assert room.give(ask.AlertAct(id=f"act {state}", alert="alert-1")) == "nothing_to_do"


def test_the_most_urgent_that_nobody_has_in_hand_comes_first() -> None:
    room = alarm()
    for rule, labels in (("online_surge", ""), ("low_stock", "cream"), ("sold_out", "a"), ("sold_out", "b")):
        room.fire(rule, labels)
    room.become("conversion_dip", "nodata")
    room.become("low_stock", "pending", "serum")
    room.give(ask.AlertAck(id="a", alert="alert-3"))
    assert [one.id for one in seen(room).open] == [
        "alert-4", "alert-2", "alert-1", "alert-5", "alert-3", "low_stock{serum}",
    ]  # fmt: skip
    assert [(one.state, one.incident) for one in seen(room).open][-3:] == [
        ("nodata", "triggered"), ("firing", "acked"), ("pending", None),
    ]  # fmt: skip


def test_a_flood_is_counted_and_not_listed() -> None:
    room = alarm()
    for n in range(OPEN_MOST + 7):
        room.fire("low_stock", f"A{n}")
    room.become("low_stock", "pending", "B")
    view = seen(room)
    assert (len(view.open), view.more) == (OPEN_MOST, 8)


def test_what_is_news_is_listed_however_many_are_open() -> None:
    room = alarm(rules=(LOW, STREAM))
    warned = room.fire("low_stock", "first")
    for n in range(OPEN_MOST):
        room.later(1000)
        room.fire("low_stock", f"A{n}", "critical")
    room.later(1000)
    room.become("low_stock", "firing", "first", "critical", reason="raised")
    assert [one.id for one in seen(room).open][:2] == [warned.id, f"alert-{OPEN_MOST + 1}"]
    room.later(1000)
    told = room.fire("stream_interrupted")
    view = seen(room)
    assert [one.id for one in view.open][:2] == [told.id, warned.id]
    assert (len(view.open), view.more) == (OPEN_MOST, 2)


def test_what_is_over_or_closed_is_recent_with_its_times() -> None:
    room = alarm()
    room.fire()
    room.give(ask.AlertAck(id="a", alert="alert-1"))
    room.later(5000)
    room.end()
    room.fire("low_stock", "cream")
    room.later(4000)
    room.give(ask.AlertClose(id="c", alert="alert-2"))
    closed, over = seen(room).recent
    assert (closed.id, closed.incident, closed.why) == ("alert-2", "resolved", "closed")
    assert over.acked_ms is not None
    assert over.resolved_ms is not None
    assert (over.acked_ms - over.since_ms, over.resolved_ms - over.since_ms) == (1000, 6000)
    assert seen(room).open == ()


def test_silences_rules_and_the_log_are_told() -> None:
    room = alarm()
    room.give(ask.SilenceAdd(id="s", matchers={"rule": "sold_out"}, until_ms=room.now_ms + MINUTE, why="restocking"))
    room.fire()
    view = seen(room)
    (silence,) = view.silences
    assert (silence.matchers, silence.why, silence.by) == ({"rule": "sold_out"}, "restocking", "controller")
    assert only(room).muted_by == f"silence:{silence.id}"
    assert only(room).escalates_ms is None
    assert [(line.outcome, line.by, line.alert) for line in view.log] == [("silenced", silence.id, "alert-1")]
    rules = {rule.id: rule for rule in view.rules}
    assert (rules["sold_out"].fired, rules["low_stock"].fired) == (1, 0)
    assert (rules["low_stock"].fire, rules["sold_out"].fire) == ({"zh-CN": "< 安全线", "en": "< Safety line"}, "< 1")
    room.later(2 * MINUTE)
    assert seen(room).silences == ()


@pytest.mark.parametrize(
    ("rule", "fire", "clear"),
    [
        (Rule(id="r", metric="conversion_rate_5m", below=Limit(value_millionths=30_000)), "< 3.0%", None),
        (Rule(id="r", metric="online", above=Limit(value_millionths=50 * MILLION), clear=Limit(value_millionths=30 * MILLION)),
         "> 50", "≤ 30"),
        (Rule(id="r", metric="stock.available", by="sku", below=Limit(field="safety"),
              clear=Limit(field="safety", times_millionths=1_100_000)),
         {"zh-CN": "< 安全线", "en": "< Safety line"}, {"zh-CN": "≥ 安全线 × 1.1", "en": "≥ Safety line × 1.1"}),
        (Rule(id="r", method="conversion_dip"), None, None),
    ],
)  # fmt: skip
def test_a_rules_lines_are_written_for_people(rule: Rule, fire: Text | None, clear: Text | None) -> None:
    (told,) = seen(alarm(rules=(rule,))).rules
    assert (told.fire, told.clear, told.rule) == (fire, clear, msgspec.structs.replace(rule, enabled=False))


def test_whoever_does_not_lead_sees_what_is_with_him_and_no_money() -> None:
    money = Rule(id="gmv_behind", metric="target_pace", owner="host")
    room = alarm(rules=(LOW, OUT, money, Rule(id="slow", metric="online", owner="host")))
    room.fire("sold_out", "cream")
    room.fire("gmv_behind")
    room.fire("slow")
    assert [one.rule for one in seen(room, Role.HOST).open] == ["slow"]
    assert seen(room, Role.ASSISTANT).open == ()
    room.later(4 * MINUTE)
    assert [one.rule for one in seen(room, Role.HOST).open] == ["sold_out", "slow"]
    assert [one.rule for one in seen(room, Role.ASSISTANT).open] == ["sold_out"]
    for role in (Role.HOST, Role.ASSISTANT):
        assert (seen(room, role).rules, seen(room, role).silences, seen(room, role).log, seen(room, role).recent) == (
            (),
        ) * 4
    for role in (Role.ANALYST, Role.OPERATOR, Role.WALL):
        assert seen(room, role) == seen(room)


def test_it_goes_on_the_wire() -> None:
    room = alarm()
    room.fire()
    told = msgspec.json.decode(msgspec.json.encode(alerts_view(room.room.state)))
    assert told["open"][0]["text"] == {"zh-CN": "售罄", "en": "Sold out"}
