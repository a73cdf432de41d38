"""The comments as roles see them."""

from __future__ import annotations

import msgspec

from controlroom.domain import commands as cmd
from controlroom.domain import events as ev
from controlroom.domain.comments import FollowUp
from controlroom.domain.roles import Role
from controlroom.views.comment_shapes import CommentsView, PinnedView
from controlroom.views.comments import CLOSED, LEAST, NAMED, SHOWN, comments_view
from tests.unit.room.desk import Desk
from tests.unit.room.heard import listening, say


def see(desk: Desk, *, triages: bool = True, names: dict[str, str] | None = None) -> CommentsView:
    return comments_view(desk.room.state, names or {}, triages=triages)


def busy() -> Desk:
    desk = listening()
    for i in range(20):
        say(desk, "敏感肌能用吗", user=f"u{i}", id_=f"q{i}")
        say(desk, f"差评 {i}", "negative", f"n{i}", f"n{i}")
        say(desk, "加微信", "spam", f"s{i}")
    say(desk, "有黑色吗", user="b")
    return desk


def test_whoever_reads_the_comments_sees_questions_with_their_answers_and_what_waits() -> None:
    shown = see(busy())
    skin, black = shown.questions
    assert (skin.text, skin.count, skin.sku, skin.title, skin.link) == ("敏感肌能用吗", 20, "cream", "Cream", 3)
    assert (skin.topic, skin.answer, black.answer) == (
        "suits",
        {"zh-CN": "可用，先试耳后", "en": "Yes; patch-test first"},
        None,
    )
    assert list(shown.triage) == ["negative", "question", "spam"]
    assert [one.text for one in shown.triage["negative"]] == [f"差评 {i}" for i in range(19, 19 - SHOWN, -1)]
    assert (shown.counts["spam"], shown.lately["spam"], len(shown.tail)) == (20, 20, 41)
    assert (shown.wave.complaints, shown.wave.people, shown.flagged) == (20, 20, {})
    assert "spam" not in {one.kind for one in shown.tail}


def test_a_comment_with_watched_words_stays_in_sight_until_it_was_read_or_its_question_answered() -> None:
    desk = listening()
    told = {"b1": ("praise", "全网最低真好"), "q1": ("question", "全网最低是多少钱"), "s1": ("spam", "全网最低加微信")}
    for id_, (kind, text) in told.items():
        one = ev.Comment(user=id_, text=text, kind=kind, id=id_, watched=("全网最低",))  # type: ignore[arg-type]
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms, one)
    for i in range(SHOWN):
        say(desk, f"好 {i}", "praise", f"p{i}")
    shown = see(desk)
    assert {one.id for one in shown.watched} == {"b1", "q1"}  # spam is folded, whatever it says
    assert [one.id for one in shown.triage["spam"]] == ["s1"]
    assert shown.watched[0].watched == ("全网最低",)
    assert "b1" not in {one.id for one in shown.triage["praise"]}
    desk.give(cmd.CommentDone(id="d1", comment="b1"))
    desk.give(cmd.CommentDone(id="d2", question=shown.questions[0].id))
    assert see(desk).watched == see(desk, triages=False).watched == ()


def test_spam_with_watched_words_pushes_no_find_out() -> None:
    desk = listening()
    told = [("b1", "praise", "你们是最好的全网最低"), *((f"s{i}", "spam", "加微信") for i in range(2 * SHOWN))]
    for id_, kind, text in told:
        one = ev.Comment(user=id_, text=text, kind=kind, id=id_, watched=("x",))  # type: ignore[arg-type]
        desk.room.apply(desk.room.state.seq + 1, desk.now_ms, one)
    assert [one.id for one in see(desk).watched] == ["b1"]


def test_what_many_write_alike_is_one_complaint_with_its_count_and_copies_come_after_people() -> None:
    desk = listening()
    say(desk, "客服一直不理人", "negative", "r1", "r1")
    say(desk, "收到的面霜是漏的", "negative", "r2", "r2")
    for i in range(3 * SHOWN):
        say(desk, f"这家店卖假货大家千万不要买小心被骗{'!1a'[i % 3]}", "negative", f"b{i}", f"b{i}")
    say(desk, "没声音了", "negative", "p1", "p1")
    say(desk, "没声音了", "negative", "p2", "p2")
    rows = see(desk).triage["negative"]
    assert [(one.id, one.times, one.accounts, one.copied) for one in rows] == [
        ("p1", 2, 2, False),
        ("r2", 1, 1, False),
        ("r1", 1, 1, False),
        ("b0", 3 * SHOWN, 3 * SHOWN, True),
    ]


