from __future__ import annotations

import pytest

from sim.world.chance import Weighted, instant, poisson, stream


def test_stream_depends_on_seed_and_part() -> None:
    draws = {(seed, part): stream(seed, part).random() for seed in (1, 2) for part in ("a", "b")}
    assert len(set(draws.values())) == 4
    assert stream(1, "a").random() == draws[1, "a"]


@pytest.mark.parametrize("mean", [0.3, 4.0, 80.0])
def test_poisson_has_its_mean_and_variance(mean: float) -> None:
    rng = stream(1, "poisson")
    drawn = [poisson(rng, mean) for _ in range(4000)]
    average = sum(drawn) / len(drawn)
    assert average == pytest.approx(mean, rel=0.1)
    assert sum((n - average) ** 2 for n in drawn) / len(drawn) == pytest.approx(mean, rel=0.15)


def test_poisson_of_nothing_is_nothing() -> None:
    assert poisson(stream(1, "x"), 0) == 0


def test_instant_lies_in_the_second_that_ends() -> None:
    rng = stream(1, "x")
    drawn = [instant(rng, 5000) for _ in range(5000)]
    assert (min(drawn), max(drawn)) == (4001, 5000)


def test_weighted_draws_in_proportion() -> None:
    rng, coin = stream(1, "x"), Weighted({"a": 3.0, "b": 1.0, "never": 0.0})
    drawn = [coin.draw(rng) for _ in range(4000)]
    assert drawn.count("a") / len(drawn) == pytest.approx(0.75, abs=0.03)
    assert "never" not in drawn
