"""A row of the series."""

from __future__ import annotations

from msgspec import msgpack

from controlroom.domain.moment import Moment, Standing, moment_of, row_of


def test_a_row_gives_its_moment_back() -> None:
    moment = Moment(
        [1], [[2], [3], [4]], 5, False, None, [None, 6, 7], [8] * 4, [9] * 4, peak=10, area=10**15, spend_minor=0,
        standing=Standing(99, left=3),
    )  # fmt: skip
    assert moment_of(row_of(moment)) == moment


def test_a_row_of_before_a_field_was_added_is_read_with_its_default() -> None:
    old = msgpack.encode([[1], [[2]], 5, False, 6, [None], [7], [8]])
    assert moment_of(old) == Moment([1], [[2]], 5, False, 6, [None], [7], [8])
