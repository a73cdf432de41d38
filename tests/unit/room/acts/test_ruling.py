from __future__ import annotations

import msgspec
from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain.alerts.commands import RulesRemove, RulesSet
from controlroom.domain.alerts.rules import Limit, Rule
from controlroom.domain.roles import Role
from controlroom.room.acts.ruling import own
from controlroom.room.decide import refuse
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


def test_only_a_rule_of_ones_own_is_removed_with_its_alert_and_comes_back_with_an_undo() -> None:
    planned = replace(HOT, id="planned")
    room = alarm(rules=(LOW, HOT, planned))
    s = room.room.state
    assert s.plan is not None
    s.plan = replace(s.plan, rules=(planned,))
    incident = room.fire("hot")
    assert [own(room.room.state, id_) for id_ in ("hot", "low_stock", "planned", "none")] == [True, False, False, False]
    assert room.give(RulesRemove(id="1", rule="low_stock")) == "not_own_rule"
    assert room.give(RulesRemove(id="2", rule="planned")) == "not_own_rule"
    assert room.give(RulesRemove(id="3", rule="none")) == "unknown_rule"
    room.give(RulesRemove(id="r", rule="hot"))
    assert "hot" not in room.room.state.alerts.rules
    assert (room.of("hot"), incident.why) == (None, "updated")
    room.give(cmd.Undo(id="u", command="r"))
    assert room.room.state.alerts.rules["hot"] == replace(HOT, enabled=False)
    room.give(RulesRemove(id="again", rule="hot"))
    room.give(RulesSet(id="s", rule=replace(HOT, severity="info")))
    assert isinstance(room.give(cmd.Undo(id="late", command="again")), str)
    assert room.room.state.alerts.rules["hot"].severity == "info"


def test_a_refusal_names_the_part_and_why() -> None:
    state = alarm().room.state
    for more, told in (
        ({"metric": "weather"}, ("unknown_metric", "metric", "unknown_metric")),
        ({"clear": Limit(value_millionths=60_000_000)}, ("bad_rule", "clear", "wrong_side")),
    ):
        refusal = refuse(state, RulesSet(id="r", rule=replace(HOT, **more)), Role.ANALYST, 0, None)
        assert refusal is not None
        assert (refusal.code, refusal.part, refusal.fault) == told


def test_a_show_has_only_so_many_rules() -> None:
    room = alarm(rules=(OUT, *(Rule(id=f"r{n}", method="viewer_drop") for n in range(199))))
    assert room.give(RulesSet(id="r", rule=HOT)) == "bad_rule"
