"""What the server counts about itself, for `/metrics`.

Owns: what is counted, and under which labels.
Law: a label's values are few (rooms, feeds, command types), never what a client makes up. Counting is adding to
a number: what a scraper reads is made of it only when one asks (`server.exposition`).
Must not know: what the numbers are for, how they are written.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Final

from controlroom.live.answers import Receipt

POST_BUCKETS_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds; one more bucket takes what lasted longer."""


class Counters:
    """Everything that is counted."""

    def __init__(self) -> None:
        self.events: Counter[tuple[str, str, str]] = Counter()
        """By room, feed, and what became of them."""
        self.commands: Counter[tuple[str, str, str]] = Counter()
        """By room, type, and `done` or a refusal's code."""
        self.posts: list[int] = [0] * (len(POST_BUCKETS_S) + 1)
        """Bodies of events by how long their durable answer took, one number for each bucket."""
        self.posts_s = 0.0
        """Seconds of all of them together."""

    def posted(self, room: str, feed: str, receipt: Receipt, took_s: float) -> None:
        """Count a body of events.

        Args:
            took_s: Seconds from the body to its durable answer.
        """
        self.posts[bisect_left(POST_BUCKETS_S, took_s)] += 1
        self.posts_s += took_s
        for result, count in (
            ("accepted", receipt.accepted),
            ("duplicate", receipt.duplicates),
            ("rejected", len(receipt.rejected)),
        ):
            if count:
                self.events[room, feed, result] += count

    def commanded(self, room: str, type_: str, result: str) -> None:
        """Count a command. `result`: `done` or a refusal's code."""
        self.commands[room, type_, result] += 1
