"""By which address people reach the server from elsewhere, and who may say so on their behalf.

Owns: the check of `Host`; whether the server may be reached from other machines at all.
Law: loopback needs no setting, but is asked for by its own names: another site's name may be made to lead a browser here
(DNS rebinding). Anywhere else nobody is listened to before `CONTROLROOM_PUBLIC_URL` says by which address people come, and then
only by that address. `X-Forwarded-*` count from `CONTROLROOM_PROXIES` alone (uvicorn sees to them).
Must not know: rooms, who is asking.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from controlroom.server.auth import is_loopback
from controlroom.server.limits import address_of
from controlroom.server.problems import Problem
from controlroom.settings import Settings

CLOSE_MISDIRECTED: Final = 4403
_WATCHED: Final = frozenset({"/healthz", "/readyz"})
"""Asked at by machines that know the server by its number only."""


def refusal(settings: Settings, host: str) -> str | None:
    """Return why nothing is listened to on `host`, with the mend; None: it may be."""
    if is_loopback(host) or settings.public_url is not None:
        return None
    return (
        f"{host} can be reached from other machines, and access from there is not set up: say by which address people "
        "come, CONTROLROOM_PUBLIC_URL=https://room.example (with TLS by a reverse proxy: docs/access.md), or stay on 127.0.0.1."
    )


def forgotten(settings: Settings) -> str | None:
    """Return what is missing where TLS ends in a proxy that nobody named, with the mend; None: nothing."""
    if settings.proxies or not (settings.public_url or "").startswith("https://"):
        return None
    return (
        f"people come by {settings.public_url}, so a proxy ends TLS, but CONTROLROOM_PROXIES names none: all of them count as "
        "one address of this machine, without limits. Name the proxy: CONTROLROOM_PROXIES=127.0.0.1 (docs/access.md)."
    )


class Reach:
    """Answers only who asks for one of our own names.

    Without a public address those are this machine's; who comes by a proxy that is named comes by the proxy's names.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._public = settings.public_url is not None
        self._names = {urlsplit(settings.public_url or "").hostname, settings.host}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket") or self._known(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            detail = (
                "This server does not go by that name: ask for it by the address of its links, or name it in "
                "CONTROLROOM_PUBLIC_URL."
            )
            await Problem(421, "misdirected", detail).response()(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": CLOSE_MISDIRECTED})

    def _known(self, scope: Scope) -> bool:
        by_proxy = not self._public and not is_loopback(address_of(scope))
        if by_proxy or scope["path"] in _WATCHED:
            return True
        try:
            name = urlsplit(f"//{Headers(scope=scope).get('host', '')}").hostname or ""
        except ValueError:  # `[`
            return False
        return is_loopback(name) or name in self._names
