"""What the door of every pane does: it lets a page's person in, and answers in the page's language with what is kept nowhere.

Owns: those two steps.
Law: a pane is for whoever the page's cookie says, and for nobody's cache.
Must not know: any pane.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.requests import Request
from starlette.responses import Response

from controlroom.server.auth import Session
from controlroom.server.doors import Doors, doors
from controlroom.server.language import lang_of
from controlroom.server.sockets import page_named

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom

KEPT_NOWHERE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


async def entered(request: Request, room: str, page: str) -> tuple[Doors, Session, LiveRoom, str]:
    """Return the doors, who is let in by them, the running room, and the language that is spoken on the page."""
    at = doors(request)
    session = await at.page_session(request, room, page_named(page))
    return at, session, await at.start(room), at.house.renderer.spoken(lang_of(request, at.house.settings.lang))


def pane_response(html: str, status: int = 200) -> Response:
    """Return the answer that is a pane."""
    return Response(html, status, media_type="text/html", headers=KEPT_NOWHERE)
