"""Facts and commands of a test."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.alerts import commands as ask
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.roles import Role
from controlroom.planfile.yamltree import tree_of_yaml
from controlroom.ruletests.timed import Asked, Happens, read_command, read_event


def read(kind: str, text: str) -> tuple[object, list[str]]:
    tree = tree_of_yaml(f"x: {text}\n")
    raw = tree.at(("x",))
    assert isinstance(raw, dict)
    found = (read_event if kind == "event" else read_command)(raw, tree, ("x",))
    return found, [f"{f.line}:{f.column} {f.code} {f.message}" for f in tree.findings]


def test_an_event_is_the_fact_that_a_feed_would_send() -> None:
    found, findings = read("event", "{at: 90s, type: stock, sku: A1, on_hand: 12}")
    assert findings == []
    assert found == [Happens(90_000, ev.StockLevel(sku="A1", on_hand=12))]


def test_an_event_may_be_dated_before_its_arrival() -> None:
    found, findings = read("event", "{at: 90s, late: 12s, type: heartbeat}")
    assert findings == []
    assert found == [Happens(90_000, ev.Heartbeat(at=78_000))]
    found, findings = read("event", "{at: 90s, late: soon, type: heartbeat}")
    assert not found
    assert findings[0].startswith("1:20 bad_duration 'soon' is no duration")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("{at: 1m, ack: hot}", ask.AlertAck(id="x", alert="hot")),
        ("{at: 1m, type: ack, rule: hot, until: 5m}", ask.AlertAck(id="x", alert="hot", until=300_000)),
        ("{at: 1m, type: ack, alert: hot, until: sold_out}", ask.AlertAck(id="x", alert="hot", until="sold_out")),
        ("{at: 1m, snooze: 'low{sku=\"a\"}', for: 5m}", ask.AlertSnooze(id="x", alert='low{sku="a"}', until_ms=360_000)),
        ("{at: 1m, type: alert.close, alert: hot, why: known}", ask.AlertClose(id="x", alert="hot", why="known")),
        ("{at: 1m, silence: {rule: hot}, until: 2m}",
         ask.SilenceAdd(id="x", matchers={"rule": "hot"}, until_ms=120_000, why="rule test")),
    ],
)  # fmt: skip
def test_commands_about_alerts_may_be_written_short(text: str, command: cmd.AnyCommand) -> None:
    found, findings = read("command", text)
    assert findings == []
    assert isinstance(found, Asked)
    assert found.command == command


def test_a_rule_that_is_set_is_written_as_in_a_plan() -> None:
    found, findings = read("command", "{at: 1m, type: rules.set, rule: {id: viewer_drop, enabled: false}}")
    assert findings == []
    assert isinstance(found, Asked)
    assert isinstance(found.command, ask.RulesSet)
    assert found.command.rule == replace(resolved()["viewer_drop"], enabled=False)
    _, findings = read("command", "{at: 1m, type: rules.set, rule: {id: a, metric: onlin, above: 5}}")
    assert len(findings) == 1
    assert findings[0].startswith("1:52 unknown_metric There is no metric 'onlin'")
    _, findings = read("command", "{at: 1m, type: rules.set, rule: {id: a, expr: x}}")
    assert findings[0].startswith("1:44 unknown_key There is no key 'expr' here")


def test_an_event_may_happen_again_and_count() -> None:
    text = '{at: 5s, every: 2s, times: 2, type: order, order: "o{n}", status: paid, lines: [{sku: "s{n}"}]}'
    found, findings = read("event", text)
    assert findings == []
    assert isinstance(found, list)
    assert [one.at_ms for one in found] == [5000, 7000, 9000]
    assert [(one.record.order, one.record.lines[0].sku) for one in found] == [("o0", "s0"), ("o1", "s1"), ("o2", "s2")]


def test_what_the_server_sees_is_an_event_too() -> None:
    found, findings = read("event", "{at: 5s, type: screen.left, screen: s1}")
    assert (found, findings) == ([Happens(5000, rec.ScreenLeft(screen="s1"))], [])
    found, _ = read("event", "{at: 1m, type: room.resumed, from_ms: 30s, to_ms: 60s}")
    assert found == [Happens(60_000, rec.RoomResumed(from_ms=30_000, to_ms=60_000))]


def test_a_command_is_the_very_command_with_its_giver() -> None:
    found, findings = read("command", "{at: 1m, by: host, person: wei, type: signal.send, kind: slower}")
    assert findings == []
    assert found == Asked(60_000, Role.HOST, "wei", cmd.SignalSend(id="x", kind="slower"), 1)


def test_an_instant_of_a_command_may_be_a_duration() -> None:
    found, findings = read("command", "{at: 1m, type: timer.start, title: T, kind: until, until: 5m}")
    assert findings == []
    assert isinstance(found, Asked)
    assert found.command == cmd.TimerStart(id="x", title="T", kind="until", until_ms=300_000)


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("event", "{type: stock}", "1:4 missing_key There is no `at`"),
        ("event", "{at: 5, type: stock, sku: a}", "1:9 bad_duration '5' is no duration"),
        ("event", "{at: 5s}", "1:4 missing_key There is no `type`"),
        ("event", "{at: 5s, type: stok, sku: a}", "1:19 bad_event There is no event 'stok': did you mean stock?"),
        ("event", "{at: 5s, type: stock, sku: 12}", "1:31 bad_event Expected 'str', got 'int'"),
        ("event", "{at: 5s, every: 5s, type: stock, sku: a}", "1:4 missing_key What happens again has both"),
        ("event", "{at: 5s, every: 0s, times: 2, type: stock, sku: a}", "1:20 bad_duration '0s' is no duration"),
        (
            "event",
            "{at: 5s, every: 5s, times: no, type: stock, sku: a}",
            "1:31 bad_number 'no' stands here: write a number",
        ),
        ("event", "{at: 5s, every: number, times: 2, type: stock, sku: a}", "1:20 bad_duration 'number' is no"),
        ("command", "{at: 5s, snooze: hot, for: soon}", "1:31 bad_duration 'soon' is no duration"),
        ("command", "{at: 5s, person: [], type: take, segment: a}", "1:21 bad_text One text is wanted here"),
        ("event", "{at: 5s, type: stock}", "1:4 bad_event Object missing required field 'sku'"),
        (
            "event",
            "{at: 5s, type: order, order: o, status: paid, lines: [{sku: a, qty: x}]}",
            "1:72 bad_event Expected",
        ),
        ("command", "{at: 5s, type: take, segment: a, by: nobody}", "1:41 unknown_value There is no such role"),
        ("command", "{at: 5s, type: take, segment: a, by: host}", "1:41 bad_command The role 'host' does not give"),
        (
            "command",
            "{at: 5s, type: tak, segment: a}",
            "1:19 bad_command There is no command 'tak': did you mean take?",
        ),
        ("command", "{at: 5s, type: take, segmant: a}", "1:4 bad_command Object contains unknown field 'segmant'"),
    ],
)
def test_what_the_product_refuses_is_told_at_its_line(kind: str, text: str, said: str) -> None:
    found, findings = read(kind, text)
    assert not found
    assert len(findings) == 1
    assert findings[0].startswith(said)
