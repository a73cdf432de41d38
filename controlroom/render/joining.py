"""The page that gives people their way in: each role's link and each member's, as text and as a QR code.

Owns: which values its template is given, and the pictures of the codes.
Law: a picture is drawn here and stands in the page itself, so that no link is asked for by its address.
Must not know: who may give which link (`domain.roles`), how a link is made.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.plan import Person
from controlroom.domain.roles import Role

SPANS: Final[dict[str, int | None]] = {
    "1h": 3_600_000,
    "4h": 4 * 3_600_000,
    "8h": 8 * 3_600_000,
    "1d": 86_400_000,
    "7d": 7 * 86_400_000,
    "never": None,
}
"""How long a new link may last, by the name of its words."""


class Card(Struct, frozen=True, kw_only=True):
    """A link on the page. `name`: the member's; `qr`: the picture, as an address; `used_ms`: when it was last used."""

    id: str
    role: Role
    name: str | None
    url: str
    qr: str
    standing: bool
    expires_ms: int | None
    used_ms: int | None


class Joining(Struct, frozen=True, kw_only=True):
    """All of the page. `base`: its own address below the room's; `done`: what was just done; `network`: how its address is
    reached: by this machine alone, over the network in the open, or encrypted."""

    room: str
    base: str
    timezone: str
    cards: list[Card]
    team: list[Person]
    roles: list[Role]
    done: Literal["given", "ended"] | None
    network: Literal["alone", "open", "sealed"]


@lru_cache(maxsize=256)
def picture(url: str) -> str:
    """Return the QR code of an address, as an address that a page may show (it takes some 20 ms: call it on a thread)."""
    import segno  # with the page, which a start does without

    drawn: str = segno.make(url, micro=False, error="l").svg_data_uri(
        scale=4, border=2, dark="#000", light="#fff", xmldecl=False, svgns=True, omitsize=False
    )
    return drawn
