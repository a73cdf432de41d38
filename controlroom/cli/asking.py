"""How a command asks the running server: over the public contract, with a role's own token.

Owns: where the server of a data folder listens, what is said when it does not answer.
Law: what the server knows is asked of it, never read out of its memory or guessed.
Must not know: what is asked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from controlroom.cli.saying import CheckFailed, here
from controlroom.domain.roles import Role

if TYPE_CHECKING:
    import httpx

    from controlroom.settings import Settings

_ANSWERS_WITHIN_S: Final = 10.0
_PASSES_MS: Final = 3_600_000


class NoServer(CheckFailed):
    """No server runs on the data folder: it never told an address, or nobody takes a connection there."""


@asynccontextmanager
async def server_of(settings: Settings, room: str, role: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running server, below the room's address and signed in as `role`.

    Raises:
        NoServer: No server runs on the data folder.
        CheckFailed: One does, and does not answer.
    """
    import httpx

    from controlroom.cli.rooms import room_of
    from controlroom.server.linking import passing_token
    from controlroom.server.tokens import LINK_SECRET
    from controlroom.store import open_store

    async with open_store(settings) as store:
        row = await room_of(store.book, room, settings)
        address = await store.book.note("address")
        secret = await store.book.secret(LINK_SECRET)
    token = passing_token(secret, room, row.link_generation, Role(role), _PASSES_MS)
    start = f"start it with controlroom serve{here(settings)}"
    if address is None:
        raise NoServer(f"No server runs on {settings.data}: {start}")
    try:
        async with httpx.AsyncClient(
            base_url=f"{address}/api/v1/rooms/{room}/",
            headers={"Authorization": f"Bearer {token}"},
            timeout=_ANSWERS_WITHIN_S,
            trust_env=False,
        ) as client:
            yield client
    except httpx.TransportError as error:
        failure = NoServer if isinstance(error, httpx.ConnectError) else CheckFailed
        raise failure(f"The server at {address} does not answer ({type(error).__name__}): {start}") from error


def told(answer: httpx.Response) -> dict[str, Any]:
    """Return the body of an answer.

    Raises:
        CheckFailed: The server answered otherwise than 200.
    """
    if answer.status_code != 200:
        raise CheckFailed(f"The server answered {answer.status_code}: {answer.text[:300]}")
    body: dict[str, Any] = answer.json()
    return body
