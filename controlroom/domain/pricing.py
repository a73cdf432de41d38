"""What a product costs now, between what the team wants and what the platform says.

Owns: a price that the team has set and the platform has not told yet.
Law: a price that was set counts at once, on every screen; it stands until the platform tells it (then the platform leads
again) or tells another one than it told before. A repetition of the old price, told on the way, unmakes nothing.
Must not know: what must be done on the platform, offers, screens.
"""

from __future__ import annotations

from msgspec import Struct


class Asked(Struct, frozen=True):
    """A price that was set. `instead_of_minor`: what the platform told last before it; None: nothing."""

    unit_minor: int
    at_ms: int
    instead_of_minor: int | None


def price_now(asked: Asked | None, told_minor: int | None, planned_minor: int | None) -> int | None:
    """Return what a product costs now, minor units; None: nobody knows.

    Args:
        asked: What the team has set, while it stands.
        told_minor: What the platform told last.
        planned_minor: The plan's price.
    """
    if asked is not None:
        return asked.unit_minor
    return told_minor if told_minor is not None else planned_minor


def still_asked(asked: Asked | None, told_minor: int) -> Asked | None:
    """Return what is left of a price that was set once the platform tells `told_minor`."""
    return asked if asked is not None and told_minor == asked.instead_of_minor != asked.unit_minor else None
