"""kill -9 in mid-show: cards with their acknowledgements, and timers with their pauses, are as they were; and go on."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import httpx

from tests.process import Served

START_MS = 1_795_435_200_000
PLAN = """
show: {title: Evening, room: killed, timezone: Asia/Shanghai, currency: CNY, starts: 2026-11-23T20:00:00+08:00}
products:
  - {sku: cream, title: Cream, price: 199.00, list_price: 399.00, stock: 100}
segments:
  - id: one
    title: One
    minutes: 5
    kind: product
    sku: cream
    cues:
      - {id: drop, at: "10s", text: "原价 {list_price}, 今天 {price}", priority: urgent}
      - {id: end, when: {timer: flash, left: "30s"}, text: "还剩 {left}", priority: push}
      - {id: few, when: {stock_below: 50}, text: "还有 {stock} 件", priority: info, expires: 20s}
    timers:
      - {id: flash, title: 限时价, kind: countdown, minutes: 1, start: "5s"}
      - {id: up, title: 已播, kind: countup}
"""


class Room:
    """A rehearsal whose clock this test drives."""

    def __init__(self, folder: Path) -> None:
        (folder / "show.yaml").write_text(PLAN, encoding="utf-8")
        self.served = Served(folder)
        self.served.start()
        self.served.room("killed", "--plan", str(folder / "show.yaml"), "--rehearsal", "--seed", "1")
        self._tokens = {role: link["token"] for role, link in self.served.links("killed").items()}
        self._tokens["feed"] = self.served.key("killed", "f")

    def ask(self, role: str, method: str, path: str, body: object = None, **query: str) -> Any:
        """Ask the room's API; return what it answers."""
        answer = httpx.request(
            method, f"{self.served.url}/api/v1/rooms/killed/{path}", json=body, params=query, timeout=10,
            headers={"Authorization": f"Bearer {self._tokens[role]}"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        return answer.json()

    def give(self, role: str, type_: str, **fields: object) -> None:
        """Give a command that must be accepted."""
        self.ask(role, "POST", "commands", {"id": str(uuid.uuid4()), "type": type_, **fields})

    def until(self, after_ms: int) -> None:
        """Let the room's clock go on to so much after the plan's start."""
        self.ask("feed", "POST", "clock", {"to_ms": START_MS + after_ms, "speed": 1})

    def shown(self) -> Any:
        """Return cards and timers as the controller sees them."""
        return self.ask("controller", "GET", "state", topics="cue,timers")["topics"]


def test_cards_and_timers_are_as_they_were_after_a_kill_and_come_by_themselves_afterwards(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.until(0)
    room.give("controller", "show.start")
    room.give("controller", "take", segment="one", **{"from": None})
    room.until(12_000)
    drop = room.shown()["cue"]["current"]
    assert (drop["text"], drop["by_itself"], drop["shown_ms"]) == (
        "原价 \N{YEN SIGN}399, 今天 \N{YEN SIGN}199", True, START_MS + 10_000,
    )  # fmt: skip
    room.give("host", "cue.ack", cue=drop["id"])
    room.give("controller", "cue.show", text="先报 {stock} 件")
    room.give("controller", "timer.start", timer="up")
    room.give("controller", "timer.pause", timer="flash")
    room.ask("feed", "POST", "events", {"type": "stock", "id": "s1", "sku": "cream", "on_hand": 42})
    room.until(20_000)
    before = room.shown()
    assert [card["text"] for card in before["cue"]["queue"]] == ["还有 42 件"]
    room.served.kill()
    room.served.start()
    after = room.shown()
    assert after == before
    assert {timer["id"]: timer["state"] for timer in after["timers"]} == {"flash": "paused", "up": "running"}
    room.give("controller", "timer.resume", timer="flash")
    room.until(90_000)
    shown = room.shown()
    texts = [card["text"] for card in (shown["cue"]["current"], *shown["cue"]["queue"])]
    assert texts == ["还剩 0:30", "先报 100 件"]
    assert [card["text"] for card in shown["cue"]["recent"] if card["expired"]] == ["还有 42 件"]
    room.served.stop()
