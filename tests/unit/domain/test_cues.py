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
