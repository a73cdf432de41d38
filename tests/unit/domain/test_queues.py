"""What waits to be read, of one class."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain.queues import FLOOD, QUEUE, Queue, Said


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
