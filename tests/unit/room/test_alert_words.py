from __future__ import annotations

from controlroom.domain.alerts.rules import Rule
from controlroom.room.alert_words import called, pending_words, values, words
from tests.unit.room.alarm import alarm


def test_an_alert_says_its_values_as_they_are_and_once_it_is_over_as_they_were() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.become("low_stock", "firing", "cream", value=2)
    assert words(room.room.state, incident)["en"] == "Cream: 2 left (safety 5)"
    assert values(room.room.state, incident) == (2_000_000, 5_000_000)
    room.become("low_stock", "inactive", "cream", value=50, reason="ok")
    assert words(room.room.state, incident)["en"] == "Cream: 4 left (safety 5)"


def test_what_it_is_about_has_its_title() -> None:
    room = alarm()
    s = room.room.state
    told = [
        called(s, Rule(id="r", by=by), label)
        for by, label in (("sku", "cream"), ("sku", "new"), ("segment", "opening"))
    ]  # type: ignore[arg-type]
    assert told == ["Cream", "new", "opening"]
    assert called(s, Rule(id="r", by="feed"), "orders") == "orders"
    assert called(s, Rule(id="sold_out"), "") == {"en": "Sold out", "zh-CN": "售罄"}
    assert [called(s, Rule(id="r", by=by), "x") for by in ("task", "offer", "segment")] == ["x"] * 3  # type: ignore[arg-type]


def test_one_that_is_pending_has_words_too() -> None:
    room = alarm()
    room.become("low_stock", "pending", "cream")
    (instance,) = room.room.state.alerts.instances.values()
    assert pending_words(room.room.state, instance)["zh-CN"] == "Cream 仅剩 4 件（安全线 5）"
    room.room.state.alerts.rules.clear()
    assert pending_words(room.room.state, instance)["en"] == "Low stock"


def test_a_rule_that_is_gone_is_called_by_its_name() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.room.state.alerts.rules.clear()
    assert words(room.room.state, incident, "repeat")["en"] == "Still waiting: Cream: 4 left (safety 5)"


def test_what_ended_with_its_rules_edit_or_with_what_it_was_about_has_not_recovered() -> None:
    room = alarm()
    for reason, begins in (("updated", "规则已改，不再提醒："), ("missing", "已结束："), ("ok", "已恢复：")):
        incident = room.fire("low_stock", "cream")
        room.become("low_stock", "inactive", "cream", reason=reason)  # type: ignore[arg-type]
        assert words(room.room.state, incident, "resolved")["zh-CN"].startswith(begins)
        room.later(4000)
