"""Rooms, the keys of feeds and the links of people.

Owns: `rooms new`, `rooms list`, `rooms names`, `keys new`, `keys revoke`; the links of a room that was just made.
Law: everything goes through the book, where a running server sees it at once; a key is shown once and never kept.
Must not know: how a room runs.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from controlroom.cli.saying import Data, Room, Wrong, here, note, say, settings_of, table, words_of

if TYPE_CHECKING:
    from controlroom.ports import Book, RoomRow
    from controlroom.settings import Settings
    from controlroom.store import Store


USUAL = "usual"
"""Instead of a length of time: as the installation has it."""

_KEEP_MOST_S = 366 * 86_400


class Format(StrEnum):
    """How something is printed."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(help="Make and list rooms.", no_args_is_help=True)
    group.command("new")(new)
    group.command("list")(list_)
    group.command("names")(names)
    app.add_typer(group, name="rooms")
    group = typer.Typer(help="Make and end keys of feeds.", no_args_is_help=True)
    group.command("new")(new_key)
    group.command("revoke")(revoke_keys)
    app.add_typer(group, name="keys")


def new(
    room: Annotated[str, typer.Argument(metavar="ROOM", help="Its name: a-z, 0-9, - and _.", show_default=False)],
    plan: Annotated[Path | None, typer.Option(metavar="FILE", help="The plan of its first show.")] = None,
    rehearsal: Annotated[bool, typer.Option("--rehearsal", help="Its clock is driven from outside.")] = False,
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="Of a rehearsal: the same seed, the same journal.", show_default="1"),
    ] = None,
    data: Data = None,
) -> None:
    """Make a room, with its first show.

    A plan's errors of shape and references are refused; the trade's findings are not (see check).
    Without a plan the show goes live with its first fact.
    """
    if seed is not None and not rehearsal:
        raise Wrong("--seed is a rehearsal's: give --rehearsal too, or leave it out.")
    asyncio.run(_new(settings_of(data), room, plan, rehearsal, 1 if seed is None else seed))


async def _new(settings: Settings, room: str, file: Path | None, rehearsal: bool, seed: int) -> None:
    from controlroom.cli.plan_texts import keep_text
    from controlroom.cli.plans import read_plan
    from controlroom.live.opening import make_room
    from controlroom.store import open_store

    plan = read_plan(file) if file is not None else None
    words = words_of(settings, room).version
    async with open_store(settings) as store:
        row = await make_room(
            store.book,
            room,
            plan,
            now_ms=time.time_ns() // 1_000_000,
            rehearsal=rehearsal,
            seed=seed,
            words_version=words,
        )
        if plan is not None:
            await keep_text(store, room, plan, file)
        show = await store.book.current_show(room)
    kind = f"rehearsal, seed {row.seed}" if rehearsal else "live"
    say(f"Room {room} ({kind}) is there, with show {show.id if show is not None else '?'}.")
    note(f"A feed's key: controlroom keys new {room} FEED{here(settings)}")
    note(f"People's links: controlroom links {room}{here(settings)}")


def list_(data: Data = None) -> None:
    """List the rooms, with their shows."""
    asyncio.run(_list(settings_of(data)))


