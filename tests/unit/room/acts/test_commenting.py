"""Comments pinned, answered, done with; words counted."""

from __future__ import annotations

import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.comments import Pinned
from controlroom.domain.keywords import OPEN
from controlroom.domain.roles import Role
from controlroom.room.snapshot import freeze
from tests.unit.room.desk import Desk
from tests.unit.room.heard import listening, say

YES = {"zh-CN": "可用，先试耳后", "en": "Yes; patch-test first"}


@pytest.fixture
def desk() -> Desk:
    return listening()


def skin(desk: Desk) -> str:
    """Let three people ask whether sensitive skin is fine; return the group."""
    seq = say(desk, "敏感肌能用吗", user="a", id_="q1")
    for user in ("b", "c"):
        say(desk, "敏感皮肤可以用吗敏感肌", user=user)
    return f"question-{seq}"


def undo(desk: Desk, command: str, by: Role = Role.CONTROLLER) -> object:
    return desk.give(cmd.Undo(id=f"undo {command}", command=command), by)


def state(desk: Desk) -> object:
    s = desk.room.state
    s.comments.questions.next_ms = 0  # when to look again moves with time, whatever is given
    return freeze(s.comments), freeze(s.desk)


def test_a_comment_or_a_group_is_pinned_and_the_newer_takes_its_place(desk: Desk) -> None:
    question = skin(desk)
    say(desk, "好用", "praise", id_="nice")
    desk.give(cmd.CommentPin(id="p", comment="nice"))
    pinned = desk.room.state.comments.pinned
    assert pinned is not None
    assert pinned.comment is not None
    assert pinned.comment.text == "好用"
    assert isinstance(desk.give(cmd.CommentPin(id="p2", question=question)), int)
    assert desk.room.state.comments.pinned == Pinned(None, question, desk.now_ms)
    assert desk.give(cmd.CommentPin(id="p3", question=question)) == "already_pinned"
    undo(desk, "p2")
    assert desk.room.state.comments.pinned == pinned


def test_what_is_pinned_is_taken_down_and_comes_back_with_undo(desk: Desk) -> None:
    assert desk.give(cmd.CommentUnpin(id="u0")) == "nothing_pinned"
    desk.give(cmd.CommentPin(id="p", question=skin(desk)))
    before = desk.room.state.comments.pinned
    desk.give(cmd.CommentUnpin(id="u"))
    assert desk.room.state.comments.pinned is None
    undo(desk, "u")
    assert desk.room.state.comments.pinned == before


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "nothing_told"),
        ({"comment": "c", "question": "q"}, "told_twice"),
        ({"comment": "c"}, "unknown_comment"),
        ({"question": "q"}, "unknown_question"),
    ],
)
@pytest.mark.parametrize("kind", [cmd.CommentPin, cmd.CommentAnswer, cmd.CommentDone])
def test_a_command_names_one_thing_that_is_still_here(
    desk: Desk, kind: type[cmd.CommentPin], fields: dict[str, str], code: str
) -> None:
    assert desk.give(kind(id="x", **fields)) == code  # type: ignore[arg-type]


def test_the_plans_answer_goes_to_the_desk_and_closes_the_group(desk: Desk) -> None:
    question = skin(desk)
    seq = desk.give(cmd.CommentAnswer(id="a", question=question), Role.ANALYST, wait_ms=9000)
    chip = desk.room.state.desk.chips[f"desk-{seq}-answer"]
    assert (chip.act, chip.sku, chip.text, chip.state) == ("answer", "cream", YES, "todo")
    group = desk.room.state.comments.questions.by_id[question]
    assert (group.state, group.answer, group.closed_ms) == ("answered", YES, desk.now_ms)
    assert desk.room.state.comments.questions.times == [9000]
    assert desk.give(cmd.CommentAnswer(id="b", question=question)) == "already_answered"
    assert isinstance(desk.give(cmd.CommentAnswer(id="c", question=question, text="可以")), int)


def test_an_answer_can_be_taken_back_until_its_words_are_out(desk: Desk) -> None:
    question = skin(desk)
    before = state(desk)
    seq = desk.give(cmd.CommentAnswer(id="a", question=question))
    assert isinstance(undo(desk, "a"), int)
    assert state(desk) == before
    seq = desk.give(cmd.CommentAnswer(id="b", question=question))
    desk.give(cmd.DeskDone(id="d", desk=f"desk-{seq}-answer"))
    assert undo(desk, "b") == "cannot_undo"


