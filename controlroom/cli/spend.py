"""Costs of a show from a sheet.

Owns: `spend`.
Law: the sheet is read whole before a row of it is told; each row is a command of the analyst's, with an id made of the
row, so that the same sheet again adds nothing.
Must not know: how costs become KPIs.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from controlroom.cli.saying import CheckFailed, Data, Room, Wrong, here, say, settings_of

if TYPE_CHECKING:
    import httpx

    from controlroom.settings import Settings

_ANSWERS_WITHIN_S: Final = 10.0


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("spend")(spend)


def spend(
    room: Room,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="CSV with the columns kind and amount (类型, 金额); kinds: ads host commission logistics other.",
            show_default=False,
        ),
    ],
    data: Data = None,
) -> None:
    """Add the costs in a sheet to the room's current show.

    The same sheet again, or one that has grown, adds only what is new.
    """
    asyncio.run(_spend(settings_of(data), room, file, file.read_bytes()))


async def _spend(settings: Settings, room: str, file: Path, body: bytes) -> None:
    import httpx

    from controlroom.cli.rooms import role_links, room_of
    from controlroom.feeds.costsheet import BadSheet, read_costs, text_of
    from controlroom.store import open_store

    async with open_store(settings) as store:
        row = await room_of(store.book, room, settings)
        address = await store.book.note("address")
        token = (await role_links(store.book, row, ""))["analyst"]["token"]
    start = f"start it with controlroom serve{here(settings)}"
    if address is None:
        raise CheckFailed(f"No server runs on {settings.data}: {start}")
    headers = {"Authorization": f"Bearer {token}"}
    base = f"{address}/api/v1/rooms/{room}/"
    try:
        async with httpx.AsyncClient(
            base_url=base, headers=headers, timeout=_ANSWERS_WITHIN_S, trust_env=False
        ) as client:
            state = _told(await client.get("state", params={"topics": "show"}))
            try:
                costs = read_costs(text_of(body), state["show"], state["topics"]["show"]["currency"])
            except BadSheet as error:
                raise Wrong(f"{file}: {error}.") from error
            before = state["seq"]
            added = 0
            for cost in costs:
                told = {"id": cost.id, "type": "spend.add", "kind": cost.kind, "amount_minor": cost.amount_minor}
                added += _told(await client.post("commands", json=told))["seq"] > before
    except httpx.TransportError as error:
        raise CheckFailed(f"The server at {address} does not answer ({type(error).__name__}): {start}") from error
    say(f"{added} of {len(costs)} costs added to show {state['show']}, {len(costs) - added} were known.")


def _told(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code != 200:
        raise CheckFailed(f"The server answered {answer.status_code}: {answer.text[:300]}")
    told: dict[str, Any] = answer.json()
    return told
