"""Who holds at least one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.holding import Holding


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=40))
def test_holders_are_those_who_were_given_more_than_was_taken_back(moves: list[tuple[int, bool]]) -> None:
    holding, told = Holding(), Counter[int]()
    for id_, gives in moves:
        n = 1 if gives or not told[id_] else -1
        before = len(+told)
        told[id_] += n
        assert holding.count(id_, n) == len(+told) - before
        assert holding.total == len(+told)
