"""What goes wrong, told the same way everywhere: RFC 9457 problem documents.

Owns: `Problem`, its document, and the answer to each exception that may reach a door.
Law: an error says what, where (`errors[]`: JSON path, code, message) and the mend; a 500 has an id that stands
in the log.
Must not know: pages' words (`server.pages` shows a problem to people).
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Final

import msgspec
from fastapi.exceptions import RequestValidationError
from msgspec import DecodeError, Struct, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from controlroom.live.answers import ClockRefused, IntakeFull
from controlroom.ports import Occupied, StoreUnavailable

log: Final = logging.getLogger(__name__)
MEDIA: Final = "application/problem+json"
_STORE_RETRY_S: Final = 2
_OCCUPIED_RETRY_S: Final = 5


class FieldError(Struct, frozen=True):
    """One thing wrong in a body. `path`: such as `lines[0].qty`, empty: the body as a whole."""

    path: str
    code: str
    message: str


class Problem(Exception):
    """An answer that is an error.

    Args:
        status: HTTP status, 400–599.
        code: For programs.
        detail: For people: what, where, the mend.
        errors: The single things wrong.
        headers: Such as `Retry-After`.
        members: Further members of the document.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.members = dict(members or {})

    def document(self) -> bytes:
        """Return the problem document."""
        return msgspec.json.encode(
            {
                "type": "about:blank",
                "title": HTTPStatus(self.status).phrase,
                "status": self.status,
                "code": self.code,
                "detail": self.detail,
                "errors": self.errors,
            }
            | self.members
        )

    def response(self) -> Response:
        """Return the problem as an answer."""
        return Response(self.document(), self.status, self.headers, MEDIA)


EXPECTED: Final[tuple[type[Exception], ...]] = (
    Problem,
    IntakeFull,
    StoreUnavailable,
    Occupied,
    ClockRefused,
    RequestValidationError,
    HTTPException,
)
"""What `problem_of` has an answer to."""


def problem_of(error: Exception) -> Problem:
    """Return the answer to an exception; one that nobody expected goes to the log, with the id it is told by."""
    match error:
        case Problem():
            return error
        case IntakeFull():
            return Problem(503, "intake_full", str(error), headers=_retry(error.retry_after_s))
        case StoreUnavailable():
            return Problem(503, f"store_{error.reason}", str(error), headers=_retry(_STORE_RETRY_S))
        case Occupied():
            return Problem(503, "occupied", str(error), headers=_retry(_OCCUPIED_RETRY_S))
        case ClockRefused():
            return Problem(409, "clock_refused", str(error))
        case RequestValidationError():
            errors = [_field_error(e["loc"], e["type"], e["msg"]) for e in error.errors()]
            return Problem(400, "bad_request", "; ".join(f"{e.path}: {e.message}" for e in errors), errors=errors)
        case HTTPException():
            status = HTTPStatus(error.status_code)
            code = {404: "not_found", 405: "method_not_allowed"}.get(status, status.name.lower())
            return Problem(error.status_code, code, _DETAILS.get(status, error.detail), headers=error.headers)
        case _:
            name = secrets.token_hex(6)
            log.error("mistake %s", name, exc_info=error)
            detail = f"The server made a mistake; its log has more under {name}. Nothing else is affected."
            return Problem(500, "internal", detail, members={"id": name})


_DETAILS: Final = {
    404: "There is nothing at this address: /openapi.json lists what there is.",
    405: "This address does not take this method: see `Allow`.",
}


def _field_error(where: Sequence[object], kind: str, message: str) -> FieldError:
    return FieldError(".".join(str(part) for part in where[1:]), kind, message)


def _retry(after_s: int) -> dict[str, str]:
    return {"Retry-After": str(after_s)}


_AT: Final = re.compile(r" - at `(?:key in )?\$\.?(.*)`$", re.DOTALL)
_MISSING: Final = re.compile(r"Object missing required field `(.+)`")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `(.+)`")


def explain(error: DecodeError | ValidationError) -> FieldError:
    """Return what msgspec said of a JSON body as path, code and message."""
    if not isinstance(error, ValidationError):
        detail = str(error).removeprefix("JSON is malformed: ")
        return FieldError("", "bad_json", f"The body is not JSON ({detail}): send one JSON object, in UTF-8.")
    text = str(error)
    place = _AT.search(text)
    path = place.group(1) if place else ""
    what = text[: place.start()] if place else text
    for pattern, code, mend in (
        (_MISSING, "missing_field", "is missing: add it."),
        (_UNKNOWN, "unknown_field", "is not known here: leave it out."),
    ):
        if named := pattern.fullmatch(what):
            path = f"{path}.{named.group(1)}" if path else named.group(1)
            return FieldError(path, code, f"{path} {mend}")
    if path == "":
        return FieldError("", "not_an_object", f"{_plain(what)}: send one JSON object.")
    return FieldError(path, "bad_field", f"{path}: {_plain(what)}.")


def _plain(what: str) -> str:
    words = what.replace("`", "")
    return words[:1].lower() + words[1:]


class Supervisor:
    """The outermost door: whatever nobody expected is logged with an id and answered with 500.

    Args:
        answer: Makes the answer, for people or for programs. When it fails too, the document is sent.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app for one request or socket."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watch(message: Message) -> None:
            """Send, and remember that the answer has begun."""
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except ClientDisconnect:
            log.debug("the client left before its body was whole: %s", scope["path"])
        except Exception as error:
            if started:  # the answer is under way: breaking it off is the only way to say so
                raise
            problem = problem_of(error)
            try:
                response = await self._answer(Request(scope, receive), problem)
            except Exception as again:  # noqa: BLE001 - a person must get an answer even when pages cannot be drawn
                problem_of(again)
                response = problem.response()
            await response(scope, receive, send)
