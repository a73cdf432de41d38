"""From a fact to a notice: the ready-made rules, the incidents they open and what people do, through the whole fold."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.ready import READY, resolved
from controlroom.domain.roles import Role
from controlroom.room.acts.alerts import title
from controlroom.room.alert_words import words
from controlroom.room.room import Room
from controlroom.room.snapshot import digest, freeze, thaw
from tests.stories import OPENED_MS, STARTED_MS
from tests.unit.room.alarm import EVERY_ROLE, LOW, Alarm, alarm, plan
from tests.unit.room.shop import order, told

MINUTE = 60_000


def ready(*roles: Role) -> Alarm:
    """A show that has just started, with the ready-made rules and every role there."""
    room = Room()
    room.apply(1, OPENED_MS, rec.ShowOpened(room="demo", show="demo-1", mode="live", plan=plan()))
    room.apply(2, STARTED_MS - 5, rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id="start")))
    made = Alarm(room)
    made.room.advance(made.now_ms - made.now_ms % 1000)
    made.seen(*(roles or EVERY_ROLE))
    return made.begin()


def keys(room: Alarm) -> list[str]:
    return [one.key for one in room.room.state.casebook.open.values()]


def test_stock_that_crosses_its_line_is_an_alert_with_the_record_that_crosses_it() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=4))
    incident = room.of("low_stock", "cream")
    assert incident is not None
    assert (incident.opened_ms, incident.severity, incident.owner) == (room.now_ms, "warning", "controller")
    told(room, ev.StockLevel(sku="cream", on_hand=0))
    assert room.notices[-1].rules == ("sold_out{cream}",)
    assert room.notices[-1].at_ms == room.now_ms


def test_what_is_sold_out_says_nothing_of_low_stock_and_gives_way_with_one_key() -> None:
    room = ready()
    room.give(cmd.ProductSwitch(id="on", sku="serum"))
    told(room, *(order(f"o{n}", "created", "serum") for n in range(3)))
    low, out = room.of("low_stock", "serum"), room.of("sold_out", "serum")
    assert low is not None
    assert out is not None
    room.later(10_000)
    assert low.held_by in ("rule:sold_out", None)
    assert isinstance(room.give(ask.AlertAct(id="a", alert=out.id)), int)
    assert room.room.state.program is not None
    assert room.room.state.program.sku == "mask"
    told(room, ev.StockLevel(sku="serum", on_hand=50))
    assert room.of("sold_out", "serum") is None


def test_a_stream_told_broken_with_one_key_is_an_alert_in_the_same_act() -> None:
    room = ready()
    room.give(ask.StreamTell(id="down", state="interrupted"))
    assert "stream_interrupted" in keys(room)
    room.give(ask.StreamTell(id="up", state="live"))
    assert "stream_interrupted" not in keys(room)


def test_a_warning_and_a_slip_told_with_one_key_are_alerts_until_they_are_taken_back() -> None:
    room = ready()
    room.give(ask.ViolationTell(id="v", level="warning", text="absolute wording"))
    room.give(ask.SlipTell(id="s", text="the best"))
    assert {"platform_warning", "banned_words"} <= set(keys(room))
    room.give(cmd.Undo(id="u", command="v"))
    room.give(cmd.Undo(id="w", command="s"))
    room.later(31_000)
    assert not {"platform_warning", "banned_words"} & set(keys(room))


def test_an_edited_rule_takes_its_alert_with_it_and_comes_back_with_an_undo() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=4))
    low = next(rule for rule in READY if rule.id == "low_stock")
    changed = type(low)(id="low_stock", metric="stock.available", by="sku", below=low.critical.below)  # type: ignore[union-attr]
    room.give(ask.RulesSet(id="r", rule=changed))
    assert "low_stock{cream}" not in keys(room)
    room.give(cmd.Undo(id="u", command="r"))
    assert "low_stock{cream}" in keys(room)


def test_the_end_of_the_show_ends_every_alert() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=0))
    room.give(cmd.ShowEnd(id="end"))
    assert keys(room) == []
    assert {one.why for one in room.room.state.casebook.recent} == {"ended"}


def test_what_was_said_and_is_open_is_told_as_over_with_the_show_once() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=0), ev.StockLevel(sku="serum", on_hand=4))
    room.later(5000)
    before = len(room.notices)
    room.give(ask.AlertClose(id="done", alert=room.of("low_stock", "serum").id))  # type: ignore[union-attr]
    room.give(cmd.ShowEnd(id="end"))
    room.later(3_600_000)
    (last,) = room.notices[before:]
    assert (last.why, last.rules) == ("resolved", ("sold_out{cream}",))
    assert (last.text["en"].startswith("Over with the show: "), last.text["zh-CN"].startswith("随本场结束")) == (
        True,
        True,
    )


def test_an_end_that_is_taken_back_at_once_is_told_to_nobody() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=0))
    room.later(5000)
    before = len(room.notices)
    room.give(cmd.ShowEnd(id="end"))
    room.give(cmd.Undo(id="u", command="end"))
    room.later(60_000)
    assert "resolved" not in [one.why for one in room.notices[before:]]


def test_a_silence_holds_back_the_end_with_the_show_too() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=0))
    room.later(5000)
    silence = ask.SilenceAdd(id="s", matchers={"rule": "sold_out"}, until_ms=room.now_ms + 600_000, why="known")
    assert isinstance(room.give(silence), int)
    before = len(room.notices)
    room.give(cmd.ShowEnd(id="end"))
    room.later(60_000)
    assert [one.rules for one in room.notices[before:]] == [("low_stock{serum}",)]


def test_a_thawed_room_goes_on_with_its_incidents() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=0))
    room.later(20_000)
    again = Alarm(Room(thaw(freeze(room.room.state))))
    again.now_ms, again.begun_ms = room.now_ms, room.begun_ms
    for one in (room, again):
        one.later(5 * MINUTE)
    assert again.said() == room.said()
    assert digest(again.room.state) == digest(room.room.state)


def test_a_room_that_nobody_looks_at_gives_up() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=0))
    room.later(4 * 60 * MINUTE)
    assert [why for why, _, _ in room.said()][-10:] == ["repeat"] * 10
    incident = room.of("sold_out", "cream")
    assert incident is not None
    assert (incident.state, incident.due()) == ("triggered", None)


def test_an_alert_has_words_for_the_list_of_what_can_be_taken_back() -> None:
    room = ready()
    told(room, ev.StockLevel(sku="cream", on_hand=4))
    words = title(room.room.state, ask.AlertAck(id="a", alert="alert-1"))
    assert isinstance(words, dict)
    assert title(room.room.state, ask.AlertAck(id="a", alert="alert-9")) is None


def test_each_warning_is_told_though_the_one_before_still_stands() -> None:
    room = alarm(rules=())
    s = room.room.state
    warned = resolved()["platform_warning"]
    room.give(ask.RulesSet(id="r", rule=warned))
    for n, text in enumerate(("first", "second", "third", "fourth")):
        room.give(ask.ViolationTell(id=f"v{n}", level="warning", text=text))
        room.later(20_000)
        (incident,) = s.casebook.open.values()
        if n == 1:
            room.give(ask.AlertAck(id="a", alert=incident.id))
        elif n == 2:
            room.give(ask.AlertClose(id="c", alert=incident.id, why="seen"))
    assert [one.why for one in room.notices if one.why != "escalated"] == ["fired", "hit", "hit", "hit"]
    assert [one.text["en"].split(": ")[-1] for one in room.notices[:2]] == ["first", "second"]


def test_what_is_over_is_told_as_it_was() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.later(4000)
    room.become("low_stock", "inactive", "cream", reason="ok", value=40)
    room.later(4000)
    assert words(room.room.state, incident)["en"] == "Cream: 4 left (safety 5)"
    assert room.notices[-1].text["en"] == "Over: Cream: 4 left (safety 5)"


def test_an_edited_rule_reaches_what_is_open() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.give(ask.AlertAck(id="a", alert=incident.id))
    rule = replace(LOW, severity="critical", ack_timeout_ms=60_000, escalate_after_ms=5000, enabled=False)
    room.give(ask.RulesSet(id="r", rule=replace(rule, severity="warning")))
    assert incident.until_ms == incident.since_ms + 60_000
    room.give(ask.RulesSet(id="g", rule=rule))
    assert (incident.severity, incident.state, incident.escalate_ms) == ("critical", "triggered", 5000)
    assert room.said()[-1][0] == "rose"
