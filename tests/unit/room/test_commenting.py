"""What a comment is to the room, by its class."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.comments import CLASSES
from controlroom.domain.questions import GROUPS, WINDOW_MS
from tests.unit.room.heard import listening, say


@pytest.mark.parametrize("kind", CLASSES)
def test_every_comment_is_counted_and_waits_and_all_but_spam_are_shown(kind: ev.CommentKind) -> None:
    desk = listening()
    say(desk, "你好", kind, id_="c")
    comments = desk.room.state.comments
    assert comments.counts == {kind: 1}
    assert comments.lately()[kind] == 1
    assert [said.id for said in comments.queues[kind]] == ["c"]
    assert [said.id for said in comments.tail] == ([] if kind == "spam" else ["c"])


def test_what_nobody_classified_is_other() -> None:
    desk = listening()
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, ev.Comment(user="u", text="你好"))
    assert desk.room.state.comments.counts == {"other": 1}


def test_a_question_is_gathered_under_the_product_on_air() -> None:
    desk = listening()
    first = say(desk, "包邮吗", user="a")
    say(desk, "请问包邮不", user="b")
    desk.give(cmd.ProductSwitch(id="switch", sku="serum"))
    say(desk, "包邮吗", user="c")
    assert [(one.sku, one.count) for one in desk.room.state.comments.questions.open()] == [("cream", 2), ("serum", 1)]
    assert desk.room.state.comments.tail[0].question == f"question-{first}"


def test_a_late_question_waits_by_itself_and_counts_in_no_window() -> None:
    desk = listening()
    late = ev.Comment(user="u", text="包邮吗", kind="question", at=desk.now_ms - 130_000, id="c")
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, late)
    comments = desk.room.state.comments
    assert (comments.questions.by_id, comments.lately()["question"], comments.counts) == ({}, 0, {"question": 1})
    assert comments.waits(comments.queues["question"][0])


def test_people_who_say_the_word_are_counted_also_when_it_is_spam() -> None:
    desk = listening()
    desk.give(cmd.TallyOpen(id="t", keyword="1"))
    for user, text, kind in (("a", "1", "other"), ("a", "11", "other"), ("b", "1" * 12, "spam"), ("c", "2", "other")):
        say(desk, text, kind, user)  # type: ignore[arg-type]
    (count,) = desk.room.state.comments.keywords.counting()
    assert (count.users, count.said) == (2, 3)


def test_complaints_are_told_apart_and_watched_words_counted() -> None:
    desk = listening()
    say(desk, "假货", "negative", "a")
    say(desk, "假货", "negative", "b")
    say(desk, "好", "praise", "c")
    for word in (("最好",), ("最好", "第一")):
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms, ev.Comment(user="d", text="x", watched=word))
    comments = desk.room.state.comments
    assert (comments.complaints.wave().accounts, comments.flagged) == (2, {"最好": 2, "第一": 1})


def test_the_rules_read_only_questions_that_are_still_asked() -> None:
    desk = listening()
    first = say(desk, "包邮吗", user="a")
    for i in range(GROUPS):
        say(desk, "包邮吗 cream" if i % 2 else f"{i} 包邮吗", user="b")
    assert desk.room.state.heard.waiting[f"question-{first}"].people == 2
    desk.room.advance(desk.now_ms + WINDOW_MS + 2000 - desk.now_ms % 1000)
    assert desk.room.state.heard.waiting == {}
