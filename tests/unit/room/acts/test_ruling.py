from __future__ import annotations

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain.alerts.commands import RulesSet
from controlroom.domain.alerts.rules import Limit, Rule
from tests.unit.room.alarm import LOW, OUT, alarm

HOT = Rule(id="hot", metric="online", above=Limit(value_millionths=50_000_000))


def test_a_new_rule_is_taken_and_taken_back() -> None:
    room = alarm()
    room.give(RulesSet(id="r", rule=HOT))
    assert room.room.state.alerts.rules["hot"] == HOT
    assert room.give(RulesSet(id="s", rule=HOT)) == "already_so"
    room.give(cmd.Undo(id="u", command="r"))
    assert "hot" not in room.room.state.alerts.rules


def test_an_edited_threshold_makes_its_alert_be_over_and_its_words_do_not() -> None:
    room = alarm()
    off = msgspec.structs.replace(LOW, enabled=False)
    incident = room.fire("low_stock", "cream")
    room.give(RulesSet(id="text", rule=msgspec.structs.replace(off, text={"en": "Low"})))
    assert room.of("low_stock", "cream") is incident
    room.give(RulesSet(id="line", rule=msgspec.structs.replace(off, below=Limit(value_millionths=1_000_000))))
    assert room.of("low_stock", "cream") is None
    assert incident.why == "updated"
    room.give(cmd.Undo(id="u", command="line"))
    assert room.room.state.alerts.rules["low_stock"].below == LOW.below


def test_what_does_not_hold_together_is_refused() -> None:
    room = alarm()

    def given(**more: object) -> object:
        return room.give(RulesSet(id=f"{more}", rule=msgspec.structs.replace(HOT, **more)))

    assert given(metric="weather") == "unknown_metric"
    assert given(below=HOT.above) == "bad_rule"
    assert given(owner="nobody") == "unknown_person"
    assert isinstance(given(owner="li"), int)


def test_a_show_has_only_so_many_rules() -> None:
    room = alarm(rules=(OUT, *(Rule(id=f"r{n}", method="viewer_drop") for n in range(199))))
    assert room.give(RulesSet(id="r", rule=HOT)) == "bad_rule"
