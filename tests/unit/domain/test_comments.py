"""The tail of comments, the queues by class, the counts."""

from __future__ import annotations

from controlroom.domain.comments import (
    CLASSES,
    FLOOD,
    FLOOD_MS,
    FOLLOWS,
    QUEUE,
    STEP_MS,
    STEPS,
    TAIL,
    Comments,
    FollowUp,
    Said,
)
from controlroom.domain.roles import Role


def test_the_tail_keeps_the_newest_and_never_grows_past_twice_what_is_shown() -> None:
    comments = Comments()
    sizes = []
    for i in range(5 * TAIL):
        comments.add(Said(str(i), i, f"u{i}", "买"))
        sizes.append(len(comments.tail))
    assert max(sizes) < 2 * TAIL
    assert [said.id for said in comments.tail[-TAIL:]] == [str(i) for i in range(4 * TAIL, 5 * TAIL)]
    assert sum(comments.shown.values()) == len(comments.tail)


def test_who_floods_shows_once_for_all_of_them_and_nobody_else_is_pushed_out() -> None:
    comments = Comments()
    comments.add(Said("quiet", 0, "q", "包邮吗"))
    for i in range(500):
        comments.add(Said(str(i), i, "flood", f"买 {i}"))
    shown = [(said.id, said.times) for said in comments.tail]
    assert shown == [("quiet", 1), ("0", 1), ("1", 1), ("499", 498)]
    assert sum(times for _, times in shown) == 501


def test_who_writes_now_and_then_is_no_flood() -> None:
    comments = Comments()
    for i in range(10):
        comments.add(Said(str(i), i * (FLOOD_MS // FLOOD + 1000), "u", "买"))
    assert [said.times for said in comments.tail] == [1] * 10


def test_counts_of_lately_slide_and_those_of_the_show_stay() -> None:
    comments = Comments()
    comments.count("negative", 0)
    comments.count("negative", None)
    comments.count("spam", STEP_MS * STEPS)
    assert comments.lately()["negative"] == 1
    assert not comments.slide(STEP_MS * STEPS)
    assert comments.slide(STEP_MS * (STEPS + 1))
    assert comments.lately() == {kind: int(kind == "spam") for kind in CLASSES}
    assert comments.counts == {"negative": 2, "spam": 1}


def test_queues_are_by_class_and_bounded() -> None:
    comments = Comments()
    for i in range(5 * QUEUE):
        comments.wait(Said(str(i), i, "u", "差评", "negative"))
    comments.wait(Said("x", 0, "u", "想要", "intent"))
    assert QUEUE <= len(comments.queues["negative"]) < 2 * QUEUE
    assert comments.find("x") == comments.queues["intent"][0]
    assert comments.find("0") is None


def test_what_was_read_waits_no_longer_and_comes_back_to_its_place() -> None:
    comments = Comments()
    said = [Said(str(i), i, "u", "差评", "negative") for i in range(3)]
    for one in said:
        comments.wait(one)
    comments.take(said[1])
    assert not comments.waits(said[1])
    comments.put_back(said[1])
    assert comments.queues["negative"] == said


def test_replies_that_are_owed_are_bounded_and_sent_ones_go_first() -> None:
    comments = Comments()
    for i in range(FOLLOWS + 5):
        done = i if i in (50, 51) else None
        comments.follow(FollowUp(str(i), "退货", ("u",), 1, None, None, i, Role.CONTROLLER, done))
    assert len(comments.follows) == FOLLOWS
    assert not {"50", "51", "0", "1", "2"} & set(comments.follows)
