"""A stand-in for the controller: takes the next segment when the one on air has had its time.

Owns: when `next` is given, and giving way to a person. What is held, and a start of its own, it waits for.
Law: it acts at instants of the show's clock only, so the same show gives the same commands; once somebody
else has moved the rundown it never acts again.
Must not know: the wire.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid5

from sim.facts import Body

NAMESPACE: Final = UUID("6f1c1a52-9d3e-4a0b-8b57-2f6e9c0d7a41")


@dataclass(frozen=True, slots=True)
class Place:
    """A segment of the rundown, as the room tells it. `due_ms`: when what is on air ends; `held`: its clock stands."""

    id: str
    state: str
    started_ms: int | None
    planned_for_ms: int
    starts_ms: int | None = None
    due_ms: int | None = None
    held: bool = False

    def ends_ms(self) -> int | None:
        """Return when it has had its time; None: it is not on air."""
        if self.due_ms is not None or self.started_ms is None:
            return self.due_ms
        return self.started_ms + self.planned_for_ms


def places(rundown: Mapping[str, Any] | None) -> list[Place]:
    """Read the topic `rundown`."""
    told: Sequence[dict[str, Any]] = (rundown or {}).get("segments") or ()
    return [
        Place(
            each["id"], each["state"], each.get("started_ms"), each.get("planned_for_ms") or 0, each.get("starts_ms"),
            each.get("due_ms"), each.get("held_ms") is not None,
        )
        for each in told
    ]  # fmt: skip


class StandIn:
    """Presses `next`.

    Args:
        seed: Makes the commands' ids.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._given = 0
        self._put: str | None = None
        self.acts = True

    def due(self, now_ms: int, rundown: list[Place]) -> Body | None:
        """Return the command that is due now, None when none is.

        Args:
            now_ms: The show's clock.
            rundown: As it is now.
        """
        on_air = next((place for place in rundown if place.state == "on_air"), None)
        if (on_air.id if on_air else None) != self._put:
            self.acts = False  # a person has taken over
        if not self.acts:
            return None
        ends_ms = on_air.ends_ms() if on_air else None
        if on_air and (on_air.held or (ends_ms is not None and now_ms < ends_ms)):
            return None
        following = next((place for place in rundown if place.state in {"next", "upcoming"}), None)
        if following is None or (following.starts_ms is not None and now_ms < following.starts_ms):
            return None
        self._given += 1
        id_ = uuid5(NAMESPACE, f"{self._seed}/{self._given}")
        return {"id": str(id_), "type": "next", "from": on_air.id if on_air else None}

    def given(self, refusal: str | None, rundown: list[Place]) -> None:
        """Take in what became of the command.

        Args:
            refusal: Its code; None: it was accepted.
            rundown: As it is since.
        """
        if refusal is not None:
            self.acts = False
            return
        self._put = next((place.id for place in rundown if place.state == "on_air"), None)
