"""Strangers' turns: how fast those are answered whom nobody knows, so that guessing is everybody's wait but the room's.

Owns: when the next refusal of somebody unknown leaves.
Law: who is known never waits here. Strangers are answered at once as long as they are few, then all of them together `A_SECOND`
times a second, one after another; whoever would wait longer than `LONGEST_S` is told so and hung up on. Nothing is remembered of
anybody.
Must not know: who is asking, for what, what a token is.
"""

from __future__ import annotations

import asyncio
import math
from typing import Final

from controlroom.server.problems import Problem

A_SECOND: Final = 250
"""Refusals a second when many come: what they cost is then a small part of a processor."""

AT_ONCE: Final = 500
"""So many are given without waiting after a calm while: a browser with an ended link notices nothing."""

LONGEST_S: Final = 2.0


class Strangers:
    """Everybody's turns."""

    def __init__(self) -> None:
        self._given_s = -math.inf  # until when the answers given so far fill the pace

    def wait_s(self, now_s: float) -> float:
        """Take the next turn; return how long it is until then.

        Args:
            now_s: Monotonic.

        Raises:
            Problem: 429, too many wait already.
        """
        given_s = max(self._given_s, now_s - AT_ONCE / A_SECOND) + 1 / A_SECOND
        wait_s = max(0.0, given_s - now_s)
        if wait_s > LONGEST_S:
            raise Problem(
                429, "too_many_strangers", f"Too many ask who are not signed in: again in {LONGEST_S:g} s.",
                headers={"Retry-After": f"{math.ceil(LONGEST_S)}", "Connection": "close"},
            )  # fmt: skip
        self._given_s = given_s
        return wait_s

    async def turn(self) -> None:
        """Wait for the next turn.

        Raises:
            Problem: 429, too many wait already.
        """
        wait_s = self.wait_s(asyncio.get_running_loop().time())
        if wait_s > 0:
            await asyncio.sleep(wait_s)
