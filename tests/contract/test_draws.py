"""A draw over the wire: announced, entered, drawn, proven."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from controlroom.domain.roles import RIGHTS, Right, Role
from tests.contract.conftest import Front, frame


async def drawn(front: Front, word: str = "七") -> dict[str, Any]:
    """Open a draw, let three viewers take part, draw it; return it as the topic has it."""
    await front.command("show.start")
    await front.command("draw.open", title="抽面霜", keyword="666", winners=2)
    users = ("u1", "u2", "u3")
    await front.post([{"type": "comment", "user": user, "text": "666", "name": f"n-{user}"} for user in users])
    opened = await the(front)
    assert (opened["state"], opened["entries"], opened["seed"]) == ("open", 3, None)
    answer = await front.command("draw.close", draw=opened["id"], word=word)
    assert answer.status_code == 200, answer.text
    closed = await the(front)
    assert closed["commitment"] == opened["commitment"]
    return closed


async def the(front: Front, role: Role = Role.CONTROLLER) -> dict[str, Any]:
    (draw,) = (await front.get("state?topics=draws", role)).json()["topics"]["draws"]
    found: dict[str, Any] = draw
    return found


async def test_a_drawn_draw_is_proven_by_the_arithmetic_of_the_documents(front: Front) -> None:
    draw = await drawn(front)
    answer = await front.get(f"draws/{draw['id']}")
    assert answer.headers["content-disposition"].endswith(f'-{draw["id"]}.json"')
    proof = answer.json()
    rules = json.dumps(proof["rules"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    entries = sorted(entry["entry"] for entry in proof["entries"])
    assert sha(f"{proof['seed']}\n{rules}") == proof["commitment"] == draw["commitment"]
    tickets = sorted((sha(f"{proof['seed']}\n{sha(chr(10).join(entries))}\n七\n{entry}"), entry) for entry in entries)
    winners = [entry for _, entry in tickets[:2]]
    assert winners == proof["winners"] == [winner["user"] for winner in draw["winners"]]
    assert {winner["name"] for winner in draw["winners"]} <= {"n-u1", "n-u2", "n-u3"}


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("role", list(Role))
async def test_a_proof_is_for_those_who_may_read_shows(front: Front, role: Role) -> None:
    draw = await drawn(front)
    answer = await front.get(f"draws/{draw['id']}", role)
    assert answer.status_code == (200 if Right.READ_SHOWS in RIGHTS[role] else 403)


async def test_before_it_is_drawn_there_is_nothing_to_prove(front: Front) -> None:
    await front.command("show.start")
    await front.command("draw.open", title="cream")
    draw = await the(front)
    answer = await front.get(f"draws/{draw['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_drawn")
    missing = await front.get("draws/draw-99")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_draw")


async def test_a_past_shows_draw_is_still_proven(front: Front) -> None:
    draw = await drawn(front)
    await front.command("show.end")
    await front.command("show.open")
    assert (await front.get(f"draws/{draw['id']}")).status_code == 404
    past = await front.get(f"draws/{draw['id']}?show=demo-1")
    assert (past.status_code, past.json()["commitment"]) == (200, draw["commitment"])


async def test_a_rehearsals_draw_comes_from_its_seed(front: Front) -> None:
    await front.command("show.start", room="drill")
    await front.command("draw.open", room="drill", title="cream")
    (draw,) = (await front.get("state?topics=draws", room="drill")).json()["topics"]["draws"]
    assert draw["commitment"] == "e40eff0d0a53429623fa535cb0d1de2fc20b12223860f5f6707a8d3e3acece1b"


async def test_what_one_signal_changes_leaves_in_one_frame(served: Front) -> None:
    async with served.stream("topics=signals,cue,show") as socket:
        await frame(socket, "hello")
        await served.command("signal.send", Role.HOST, kind="stock")
        update = await frame(socket, "update")
        (signal,) = update["topics"]["signals"]
        assert (signal["kind"], signal["seen_ms"]) == ("stock", None)
        await served.command("signal.seen", signal=signal["id"], say="83 left")
        answered = (await frame(socket, "update"))["topics"]
        assert (answered["cue"]["current"]["text"], answered["signals"][0]["answer"]) == ("83 left", "83 left")


async def test_a_message_reaches_those_it_is_for_and_nobody_else(front: Front) -> None:
    await front.command("message.send", Role.ANALYST, text="sound is low", target="host", flash=True)
    told = {}
    for role in (Role.HOST, Role.CONTROLLER, Role.ASSISTANT):
        messages = (await front.get("state?topics=messages", role)).json()["topics"]["messages"]
        told[role] = [(m["text"], m["mine"], m["flash"]) for m in messages]
    assert told == {
        Role.HOST: [("sound is low", True, True)],
        Role.CONTROLLER: [("sound is low", False, True)],
        Role.ASSISTANT: [],
    }


async def test_the_red_light_stands_in_the_show(front: Front) -> None:
    await front.command("red_light.on", reason="price")
    show = (await front.get("state?topics=show", Role.HOST)).json()["topics"]["show"]
    assert (show["red_light"]["reason"], sorted(show["red_light"]["say"])) == ("price", ["en", "zh-CN"])
    await front.command("red_light.off")
    show = (await front.get("state?topics=show", Role.HOST)).json()["topics"]["show"]
    assert show["red_light"] is None
