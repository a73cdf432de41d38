"""What a role is not to know never leaves for it: every frame, state and page of a show, walked for names and values."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest

from controlroom.domain.roles import PAGES, Role
from controlroom.live.people import stands_for
from controlroom.server.auth import COOKIE
from tests.contract.conftest import Front

BUYER, SPENT, NOTE = "buyer-8141", 7_654_321, "margin note 5150"
"""What is told to the room, and must not be told on."""

FORBIDDEN: Final = re.compile(
    r"\b(roi|ad_return|profit_minor|spend_minor|ads_minor|net_minor|cost_minor|unit_cost\w*|buyers\w*|commission\w*|user_key)\b"
)
HOSTS_SIDE: Final = (Role.HOST, Role.REMOTE, Role.ASSISTANT)
PAGES_OF: Final = {role: [page for page, roles in PAGES.items() if role in roles] for role in HOSTS_SIDE}


def words(value: Any) -> Iterator[str]:
    """Yield every name and value of a frame."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield str(name)
            yield from words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from words(inner)
    else:
        yield str(value)


async def happen(front: Front) -> None:
    """Let a show happen that has all of it: orders with buyers, money spent, notes, refunds, gifts."""
    at = 1_767_225_600_000 + 900_000
    clock = {"Authorization": f"Bearer {front.keys['drill']}"}
    await front.http.post("/api/v1/rooms/drill/clock", json={"to_ms": at}, headers=clock)
    await front.command("show.start", room="drill")
    for minute in range(6):
        events: list[dict[str, Any]] = [{"type": "audience", "online": 900 + minute}]
        for n in range(20):
            user = f"{BUYER}-{minute}-{n}"
            line = {"sku": "K-1", "unit_minor": 9900}
            events += [
                {"type": "enter", "user": user},
                {"type": "comment", "user": f"fan-{n}", "text": f"when {n}?", "name": f"Nick {n}"},
                {"type": "click", "sku": "K-1", "user": user},
                {"type": "order", "order": f"o-{minute}-{n}", "status": "paid", "user": user, "lines": [line]},
            ]
        back = {"type": "order", "order": f"o-{minute}-0", "status": "refunded", "amount_minor": 9900}
        events += [
            {"type": "spend", "kind": "ads", "amount_minor": SPENT},
            {"type": "gift", "user": BUYER, "name": "rose", "amount_minor": 100},
            back | {"user": f"{BUYER}-{minute}-0"},
        ]
        assert (await front.post(events, room="drill")).status_code == 200
        at += 60_000
        await front.http.post("/api/v1/rooms/drill/clock", json={"to_ms": at}, headers=clock)
        if minute == 2:
            await front.command("take", room="drill", segment="lamp", from_=None, expected_seq=10**9)
            await front.command("note.add", room="drill", text=NOTE)
            await front.command("spend.add", room="drill", kind="host", amount_minor=SPENT)


async def heard(socket: Any, into: list[str]) -> None:
    """Keep every frame of a socket, acknowledging each."""
    with contextlib.suppress(Exception):
        while True:
            text = await socket.recv()
            into.append(text)
            if "pos" in (told := json.loads(text)):
                await socket.send(json.dumps({"ack": told["pos"]}))


@pytest.mark.parametrize("role", HOSTS_SIDE)
async def test_no_frame_state_or_page_of_the_hosts_side_carries_buyers_roi_or_cost(served: Front, role: Role) -> None:
    cookie = {"Cookie": f"{COOKIE}={served.token(role, 'drill')}"}
    frames: list[str] = []
    pages: dict[str, list[str]] = {page: [] for page in PAGES_OF[role]}
    async with contextlib.AsyncExitStack() as open_, asyncio.TaskGroup() as tasks:
        stream = await open_.enter_async_context(served.stream(role=role, room="drill"))
        listening = [tasks.create_task(heard(stream, frames))]
        for page, into in pages.items():
            way = served.connect(f"/rooms/drill/{page}/live", cookie | {"Origin": served.address})
            listening.append(tasks.create_task(heard(await open_.enter_async_context(way), into)))
        await happen(served)
        await asyncio.sleep(0.5)
        for task in listening:
            task.cancel()
    state = await served.get("state", role, "drill")
    shown = [await served.http.get(f"/rooms/drill/{page}", headers=cookie) for page in pages]
    assert {state.status_code, *(page.status_code for page in shown)} == {200}
    (room,) = [room for room in served.house.running() if room.row.slug == "drill"]
    hashes = {hash_ for n in range(20) for hash_ in stands_for(room.row.user_key, f"{BUYER}-2-{n}")}
    heard_of = {"stream": len(frames)} | {page: len(texts) for page, texts in pages.items()}
    assert sum(heard_of.values()) > 20
    assert min(heard_of.values()) > 5, heard_of
    said = [*frames, *(text for page in pages.values() for text in page), state.text]
    told = [*(word for text in said for word in words(json.loads(text))), *(page.text for page in shown)]
    for word in told:
        assert FORBIDDEN.search(word) is None, word[:300]
        for secret in (BUYER, str(SPENT), NOTE, "76,543", *hashes):
            assert secret not in word, (secret, word[:300])


async def test_the_analyst_is_told_what_the_host_is_not(served: Front) -> None:
    """Else the walk above would prove nothing."""
    await happen(served)
    state = (await served.get("state", Role.ANALYST, "drill")).json()["topics"]
    assert state["kpi"]["tiles"]["spend_minor"]["value"] >= SPENT * 6
    assert {"roi", "buyers_5m"} & set(state["kpi"]["tiles"])
    assert NOTE in json.dumps(state["notes"])
