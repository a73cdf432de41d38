"""What a comment is to the room, by its class."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.kinds import CLASSES
from controlroom.domain.questions import ALONE
from tests.unit.room.heard import listening, say


@pytest.mark.parametrize("kind", CLASSES)
def test_every_comment_is_counted_and_waits_and_all_but_spam_are_shown(kind: ev.CommentKind) -> None:
    desk = listening()
    say(desk, "你好", kind, id_="c")
    comments, kinds = desk.room.state.comments, desk.room.state.kinds
    assert kinds.total == {kind: 1}
    assert kinds.lately()[kind] == 1
    assert [said.id for said in comments.queues[kind].said] == ["c"]
    assert [said.id for said in comments.tail] == ([] if kind == "spam" else ["c"])


def test_what_nobody_classified_waits_with_the_others_and_is_in_no_class() -> None:
    desk = listening()
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, ev.Comment(user="u", text="你好"))
    assert desk.room.state.kinds.total == {}
    assert [said.text for said in desk.room.state.comments.queues["other"].said] == ["你好"]


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
    comments, kinds = desk.room.state.comments, desk.room.state.kinds
    assert (comments.questions.by_id, kinds.lately()["question"], kinds.total) == ({}, 0, {"question": 1})
    assert comments.waits(comments.queues["question"].said[0])


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


def test_who_came_in_the_minute_before_complaining_is_fresh_and_of_whom_nobody_told_is_not() -> None:
    desk = listening()
    desk.now_ms += 120_000
    now_s = desk.now_ms // 1000
    for user, came_s in (("new", now_s - 60), ("old", now_s - 61), ("again", now_s - 90), ("again", now_s - 5)):
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms, ev.Enter(user=user, at=came_s * 1000))
    for user in ("new", "old", "again", "untold"):
        say(desk, "假货", "negative", user)
    newest = desk.room.state.comments.complaints.newest
    assert [(one.user, one.fresh) for one in newest] == [
        ("new", True),
        ("old", False),
        ("again", False),
        ("untold", False),
    ]


def test_a_failed_sound_in_a_shows_first_minute_is_people_and_so_is_one_after_a_raid() -> None:
    desk = listening()
    for i in range(60):
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms, ev.Enter(user=f"first{i}"))
    desk.now_ms += 5_000
    desk.room.advance(desk.now_ms - desk.now_ms % 1000)
    for i in range(14):
        say(desk, "没声音了", "negative", f"first{i}")
    wave = desk.room.state.comments.complaints.wave()
    assert (wave.accounts, wave.people, wave.copies) == (14, 14, 0)
    for text, came, people in (("卡了", 400, 14), ("假货", 14, 0)):
        desk.now_ms += 400_000
        desk.room.advance(desk.now_ms - desk.now_ms % 1000)
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms, ev.Audience(online=100))
        desk.now_ms += 100_000
        desk.room.advance(desk.now_ms - desk.now_ms % 1000)
        for i in range(came):
            desk.room.apply(desk.room.state.seq + 1, desk.now_ms, ev.Enter(user=f"{text}{i}"))
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms + 1, ev.Audience(online=100 + came))
        desk.now_ms += 5_000
        desk.room.advance(desk.now_ms - desk.now_ms % 1000)
        for i in range(14):
            say(desk, text, "negative", f"{text}{i}")
        wave = desk.room.state.comments.complaints.wave()
        assert (wave.accounts, wave.people) == (14, people)


def test_a_complaint_is_counted_by_its_second_and_every_class_by_its_minute() -> None:
    desk = listening()
    say(desk, "太贵了", "negative")
    say(desk, "好", "praise")
    s = desk.room.state
    assert s.heard.negative.within(desk.now_ms // 1000 + 1, 300) == 1
    assert [counts["negative"] + counts["praise"] for _, counts in s.kinds.within(0, 2**60)] == [2]


def test_what_comes_late_is_in_no_window() -> None:
    desk = listening()
    late = ev.Comment(user="u", text="太贵了", kind="negative", watched=("x",), at=desk.now_ms - 200_000)
    desk.room.apply(desk.room.state.seq + 1, desk.now_ms, late)
    s = desk.room.state
    assert (s.heard.negative.by_second, s.heard.banned.by_second, s.kinds.steps) == ({}, {}, {})
    assert (s.comments.complaints.newest, s.comments.flagged) == ([], {"x": 1})


def test_a_question_before_the_host_stays_though_its_asker_asks_much_more() -> None:
    desk = listening()
    question = f"question-{say(desk, '怎么用')}"
    desk.give(cmd.CommentPin(id="p", question=question))
    for i in range(2 * ALONE):
        say(desk, f"{'abcdefghij'[i] * 5} {'jihgfedcba'[i] * 5}")
    groups = desk.room.state.comments.questions.by_id
    assert question in groups
    assert len(groups) == ALONE + 1
