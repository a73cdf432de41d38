"""The feeds of a room: how they are doing, which there are, and what they had to refuse.

Owns: `feeds ROOM`, `feeds add`, `remove`, `kinds`, `list`, `test`, `rejects`, `retry`.
Law: health is what the running server says it is. Which feeds a room has goes through the same list as the pages' (the feeds'
file and the book), so a running server follows within two seconds. A secret is read, never printed.
Must not know: how health is counted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from controlroom.cli.asking import server_of, told
from controlroom.cli.helping import Group
from controlroom.cli.saying import CheckFailed, Data, Room, Wrong, here, note, say, settings_of, table

if TYPE_CHECKING:
    from controlroom.settings import Settings

_HEADS: Final = (
    "feed", "kind", "state", "last heard", "lag p50", "lag p99", "accepted", "duplicates", "rejected", "late", "skewed",
    "unknown types",
)  # fmt: skip
_COUNTS: Final = ("accepted", "duplicates", "rejected", "late", "skewed")
_TRIED_S: Final = 6.0
_TRY_EVERY_S: Final = 0.5

Feed = Annotated[str, typer.Argument(metavar="FEED", help="The feed's name.", show_default=False)]


class _OrHealth(Group):
    """`controlroom feeds ROOM` is `controlroom feeds health ROOM`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant."""
        if args and args[0] not in self.commands:
            args = ["health", *args]
        return super().resolve_command(ctx, args)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(
        cls=_OrHealth,
        help="A room's feeds: health (`controlroom feeds ROOM`), and which there are.",
        no_args_is_help=True,
    )
    for name, command in (
        ("health", health), ("list", list_), ("add", add), ("remove", remove), ("kinds", kinds), ("test", try_),
        ("rejects", rejects), ("retry", retry),
    ):  # fmt: skip
        group.command(name)(command)
    app.add_typer(group, name="feeds")


def health(room: Room, data: Data = None) -> None:
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
    lags = [None if feed[name] is None else f"{feed[name]} ms" for name in ("lag_p50_for_ms", "lag_p99_for_ms")]
    unknown = ", ".join(f"{type_} × {count}" for type_, count in feed["unknown"].items()) or None
    heard = _clock(feed["last_ms"])
    return [feed["name"], feed["kind"], feed["state"], heard, *lags, *(feed[name] for name in _COUNTS), unknown]


def _clock(at_ms: int | None) -> str | None:
    return None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%H:%M:%S")


def list_(room: Room, data: Data = None) -> None:
    """List the feeds that a room is given, and where each is entered."""
    settings = settings_of(data)
    found = asyncio.run(_listed(settings, room))
    for fault in found.faults:
        note(fault)
    rows = []
    for one in found.feeds:
        options = [f"{name}={value}" for name, value in one.row.options.items() if name not in one.secrets]
        options += [f"{name} set" for name in sorted(one.secrets)]
        where = f"{one.origin} (also on the page)" if one.twice else one.origin
        rows.append((one.row.name, one.row.kind, where, " ".join(options) or None, one.fault))
    if rows:
        table(("feed", "kind", "entered", "options", "cannot run"), rows)
    else:
        note(f"The room has none: add one with controlroom feeds add {room} NAME --kind KIND{here(settings)}")
    if found.faults or any(one.fault is not None for one in found.feeds):
        raise CheckFailed("Not every feed can run.")


async def _listed(settings: Settings, room: str) -> Any:
    from controlroom.cli.rooms import room_of
    from controlroom.live.feedlist import Feeds
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        return await Feeds(store.book, settings).of(room)


def add(
    room: Room,
    feed: Feed,
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="See: feeds kinds.", show_default=False)],
    options: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="OPTION=VALUE",
            help="An option; of a secret better env:NAME or file:PATH.",
            show_default=False,
        ),
    ] = None,
    data: Data = None,
) -> None:
    """Add a feed to a room, or change it: secrets that are not given stay as they are."""
    given: dict[str, str] = {}
    for one in options or ():
        name, sign, value = one.partition("=")
        if not sign:
            raise Wrong(f"--set {name}: write OPTION=VALUE.")
        given[name.strip()] = value
    asyncio.run(_add(settings_of(data), room, feed, kind, given))
    say(f"{feed} of {room} is entered; a running server follows within two seconds.")


async def _add(settings: Settings, room: str, feed: str, kind: str, options: dict[str, str]) -> None:
    from controlroom.cli.rooms import note_aside, room_of
    from controlroom.live.feeding import FeedRow
    from controlroom.live.feedlist import Feeds, NotEntered
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        feeds = Feeds(store.book, settings)
        there = any(one.row.name == feed for one in (await feeds.of(room)).feeds)
        try:
            await feeds.enter(room, FeedRow(feed, kind, options), trusted=True)
        except NotEntered as error:
            raise Wrong(str(error)) from error
        await note_aside(store, room, "feed.set" if there else "feed.new", f"{feed} · {kind}")


def remove(room: Room, feed: Feed, data: Data = None) -> None:
    """Take a feed out of a room, and forget its secrets."""
    asyncio.run(_remove(settings_of(data), room, feed))
    say(f"{feed} of {room} is taken out.")


async def _remove(settings: Settings, room: str, feed: str) -> None:
    from controlroom.cli.rooms import note_aside, room_of
    from controlroom.live.feedlist import Feeds, NotEntered
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        try:
            there = await Feeds(store.book, settings).take_out(room, feed)
        except NotEntered as error:
            raise Wrong(str(error)) from error
        if there:
            await note_aside(store, room, "feed.end", feed)
    if not there:
        raise Wrong(
            f"The room {room!r} has no feed {feed!r}: controlroom feeds list {room}{here(settings)} names them."
        )


def kinds() -> None:
    """List the kinds of feeds: what each brings, and its options."""
    from controlroom.feeds.registry import UnknownKind, find, names

    rows = []
    for name in names():
        try:
            kind = find(name)
        except UnknownKind as error:
            note(str(error))
            continue
        brings = [f"{tag}{' (estimate)' if fact in kind.estimates else ''}" for fact, tag in _tags(kind.carries)]
        options = [f"{option.name}{' (secret)' if option.secret else ''}" for option in kind.options]
        comes = "fetched" if kind.make is not None else "webhook" if kind.hook is not None else "sent with a key"
        rows.append((name, kind.title.get("en", name), comes, " ".join(brings), " ".join(options) or None))
    table(("kind", "what", "comes", "brings", "options"), rows)


def _tags(facts: Any) -> list[tuple[Any, str]]:
    return [(fact, str(fact.__struct_config__.tag)) for fact in facts]


def try_(room: Room, feed: Feed, data: Data = None) -> None:
    """Tell whether a feed's messages come, as the running server sees it: for some seconds, then with exit 1."""
    said, well = asyncio.run(_test(settings_of(data), room, feed))
    say(said)
    if not well:
        raise CheckFailed(f"Nothing has come from {feed} yet.")


