"""Which links a room's people have, and how one is given and ended.

Owns: the standing link of each role and member (the same each time, so it can be printed again), links that end by
themselves, and what becomes of the next standing one when one was ended.
Law: a link says all that it may do itself and is signed; the store knows only which ended early and when one was last used,
so looking at the links changes nothing. A member's counts while the plan gives them its role; without a plan it says so itself.
Only links of the roles that one may give (`domain.roles.GIVES`) are shown, given, ended.
Must not know: HTTP, who is connected.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from msgspec import Struct

from controlroom.domain.links import GivenLink
from controlroom.domain.plan import Person
from controlroom.domain.roles import PEOPLE, Role
from controlroom.ports import Links
from controlroom.server.auth import now_ms
from controlroom.server.tokens import Link, is_given, link_path, new_link_id, read_token, sign

MOST: Final = 1000
"""So many links that were given a room has; of those that were ended and would not end by themselves it must be known too."""

_NAME: Final = re.compile(r"(?P<role>[a-z]+)\.(?P<person>.{1,200}?)(?:\+(?P<nr>[0-9]{1,6}))?")


class TooManyLinks(ValueError):
    """A room has as many links as it may; the message says so, and the mend."""


class LinkLine(Struct, frozen=True, kw_only=True):
    """A link that opens something now. `expires_ms`: when it ends by itself; None: never; `used_ms`: to the minute."""

    id: str
    role: Role
    person: str | None
    path: str
    token: str
    standing: bool
    made_ms: int | None
    expires_ms: int | None
    used_ms: int | None


async def lines(
    links: Links, secret: bytes, room: str, roles: Collection[Role], team: Sequence[Person] | None
) -> list[LinkLine]:
    """Return the links of a room that count: each role's, each member's own, then those given, oldest first.

    Without a plan those follow that were used by members of an earlier one.

    Args:
        roles: Whose.
        team: Of the room's plan; None: it has none.
    """
    generation = await links.generation(room)
    kept = {row.id: row for row in await links.all(room)}
    found = [_standing(kept, secret, room, generation, role) for role in PEOPLE if role in roles]
    for member in team or ():
        if Role(member.role) in roles:
            found.append(_standing(kept, secret, room, generation, Role(member.role), member.id))
    now = now_ms()
    for row in kept.values():
        counts = row.person is None or allows(team, row.person, row.role)
        if counts and row.stands(now) and row.role in roles and is_given(row.id):
            found.append(_line(kept, secret, _given(row, generation), standing=False))
    return found + (_left(kept, secret, room, generation, roles) if team is None else [])


def allows(team: Iterable[Person] | None, person: str, role: Role) -> bool:
    """Tell whether a room's plan gives a member a role; where there is no plan (`team` is None), their link says so itself."""
    return team is None or any(member.id == person and member.role == role for member in team)


async def give(
    links: Links, secret: bytes, room: str, role: Role, *, person: str | None = None, until_ms: int | None = None
) -> LinkLine:
    """Give a new link, which can be ended by itself.

    Args:
        person: A member of the team: then it is that person's own.
        until_ms: When it ends by itself; None: never.

    Raises:
        TooManyLinks: The room has as many as it may.
    """
    now = now_ms()
    kept = [row for row in await links.all(room) if is_given(row.id) and (row.until_ms is None or now < row.until_ms)]
    if len(kept) >= MOST:
        raise TooManyLinks(
            f"The room {room!r} has {MOST:,} links that were given, ended ones among them: end every link of the room, "
            "or wait until some have ended by themselves."
        )
    row = GivenLink(room=room, id=new_link_id(), role=role, person=person, made_ms=now, until_ms=until_ms)
    await links.give(row)
    return _line({row.id: row}, secret, _given(row, await links.generation(room)), standing=False)


async def end(links: Links, room: str, found: Iterable[LinkLine]) -> None:
    """End links; a standing one's place is taken by the next, which nobody has yet."""
    for line in found:
        await links.revoke(
            GivenLink(
                room=room, id=line.id, role=line.role, person=line.person, made_ms=line.made_ms or now_ms(),
                until_ms=line.expires_ms, used_ms=line.used_ms, revoked_ms=now_ms(),
            )
        )  # fmt: skip


