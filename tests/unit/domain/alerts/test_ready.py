"""The ready-made rules are whole: what they read exists, and they speak both languages."""

from __future__ import annotations

import re

import pytest

from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.readings import metric, neighbour
from controlroom.domain.alerts.ready import READY, resolved
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.roles import Role

OF_THE_TABLE = (
    "low_stock sold_out oversold runs_out_early conversion_dip viewer_drop online_surge gmv_behind pay_rate_drop refund_spike "
    "negative_wave banned_words unanswered feed_silent feed_lag stream_interrupted platform_warning segment_over "
    "host_screen_lost task_late price_differs platform_differs offer_ends"
)


def test_every_rule_of_the_specification_is_there() -> None:
    assert set(resolved()) == {*OF_THE_TABLE.split(), "banned_comments"}


@pytest.mark.parametrize("rule", READY, ids=lambda rule: rule.id)
def test_a_rule_reads_what_there_is(rule: Rule) -> None:
    line = line_of(rule)
    assert metric(line.metric, rule.by) is not None
    for limit in (line.fire, line.clear):
        if limit.field is not None:
            beside = neighbour(line.metric, limit.field)
            assert metric(beside, rule.by) or metric(beside, None)


@pytest.mark.parametrize("rule", READY, ids=lambda rule: rule.id)
def test_a_rule_says_it_in_both_languages_with_words_that_can_be_filled(rule: Rule) -> None:
    named = [set(re.findall(r"{(\w+)}", text)) for text in rule.text.values()]
    assert set(rule.text) == {"zh-CN", "en"}
    assert named[0] == named[1]
    assert rule.playbook
    assert rule.owner in {*Role, "task"}


def test_a_plans_rule_takes_the_place_of_the_ready_made_one() -> None:
    mine = Rule(id="viewer_drop", enabled=False)
    assert resolved([mine, Rule(id="mine")])["viewer_drop"] == mine
    assert "mine" in resolved([Rule(id="mine")])
