"""A platform's export into the show that is running.

Owns: `upload`.
Law: the file goes in by the door that every feed uses, and is named as a feed of its own; the same file again, or one that has
grown, adds only what is new.
Must not know: how a sheet is read, how facts are counted.
"""

from __future__ import annotations

import asyncio
import hmac
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from controlroom.cli.asking import server_of, told
from controlroom.cli.saying import CheckFailed, Data, Room, Wrong, note, say, settings_of
from controlroom.cli.sheetfile import SheetFile, looks_like_json

if TYPE_CHECKING:
    import httpx

    from controlroom.domain.events import Fact
    from controlroom.settings import Settings

FEED: Final = "sheet"
"""The feed that uploads come in by."""

_BATCH: Final = 2_000
_TRIES: Final = 5


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("upload")(upload)


def upload(
    room: Room,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A platform's order export or board, CSV or XLSX.", show_default=False),
    ],
    data: Data = None,
) -> None:
    """Bring a platform's export into the room's current show.

    Orders are counted as the steps they have taken; a board's numbers stand beside ours.
    The same file again, or one that has grown, adds only what is new.
    """
    asyncio.run(_upload(settings_of(data), room, file, file.read_bytes()))


async def _upload(settings: Settings, room: str, file: Path, body: bytes) -> None:
    sheet = None if looks_like_json(body.lstrip().partition(b"\n")[0]) else SheetFile.read(file, body)
    if sheet is None:
        raise Wrong(f"{file} holds JSON lines, no export: post them to the room's events with a feed's key.")
    async with server_of(settings, room, "analyst") as server:
        state = told(await server.get("state", params={"topics": "show"}))
        show = state["topics"]["show"]
        outcome = sheet.take(show["timezone"], show["currency"], state["clock"]["now_ms"])
        sheet.tell()
        facts = _of_show(show, outcome.facts)
        done = await _post(server, facts, await _key(settings, room))
    for why in done["rejected"]:
        note(f"{file}: {why}")
    say(
        f"{done['accepted']} facts added to show {state['show']}, {done['duplicates']} were known, "
        f"{len(done['rejected'])} refused."
    )
    if done["rejected"] and not done["accepted"] and not done["duplicates"]:
        raise CheckFailed(f"Show {state['show']} could take nothing of {file}.")


def _of_show(show: dict[str, Any], facts: list[Fact]) -> list[Fact]:
    """Return the facts without the orders that were made before the show: an export is mostly of the whole day.

    Raises:
        CheckFailed: The show has not begun, so that orders would be known and not counted.
    """
    from controlroom.domain.events import OrderStep

    orders = [fact for fact in facts if isinstance(fact, OrderStep)]
    planned_ms, started_ms, name = show["planned_start_ms"], show["started_ms"], show["show"]
    if not orders or planned_ms is None:  # without a plan it begins with whatever comes first
        return facts
    if started_ms is None:
        raise CheckFailed(f"Show {name} has not begun, and orders count from its start on: upload them again then.")
    if show["status"] == "ended":
        note(
            f"Show {name} is over: an order that it does not know is not counted any more (import makes a show of them)."
        )
    since_ms = min(planned_ms, started_ms)
    early = {
        step.order for step in orders if isinstance(step.at, int) and step.status == "created" and step.at < since_ms
    }
    if early:
        note(f"{len(early)} orders were made before show {name} and are left out.")
    return [fact for fact in facts if not (isinstance(fact, OrderStep) and fact.order in early)]


async def _key(settings: Settings, room: str) -> str:
    """Return the key of the feed `sheet`: made from the installation's secret, so that there is one however often it is used."""
    from controlroom.server.tokens import KEY_PREFIX, key_hash
    from controlroom.store import open_store

    async with open_store(settings) as store:
        secret = await store.book.secret("sheets")
        key = KEY_PREFIX + hmac.new(secret, room.encode(), "sha256").hexdigest()
        if await store.book.feed_of_key(room, key_hash(key)) is None:
            await store.book.add_key(room, FEED, key_hash(key), time.time_ns() // 1_000_000)
    return key


async def _post(server: httpx.AsyncClient, facts: list[Fact], key: str) -> dict[str, Any]:
    import msgspec

    done: dict[str, Any] = {"accepted": 0, "duplicates": 0, "rejected": []}
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    for start in range(0, len(facts), _BATCH):
        lines = b"\n".join(map(msgspec.json.encode, facts[start : start + _BATCH]))
        answer = await server.post("events", content=lines, headers=headers)
        for _ in range(_TRIES):
            if answer.status_code not in (429, 503):
                break
            await asyncio.sleep(float(answer.headers.get("Retry-After", "1")))
            answer = await server.post("events", content=lines, headers=headers)
        body = answer.json() if answer.status_code == 422 else told(answer)
        done["accepted"] += body.get("accepted", 0)
        done["duplicates"] += body.get("duplicates", 0)
        done["rejected"] += [f"{bad['message']} [{bad['code']}]" for bad in body.get("rejected", ())]
    return done
