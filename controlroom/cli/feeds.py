"""How the feeds of a room are doing.

Owns: `feeds`.
Law: health is the running server's; it is asked over the public contract, never read out of its memory or guessed.
Must not know: how health is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import typer

from controlroom.cli.saying import CheckFailed, Data, Room, here, note, settings_of, table

if TYPE_CHECKING:
    from controlroom.settings import Settings

_HEADS: Final = (
    "feed", "kind", "state", "last heard", "lag p50", "lag p99", "accepted", "duplicates", "rejected", "late", "skewed",
)  # fmt: skip
_COUNTS: Final = ("accepted", "duplicates", "rejected", "late", "skewed")
_ANSWERS_WITHIN_S: Final = 5.0


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("feeds")(feeds)


def feeds(room: Room, data: Data = None) -> None:
    """Show the health of a room's feeds, as the running server sees it."""
    settings = settings_of(data)
    rows = asyncio.run(_health(settings, room))
    if not rows:
        note(f"No feed has sent anything yet. A key for one: controlroom keys new {room} FEED{here(settings)}")
        return
    table(_HEADS, [_row(feed) for feed in rows], right=range(4, len(_HEADS)))


async def _health(settings: Settings, room: str) -> list[dict[str, Any]]:
    import httpx

    from controlroom.cli.rooms import role_links, room_of
    from controlroom.store import open_store

    async with open_store(settings) as store:
        row = await room_of(store.book, room, settings)
        address = await store.book.note("address")
        token = (await role_links(store.book, row, ""))["admin"]["token"]
    start = f"start it with controlroom serve{here(settings)}"
    if address is None:
        raise CheckFailed(f"No server runs on {settings.data}, so nothing is known of its feeds: {start}")
    try:
        async with httpx.AsyncClient(base_url=address, timeout=_ANSWERS_WITHIN_S, trust_env=False) as client:
            answer = await client.get(
                f"/api/v1/rooms/{room}/state", params={"topics": "feeds"}, headers={"Authorization": f"Bearer {token}"}
            )
    except httpx.TransportError as error:
        raise CheckFailed(f"The server at {address} does not answer ({type(error).__name__}): {start}") from error
    if answer.status_code != 200:
        raise CheckFailed(f"The server at {address} answered {answer.status_code}: {answer.text[:300]}")
    rows: list[dict[str, Any]] = answer.json()["topics"]["feeds"]
    return rows


def _row(feed: Mapping[str, Any]) -> list[object]:
    last = feed["last_ms"]
    heard = None if last is None else datetime.fromtimestamp(last / 1000, UTC).astimezone().strftime("%H:%M:%S")
    lags = [None if feed[name] is None else f"{feed[name]} ms" for name in ("lag_p50_for_ms", "lag_p99_for_ms")]
    return [feed["name"], feed["kind"], feed["state"], heard, *lags, *(feed[name] for name in _COUNTS)]
