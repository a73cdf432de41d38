"""What waits to be read, of one class."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.queues import FLOOD, OTHERS, QUEUE, Queue, Said


def said(id_: int, user: str = "u", at_ms: int | None = None) -> Said:
    return Said(str(id_), at_ms if at_ms is not None else id_, user, f"差评 {id_}", "negative")


def test_a_queue_is_bounded_and_forgets_the_oldest() -> None:
    queue = Queue()
    for i in range(5 * QUEUE):
        queue.add(said(i, f"u{i}"))
    assert QUEUE <= len(queue.said) < 2 * QUEUE
    assert queue.said[-1].id == str(5 * QUEUE - 1)
    assert queue.of == {one.user: 1 for one in queue.said}


def test_who_floods_pushes_nobody_out_and_every_one_of_theirs_counts() -> None:
    queue = Queue()
    for i in range(QUEUE):
        queue.add(said(i, f"u{i}"))
    for i in range(1000, 1500):
        queue.add(said(i, "flood", i * 60_000))
    theirs = [(one.id, one.times) for one in queue.said if one.user == "flood"]
    assert theirs == [("1000", 1), ("1001", 1), ("1499", 498)]
    assert [one.user for one in queue.said[:QUEUE]] == [f"u{i}" for i in range(QUEUE)]


def test_who_floods_does_not_wash_away_their_own_watched_words() -> None:
    queue = Queue()
    queue.add(replace(said(0), watched=("最低",)))
    for i in range(1, 20):
        queue.add(said(i))
    assert [(one.id, one.times, one.watched) for one in queue.said] == [
        ("0", 1, ("最低",)),
        ("1", 1, ()),
        ("19", 18, ()),
    ]
    for i in range(20, 24):
        queue.add(replace(said(i), watched=("第一",)))
    assert [(one.id, one.times) for one in queue.said] == [("0", 1), ("20", 19), ("23", 4)]


def test_what_was_read_waits_no_longer_makes_room_and_comes_back_to_its_place() -> None:
    queue = Queue()
    few = [said(i) for i in range(FLOOD)]
    for one in few:
        queue.add(one)
    queue.take(few[1])
    assert queue.of == {"u": FLOOD - 1}
    queue.put_back(few[1])
    assert queue.said == few
    for one in few:
        queue.take(one)
    assert (queue.said, queue.of) == ([], {})


def copy(i: int, user: str | None = None, text: str = "假货") -> Said:
    return Said(f"c{i}", 1000 + i, user or f"bot{i}", text, "negative")


def test_what_many_write_alike_waits_once_and_pushes_nobody_out() -> None:
    queue = Queue()
    for i in range(3):
        queue.add(said(i, f"u{i}"), alike=True)
    for i in range(5 * QUEUE):
        queue.add(copy(i, text="假货！" if i % 2 else "假货"), alike=True)
    assert [(one.id, one.times) for one in queue.said] == [("0", 1), ("1", 1), ("2", 1), ("c0", 5 * QUEUE)]
    row = queue.said[-1]
    assert (row.user, row.at_ms, row.text) == ("bot0", 1000 + 5 * QUEUE - 1, "假货")
    assert row.others == tuple(f"bot{i}" for i in range(1, 5 * QUEUE))[:OTHERS]
    assert queue.of == {"u0": 1, "u1": 1, "u2": 1}


def test_only_what_is_to_be_gathered_waits_as_one() -> None:
    queue = Queue()
    for i in range(3):
        queue.add(copy(i))
    assert [one.times for one in queue.said] == [1, 1, 1]


def test_one_who_repeats_themselves_is_one_account_and_what_others_wrote_is_not_theirs_to_wash_away() -> None:
    queue = Queue()
    for i in range(4):
        queue.add(copy(i, "a"), alike=True)
    assert [(one.times, one.others) for one in queue.said] == [(4, ())]
    assert queue.of == {"a": 1}
    queue.add(copy(4, "b"), alike=True)
    for i in range(2 * FLOOD):
        queue.add(copy(10 + i, "a", f"差评 {i}"), alike=True)
    assert [(one.id, one.times, one.others) for one in queue.said] == [
        ("c0", 5, ("b",)),
        ("c10", 1, ()),
        ("c11", 1, ()),
        ("c15", 4, ()),
    ]
    assert queue.of == {"a": FLOOD}


def test_the_newest_of_those_alike_gives_the_time_and_the_first_that_has_them_the_watched_words() -> None:
    queue = Queue()
    queue.add(copy(0), alike=True)
    queue.add(said(5000), alike=True)
    queue.add(replace(copy(1), watched=("假货",)), alike=True)
    assert [(one.id, one.watched) for one in queue.said] == [("5000", ()), ("c0", ("假货",))]


def test_those_alike_are_read_and_put_back_together() -> None:
    queue = Queue()
    for i in range(3):
        queue.add(copy(i), alike=True)
    (row,) = queue.said
    queue.take(row)
    assert (queue.said, queue.of) == ([], {})
    queue.put_back(row)
    assert (queue.said, queue.of) == ([row], {})
