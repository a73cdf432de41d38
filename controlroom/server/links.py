"""The doors to a room's links, for programs: see them, give one, end one or all.

Owns: `GET`, `POST` and `DELETE …/links`, `DELETE …/links/{link}`.
Law: a link that is ended opens nothing and its screens are taken off before the answer is sent.
Must not know: how a link is made (`server.linking`), what a page shows of them (`server.join`).
"""

from __future__ import annotations

from typing import Final

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.roles import GIVES
from controlroom.server import asides, describe, linking
from controlroom.server.auth import Session, now_ms
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors, team_of
from controlroom.server.link_answers import LONGEST_MS, Ended, LinksTold, LinkTold, LinkWanted
from controlroom.server.linking import LinkLine
from controlroom.server.problems import FieldError, Problem
from controlroom.server.reading import bad, body_of, converted, json_object, with_instants

router: Final = APIRouter(prefix="/api/v1/rooms/{room}", route_class=Direct)
_ENCODE: Final = msgspec.json.Encoder().encode


@router.get("/links", openapi_extra=describe.LINKS, tags=["people"], summary="List the links that stand")
async def get_links(request: Request, room: str) -> Response:
    """Return the links of the room that the role may give."""
    at = doors(request)
    session = await at.session(request, room)
    return _json(LinksTold(room=room, links=[told(request, line) for line in await links_of(at, session)]))


@router.post("/links", openapi_extra=describe.LINK_GIVEN, tags=["people"], summary="Give a link")
async def post_link(request: Request, room: str) -> Response:
    """Give a new link."""
    at = doors(request)
    session = await at.session(request, room)
    wanted = converted(with_instants(json_object(await body_of(request))), LinkWanted)
    return _json(told(request, await give(at, session, wanted)))


@router.delete("/links/{link:path}", openapi_extra=describe.LINK_ENDED, tags=["people"], summary="End a link")
async def delete_link(request: Request, room: str, link: str) -> Response:
    """End a link; return how many screens it took off."""
    at = doors(request)
    session = await at.session(request, room)
    return _json(Ended(await end(at, session, link)))


@router.delete("/links", openapi_extra=describe.LINK_ENDED, tags=["people"], summary="End every link")
async def delete_links(request: Request, room: str) -> Response:
    """End every link of the room, this one too; return how many screens that took off."""
    at = doors(request)
    session = await at.session(request, room)
    await at.house.links.revoke_all(room)
    asides.note(at.house, await at.start(room), session, "links.end", None)
    await at.sessions.look(room)
    return _json(Ended(at.seats.end(room, None)))


async def links_of(at: Doors, session: Session) -> list[LinkLine]:
    """Return the links that the session's role may give."""
    secret, roles = await at.sessions.secret(), GIVES[session.role]
    team = team_of(await at.start(session.room))
    return await linking.lines(at.house.links, secret, session.room, roles, team)


async def give(at: Doors, session: Session, wanted: LinkWanted) -> LinkLine:
    """Give the link that is wanted.

    Raises:
        Problem: 403, its role is not the session's to give; 400, there is no such member, or its end has passed; 409, there
            are too many.
    """
    if wanted.role not in GIVES[session.role]:
        raise Problem(403, "not_allowed", f"The role '{session.role}' gives no link of the role '{wanted.role}'.")
    if wanted.person is not None:
        roles = {member.id: member.role for member in team_of(await at.start(session.room)) or ()}
        if roles.get(wanted.person) != wanted.role:
            message = f"The plan's team has no {wanted.role} '{wanted.person[:60]}'."
            raise bad(FieldError("person", "unknown_person", message))
    now = now_ms()
    until_ms = wanted.expires_ms if wanted.expires_for_ms is None else now + wanted.expires_for_ms
    if until_ms is not None and not now < until_ms <= now + LONGEST_MS:
        raise bad(FieldError("expires_ms", "bad_field", "expires_ms: expected an instant ahead, within a year."))
    secret = await at.sessions.secret()
    try:
        line = await linking.give(
            at.house.links, secret, session.room, wanted.role, person=wanted.person, until_ms=until_ms
        )  # fmt: skip
    except linking.TooManyLinks as error:
        raise Problem(409, "too_many_links", str(error)) from error
    asides.note(at.house, await at.start(session.room), session, "link.give", linking.said_of(line))
    return line


async def end(at: Doors, session: Session, name: str) -> int:
    """End a link by its id, token or address, or all of a member's; return how many screens that took off.

    Raises:
        Problem: 404, no link of this name that the session's role may end stands.
    """
    secret, roles = await at.sessions.secret(), GIVES[session.role]
    live = await at.start(session.room)
    found = await linking.find(at.house.links, secret, session.room, roles, team_of(live), name)
    if not found:
        raise Problem(404, "no_link", f"No link '{name[:40]}' stands that the role '{session.role}' could end.")
    await linking.end(at.house.links, session.room, found)
    asides.note(at.house, live, session, "link.end", linking.said_of(*found))
    await at.sessions.look(session.room)
    return at.seats.end(session.room, {line.id for line in found})


def told(request: Request, line: LinkLine) -> LinkTold:
    """Return what is told of a link, with its address at the server that is asked."""
    kept = {name: getattr(line, name) for name in LinkLine.__struct_fields__ if name != "path"}
    return LinkTold(**kept, url=address_of(request) + line.path)


def address_of(request: Request) -> str:
    """Return by which address people reach the server: the public one, else the one that is asked at."""
    return doors(request).house.settings.public_url or str(request.base_url).rstrip("/")


def _json(value: object) -> Response:
    return Response(_ENCODE(value), media_type="application/json", headers={"Cache-Control": "no-store"})
