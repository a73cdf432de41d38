"""How long each thing has been on air.

Owns: the time on air by what was on air, over all its showings.
Law: one thing at a time; time counts from when it was put on air to when it was taken off, also through undo and through
gaps of the server.
Must not know: what airs, why.
"""

from __future__ import annotations

from msgspec import Struct, field


class Airtime(Struct):
    """Milliseconds on air by name, those of what is on air now not included."""

    past_ms: dict[str, int] = field(default_factory=dict)
    on_air: str | None = None
    since_ms: int = 0

    def put(self, what: str | None, at_ms: int) -> None:
        """Put something (None: nothing) on air; what is on air already stays."""
        if what == self.on_air:
            return
        if self.on_air is not None:
            self.past_ms[self.on_air] = self.past_ms.get(self.on_air, 0) + at_ms - self.since_ms
        self.on_air, self.since_ms = what, at_ms

    def of(self, what: str, now_ms: int) -> int:
        """Return how long something has been on air, in milliseconds."""
        ms = self.past_ms.get(what, 0)
        return ms + max(0, now_ms - self.since_ms) if what == self.on_air else ms

    def names(self) -> list[str]:
        """Return everything that was or is on air, in the order it first came off, what is on air now last."""
        known = list(self.past_ms)
        return known if self.on_air is None or self.on_air in self.past_ms else [*known, self.on_air]
