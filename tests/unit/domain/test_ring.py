"""Seconds that are kept packed, frozen and thawed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.ring import Ring

SECONDS = st.integers(0, 400)
STEPS = st.lists(st.tuples(SECONDS, st.none() | st.binary(max_size=3), st.booleans()), max_size=60)


def of(*seconds: int) -> Ring:
    """Return one in which each of these seconds has its own number."""
    ring = Ring()
    for second in seconds:
        ring[second] = str(second).encode()
    return ring


@given(STEPS)
def test_a_ring_is_a_table_of_seconds_and_what_was_shared_stays_as_it_was(
    steps: list[tuple[int, bytes | None, bool]],
) -> None:
    ring, plain, shared = Ring(), dict[int, bytes](), []
    for second, put, share in steps:
        if put is None:
            ring.forget(second // 60)
            plain = {at: kept for at, kept in plain.items() if at // 60 != second // 60}
        else:
            ring[second] = put
            plain[second] = put
        if share:
            shared.append((ring.share(), dict(plain)))
        assert (ring.get(second), second in ring) == (plain.get(second), second in plain)
    assert (sorted(ring), len(ring), bool(ring)) == (sorted(plain), len(plain), bool(plain))
    for parts, then in shared:
        assert {second: back.get(second) for back in [Ring(parts)] for second in back} == then


@given(STEPS)
def test_a_ring_goes_on_after_a_freeze_as_if_there_had_been_none(steps: list[tuple[int, bytes | None, bool]]) -> None:
    split, whole = Ring(), Ring()
    for second, put, freeze in steps:
        for ring in (split, whole):
            if put is None:
                ring.forget(second // 60)
            else:
                ring[second] = put
        if freeze:
            split = Ring(list(split.share()))
    assert split == whole
    assert list(split.share()) == list(whole.share())


def test_a_minute_is_copied_once_for_a_reader_and_only_when_it_changes() -> None:
    ring = of(0, 1, 60)
    first, second = ring.minutes.values()
    ring.share()
    ring[61] = b"new"
    copied = ring.minutes[1]
    ring[62] = b"newer"
    assert ring.minutes[0] is first
    assert ring.minutes[1] is copied is not second


def test_another_order_or_other_bytes_are_not_the_same() -> None:
    assert of(1, 2) == of(1, 2) != of(2, 1)
    assert of(1) != Ring()
    assert of(1) != {1: b"1"}
