"""Values by number, frozen and thawed."""

from __future__ import annotations

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.spans import Moves, Rows, Triples

Act = tuple[Literal["put", "pop", "forget", "forget_span", "share", "copy"], int, bytes]

ACTS = st.lists(
    st.tuples(
        st.sampled_from(("put", "put", "put", "pop", "forget", "forget_span", "share", "copy")),
        st.integers(0, 400), st.binary(max_size=3),
    ),
    max_size=60,
)  # fmt: skip


def of(*seconds: int) -> Rows:
    """Return some in which each of these seconds has its own number."""
    rows = Rows()
    for second in seconds:
        rows[second] = str(second).encode()
    return rows


def act(rows: Rows, what: str, number: int, value: bytes) -> None:
    """Do to `rows` what changes them."""
    match what:
        case "put":
            rows[number] = value
        case "pop":
            rows.pop(number)
        case "forget":
            rows.forget(number)
        case "forget_span":
            rows.forget_span(number // 60)


def plainly(plain: dict[int, bytes], what: str, number: int, value: bytes) -> dict[int, bytes]:
    """Return what a plain table is after that."""
    match what:
        case "put":
            return plain | {number: value}
        case "pop":
            return {at: kept for at, kept in plain.items() if at != number}
        case "forget":
            return {at: kept for at, kept in plain.items() if at // 60 >= number // 60}
        case "forget_span":
            return {at: kept for at, kept in plain.items() if at // 60 != number // 60}
        case _:
            return plain


@given(ACTS)
def test_it_is_a_table_and_what_was_shared_or_copied_stays_as_it_was(acts: list[Act]) -> None:
    rows, plain = Rows(), dict[int, bytes]()
    shared, copies = [], []
    for what, number, value in acts:
        act(rows, what, number, value)
        plain = plainly(plain, what, number, value)
        if what == "share":
            shared.append((rows.share(), plain))
        elif what == "copy":
            copies.append((rows, plain))
            rows = rows.copy()
        assert (rows.get(number), number in rows) == (plain.get(number), number in plain)
    assert (dict(rows.items()), sorted(rows), len(rows), bool(rows)) == (plain, sorted(plain), len(plain), bool(plain))
    assert all(rows.spans.values())
    for parts, then in shared:
        assert dict(Rows(parts).items()) == then
    for copied, then in copies:
        assert dict(copied.items()) == then


@given(ACTS)
def test_it_goes_on_after_a_freeze_as_if_there_had_been_none(acts: list[Act]) -> None:
    split, whole = Rows(), Rows()
    for what, number, value in acts:
        act(split, what, number, value)
        act(whole, what, number, value)
        if what == "share":
            split = Rows(list(split.share()))
    assert split == whole
    assert list(split.share()) == list(whole.share())


def test_a_span_is_copied_once_for_a_reader_and_only_when_it_changes() -> None:
    rows = of(0, 1, 60)
    first, second = rows.spans.values()
    rows.share()
    rows[61] = b"new"
    copied = rows.spans[1]
    rows[62] = b"newer"
    assert rows.spans[0] is first
    assert rows.spans[1] is copied is not second


def test_a_copy_and_what_it_was_made_of_go_their_own_ways() -> None:
    rows = of(1, 2)
    other = rows.copy()
    rows[1] = b"mine"
    other[2] = b"its"
    assert (rows.get(1), rows.get(2), other.get(1), other.get(2)) == (b"mine", b"2", b"1", b"its")


def test_another_order_other_values_or_another_kind_are_not_the_same() -> None:
    assert of(1, 2) == of(1, 2) != of(2, 1)
    assert of(1) != Rows()
    assert of(1) != {1: b"1"}
    assert Moves() != Rows()


def test_each_kind_reads_back_what_it_wrote() -> None:
    moves, triples = Moves(), Triples()
    moves[1_764_000_000_123] = -4
    triples[58_800_000] = 1, 9900, 0
    assert Moves(moves.share()) == moves
    assert Triples(triples.share()) == triples
    assert Triples(triples.share()).get(58_800_000) == (1, 9900, 0)
