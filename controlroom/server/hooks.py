"""The door for platforms' own webhooks.

Owns: the order of check, commit and answer.
Law: nothing of a delivery is looked at before its signature is; the platform hears that all is well only when what it told, or
repeated, is durable. The signature is the key: no session, no cookie, no Origin.
Must not know: what a platform's message means, how it is signed (`feeds`), how facts are kept.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from starlette.responses import Response

from controlroom.domain.events import Fact, OrderStep
from controlroom.feeds.again import kept
from controlroom.feeds.base import Delivery, Forged, Message, Probe
from controlroom.feeds.fields import Ignored, Refused
from controlroom.feeds.native.refusals import Decoded
from controlroom.feeds.native.refusals import Refused as Kept
from controlroom.server import describe
from controlroom.server.direct import Direct
from controlroom.server.doors import Doors, doors, no_room
from controlroom.server.problems import Problem
from controlroom.server.reading import body_of

if TYPE_CHECKING:
    from controlroom.live.room import LiveRoom

router: Final = APIRouter(prefix="/api/v1/rooms/{room}", route_class=Direct)


@router.post("/hooks/{feed:path}", openapi_extra=describe.HOOKS, tags=["feeds"], summary="Take a platform's webhook")
async def post_hook(request: Request, room: str, feed: str) -> Response:
    """Take a delivery in; the answer comes when what it holds is durable."""
    at = doors(request)
    if await at.row(room) is None:
        await at.strangers.turn()
        raise no_room(room)
    hook = await at.hooks.of(room, feed)
    delivery = Delivery(
        headers=dict(request.headers), query=dict(request.query_params), body=await body_of(request),
        at_ms=time.time_ns() // 1_000_000,
    )  # fmt: skip
    try:
        hook.check(delivery)
    except Forged as forged:
        at.hooks.forged(room, feed, forged)
        await at.strangers.turn()
        raise Problem(
            401, "not_signed", "This delivery is not signed by the feed's platform, or was long ago."
        ) from forged
    except Probe:  # anybody may have sent it
        await at.strangers.turn()
    else:
        at.hooks.signed(room, feed)
        if messages := hook.read(delivery):  # a signed probe holds nothing
            await _take(at, await at.start(room), feed, messages, delivery)
    reply = hook.reply(delivery)
    return Response(reply.body, reply.status, media_type=reply.media_type)


async def _take(at: Doors, live: LiveRoom, feed: str, messages: list[Message], delivery: Delivery) -> None:
    facts: list[Fact] = []
    indexes: list[int] = []
    refused: list[Kept] = []
    unknown: list[str] = []
    for place, message in enumerate(messages):
        match message.came_to:
            case Refused() as why:
                refused.append(Kept(place, why.code, why.path, why.message, kept(delivery, message.line)))
            case Ignored() as ignored:
                unknown += [ignored.kind] * ignored.unknown
            case told:
                facts += told
                indexes += [place] * len(told)
    started = time.perf_counter()
    receipt = await live.post(feed, Decoded(facts, indexes, refused, len(messages)))
    await live.unknown(feed, unknown)
    if receipt.accepted:
        live.look_up(feed, {fact.order for fact in facts if isinstance(fact, OrderStep) and _lacks(fact)})
    at.counters.posted(live.row.slug, feed, receipt, time.perf_counter() - started)


def _lacks(step: OrderStep) -> bool:
    return step.held or (step.status in ("created", "paid") and step.amount_minor is None and step.lines is None)
