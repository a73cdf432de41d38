"""A stand-in for the controller: takes the next segment when the one on air has had its time.

Owns: when `next` is given, and giving way to a person.
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
    """A segment of the rundown, as the room tells it."""

    id: str
    state: str
    started_ms: int | None
    planned_for_ms: int


def places(rundown: Mapping[str, Any] | None) -> list[Place]:
    """Read the topic `rundown`."""
    told: Sequence[dict[str, Any]] = (rundown or {}).get("segments") or ()
    return [Place(each["id"], each["state"], each.get("started_ms"), each.get("planned_for_ms") or 0) for each in told]


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
        if on_air and on_air.started_ms is not None and now_ms < on_air.started_ms + on_air.planned_for_ms:
            return None
        if not any(place.state in {"next", "upcoming"} for place in rundown):
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
