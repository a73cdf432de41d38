"""The door for commands: from programs as JSON, from pages as forms.

Owns: reading a command from a request, the role's right to give it, and the answer.
Law: a command's refusal is 409 and changes nothing; a role's is 403; what cannot be read is 400, naming the field.
Must not know: whether a command makes sense now (`room.decide`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from controlroom.domain.commands import COMMAND_TYPES, AnyCommand
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import may_command
from controlroom.live.answers import Done
from controlroom.server import asides, describe, plans
from controlroom.server.auth import Session
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors
from controlroom.server.language import lang_of
from controlroom.server.problems import FieldError, Problem
from controlroom.server.reading import bad, body_of, converted, form, json_object, with_instants
from controlroom.server.sockets import page_named

router: Final = APIRouter(route_class=Direct)

_TYPES: Final = {str(kind.__struct_config__.tag): kind for kind in COMMAND_TYPES}
_BLANK: Final = frozenset({"from", "after", "sku", "host", "script", "starts_ms"})
_WITH_PLAN: Final = frozenset({"show.open", "plan.apply"})
_JSON: Final = frozenset({"rule"})
_MANY: Final = frozenset({"host_numbers"})
NOT_ALLOWED: Final = "not_allowed"
_FORM: Final = "application/x-www-form-urlencoded"


@router.post(
    "/api/v1/rooms/{room}/commands",
    openapi_extra=describe.COMMANDS,
    tags=["people"],
    summary="Give a command",
)
async def post_command(request: Request, room: str) -> Response:
    """Accept or refuse a command of a role's token."""
    at = doors(request)
    session = await at.session(request, room)
    answer = await _give(at, session, json_object(await body_of(request)))
    return _done(answer) if isinstance(answer, Done) else _refused(answer).response()


@router.post("/rooms/{room}/{page}/commands", include_in_schema=False)
async def post_page_command(request: Request, room: str, page: str) -> Response:
    """Accept or refuse a command of a page; a refusal comes as the page's words, ready to be shown."""
    at = doors(request)
    named = page_named(page)
    session = await at.page_session(request, room, named)
    body = await body_of(request)
    as_form = request.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM
    in_words, status = "application/json" not in request.headers.get("accept", ""), 409
    try:
        answer = await _give(at, session, _form(body) if as_form else json_object(body), strict=not as_form)
    except Problem as problem:
        if problem.code != NOT_ALLOWED or not in_words:
            raise
        answer, status = Refusal(code="not_yours", message=str(problem.detail)), problem.status
    if isinstance(answer, Done):
        return _done(answer)
    if not in_words:
        return _refused(answer).response()
    lang = lang_of(request, at.house.settings.lang)
    return HTMLResponse(at.house.renderer.refusal(lang, answer), status, {"Cache-Control": "no-store"})


async def _give(at: Doors, session: Session, fields: Mapping[str, object], *, strict: bool = True) -> Done | Refusal:
    type_, given = str(fields.get("type")), None
    if type_ in _TYPES and not may_command(session.role, type_):
        at.counters.commanded(session.room, type_, NOT_ALLOWED)
        asides.note(at.house, await at.start(session.room), session, type_, asides.subject_of(fields), NOT_ALLOWED)
        raise Problem(403, NOT_ALLOWED, f"The role '{session.role}' does not give the command '{type_}'.")
    if type_ in _WITH_PLAN and fields.get("plan") is not None:
        given = await plans.plan_of(at, session.room, fields["plan"])
        fields = {**fields, "plan": msgspec.to_builtins(given.plan)}
    command = read_command(fields, strict=strict)
    live = await at.start(session.room)
    answer = await live.command(command, session.role, session.person)
    at.counters.commanded(session.room, type_, "done" if isinstance(answer, Done) else answer.code)
    if isinstance(answer, Done):
        if given is not None:
            await plans.keep(at, session.room, given, "opened" if type_ == "show.open" else "applied")
        await plans.done(at, live, command)
    else:
        about = asides.subject_of(fields) or (answer.about if answer.code != "stale" else None)
        asides.note(at.house, live, session, type_, about, answer.code)
    return answer


def _done(done: Done) -> Response:
    return Response(msgspec.json.encode({"ok": done.ok, "seq": done.seq}), media_type="application/json")


def _refused(refusal: Refusal) -> Problem:
    members = {"message": refusal.message, "about": refusal.about}
    if refusal.part is not None:
        members |= {"part": refusal.part, "fault": refusal.fault}
    return Problem(409, refusal.code, refusal.message, members=members)


def read_command(fields: Mapping[str, object], *, strict: bool = True) -> AnyCommand:
    """Return the command that `fields` say.

    Args:
        fields: As on the wire; instants may be RFC 3339, a plan is resolved (`plans.plan_of`).
        strict: False: from a form, where every value is a text.

    Raises:
        Problem: 400, naming what is wrong.
    """
    type_ = fields.get("type")
    if not isinstance(type_, str):
        raise bad(FieldError("type", "missing_field", f"type is missing: use one of {' '.join(_TYPES)}."))
    kind = _TYPES.get(type_)
    if kind is None:
        message = f"There is no command '{type_[:60]}': use one of {' '.join(_TYPES)}."
        raise bad(FieldError("type", "unknown_command", message))
    read = with_instants(fields)
    return cast("AnyCommand", converted(read, kind, strict=strict))


def _form(body: bytes) -> dict[str, object]:
    # An empty field of a form is one that was not filled in, but for these, where it says: none. `segment.title` is the
    # field `title` of the object `segment`; a rule, which nests, comes as JSON, and its id as it is. A list's field is given
    # once for each of its values.
    fields: dict[str, object] = {}
    given = form(body)
    for name in _MANY:
        if values := [value for key, value in given if key == name and value]:
            fields[name] = values
    for name, value in given:
        if name in _MANY:
            continue
        if value or name.rpartition(".")[2] in _BLANK:
            outer, dot, inner = name.partition(".")
            object_ = fields.setdefault(outer, {}) if dot else fields
            if not isinstance(object_, dict):
                raise bad(FieldError(outer, "bad_form", f"{outer} is both a value and an object."))
            object_[inner if dot else name] = (
                json_object(value.encode()) if name in _JSON and value[:1] == "{" else value or None
            )
    return fields
