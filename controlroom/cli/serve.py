"""The server, started by hand.

Owns: `serve`.
Law: it says where it listens as soon as it answers; Ctrl-C is a good end.
Must not know: what the server does.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from controlroom.cli.saying import Data, here, say, settings_of

if TYPE_CHECKING:
    from controlroom.live.lifecycle import House
    from controlroom.settings import Settings

Port = Annotated[
    int | None,
    typer.Option(
        metavar="P", min=0, max=65_535, help="The port; 0: any free one.", show_default="CONTROLROOM_PORT, else 8787"
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("serve")(serve)


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            metavar="H",
            help="Its address; others than this machine's own need CONTROLROOM_PUBLIC_URL.",
            show_default="CONTROLROOM_HOST, else 127.0.0.1",
        ),
    ] = None,
    port: Port = None,
    data: Data = None,
) -> None:
    """Run the server until Ctrl-C.

    It serves every room of the data folder.
    Rooms and keys made while it runs are there at once.
    """
    settings = settings_of(data)
    settings = replace(
        settings, host=settings.host if host is None else host, port=settings.port if port is None else port
    )
    gc.disable()  # what is loaded now stays as long as the server: `server.run` freezes it and lets the collector work
    from controlroom.server.run import run

    logging.getLogger("controlroom").setLevel(logging.INFO)
    rooms: list[str] = []
    admins: list[str] = []

    @asynccontextmanager
    async def opened(given: Settings) -> AsyncIterator[House]:
        """The house with every room begun."""
        from controlroom.live.lifecycle import open_house

        async with open_house(given) as house:
            await house.start_all()
            rooms.extend(row.slug for row in await house.book.rooms())
            if not rooms:
                admins.append(await _admin(house))
            yield house

    def ready(address: str) -> None:
        """Say where it listens, and how to come by the links."""
        say(f"Control Room listens on {address} (Ctrl-C ends it)")
        say(f"Data folder: {settings.data}")
        for room in rooms[:5]:
            say(f"Links of room {room}: controlroom links {room}{here(settings)}")
        for token in admins:
            say(f"Admin, to every room (again: controlroom links --admin{here(settings)}):")
            say(f"{settings.public_url or address}/?token={token}")
        if not rooms:
            say(f"There is no room yet: controlroom rooms new ROOM{here(settings)}")

    run(settings, opened, ready)


async def _admin(house: House) -> str:
    from controlroom.server.auth import ADMINS_NOTE
    from controlroom.server.tokens import LINK_SECRET, admin_token

    generation = int(await house.book.note(ADMINS_NOTE) or 0)
    return admin_token(await house.book.secret(LINK_SECRET), generation)