def test_own_words_are_filled_in_and_what_nobody_knows_is_refused(desk: Desk) -> None:
    seq = say(desk, "有黑色吗")
    question = f"question-{seq}"
    assert desk.give(cmd.CommentAnswer(id="a", question=question)) == "no_answer"
    assert desk.give(cmd.CommentAnswer(id="b", question=question, text="{colour}")) == "unknown_placeholder"
    assert desk.give(cmd.CommentAnswer(id="c", question=question, text="还有 {quota_left} 个")) == "unknown_number"
    answer = desk.give(cmd.CommentAnswer(id="d", question=question, text="有，{price}"))
    assert desk.room.state.desk.chips[f"desk-{answer}-answer"].text == "有，¥99"


def test_numbers_of_an_answer_are_kept_with_it_wherever_it_goes_and_go_with_its_undo(desk: Desk) -> None:
    question, known = f"question-{say(desk, '多少钱')}", {"price": 9900, "stock": 50}
    before = state(desk)
    seq = desk.give(cmd.CommentAnswer(id="a", question=question))
    s = desk.room.state
    assert s.desk.chips[f"desk-{seq}-answer"].numbers == known
    assert s.comments.questions.by_id[question].numbers == known
    undo(desk, "a")
    assert state(desk) == before
    seq = desk.give(cmd.CommentAnswer(id="b", question=question, text="有，{price}"))
    assert s.desk.chips[f"desk-{seq}-answer"].numbers == {"price": 9900}
    desk.give(cmd.PriceSet(id="p", sku="cream", unit_minor=8850))
    seq = desk.give(cmd.CommentAnswer(id="c", question=question, private=True))
    reply = s.comments.follows[f"follow-{seq}"]  # what was said to all is said to each, and known to be old
    assert (reply.answer, reply.sku, reply.numbers) == ("有，¥99", "cream", {"price": 9900})


def test_a_link_number_that_no_product_has_is_answered_by_nothing_that_is_known(desk: Desk) -> None:
    question = f"question-{say(desk, '链接12多少钱', id_='c12')}"
    assert desk.give(cmd.CommentAnswer(id="a", question=question)) == "no_answer"
    assert desk.give(cmd.CommentAnswer(id="b", comment="c12")) == "no_answer"
    assert desk.give(cmd.CommentAnswer(id="c", question=question, text="今天 {price}")) == "unknown_number"


def test_one_comment_of_a_group_stands_for_the_group(desk: Desk) -> None:
    question = skin(desk)
    desk.give(cmd.CommentAnswer(id="a", comment="q1"))
    assert desk.room.state.comments.questions.by_id[question].state == "answered"
    assert isinstance(desk.give(cmd.CommentDone(id="b", comment="q1")), int)
    assert desk.give(cmd.CommentDone(id="c", question=question)) == "already_done"


def test_a_private_answer_is_owed_to_each_who_asked(desk: Desk) -> None:
    question = skin(desk)
    seq = desk.give(cmd.CommentAnswer(id="a", question=question, private=True))
    item = desk.room.state.comments.follows[f"follow-{seq}"]
    assert (item.users, item.count, item.answer, item.done_ms) == (("a", "b", "c"), 3, YES, None)
    assert desk.room.state.desk.chips == {
        chip.id: chip for chip in desk.room.state.desk.chips.values() if chip.act != "answer"
    }
    assert isinstance(desk.give(cmd.CommentDone(id="d", follow=item.id)), int)
    assert desk.give(cmd.CommentDone(id="e", follow=item.id)) == "already_done"
    assert undo(desk, "a") == "cannot_undo"
    assert isinstance(undo(desk, "d"), int)
    assert isinstance(undo(desk, "a"), int)
    assert desk.room.state.comments.follows == {}
    assert desk.give(cmd.CommentDone(id="f", follow="follow-99")) == "unknown_follow_up"


def test_a_reply_to_a_complaint_that_many_wrote_alike_is_owed_to_each_and_its_undo_brings_all_back(desk: Desk) -> None:
    for user in "abca":
        say(desk, "客服不回消息", "negative", user, f"bad {user}")
    seq = desk.give(cmd.CommentAnswer(id="b", comment="bad a", private=True))
    item = desk.room.state.comments.follows[f"follow-{seq}"]
    assert (item.users, item.count) == (("a", "b", "c"), 3)
    assert desk.room.state.comments.queues["negative"].said == []
    undo(desk, "b")
    assert [(one.id, one.times) for one in desk.room.state.comments.queues["negative"].said] == [("bad a", 4)]


