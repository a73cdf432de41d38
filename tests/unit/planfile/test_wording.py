from __future__ import annotations

import pytest

from controlroom.planfile.documents import check_document
from controlroom.planfile.findings import LetStand
from controlroom.words.reader import Reader, Texts
from tests.unit.planfile.trade.plans import GOOD, codes, found


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("title: 面霜专场", "title: 国家级专场", "show.title"),
        ("    title: 面霜\n", "    title: 国家级面霜\n", "products[0].title"),
        ("[锁水, ", "[国家级锁水, ", "products[0].points[0]"),
        ("title: 小样", "title: 国家级小样", "offers[0].title"),
        ("gift: 眼霜小样", "gift: 国家级小样", "offers[0].gift"),
        ("gift: 眼霜小样", "gift: 眼霜小样, announce: 国家级", "offers[0].announce"),
        ('text: "原价', 'announce: 国家级, text: "原价', "segments[1].cues[0].announce"),
        (
            "cues: [{id: bridge",
            "scenes: [{id: s, title: S, announce: 国家级}]\ncues: [{id: bridge",
            "scenes[0].announce",
        ),
        ("title: 讲解", "title: 国家级讲解", "segments[1].title"),
        ("script: 先看", "script: 国家级", "segments[1].script"),
        ('text: "原价', 'text: "国家级', "segments[1].cues[0].text"),
        ("title: 倒计时", "title: 国家级", "segments[1].timers[0].title"),
        ("text: 看看问题", "text: {zh-CN: 看看, en: state-level}", "cues[0].text.en"),
        ("say: 稍等", "say: 国家级", "playbooks.low_stock.say"),
        ("cues: [{id: bridge", "faq: [{ask: [a], answer: 国家级}]\ncues: [{id: bridge", "faq[0].answer"),
    ],
)
def test_wording_is_watched_wherever_it_is_shown_or_said(old: str, new: str, path: str) -> None:
    assert ("error", "bad_wording", path) in codes(old, new)


def test_wording_is_a_question_to_a_person() -> None:
    [finding] = found("script: 先看质地。", "script: 先看质地,全网最低价。")
    assert (finding.code, finding.severity, finding.line, finding.column) == ("bad_wording", "error", 38, 18)
    assert finding.message.startswith("'全网最低价' is a claim about price: a lowest price that nobody can prove")
    assert finding.mend is not None
    assert finding.mend.endswith("A person decides.")
    assert finding.word is not None
    assert (finding.word.category, finding.word.text, finding.word.start) == ("price", "全网最低价", 5)
    assert (finding.word.named["en"], finding.word.stands) == ("a claim about price", None)


def test_word_in_a_script_of_many_lines_is_found_at_its_own_line() -> None:
    [finding] = found("script: 先看质地。", "script: |\n      先看质地。\n\n      这是国家级的,国家级。")
    assert (finding.line, finding.column) == (41, 9)
    assert "(2 times)" in finding.message


def test_directions_are_not_said() -> None:
    assert codes("script: 先看质地。", 'script: "先看质地[指国家级证书]。"') == []


def test_claim_needs_its_evidence() -> None:
    assert codes("claim: 夜间修护", "claim: 保湿") == [("info", "no_evidence", "products[0].points[2]")]
    assert codes("script: 先看质地。", "script: 修护。") == []
    assert codes("script: 先看质地。", "script: 提亮。") == [("info", "no_evidence", "segments[1].script")]


def test_proof_in_one_language_proves_the_other() -> None:
    assert codes("[锁水, 轻薄, 夜间修护]", "[锁水, 轻薄, {zh-CN: 夜间修护, en: Repairs overnight}]") == []


def test_scarcity_from_a_placeholder_is_true_and_a_written_number_is_asked_about() -> None:
    assert codes("text: 看看问题", 'text: "最后 {stock} 件"') == []
    assert codes("text: 看看问题", "text: 最后 3 件") == [("info", "bad_wording", "cues[0].text")]


def test_wording_that_a_person_let_stand_is_told_as_such() -> None:
    allowed = "allowed: [{phrase: 国家级实验室, by: chen, why: 有批文}]\ncues: [{id: bridge, text: %s"
    old = "cues: [{id: bridge, text: 看看问题"
    [finding] = found(old, allowed % "看国家级实验室的报告")
    assert (finding.severity, finding.mend) == ("info", None)
    assert finding.message.endswith("Let stand by chen: 有批文.")
    assert finding.word is not None
    assert finding.word.stands == LetStand(by="chen", why="有批文")
    [other] = found(old, allowed % "看国家级的报告")
    assert other.severity == "error"


def test_a_rooms_own_lists_are_read_too() -> None:
    own = """[own]
severity = "error"
name = {en = "own"}
why = {en = "w"}
better = {en = "b"}
words = ["先看"]
"""
    assert "bad_wording" not in {finding.code for finding in check_document(GOOD).findings}
    words = Reader(Texts((), (own,))).finder
    told = [finding for finding in check_document(GOOD, words).findings if finding.code == "bad_wording"]
    assert [(finding.severity, finding.path) for finding in told] == [("error", "segments[1].script")]
