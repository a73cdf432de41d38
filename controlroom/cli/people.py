"""What is known of one viewer, on the command line.

Owns: `forget`.
Law: a running server forgets at once, and one that refuses or is slow is not passed over; without one the table is changed
itself. What a journal holds is a hash, which no
name follows from.
Must not know: how a user is hashed beyond asking for it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from controlroom.cli.asking import NoServer, server_of, told
from controlroom.cli.saying import Data, Room, say, settings_of

if TYPE_CHECKING:
    from controlroom.settings import Settings


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("forget")(forget)


def forget(
    room: Room,
    user: Annotated[
        str,
        typer.Argument(metavar="USER", help="The platform's id of the user, or the hash of it.", show_default=False),
    ],
    data: Data = None,
) -> None:
    """Forget the nickname of a viewer, here and on the screens of the running server.

    Nicknames are kept beside the journal for CONTROLROOM_NAMES_KEEP_S at most. The journal itself has none.
    """
    forgotten = asyncio.run(_forget(settings_of(data), room, user))
    if any(forgotten):
        say("Forgotten.")
    else:
        say("No nickname of this user was kept.")


async def _forget(settings: Settings, room: str, user: str) -> tuple[int, int]:
    try:
        async with server_of(settings, room, "admin") as server:
            answer = told(await server.delete(f"people/{quote(user, safe='')}"))
            return int(answer["forgotten"]), int(answer.get("lines", 0))
    except NoServer:
        return await _without_server(settings, room, user)


async def _without_server(settings: Settings, room: str, user: str) -> tuple[int, int]:
    from controlroom.cli.rooms import room_of
    from controlroom.live.people import stands_for
    from controlroom.live.rejecting import forget_lines
    from controlroom.store import open_store

    async with open_store(settings) as store:
        row = await room_of(store.book, room, settings)
        names = await store.book.forget_users(room, stands_for(row.user_key, user))
        return len(names), await forget_lines(store.book, row, user)
