"""The door for facts: bodies by POST, frames by WebSocket.

Owns: the transport of CONTRACT.md section 2: sizes, encodings, status codes, the order of answers.
Law: an answer is sent only after what it says is durable; a body is taken as a whole or not at all.
Must not know: what an event means, how it is decoded (`feeds.native`), how it is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import msgspec
from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from controlroom.feeds.native.decode import (
    MAX_BYTES,
    Decoded,
    TooLarge,
    TooMany,
    UnknownMedia,
    Unreadable,
    decode,
    decode_ndjson,
    gunzip_bounded,
)
from controlroom.live.answers import Receipt
from controlroom.server import describe
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors
from controlroom.server.limits import TURN, Turn, address_of, too_many
from controlroom.server.problems import FieldError, Problem, problem_of
from controlroom.server.reading import body_of
from controlroom.server.sockets import refuse

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom

_FRAMES_UNDER_WAY: Final = 8
_BIG_BYTES: Final = 256 * 1024
"""A body beyond this is unpacked and decoded in a thread, so that no screen waits for it."""
_EXPANDS: Final = 8  # what gzip makes of events, about
_ENCODE: Final = msgspec.json.Encoder().encode

router: Final = APIRouter(prefix="/api/v1/rooms/{room}", route_class=Direct)


@router.post("/events", openapi_extra=describe.EVENTS, tags=["feeds"], summary="Bring facts in")
async def post_events(request: Request, room: str) -> Response:
    """Take a body of events in; the answer comes when those accepted are durable."""
    at = doors(request)
    session = await at.session(request, room)
    assert session.feed is not None, "only feeds have the right to post"
    live = await at.start(room)
    decoded = await _read(request)
    return _answer(await _post(at, live, session.feed, decoded))


async def _post(at: Doors, live: LiveRoom, feed: str, decoded: Decoded) -> Receipt:
    started = time.perf_counter()
    receipt = await live.post(feed, decoded)
    at.counters.posted(live.row.slug, feed, receipt, time.perf_counter() - started)
    return receipt


def _all_rejected(receipt: Receipt) -> Problem | None:
    if not receipt.rejected or receipt.accepted or receipt.duplicates:
        return None
    errors = [
        FieldError(f"[{r.index}].{r.path}" if r.path else f"[{r.index}]", r.code, r.message) for r in receipt.rejected
    ]
    detail = f"None of the {len(errors)} events could be taken: {errors[0].path}: {errors[0].message}"
    members = {name: getattr(receipt, name) for name in receipt.__struct_fields__}
    return Problem(422, "all_rejected", detail, errors=errors, members=members)


def _answer(receipt: Receipt) -> Response:
    problem = _all_rejected(receipt)
    return problem.response() if problem else Response(_ENCODE(receipt), media_type="application/json")


async def _read(request: Request) -> Decoded:
    headers = request.headers
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip"):
        raise Problem(
            415, "unknown_encoding", f"Bodies do not come as '{encoding[:40]}': send gzip, or none.",
            headers={"Accept-Encoding": "gzip"},
        )  # fmt: skip
    body = await body_of(request, MAX_BYTES)
    packed = encoding == "gzip"
    with _Told():
        if len(body) > (_BIG_BYTES // _EXPANDS if packed else _BIG_BYTES):
            return await asyncio.to_thread(_decode, headers, body, packed)
        return _decode(headers, body, packed)


def _decode(headers: Headers, body: bytes, packed: bool) -> Decoded:
    whole = gunzip_bounded(body, MAX_BYTES) if packed else body
    return decode(headers.get("content-type", ""), headers, whole)


class _Told:
    """Turns what the decoder raises into problems."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        match error:
            case Unreadable():
                raise Problem(
                    400, error.code, error.message, errors=[FieldError("", error.code, error.message)]
                ) from error
            case TooMany():
                raise Problem(413, "too_many", str(error)) from error
            case TooLarge():
                raise Problem(413, "too_large", str(error)) from error
            case UnknownMedia():
                raise Problem(
                    415, "unknown_media", str(error), headers={"Accept": ", ".join(describe.EVENT_MEDIA)}
                ) from error
            case _:
                return


@router.websocket("/events")
async def events_socket(websocket: WebSocket, room: str) -> None:
    """Take frames of events in; one answer a frame, in their order."""
    await websocket.accept()
    at = doors(websocket)
    try:
        session = await at.session(websocket, room)
        live = await at.start(room)
        seat = at.seat(session, address_of(websocket.scope), _closer(websocket))
    except Exception as error:  # noqa: BLE001 - the socket's supervisor; `problem_of` logs what is unexpected
        await refuse(websocket, problem_of(error))
        return
    feed = session.feed
    assert feed is not None, "only feeds have the right to post"
    try:
        turn: Turn | None = websocket.scope.get(TURN)
        await _exchange(websocket, lambda frame: _frame_answer(at, live, feed, frame, turn))
    finally:
        seat.leave()


def _closer(websocket: WebSocket) -> Callable[[int, str], None]:
    closing: list[asyncio.Task[None]] = []

    async def close(code: int, reason: str) -> None:
        """Close it, as a task; one that is gone already is closed."""
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await websocket.close(code, reason)

    return lambda code, reason: None if closing else closing.append(asyncio.create_task(close(code, reason)))


async def _exchange(websocket: WebSocket, answer: Callable[[bytes], Awaitable[bytes]]) -> None:
    """Answer frame by frame; a few wait for their commit at once, more wait on the wire (policy: block)."""
    under_way: asyncio.Queue[asyncio.Task[bytes] | None] = asyncio.Queue(_FRAMES_UNDER_WAY)

    async def answer_in_order() -> None:
        """Send the answers as their frames came, each when it is there."""
        while (task := await under_way.get()) is not None:
            text = await task
            if websocket.application_state is WebSocketState.CONNECTED:
                try:
                    await websocket.send_text(text.decode())
                except (WebSocketDisconnect, RuntimeError):  # gone, or closed from below: its reader hears it too
                    websocket.application_state = WebSocketState.DISCONNECTED

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(answer_in_order())
        while (message := await websocket.receive())["type"] == "websocket.receive":
            if websocket.application_state is not WebSocketState.CONNECTED:
                break  # it was closed: what comes now is nobody's
            frame = message.get("bytes") or (message.get("text") or "").encode()

            async def one(frame: bytes = frame) -> bytes:
                """The answer of this frame, as a task."""
                return await answer(frame)

            await under_way.put(tasks.create_task(one()))
        await under_way.put(None)


async def _frame_answer(at: Doors, live: LiveRoom, feed: str, frame: bytes, turn: Turn | None) -> bytes:
    try:
        if turn is not None and (wait_s := turn()) > 0:
            raise too_many(wait_s)
        with _Told():
            decoded = decode_ndjson(frame) if b"\n" in frame.strip() else _single(frame)
        receipt = await _post(at, live, feed, decoded)
    except Exception as error:  # noqa: BLE001 - the frame's supervisor; `problem_of` logs what is unexpected
        problem = problem_of(error)
        if "Retry-After" in problem.headers:
            problem.members["retry_after_s"] = int(problem.headers["Retry-After"])
        return problem.document()
    rejected = _all_rejected(receipt)
    return rejected.document() if rejected else _ENCODE(receipt)


def _single(frame: bytes) -> Decoded:
    return decode("application/json", {}, frame)