def test_a_complaint_without_a_prepared_answer_may_be_followed_up_in_private(desk: Desk) -> None:
    say(desk, "客服不回消息", "negative", id_="bad")
    assert desk.give(cmd.CommentAnswer(id="a", comment="bad")) == "no_answer"
    seq = desk.give(cmd.CommentAnswer(id="b", comment="bad", private=True), wait_ms=30_000)
    assert desk.room.state.comments.follows[f"follow-{seq}"].answer is None
    assert desk.room.state.comments.queues["negative"].said == []
    assert desk.room.state.comments.questions.times == [31_000]
    undo(desk, "b")
    assert [said.id for said in desk.room.state.comments.queues["negative"].said] == ["bad"]
    assert desk.room.state.comments.questions.times == []


def test_done_takes_a_comment_off_the_queue_and_off_the_hosts_screen(desk: Desk) -> None:
    say(desk, "差评", "negative", id_="bad")
    desk.give(cmd.CommentPin(id="p", comment="bad"))
    before = state(desk)
    desk.give(cmd.CommentDone(id="d", comment="bad"))
    comments = desk.room.state.comments
    assert (comments.pinned, comments.queues["negative"].said) == (None, [])
    assert desk.give(cmd.CommentDone(id="e", comment="bad")) == "already_done"
    undo(desk, "d")
    assert state(desk) == before


def test_words_are_counted_from_opening_to_closing(desk: Desk) -> None:
    assert desk.give(cmd.TallyClose(id="x")) == "not_counting"
    seq = desk.give(cmd.TallyOpen(id="t", keyword="扣1"))
    assert desk.give(cmd.TallyOpen(id="t2", keyword="1")) == "already_counting"
    say(desk, "1", "other")
    desk.give(cmd.TallyClose(id="c"))
    say(desk, "1", "other", "late")
    count = desk.room.state.comments.keywords.by_id[f"tally-{seq}"]
    assert (count.users, count.closed_ms) == (1, desk.now_ms)
    assert desk.give(cmd.TallyClose(id="c2", keyword="1")) == "not_counting"
    undo(desk, "c")
    say(desk, "1", "other", "again")
    assert count.users == 2
    assert isinstance(undo(desk, "t"), int)
    assert desk.room.state.comments.keywords.by_id == {}


def test_only_so_many_words_are_counted_at_once_and_the_one_named_is_closed(desk: Desk) -> None:
    for i in range(OPEN):
        desk.give(cmd.TallyOpen(id=f"t{i}", keyword=str(i)))
    assert desk.give(cmd.TallyOpen(id="more", keyword="more")) == "tallies_full"
    desk.give(cmd.TallyClose(id="c", keyword="1"))
    assert [one.keyword for one in desk.room.state.comments.keywords.counting()] == ["3", "2", "0"]


def test_before_the_start_nothing_is_counted(planned: Desk) -> None:
    assert planned.give(cmd.TallyOpen(id="t", keyword="1")) == "not_live"


def test_what_waits_is_open_until_it_is_answered_and_again_when_that_is_taken_back(desk: Desk) -> None:
    question, questions = skin(desk), desk.room.state.comments.questions
    assert {one.id: one.count for one in questions.waiting()} == {question: 3}
    desk.give(cmd.CommentAnswer(id="a", question=question))
    assert questions.waiting() == []
    undo(desk, "a")
    assert [one.id for one in questions.waiting()] == [question]
    desk.give(cmd.CommentDone(id="d", question=question))
    assert questions.waiting() == []


def test_taking_back_a_reply_to_one_person_takes_nobody_elses_time_and_opens_nothing(desk: Desk) -> None:
    question = skin(desk)
    say(desk, "差评", "negative", id_="bad")
    questions = desk.room.state.comments.questions
    desk.give(cmd.CommentAnswer(id="one", comment="q1", private=True), wait_ms=1000)
    desk.give(cmd.CommentDone(id="bad", comment="bad"), wait_ms=5000)
    desk.give(cmd.CommentAnswer(id="all", question=question), wait_ms=3000)
    assert (questions.times, questions.closed) == ([6000, 9000], 2)
    assert isinstance(undo(desk, "one"), int)
    assert (questions.by_id[question].state, questions.times, questions.closed) == ("answered", [6000, 9000], 2)
    assert isinstance(undo(desk, "bad"), int)
    assert (questions.times, questions.closed) == ([9000], 1)


def test_taking_back_an_answer_does_not_open_what_was_closed_again_since(desk: Desk) -> None:
    question, questions = skin(desk), desk.room.state.comments.questions
    desk.give(cmd.CommentAnswer(id="a", comment="q1"))
    desk.give(cmd.CommentDone(id="d", question=question), wait_ms=2000)
    assert isinstance(undo(desk, "a"), int)
    assert questions.by_id[question].state == "done"
