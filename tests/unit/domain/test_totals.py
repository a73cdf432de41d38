"""What is read off the platform's board: the newest counts, whatever came when."""

from __future__ import annotations

from itertools import permutations

import msgspec

from controlroom.domain import events as ev
from controlroom.domain.totals import FIGURES, Board, Entry


def entry(at_ms: int, value: int, *, source: str = "board", id_: str = "") -> Entry:
    return Entry(at_ms, source, id_ or f"e{at_ms}", value, "li")


def test_the_newest_entry_counts_whatever_the_order_of_arrival() -> None:
    told = [entry(5, 50), entry(9, 90), entry(7, 70), entry(9, 91, source="compass")]
    for some in permutations(told):
        board = Board()
        for one in some:
            board.tell("orders", one)
        assert board.newest() == {"orders": told[3]}


def test_an_entry_taken_back_gives_way_to_the_one_before() -> None:
    board = Board()
    board.tell("orders", entry(5, 50))
    board.tell("orders", entry(9, 90, id_="wrong"))
    board.tell("gmv_minor", entry(9, 9000, id_="wrong"))
    board.take_back("wrong")
    assert board.newest() == {"orders": entry(5, 50)}


def test_few_entries_are_kept() -> None:
    board = Board()
    for at_ms in range(1000):
        board.tell("clicks", entry(at_ms, at_ms))
    assert (len(board.entries["clicks"]), board.newest()["clicks"].value) == (8, 999)


def test_figures_are_those_of_the_event() -> None:
    fields = set(ev.Totals.__struct_fields__) - {"id", "source", "at", "as_told_by"}
    assert set(FIGURES) == fields
    assert msgspec.json.decode(b'{"type":"totals","gmv_minor":5}', type=ev.Event) == ev.Totals(gmv_minor=5)
