"""The tail of comments, the queues by class."""

from __future__ import annotations

from controlroom.domain.comments import FLOOD_MS, FOLLOWS, TAIL, Comments, FollowUp
from controlroom.domain.queues import FLOOD, Said


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


def test_what_waits_is_apart_by_class_and_found_by_its_id() -> None:
    comments = Comments()
    bad, wish = Said("x", 0, "u", "差评", "negative"), Said("y", 0, "u", "想要", "intent")
    comments.wait(bad)
    comments.wait(wish)
    assert (comments.find("x"), comments.find("y"), comments.find("z")) == (bad, wish, None)
    comments.take(bad)
    assert (comments.waits(bad), comments.waits(wish)) == (False, True)
    comments.put_back(bad)
    assert comments.waits(bad)


def test_replies_that_are_owed_are_bounded_and_sent_ones_go_first() -> None:
    comments = Comments()
    for i in range(FOLLOWS + 5):
        done = i if i in (50, 51) else None
        comments.follow(FollowUp(str(i), "退货", ("u",), 1, None, i, done))
    assert len(comments.follows) == FOLLOWS
    assert not {"50", "51", "0", "1", "2"} & set(comments.follows)


def test_complaints_that_are_written_alike_wait_as_one_and_nothing_else_does() -> None:
    comments = Comments()
    for i in range(3):
        comments.wait(Said(f"n{i}", i, f"u{i}", "没声音了", "negative"))
        comments.wait(Said(f"w{i}", i, f"u{i}", "想要", "intent"))
    assert {kind: [one.times for one in queue.said] for kind, queue in comments.queues.items()} == {
        "negative": [3],
        "intent": [1, 1, 1],
    }
    assert comments.find("n0") == comments.queues["negative"].said[0]