def said_of(line: LinkLine, *more: LinkLine) -> str:
    """Return whose link it is and its id, as the audit says it: no word of it opens anything.

    Args:
        more: The member's others, where all of them ended.
    """
    return " · ".join([line.person or line.role.value, *([line.id] if not line.standing and not more else [])])


async def find(
    links: Links, secret: bytes, room: str, roles: Collection[Role], team: Sequence[Person] | None, name: str
) -> list[LinkLine]:
    """Return the link of this id, token or address, also where the plan lets it open nothing now, or all of a member's.

    Args:
        roles: Whose links it may be.
        team: As in `lines`.
    """
    token = name.rpartition("token=")[2]
    found = await lines(links, secret, room, roles, team)
    if by_id := [line for line in found if name == line.id or token == line.token]:
        return by_id
    generation, kept = await links.generation(room), {row.id: row for row in await links.all(room)}
    link = _by_name(kept, room, generation, name) or read_token(secret, token)
    if link is None:
        return _all_of(kept, secret, room, generation, roles, team, name)
    row = kept.get(link.name)
    stands = row.stands(now_ms()) if row is not None else link.id is None
    ours = (link.room, link.generation) == (room, generation) and link.role in roles
    return [_line(kept, secret, link, standing=link.id is None)] if stands and ours and link.person is not None else []


def _by_name(kept: dict[str, GivenLink], room: str, generation: int, name: str) -> Link | None:
    if name in kept and is_given(name):
        return _given(kept[name], generation)
    return _said(room, generation, name)


def _all_of(
    kept: dict[str, GivenLink], secret: bytes, room: str, generation: int, roles: Collection[Role],
    team: Sequence[Person] | None, person: str,
) -> list[LinkLine]:  # fmt: skip
    """Return the links of a member, of every role: of one that the plan may give again, too.

    Nothing, where one of them is of a role that is not in `roles`, or nobody heard of a member of that name.
    """
    theirs = [row for row in kept.values() if row.person == person and row.stands(now_ms())]
    known = {Role(member.role) for member in team or () if member.id == person} | {row.role for row in theirs}
    if not known or not known <= set(roles):
        return []
    given = [_given(row, generation) for row in theirs if is_given(row.id)]
    return [
        *(_standing(kept, secret, room, generation, role, person) for role in PEOPLE if role in roles),
        *(_line(kept, secret, link, standing=False) for link in given),
    ]


def _left(
    kept: dict[str, GivenLink], secret: bytes, room: str, generation: int, roles: Collection[Role]
) -> list[LinkLine]:
    """Return the links that members of an earlier plan used, and that stand until they are ended."""
    rows = [row for row in kept.values() if row.person is not None and row.revoked_ms is None]
    said = [_said(room, generation, row.id) for row in rows]
    return [_line(kept, secret, link, standing=False) for link in said if link is not None and link.role in roles]


def _said(room: str, generation: int, name: str) -> Link | None:
    said = _NAME.fullmatch(name)
    if said is None or said["role"] not in set(PEOPLE):
        return None
    return Link(room, Role(said["role"]), generation, said["person"], int(said["nr"] or 0))


def passing_token(secret: bytes, room: str, generation: int, role: Role, for_ms: int) -> str:
    """Return a token for the installation's own commands: it is good for a moment."""
    return sign(secret, Link(room, role, generation, id="command", until_ms=now_ms() + for_ms))


def _standing(
    kept: dict[str, GivenLink], secret: bytes, room: str, generation: int, role: Role, person: str | None = None
) -> LinkLine:
    nr = 0
    while (row := kept.get(Link(room, role, generation, person, nr).name)) is not None and row.revoked_ms is not None:
        nr += 1
    return _line(kept, secret, Link(room, role, generation, person, nr), standing=True)


def _given(row: GivenLink, generation: int) -> Link:
    return Link(row.room, row.role, generation, row.person, id=row.id, until_ms=row.until_ms)


def _line(kept: dict[str, GivenLink], secret: bytes, link: Link, *, standing: bool) -> LinkLine:
    token, row = sign(secret, link), kept.get(link.name)
    return LinkLine(
        id=link.name,
        role=link.role,
        person=link.person,
        path=link_path(link.room, link.role, token, link.person),
        token=token,
        standing=standing,
        made_ms=row.made_ms if row is not None and not standing else None,
        expires_ms=link.until_ms,
        used_ms=row.used_ms if row is not None else None,
    )
