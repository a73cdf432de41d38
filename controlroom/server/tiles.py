"""Which KPIs a browser has chosen as its tiles.

Owns: the cookie that keeps the choice, written by the page itself.
Law: only codes that exist come out, each once, and not more than a page has room for.
Must not know: what a tile looks like, values.
"""

from __future__ import annotations

from typing import Final

from starlette.requests import HTTPConnection

from controlroom.domain.roles import PageName
from controlroom.render.definitions import every_code
from controlroom.render.slots import TILED, TILES

TILES_COOKIE: Final = "cr_tiles"
"""Codes joined by dots, in the order of the tiles; its path is the page's."""

TILES_MAX: Final = 12
_KNOWN: Final = frozenset(every_code())


def tiles_of(connection: HTTPConnection, page: PageName) -> tuple[str, ...]:
    """Return the codes of the page's tiles in their order: chosen by this browser, else the house's; none on other pages."""
    if page not in TILED:
        return ()
    asked = connection.cookies.get(TILES_COOKIE, "").split(".")
    return tuple(dict.fromkeys(code for code in asked if code in _KNOWN))[:TILES_MAX] or TILES
