from __future__ import annotations

from sim.pace import Pace


class Wall:
    """A wall's clock that only waiting moves."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.now_s

    async def sleep(self, for_s: float) -> None:
        self.waits.append(round(for_s, 6))
        self.now_s += for_s


async def test_pace_keeps_the_seconds_of_the_show_apart() -> None:
    wall = Wall()
    pace = Pace(4, wall.now, wall.sleep)
    await pace.second()
    wall.now_s += 0.1  # what the second's work took
    await pace.second()
    assert wall.waits == [0.25, 0.15]


async def test_pace_does_not_rush_through_what_a_long_wait_cost() -> None:
    wall = Wall()
    pace = Pace(1, wall.now, wall.sleep)
    wall.now_s += 60
    for _ in range(3):
        await pace.second()
    assert wall.waits == [0.0, 0.0, 1.0]


async def test_pace_waits_until_an_instant_of_the_wall() -> None:
    wall = Wall()
    await Pace(1, wall.now, wall.sleep).until(1_002_500)
    assert wall.now_s == 1002.5
