"""Feeds that fall silent or lag, what is usual, and a room that was away."""

from __future__ import annotations

import pytest

from controlroom.domain.alerts.observed import MOST, USUAL_S, Observed, Source, StreamHealth, Usual
from controlroom.domain.events import Stream

T = 1_750_000_000_000
S = 1000


def heard(**last_s: int) -> Source:
    """Return a feed whose newest messages of each kind came so many seconds after T."""
    found = Source()
    for kind, second in sorted(last_s.items(), key=lambda one: one[1]):
        found.hear(kind, T + second * S, 1)
    return found


@pytest.mark.parametrize(
    ("source", "online", "told"),
    [
        (heard(audience=0), None, (40 * S, 15 * S)),
        (heard(audience=0, comment=38), 51, (40 * S, 15 * S)),
        (heard(comment=0), 51, (40 * S, 60 * S)),
        (heard(comment=0), 50, None),
        (heard(order=0), 900, None),
        (heard(heartbeat=0, order=30), 900, (10 * S, 30 * S)),
    ],
)
def test_a_feed_is_silent_for_what_it_used_to_send(
    source: Source, online: int | None, told: tuple[int, int] | None
) -> None:  # fmt: skip
    assert source.silent(T + 40 * S, 0, online) == told


def test_nothing_is_silent_while_the_room_is_away() -> None:
    assert heard(audience=0).silent(T + 40 * S, T + 39 * S, None) == (S, 15 * S)


def test_the_lag_is_that_of_one_message_in_a_hundred() -> None:
    found = heard(like=0)
    found.hear("like", T, 198)
    found.lag(T, [30, 12])
    assert found.lag_p99_s(T) == 12
    found.lag(T, [9])
    assert found.lag_p99_s(T) == 12
    found.hear("like", T + 61 * S, 200)
    assert found.lag_p99_s(T + 61 * S) == 0
    assert found.lag_p99_s(T + 300 * S) is None


def test_usual_is_the_mean_of_five_minutes_five_minutes_ago() -> None:
    usual = Usual()
    for second in range(3 * USUAL_S):
        usual.push(100 if second < USUAL_S else 200 if second < 2 * USUAL_S else 10)
        if second == 2 * USUAL_S - 1:
            assert usual.mean() == (100 * USUAL_S, USUAL_S)
    assert (usual.mean(), len(usual.levels)) == ((200 * USUAL_S, USUAL_S), 2 * USUAL_S)


def test_what_is_unknown_is_left_out_and_half_must_be_known() -> None:
    usual = Usual()
    for second in range(2 * USUAL_S):
        usual.push(100 if second % 2 else None)
    assert usual.mean() == (100 * USUAL_S // 2, USUAL_S // 2)
    usual = Usual()
    for second in range(2 * USUAL_S):
        usual.push(100 if second % 3 == 0 else None)
    assert usual.mean() is None


def test_feeds_are_bounded() -> None:
    observed = Observed()
    observed.hear({("like", f"f{n}"): 1 for n in range(MOST + 3)}, {"f300": [9]}, T)
    assert len(observed.sources) == MOST


def test_an_older_telling_of_the_stream_changes_nothing() -> None:
    observed = Observed()
    observed.streamed(Stream(state="interrupted", bitrate_kbps=0), T)
    observed.streamed(Stream(state="live"), T - 1)
    assert observed.interrupted is True
    assert observed.stream == StreamHealth("interrupted", 0, None, T)


def test_the_stream_is_in_its_state_since_the_first_telling_of_it() -> None:
    observed = Observed()
    assert (observed.stream, observed.interrupted) == (None, None)
    observed.streamed(Stream(state="live", bitrate_kbps=3000), T)
    observed.streamed(Stream(state="live", bitrate_kbps=2800, dropped_frames=4), T + 5)
    assert observed.stream == StreamHealth("live", 2800, 4, T)
    assert observed.interrupted is False


def test_a_host_was_not_gone_while_the_room_was() -> None:
    observed = Observed()
    observed.host(False, T)
    observed.away(T + 9)
    assert observed.host_gone_ms == T + 9
    observed.host(True, T + 10)
    assert observed.host_gone_ms is None
