from __future__ import annotations

from controlroom.domain.alerts.rules import Rule
from controlroom.room.alert_words import called, pending_words, values, words
from tests.unit.room.alarm import RULES, alarm


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


def test_what_nobody_knows_is_told_kept_and_over_by_its_name_without_a_figure() -> None:
    own = Rule(id="busy", metric="online", text={"en": "Many watch", "zh-CN": "人很多"})
    room = alarm(rules=(*RULES, own))
    s = room.room.state
    for rule, labels, zh, en in (
        ("low_stock", "cream", "没有数据：Cream: 库存不足", "No data: Cream: Low stock"),
        ("conversion_dip", "", "没有数据：转化下滑", "No data: Conversion dip"),
        ("busy", "", "没有数据：人很多", "No data: Many watch"),
    ):
        room.become(rule, "nodata", labels)
        incident = room.of(rule, labels)
        assert incident is not None
        told = {"zh-CN": zh, "en": en}
        assert (words(s, incident), words(s, incident, "nodata"), incident.text) == (told, told, told)
        assert words(s, incident, "again")["en"] == f"Still so: {en}"
        assert values(s, incident) == (None, None)
        room.become(rule, "error", labels)
        assert words(s, incident, "nodata")["en"] == incident.text["en"] == en.replace("No data", "Cannot be told")
        room.become(rule, "inactive", labels, reason="ok")
        assert s.casebook.recent[-1].text["zh-CN"] == zh.replace("没有数据", "无法判断")


def test_one_that_fired_keeps_its_words_while_nobody_can_tell() -> None:
    room = alarm()
    incident = room.fire("low_stock", "cream")
    room.become("low_stock", "nodata", "cream")
    assert words(room.room.state, incident, "nodata")["en"] == "No data: Cream: Low stock"
    room.become("low_stock", "inactive", "cream", reason="ok")
    assert words(room.room.state, incident)["en"] == "Cream: 4 left (safety 5)"


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
