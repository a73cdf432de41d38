"""A fact of the simulated show, as it truly happened.

Owns: the shape that the world makes, the faults deliver, and the wire and the relay send.
Law: a fact never changes; faults change only when, how often and with which instant it is told.
Must not know: how it is sent, who counts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]
"""An event as it goes over the wire (CONTRACT.md section 2)."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened.

    Args:
        kind: The event's type.
        id: Unique within a seed.
        at: When it happened, epoch milliseconds.
        fields: Everything else the event carries.
        likes_so_far: What the platform's own like counter stood at (a relay tells it with each like).
    """

    kind: str
    id: str
    at: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    likes_so_far: int | None = None

    def body(self) -> Body:
        """Return the event as it is sent when nothing goes wrong."""
        return {"type": self.kind, "id": self.id, "at": self.at, **self.fields}


class Ids:
    """Makes ids from a part's name, the seed and a counter, so that parts do not disturb each other."""

    def __init__(self, part: str, seed: int) -> None:
        self._prefix = f"{part}{seed}"
        self._made = 0

    def next(self) -> str:
        """Return the next id."""
        self._made += 1
        return f"{self._prefix}-{self._made:06d}"
