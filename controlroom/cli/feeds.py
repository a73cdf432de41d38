"""How the feeds of a room are doing.

Owns: `feeds`.
Law: health is what the running server says it is.
Must not know: how health is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import typer

from controlroom.cli.asking import server_of, told
from controlroom.cli.saying import Data, Room, here, note, settings_of, table

if TYPE_CHECKING:
    from controlroom.settings import Settings

_HEADS: Final = (
    "feed", "kind", "state", "last heard", "lag p50", "lag p99", "accepted", "duplicates", "rejected", "late", "skewed",
    "unknown types",
)  # fmt: skip
_COUNTS: Final = ("accepted", "duplicates", "rejected", "late", "skewed")


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
    async with server_of(settings, room, "admin") as server:
        state = told(await server.get("state", params={"topics": "feeds"}))
    rows: list[dict[str, Any]] = state["topics"]["feeds"]
    return rows


def _row(feed: Mapping[str, Any]) -> list[object]:
    last = feed["last_ms"]
    heard = None if last is None else datetime.fromtimestamp(last / 1000, UTC).astimezone().strftime("%H:%M:%S")
    lags = [None if feed[name] is None else f"{feed[name]} ms" for name in ("lag_p50_for_ms", "lag_p99_for_ms")]
    unknown = ", ".join(f"{type_} × {count}" for type_, count in feed["unknown"].items()) or None
    return [feed["name"], feed["kind"], feed["state"], heard, *lags, *(feed[name] for name in _COUNTS), unknown]
