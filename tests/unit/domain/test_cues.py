"""The board of cards."""

from __future__ import annotations

from controlroom.domain.cues import Cue, Cues


def test_the_most_urgent_card_comes_first_and_among_equals_the_newest() -> None:
    cues = Cues()
    for id_, priority, shown in (("a", "info", 9), ("b", "push", 1), ("c", "urgent", 2), ("d", "push", 5)):
        cues.show(Cue(id_, id_, priority, shown))  # type: ignore[arg-type]
    assert [cue.id for cue in cues.waiting()] == ["c", "d", "b", "a"]


def test_acknowledged_and_cleared_cards_are_closed() -> None:
    cues = Cues()
    for i in range(3):
        cues.show(Cue(str(i), "x", "push", i))
    cues.cards["0"].acked_ms, cues.cards["1"].cleared_ms = 5, 6
    assert [cue.id for cue in cues.waiting()] == ["2"]
    assert [cue.id for cue in cues.recent()] == ["1", "0"]


def test_only_the_last_five_closed_cards_are_kept_and_every_open_one() -> None:
    cues = Cues()
    cues.show(Cue("open", "x", "info", 0))
    for i in range(9):
        cues.show(Cue(f"c{i}", "x", "push", i))
        cues.cards[f"c{i}"].acked_ms = i
    cues.show(Cue("last", "x", "push", 99))
    assert list(cues.cards) == ["open", "c4", "c5", "c6", "c7", "c8", "last"]


def test_of_a_group_only_the_newest_card_is_up() -> None:
    cues = Cues()
    assert cues.show(Cue("a", "300", "info", 1, group="stock:x")) is None
    assert cues.show(Cue("b", "free", "info", 2)) is None
    assert cues.show(Cue("c", "80", "info", 3, group="stock:x")) == "a"
    assert [cue.id for cue in cues.waiting()] == ["c", "b"]
    assert cues.cards["a"].cleared_ms == 3


def test_a_card_expires_at_its_time_and_is_counted_as_let_pass() -> None:
    cues = Cues()
    cues.show(Cue("a", "x", "info", 0, expires_ms=5000, cue="drop"))
    assert (cues.expire(4999), cues.expire(5000), cues.expire(6000)) == (False, True, False)
    assert (cues.waiting(), [c.id for c in cues.recent()], cues.fades("drop")) == ([], ["a"], 1)


def test_an_acknowledged_or_cleared_card_never_expires() -> None:
    cues = Cues()
    cues.show(Cue("a", "x", "info", 0, expires_ms=5000, cue="drop"))
    cues.ack("a", 100)
    assert (cues.expire(9000), cues.fades("drop"), cues.next_expiry_ms) == (False, 0, None)


def test_a_card_let_pass_comes_after_its_equals_then_no_more_by_itself_until_it_is_acknowledged() -> None:
    cues = Cues()
    for i in range(3):
        assert cues.comes_by_itself("drop", "info")
        cues.show(Cue(f"d{i}", "x", "info", i, expires_ms=i + 10, cue="drop"))
        cues.expire(i + 10)
    assert not cues.comes_by_itself("drop", "info")
    assert cues.comes_by_itself("drop", "urgent")
    cues.show(Cue("old", "fresh", "info", 90))
    cues.show(Cue("new", "x", "info", 99, cue="drop"))
    assert [cue.id for cue in cues.waiting()] == ["old", "new"]
    cues.ack("new", 100)
    assert cues.comes_by_itself("drop", "info")
