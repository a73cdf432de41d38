"""Who came minus who left, second by second, where no level is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.presence import UNSETTLED_S, Presence
from controlroom.domain.windows import Flows

T = 1_000_000
CAME, WENT = (0,), 1


def presence(moves: list[tuple[int, int]], *, to_s: int, since_ms: int = T * 1000) -> tuple[Presence, Flows]:
    """Of (second after T, +1 or −1), told in time, walked to `to_s`."""
    flows, made = Flows.of(2, T - 200), Presence(T - 200 - UNSETTLED_S)
    for now in range(T - 200, to_s + 1):
        flows.advance(now)
        made.settle(now, since_ms if now * 1000 >= since_ms else None, flows, CAME, WENT)
        for second, by in moves:
            if T + second == now:
                flows.add(0 if by > 0 else 1, 1, now)
    return made, flows


def test_a_second_counts_everybody_who_came_or_went_up_to_its_end() -> None:
    made, flows = presence([(-5, 1), (2, 1), (2, 1), (4, -1)], to_s=T + 10)
    area, known_ms, peak = made.seen(T + 6, T * 1000, flows, CAME, WENT)
    assert (area, known_ms, peak) == ((1 * 2 + 3 * 2 + 2 * 2) * 1000, 6000, 3)


def test_it_is_never_below_nobody() -> None:
    made, flows = presence([(1, -1), (3, 1), (3, 1)], to_s=T + 10)
    assert made.seen(T + 5, T * 1000, flows, CAME, WENT) == (2000, 5000, 1)


def test_a_gap_is_no_known_time() -> None:
    made, flows = presence([(0, 1)], to_s=T + 10)
    made.away((T + 2) * 1000, (T + 4) * 1000)
    assert made.seen(T + 6, T * 1000, flows, CAME, WENT) == (4000, 4000, 1)


@given(st.lists(st.tuples(st.integers(-30, 300), st.sampled_from([1, 1, -1])), max_size=20), st.integers(0, 320))
def test_settling_changes_nothing(moves: list[tuple[int, int]], long_s: int) -> None:
    made, flows = presence(moves, to_s=T + max(long_s, 1) + 1, since_ms=T * 1000 + 300)
    levels = [sum(by for second, by in moves if second <= s) for s in range(long_s)]
    wanted = (sum(max(0, n) for n in levels) * 1000, long_s * 1000, max([0, *levels]))
    assert made.seen(T + long_s, T * 1000 + 300, flows, CAME, WENT) == wanted
