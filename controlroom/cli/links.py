"""The links of a room's people: printed, given for a while, ended.

Owns: `links`, `links revoke`.
Law: what a running server must know of an ended link it is told at once, and it takes the screens off; without a server the
store is changed itself. A link stands alone on its line.
Must not know: what a link is made of (`server.linking`).
"""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from controlroom.cli.addresses import default_address
from controlroom.cli.asking import NoServer, server_of, told
from controlroom.cli.helping import Group
from controlroom.cli.rooms import Format, note_aside, room_of
from controlroom.cli.saying import Data, Room, Wrong, here, note, say, settings_of
from controlroom.domain.roles import PEOPLE, Role

if TYPE_CHECKING:
    from controlroom.server.linking import LinkLine
    from controlroom.settings import Settings
    from controlroom.store import Store


class _Group(Group):
    """`links ROOM` prints; any other first word that is a command's is that command."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `show` before what names no command."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["show", *args]
        return super().parse_args(ctx, args)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    group = typer.Typer(
        help="People's links: print and give (`controlroom links ROOM`), and end.", no_args_is_help=True, cls=_Group
    )
    group.command("show")(show)
    group.command("revoke")(revoke)
    app.add_typer(group, name="links")


def show(
    room: Annotated[str | None, typer.Argument(metavar="ROOM", help="The room's name.", show_default=False)] = None,
    form: Annotated[Format, typer.Option("--format", help="For people or for programs.")] = Format.text,
    people: Annotated[bool, typer.Option("--people", help="Each member's own link, to their tasks.")] = False,
    role: Annotated[
        list[str] | None, typer.Option("--role", help="Of this role only.", show_default="every role")
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(metavar="8h", help="Give new ones, which end by themselves after so long.", show_default=False),
    ] = None,
    qr: Annotated[bool, typer.Option("--qr", help="Print each as a QR code too.")] = False,
    admin: Annotated[bool, typer.Option("--admin", help="The installation's admin's, to every room.")] = False,
    renew: Annotated[bool, typer.Option("--renew", help="With --admin: those printed before end.")] = False,
    data: Data = None,
) -> None:
    """Print each role's link, or with --people each member of the team's own.

    A link signs in whoever opens it: give it only to whom it is for.
    Its token is also a bearer token.
    """
    settings = settings_of(data)
    if (room is None) != admin or (renew and not admin):
        raise Wrong("Say whose links: controlroom links ROOM, or controlroom links --admin [--renew].")
    if room is None:
        url = asyncio.run(admin_link(settings, renew))
        say(url)
        if qr:
            say(_drawn(url))
        return
    if unknown := [one for one in role or () if one not in set(PEOPLE)]:
        raise Wrong(f"There is no role {unknown[0]!r}: there are {', '.join(PEOPLE)}.")
    roles = [Role(one) for one in role] if role else list(PEOPLE)
    found = asyncio.run(_links(settings, room, roles, people, _span_ms(expires)))
    if form is Format.json:
        import msgspec

        say(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    for name, link in found.items():
        say(f"{name:<10}  {link['url']}")
        if qr:
            say(_drawn(str(link["url"])))
    if expires is not None:
        ids = " ".join(str(link["id"]) for link in found.values())
        note(f"They end {_day(next(iter(found.values()))['expires_ms'])}; one before its time ends with")
        note(f"controlroom links revoke {room} LINK{here(settings)} (LINK: {ids})")


def _span_ms(expires: str | None) -> int | None:
    if expires is None:
        return None
    from controlroom.planfile.scalars import duration_ms
    from controlroom.server.link_answers import LONGEST_MS

    span = duration_ms(expires)
    if span is None or not 0 < span <= LONGEST_MS:
        raise Wrong(f"--expires {expires!r} is no length of time: write 90s, 15m, 8h or 2d, a year at most.")
    return span


async def _links(
    settings: Settings, room: str, roles: Sequence[Role], people: bool, span_ms: int | None
) -> dict[str, dict[str, Any]]:
    from controlroom.cli.plan_texts import team_of
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        address = await _address(store, settings)
        team = (await team_of(store, room) if people else None) or ()
        if people and not team:
            raise Wrong(
                f"The room {room!r} has no plan with a team (show.team): its links are by role, without --people."
            )
        whose = [(member.id, Role(member.role), member.id) for member in team if Role(member.role) in roles]
        if not people:
            found = {line.role.value: line for line in await _lines(store, room) if line.standing and not line.person}
            found = {role.value: found[role.value] for role in roles}
            whose = [(role.value, role, "") for role in roles]
        else:
            found = {line.person: line for line in await _lines(store, room) if line.standing and line.person}
        if span_ms is not None:
            found = {name: await _give(store, room, role, person or None, span_ms) for name, role, person in whose}
        return {name: _told(address, found[name]) for name, _, _ in whose}


async def _address(store: Store, settings: Settings) -> str:
    """Return by which address people reach the server of this data folder."""
    book = store.book
    return settings.public_url or await book.note("public") or await book.note("address") or default_address(settings)


async def _lines(store: Store, room: str) -> list[LinkLine]:
    from controlroom.cli.plan_texts import team_of
    from controlroom.server.linking import lines
    from controlroom.server.tokens import LINK_SECRET

    return await lines(
        store.links, await store.book.secret(LINK_SECRET), room, PEOPLE, await team_of(store, room)
    )  # fmt: skip


async def _give(store: Store, room: str, role: Role, person: str | None, span_ms: int) -> LinkLine:
    from controlroom.server.linking import TooManyLinks, give, said_of
    from controlroom.server.tokens import LINK_SECRET

    until_ms = time.time_ns() // 1_000_000 + span_ms
    secret = await store.book.secret(LINK_SECRET)
    try:
        line = await give(store.links, secret, room, role, person=person, until_ms=until_ms)
    except TooManyLinks as error:
        raise Wrong(str(error)) from error
    await note_aside(store, room, "link.give", said_of(line))
    return line


def _told(address: str, line: LinkLine) -> dict[str, Any]:
    return {"url": address + line.path, "token": line.token, "id": line.id, "expires_ms": line.expires_ms}


async def admin_link(settings: Settings, renew: bool = False, address: str | None = None) -> str:
    """Return the installation's admin link; `renew`: a new one, and those printed before end within seconds."""
    from controlroom.server.auth import ADMINS_NOTE
    from controlroom.server.tokens import LINK_SECRET, admin_token
    from controlroom.store import open_store

    async with open_store(settings) as store:
        generation = int(await store.book.note(ADMINS_NOTE) or 0) + renew
        if renew:
            await store.book.put_note(ADMINS_NOTE, str(generation))
        token = admin_token(await store.book.secret(LINK_SECRET), generation)
        return f"{address or await _address(store, settings)}/?token={token}"