def test_whoever_reads_aloud_sees_the_newest_what_is_pinned_and_the_counts() -> None:
    desk = busy()
    desk.give(cmd.CommentPin(id="p", question=see(desk).questions[0].id))
    desk.give(cmd.TallyOpen(id="t", keyword="1"))
    shown = see(desk, triages=False)
    assert (len(shown.tail), shown.questions, shown.triage, shown.counts) == (41, (), {}, {})
    assert shown.pinned is not None
    assert (shown.pinned.text, shown.pinned.count) == ("敏感肌能用吗", 20)
    assert [(one.keyword, one.users) for one in shown.tally] == [("1", 0)]
    desk.give(cmd.TallyClose(id="c"))
    assert (see(desk, triages=False).tally, len(see(desk).tally)) == ((), 1)


def test_questions_of_a_group_that_was_closed_wait_no_longer() -> None:
    desk = busy()
    desk.give(cmd.CommentDone(id="d", comment="q3"))
    shown = see(desk)
    assert [one.text for one in shown.triage["question"]] == ["有黑色吗"]
    assert [one.state for one in shown.questions] == ["open", "done"]
    assert shown.replies == msgspec.structs.replace(shown.replies, closed=1, median_for_ms=1000, slowest_for_ms=1000)


def test_only_a_few_closed_groups_are_shown() -> None:
    desk = listening()
    for i in range(CLOSED + 3):
        seq = say(desk, f"{'abcdefgh'[i] * 5} {'hgfedcba'[i] * 5}")
        desk.give(cmd.CommentDone(id=f"d{i}", question=f"question-{seq}"))
    assert len(see(desk).questions) == CLOSED


def test_a_pinned_comment_has_its_name_where_it_is_kept_and_an_answer_where_it_asks() -> None:
    desk = listening()
    say(desk, "好用", "praise", "n", "nice")
    desk.give(cmd.CommentPin(id="p", comment="nice"))
    assert see(desk, names={"n": "小满"}).pinned == PinnedView(
        kind="comment", id="nice", text="好用", count=None, name="小满", answer=None, since_ms=desk.now_ms
    )


def test_replies_that_are_owed_come_before_those_that_were_sent() -> None:
    desk = busy()
    first = desk.give(cmd.CommentAnswer(id="a", comment="n1", private=True))
    desk.give(cmd.CommentAnswer(id="b", question=see(desk).questions[0].id, private=True), Role.ANALYST)
    desk.give(cmd.CommentDone(id="d", follow=f"follow-{first}"))
    owed, sent = see(desk, names={"u19": "阿福"}).follow
    assert (owed.count, len(owed.users), owed.users[-1].name, owed.done_ms) == (20, 20, "阿福", None)
    assert (sent.text, sent.users[0].user, sent.done_ms) == ("差评 1", "n1", desk.now_ms)


def test_what_was_answered_with_numbers_is_stale_once_they_have_changed() -> None:
    desk = listening()
    question = f"question-{say(desk, '多少钱')}"
    desk.give(cmd.CommentPin(id="p", question=question))
    desk.give(cmd.PriceSet(id="s1", sku="cream", unit_minor=17900))

    def marks() -> list[bool]:
        seen = see(desk)
        assert seen.pinned is not None
        return [see(desk).questions[0].stale, seen.pinned.stale, *(one.stale for one in seen.follow)]

    assert marks() == [False, False]  # it is not answered yet: what is shown is what is true
    desk.give(cmd.CommentAnswer(id="a", question=question))
    seq = desk.give(cmd.CommentAnswer(id="b", question=question, private=True))
    assert marks() == [False, False, False]
    desk.give(cmd.StockSet(id="s2", sku="cream", on_hand=0))
    assert marks() == [True, True, True]
    desk.give(cmd.StockSet(id="s3", sku="cream", on_hand=50))
    assert marks() == [False, False, False]
    desk.give(cmd.PriceSet(id="s4", sku="cream", unit_minor=15900))
    assert marks() == [True, True, True]
    desk.give(cmd.CommentDone(id="d", follow=f"follow-{seq}"))
    assert marks() == [True, True, False]  # it is out


def test_all_replies_that_are_owed_are_shown_with_whom_they_are_owed_to() -> None:
    desk = listening()
    many = tuple(f"u{i}" for i in range(150))
    for i in range(SHOWN + 8):
        desk.room.state.comments.follow(FollowUp(f"f{i}", "退货", many, 180, "好", i))
    desk.room.state.comments.follow(FollowUp("sent", "退货", many, 180, "好", 99, 100))
    shown = see(desk).follow
    assert [one.id for one in shown] == [f"f{i}" for i in range(SHOWN + 8)]
    assert [len(one.users) for one in shown[:4]] == [150, 150, NAMED - 300, LEAST]
    assert {one.count for one in shown} == {180}
