"""What every answer carries so that a browser does nothing with it that we did not mean.

Owns: the headers of safety, and that no answer leaves without them.
Law: a page runs, loads and sends to nothing but our own; nothing of ours stands in another's frame; no answer is taken for
another kind than it is; an address is told to nobody.
Must not know: what an answer says.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""On every answer."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SHUT: Final = "default-src 'none'; frame-ancestors 'none'"
"""What is no page runs and loads nothing, should a browser be led to show it."""

PAGE: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every page."""


class Guarded:
    """Puts the headers on each answer, where its door has not said otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            """Put the headers on as the answer begins."""
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", SHUT)
            await send(message)

        await self._app(scope, receive, guarded)
