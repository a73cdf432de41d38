from __future__ import annotations

from typing import Any

import pytest

from sim.truth.heard import Heard
from sim.truth.levels import likes_rises, online_before, stock_of, viewers


def reading(at: int, id_: str = "", source: str = "", **fields: Any) -> Heard:
    return Heard("audience", {"online": 1, **fields}, id_, source, at, at, counts=True)


def test_online_is_the_newest_by_instant_then_source_then_id() -> None:
    readings = [
        reading(5, "a", online=1),
        reading(5, "c", online=3),
        reading(5, "b", online=2),
        reading(4, "z", online=9),
    ]
    assert online_before(readings) == 3
    assert online_before([*readings, reading(5, "a", "late source", online=4)]) == 4


def test_online_before_an_instant_leaves_out_readings_at_it() -> None:
    assert online_before([reading(4, online=7), reading(5, online=9)], 5) == 7
    assert online_before([reading(5)], 5) is None


def test_viewers_never_fall() -> None:
    assert viewers([reading(1, total=9), reading(2, total=4)], []) == 9


def test_likes_rises_are_in_the_order_of_instants_and_begin_at_the_start() -> None:
    readings = [reading(30, likes=60), reading(10, likes=20), reading(20, likes=50), reading(5, likes=1)]
    assert likes_rises(readings, started_ms=10) == [(20, 30), (30, 10)]


@pytest.mark.parametrize(
    ("on_hand", "listed", "state"), [(90, 0, "out"), (90, 5, "low"), (-1, 5, "oversold"), (None, 90, "ok")]
)
def test_stock_is_judged_by_the_fewest_pieces_known(on_hand: int | None, listed: int, state: str) -> None:
    told = Heard("stock", {"sku": "a", "on_hand": on_hand, "listed": listed}, "1", "", 5, 5, counts=True)
    assert stock_of([told], [], {}, {"a": 10})["a"]["state"] == state
