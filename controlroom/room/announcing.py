"""What is to be posted on the platform: the plan's announcements, as chips for the desk.

Owns: how an announcement of an offer, a card or a scene becomes an act on the desk.
Law: its numbers are those of the instant at which it is asked for, a phrase whose number nobody knows is left out; of one
thing one announcement waits, the newest, and none that speaks of an offer outlives it. Whoever posts it says so: no feed
tells it.
Must not know: platforms, commands, screens.
"""

from __future__ import annotations

from controlroom.domain.desk import Chip
from controlroom.domain.plan import Text
from controlroom.domain.wordings import fill
from controlroom.room.showing import CURRENCY, numbers
from controlroom.room.state import RoomState


def announce(
    s: RoomState, of: str, text: Text | None, sku: str | None, at_ms: int, id_: str, offer: str | None = None
) -> None:
    """Put an announcement on the desk.

    Args:
        of: What it is asked for: `offer:first100`; it leaves the desk with that, unless it was posted.
        text: The plan's words; None: there are none.
        sku, offer: Whose numbers its placeholders mean.
        id_: For the desk, together with `of`.
    """
    said = fill(text, numbers(s, sku, at_ms, offer=offer), s.currency or CURRENCY) if text is not None else None
    if said is None:
        return
    s.desk.withdraw(of)
    chip = f"desk-{id_}-say-{of.replace(':', '-')}"
    s.desk.ask(Chip(chip, "say", sku, said.text, at_ms, at_ms, of=of, offer=offer, numbers=said.numbers))


def waiting(s: RoomState, of: str) -> Chip | None:
    """Return the announcement that waits to be posted for something."""
    return next((chip for chip in s.desk.chips.values() if chip.of == of and not chip.tried), None)


def unannounce(s: RoomState, of: str, before: Chip | None) -> None:
    """Take an announcement back that nobody has posted; what waited `before` waits again."""
    s.desk.withdraw(of)
    if before is not None:
        s.desk.put_back(before)