def _day(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone().strftime("%Y-%m-%d %H:%M")


def _drawn(url: str) -> str:
    import segno

    out = io.StringIO()
    segno.make(url, micro=False, error="l").terminal(out, border=2, compact=True)
    return out.getvalue()


def revoke(
    room: Room,
    link: Annotated[
        str | None,
        typer.Argument(
            metavar="LINK", help="Its role or id, or the link itself; a member: all of theirs.", show_default=False
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every link of the room.")] = False,
    data: Data = None,
) -> None:
    """End a link, or with --all every link of the room.

    It opens nothing any more, and screens that came by it are taken off at once.
    The next `links ROOM` prints a new one in its place.
    """
    if (link is None) == (not every):
        raise Wrong("Say which link ends, or --all.")
    settings = settings_of(data)
    ended = asyncio.run(_revoke(settings, room, link))
    what = "Every link has" if link is None else "The link has"
    say(
        f"{what} ended.{'' if not ended else f' It took {ended} screens off.' if ended > 1 else ' It took a screen off.'}"
    )
    note(f"New ones: controlroom links {room}{here(settings)}")


async def _revoke(settings: Settings, room: str, link: str | None) -> int:
    from controlroom.cli.plan_texts import team_of
    from controlroom.server.linking import end, find, said_of
    from controlroom.server.tokens import LINK_SECRET
    from controlroom.store import open_store

    async with open_store(settings) as store:
        await room_of(store.book, room, settings)
        found: list[LinkLine] = []
        if link is not None:
            secret = await store.book.secret(LINK_SECRET)
            found = await find(store.links, secret, room, PEOPLE, await team_of(store, room), link)
        if link is not None and not found:
            raise Wrong(f"No link {link!r} of the room {room!r} stands: see controlroom links {room}{here(settings)}")
        name = found[0].id if len(found) == 1 else link or ""  # no word of it opens anything
        try:
            async with server_of(settings, room, Role.ADMIN) as server:
                return int(told(await server.delete(f"links/{quote(name, safe='')}" if found else "links"))["ended"])
        except NoServer:  # no server runs: the store is changed itself
            if found:
                await end(store.links, room, found)
            else:
                await store.links.revoke_all(room)
            await note_aside(store, room, "link.end" if found else "links.end", said_of(*found) if found else "")
            return 0
