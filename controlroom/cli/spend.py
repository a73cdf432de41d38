"""Costs of a show from a sheet.

Owns: `spend`.
Law: the sheet is read whole before a row of it is told; each row is a command of the analyst's, with an id made of the
row, so that the same sheet again adds nothing.
Must not know: how costs become KPIs.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.asking import server_of, told
from controlroom.cli.saying import Data, Room, Wrong, say, settings_of

if TYPE_CHECKING:
    from controlroom.settings import Settings


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
    from controlroom.feeds.costsheet import BadSheet, read_costs
    from controlroom.feeds.sheets.text import NoText, text_of

    async with server_of(settings, room, "analyst") as server:
        state = told(await server.get("state", params={"topics": "show"}))
        try:
            costs = read_costs(text_of(body), state["show"], state["topics"]["show"]["currency"])
        except (BadSheet, NoText) as error:
            raise Wrong(f"{file}: {error}.") from error
        before = state["seq"]
        added = 0
        for cost in costs:
            row = {"id": cost.id, "type": "spend.add", "kind": cost.kind, "amount_minor": cost.amount_minor}
            added += told(await server.post("commands", json=row))["seq"] > before
    say(f"{added} of {len(costs)} costs added to show {state['show']}, {len(costs) - added} were known.")