async def _test(settings: Settings, room: str, feed: str) -> tuple[str, bool]:
    waited = 0.0
    async with server_of(settings, room, "admin") as server:
        while True:
            state = told(await server.get("state", params={"topics": "feeds"}))
            now_ms = state["clock"]["now_ms"]
            rows: list[dict[str, Any]] = state["topics"]["feeds"]
            found = next((row for row in rows if row["name"] == feed), None)
            if (found is not None and found["state"] == "live") or waited >= _TRIED_S:
                break
            await asyncio.sleep(_TRY_EVERY_S)
            waited += _TRY_EVERY_S
    if found is None:
        raise Wrong(
            f"The room {room!r} has no feed {feed!r}: controlroom feeds list {room}{here(settings)} names them."
        )
    last = "no message yet"
    if found["last_ms"] is not None:
        last = f"last message {(now_ms - found['last_ms']) / 1000:.1f} s ago"
        last += f": {found['last_type']}" if found["last_type"] else ""
    why = f" ({found['why']})" if found["why"] else ""
    return f"{feed}: {found['link'] or found['state']}, {last}{why}", found["state"] == "live"


def rejects(
    room: Room,
    feed: Annotated[str | None, typer.Argument(metavar="FEED", help="Of this feed only.", show_default=False)] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=10_000, help="The newest so many.")] = 50,
    data: Data = None,
) -> None:
    """List the events that were rejected, with their reasons, newest first."""
    rows = asyncio.run(_rejects(settings_of(data), room, feed, limit))
    if not rows:
        note("Nothing is on the list of rejected events.")
        return
    table(
        ("at", "feed", "code", "field", "reason"),
        [(_clock(row.received_ms), row.feed, row.code, row.path or None, row.message) for row in rows],
    )


async def _rejects(settings: Settings, room: str, feed: str | None, limit: int) -> list[Any]:
    from controlroom.cli.rooms import room_of
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        found = await store.book.rejects(room, limit if feed is None else 10_000)
    return [row for row in found if feed in (None, row.feed)][:limit]


def retry(
    room: Room,
    feed: Annotated[str | None, typer.Argument(metavar="FEED", help="Of this feed only.", show_default=False)] = None,
    data: Data = None,
) -> None:
    """Read the rejected events again, after a fix: what is taken now leaves the list."""
    answer = asyncio.run(_retry(settings_of(data), room, feed))
    say(
        f"{answer['taken']} taken ({answer['accepted']} new, {answer['duplicates']} known already), "
        f"{answer['refused']} still refused, {answer['unreadable']} not kept whole."
    )
    if answer.get("made_up"):
        say(
            f"{answer['made_up']} gifts of a combo are not told again: its next counter had them in it, unless it was its last."
        )


async def _retry(settings: Settings, room: str, feed: str | None) -> dict[str, Any]:
    async with server_of(settings, room, "admin") as server:
        answer: dict[str, Any] = told(await server.post("rejects/retry", json={} if feed is None else {"feed": feed}))
        return answer
