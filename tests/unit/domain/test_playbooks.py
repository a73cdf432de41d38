"""Ready-made playbooks, and how a plan changes them."""

from __future__ import annotations

import re

import pytest

from controlroom.domain.alerts.ready import READY as RULES
from controlroom.domain.plan import Playbook, Text
from controlroom.domain.playbooks import READY, playbook
from controlroom.planfile.trade.people import TROUBLES
from controlroom.words.finder import finder

HAN = re.compile(r"[\u3400-\u9fff]")


def texts(book: Playbook) -> list[Text]:
    return [*book.steps, *([book.say] if book.say is not None else [])]


@pytest.mark.parametrize("name", READY)
def test_each_has_steps_in_both_languages(name: str) -> None:
    book = READY[name]
    assert 2 <= len(book.steps) <= 4
    for text in texts(book):
        assert isinstance(text, dict)
        assert list(text) == ["zh-CN", "en"]
        assert HAN.search(text["zh-CN"])
        assert not HAN.search(text["en"])
        assert not re.search(r"[,:;]", text["zh-CN"]), "Chinese has its own punctuation"
        assert len(text["zh-CN"]) <= 32, "a short line"
        assert len(text["en"]) <= 90, "a short line"


@pytest.mark.parametrize("name", READY)
def test_what_is_said_has_no_number_and_no_watched_word(name: str) -> None:
    say = READY[name].say
    assert say is None or isinstance(say, dict)
    for text in (say or {}).values():
        assert not re.search(r"[\d{}]", text)
        assert list(finder().finds(text)) == []


def test_every_trouble_that_plans_prepare_for_has_one() -> None:
    assert set(TROUBLES) <= set(READY)


def test_every_one_is_named_by_a_rule_so_that_somebody_is_shown_it() -> None:
    assert set(READY) == {rule.playbook for rule in RULES}


def test_a_plan_says_only_what_it_wants_otherwise() -> None:
    ready = READY["low_stock"]
    mine = Playbook(owner="wang", cue="last")
    assert playbook({"low_stock": mine}, "low_stock") == Playbook(
        owner="wang", steps=ready.steps, say=ready.say, cue="last"
    )
    whole = Playbook(owner="wang", steps=("A",), say="S")
    assert playbook({"low_stock": whole, "mine": mine}, "low_stock") == whole
    assert playbook({"mine": mine}, "mine") == mine
    assert playbook({}, "low_stock") == ready
    assert playbook({}, "nobody_knows_it") is None
