"""What is to be posted on the platform: the plan's announcements and those of draws, as chips for the desk.

Owns: how an announcement of an offer, a card, a scene or a draw becomes an act on the desk.
Law: its numbers are those of the instant at which it is asked for, a phrase whose number nobody knows is left out; of one
thing one announcement waits, the newest, and none that speaks of an offer outlives it. Whoever posts it says so: no feed
tells it.
Must not know: platforms, commands, screens.
"""

from __future__ import annotations

from controlroom.domain import draw_words
from controlroom.domain.desk import Chip
from controlroom.domain.draws import Draw
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
    if said is not None:
        _post(s, Chip(_id(id_, of), "say", sku, said.text, at_ms, at_ms, of=of, offer=offer, numbers=said.numbers))


def announce_draw(s: RoomState, draw: Draw, at_ms: int, id_: str) -> None:
    """Put on the desk what viewers are told of a draw of ours: its rules when it is open, once it is drawn who won."""
    if draw.commitment is None or draw.state not in ("open", "drawn"):
        return
    of = of_draw(draw)
    if draw.state == "drawn":
        text = draw_words.drawn(draw, {})  # nicknames are no part of the state: whoever shows it fills them in
    else:
        product = s.plan.product(draw.rules.sku) if s.plan is not None and draw.rules.sku is not None else None
        text = draw_words.opened(draw, product.title if product is not None else None)
    _post(s, Chip(_id(id_, of), "say", None, text, at_ms, at_ms, of=of))


def of_draw(draw: Draw) -> str:
    """Return what an announcement of a draw, as it stands now, is asked for."""
    return f"drawn:{draw.id}" if draw.state == "drawn" else f"draw:{draw.id}"


def _id(id_: str, of: str) -> str:
    return f"desk-{id_}-say-{of.replace(':', '-')}"


def _post(s: RoomState, chip: Chip) -> None:
    s.desk.withdraw(chip.of or "")
    s.desk.ask(chip)


def waiting(s: RoomState, of: str) -> Chip | None:
    """Return the announcement that waits to be posted for something."""
    return next((chip for chip in s.desk.chips.values() if chip.of == of and not chip.tried), None)


def unannounce(s: RoomState, of: str, before: Chip | None) -> None:
    """Take an announcement back that nobody has posted; what waited `before` waits again."""
    s.desk.withdraw(of)
    if before is not None:
        s.desk.put_back(before)
