"""Turns: one at a time, few wait, and whoever is sent away changes nothing."""

from __future__ import annotations

import asyncio

import pytest

from controlroom.server.problems import Problem
from controlroom.server.turns import Turns


async def test_one_at_a_time_and_who_comes_when_enough_wait_is_sent_away() -> None:
    turns, gate, at_it, done = Turns(2), asyncio.Event(), 0, []

    async def one(name: str) -> None:
        nonlocal at_it
        async with turns.take():
            at_it += 1
            assert at_it == 1
            await gate.wait()
            at_it -= 1
            done.append(name)

    both = [asyncio.create_task(one("a")), asyncio.create_task(one("b"))]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as told:
        await one("c")
    assert (told.value.status, told.value.code) == (429, "busy")
    gate.set()
    await asyncio.gather(*both)
    await one("d")
    assert done == ["a", "b", "d"]


async def test_a_turn_that_fails_is_over() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="no"):
        async with turns.take():
            raise ValueError("no")
    async with turns.take():
        pass