async def _list(settings: Settings) -> None:
    from controlroom.store import open_store

    async with open_store(settings) as store:
        rows = []
        for row in await store.book.rooms():
            shows = await store.book.shows(row.slug)
            current = next((show.id for show in shows if show.current), None)
            rows.append((row.slug, row.mode, current, len(shows), _day(row.created_ms)))
    if not rows:
        note(f"There is no room in {settings.data}: make one with controlroom rooms new ROOM{here(settings)}")
        return
    table(("room", "mode", "current show", "shows", "made"), rows, right=(3,))


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def names(
    room: Room,
    keep: Annotated[
        str | None,
        typer.Argument(
            metavar="KEEP",
            help="For so long: 90m, 12h, 7d; 0: not at all; usual: as all rooms.",
            show_default="say how long",
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Tell, or set, how long a room keeps viewers' nicknames.

    What is kept for longer is forgotten then, with 0 at once; the screens of a running server follow within a second or two.
    """
    settings = settings_of(data)
    span_s = _keep_s(keep) if keep is not None else None
    own_s, gone = asyncio.run(_names(settings, room, keep, span_s))
    kept_s = settings.names_keep_s if own_s is None else own_s
    how = "as all rooms: CONTROLROOM_NAMES_KEEP_S" if own_s is None else "its own time"
    say(f"{room} keeps nicknames for {_span(kept_s)} ({how})." if kept_s else f"{room} keeps no nicknames ({how}).")
    if keep is not None and not kept_s:
        say(f"{gone} that it had {'is' if gone == 1 else 'are'} forgotten.")


def _keep_s(keep: str) -> int | None:
    from controlroom.planfile.scalars import duration_ms

    if keep in ("0", USUAL):
        return 0 if keep == "0" else None
    span_ms = duration_ms(keep)
    if span_ms is None or not 1000 <= span_ms <= _KEEP_MOST_S * 1000:
        raise Wrong(f"{keep!r} is no length of time: write 90m, 12h or 7d (a year at most), 0 or {USUAL}.")
    return span_ms // 1000


def _span(seconds: int) -> str:
    for unit, length_s in (("d", 86_400), ("h", 3600), ("m", 60)):
        if seconds % length_s == 0:
            return f"{seconds // length_s}{unit}"
    return f"{seconds}s"


async def _names(settings: Settings, room: str, keep: str | None, span_s: int | None) -> tuple[int | None, int]:
    """Set the time where one is given; return the room's own, and how many nicknames were forgotten at once."""
    from controlroom.live.naming import own_keep_s, set_keep
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        gone = 0
        if keep is not None:
            now_ms = time.time_ns() // 1_000_000
            gone = await set_keep(store.book, room, span_s, settings.names_keep_s, now_ms)
            await note_aside(store, room, "names.keep", keep)
        return await own_keep_s(store.book, room), gone


def new_key(
    room: Room,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="The feed's name.", show_default=False)],
    data: Data = None,
) -> None:
    """Make a key for a feed and print it, alone.

    It is shown once. Keys made before stay good.
    """
    from controlroom.feeds.naming import fit_name, misnamed

    if not fit_name(feed):
        raise Wrong(misnamed(feed))
    say(asyncio.run(_new_key(settings_of(data), room, feed)))


async def _new_key(settings: Settings, room: str, feed: str) -> str:
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        key = await make_key(store.book, room, feed)
        await note_aside(store, room, "key.new", feed)
        return key


def revoke_keys(
    room: Room,
    feed: Annotated[str, typer.Argument(metavar="FEED", help="The feed's name.", show_default=False)],
    data: Data = None,
) -> None:
    """End every key of a feed: a running server takes nothing by them any more within seconds."""
    settings = settings_of(data)
    ended = asyncio.run(_revoke_keys(settings, room, feed))
    if not ended:
        raise Wrong(f"The room {room!r} has no key of a feed {feed!r}.")
    say("The key has ended." if ended == 1 else f"{ended} keys have ended.")
    note(f"A new one: controlroom keys new {room} {feed}{here(settings)}")


async def _revoke_keys(settings: Settings, room: str, feed: str) -> int:
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        ended = await store.book.end_keys(room, feed)
        if ended:
            await note_aside(store, room, "key.end", feed)
        return ended


async def note_aside(store: Store, room: str, what: str, about: str) -> None:
    """Note for the audit what was done here about a room's links, keys and feeds (`domain.asides.ACCESS`)."""
    from controlroom.domain.asides import Aside

    show = await store.book.current_show(room)
    at_ms = time.time_ns() // 1_000_000
    aside = Aside(room=room, show=show.id if show is not None else "", at_ms=at_ms, role=None, what=what, about=about)
    await store.asides.enter([aside])


async def make_key(book: Book, room: str, feed: str) -> str:
    """Make a feed's key, enter its hash and return it."""
    from controlroom.server.tokens import key_hash, new_feed_key

    key = new_feed_key()
    await book.add_key(room, feed, key_hash(key), time.time_ns() // 1_000_000)
    return key


async def room_of(book: Book, room: str, settings: Settings) -> RoomRow:
    """Return a room's row.

    Raises:
        Wrong: There is no such room.
    """
    row = await book.room(room)
    if row is None:
        names = ", ".join(row.slug for row in await book.rooms())
        rooms = f"there are {names}" if names else "there is none yet"
        raise Wrong(
            f"There is no room {room!r} in {settings.data} ({rooms}): "
            f"make it with controlroom rooms new {room}{here(settings)}"
        )
    return row


async def role_links(book: Book, row: RoomRow, address: str) -> dict[str, dict[str, str]]:
    """Return each role's link and token of a room whose links were never ended: `{"controller": {"url", "token"}, …}`."""
    from controlroom.domain.roles import PEOPLE
    from controlroom.server.tokens import LINK_SECRET, link_path, role_token

    secret = await book.secret(LINK_SECRET)
    found = {}
    for role in PEOPLE:
        token = role_token(secret, row.slug, role, row.link_generation)
        found[role.value] = {"url": address + link_path(row.slug, role, token), "token": token}
    return found
