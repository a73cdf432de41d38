"""How long each thing was on air."""

from __future__ import annotations

from controlroom.domain.airtime import Airtime


def test_showings_add_up_and_what_is_on_air_counts_to_now() -> None:
    air = Airtime()
    for what, at_ms in (("a", 1000), ("b", 4000), (None, 9000), ("a", 10_000)):
        air.put(what, at_ms)
    assert (air.of("a", 12_500), air.of("b", 12_500), air.of("c", 12_500)) == (5500, 5000, 0)
    assert air.names() == ["a", "b"]


def test_what_is_on_air_already_stays_and_an_earlier_now_takes_nothing_away() -> None:
    air = Airtime()
    air.put("a", 1000)
    air.put("a", 3000)
    assert (air.of("a", 5000), air.of("a", 900)) == (4000, 0)
    assert air.names() == ["a"]
