"""kill -9 in the middle of a show that is being driven: after the restart everything stands as it stood.

A real server on a real data folder; the demo's plan; the rundown held, edited, skipped and cut, a card shown and read, the
prompter running, timers, an offer, tasks, a signal, a message and the red light.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from controlroom.planfile.demo import demo_text
from tests.process import Served, command

STANDS = (
    "rundown", "program", "cue", "prompter", "timers", "tasks", "offers", "desk", "signals", "messages", "draws", "notes", "show",
)  # fmt: skip
DRIVEN: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("controller", "show.start", {}),
    ("controller", "next", {"from": None}),
    ("controller", "take", {"segment": "cream", "from": "open"}),
    ("controller", "rundown.hold", {"on": True}),
    (
        "controller",
        "rundown.insert",
        {"after": None, "segment": {"title": "加一段", "planned_for_ms": 90_000, "script": "聊聊天"}},
    ),
    ("controller", "rundown.move", {"segment": "gift", "after": "cream"}),
    ("controller", "rundown.remove", {"segment": "wash"}),
    ("controller", "rundown.set_duration", {"segment": "cream", "planned_for_ms": 900_000}),
    ("controller", "segment.edit", {"segment": "serum", "title": {"en": "Serum, edited"}, "script": "先看质地"}),
    ("controller", "skip", {"segment": "draw"}),
    ("controller", "rundown.fit", {"cuts": {"mask": 120_000, "hand": 0}}),
    ("controller", "show.lock", {"on": True}),
    ("controller", "product.switch", {"sku": "serum-30"}),
    ("controller", "price.set", {"sku": "serum-30", "unit_minor": 11_900}),
    ("controller", "cue.show", {"text": "慢一点", "priority": "urgent"}),
    ("controller", "cue.show", {"text": "报库存"}),
    ("controller", "timer.start", {"title": "限时价", "kind": "countdown", "duration_for_ms": 600_000}),
    ("controller", "offer.open", {"offer": "first100"}),
    ("host", "prompter.run", {}),
    ("host", "prompter.seek", {"position": 30}),
    ("controller", "prompter.pace", {"cpm": 300}),
    ("host", "signal.send", {"kind": "slower"}),
    ("controller", "message.send", {"text": "看镜头", "target": "host", "flash": True}),
    ("controller", "red_light.on", {"reason": "price", "say": "价格以下单页面为准"}),
    ("analyst", "note.add", {"text": "转化掉了"}),
)


class Desk:
    """Somebody in each role."""

    def __init__(self, served: Served) -> None:
        self._served = served
        links = json.loads(command("links", "demo", "--format", "json", data=served.data))
        self._tokens = {role: link["token"] for role, link in links.items()}

    def _as(self, role: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._tokens[role]}"}

    def give(self, role: str, type_: str, **told: Any) -> int:
        url = f"{self._served.url}/api/v1/rooms/demo/commands"
        body = {"id": f"{type_}-{json.dumps(told, sort_keys=True)}"[:64], "type": type_, **told}
        answer = httpx.post(url, json=body, headers=self._as(role), timeout=30)
        assert answer.status_code == 200, (type_, answer.text)
        seq: int = answer.json()["seq"]
        return seq

    def state(self) -> dict[str, Any]:
        url = f"{self._served.url}/api/v1/rooms/demo/state?topics={','.join(STANDS)}"
        topics: dict[str, Any] = httpx.get(url, headers=self._as("controller"), timeout=30).json()["topics"]
        return topics


def standing(topics: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return what time alone does not change: neither what is late or to be popped again, nor what can be taken back."""
    known = {topic: {one["id"] for one in before[topic]} for topic in ("desk", "tasks")}
    by_time = {"state", "again", "at_ms"}
    lists = {
        topic: [{k: v for k, v in one.items() if k not in by_time} for one in topics[topic] if one["id"] in ids]
        for topic, ids in known.items()
    }
    return {**topics, **lists, "show": {**topics["show"], "undo": None}}


def test_driven_show_stands_as_it_stood(tmp_path: Path) -> None:
    served = Served(tmp_path)
    plan = tmp_path / "show.yaml"
    plan.write_text(demo_text(), encoding="utf-8")
    served.room("demo", "--plan", str(plan))
    served.start(timeout_s=60)
    desk = Desk(served)
    seqs = {}
    for role, type_, told in DRIVEN:
        seqs[type_] = desk.give(role, type_, **told)
    cue = desk.state()["cue"]["current"]["id"]
    desk.give("host", "cue.ack", cue=cue)
    desk.give("controller", "timer.pause", timer=f"timer-{seqs['timer.start']}")
    before = desk.state()
    served.kill()
    served.start(timeout_s=60)
    after = desk.state()
    assert served.stop() == 0
    stood, stands = standing(before, before), standing(after, before)
    for topic in STANDS:
        assert stands[topic] == stood[topic], topic
    segments = {segment["id"]: segment for segment in after["rundown"]["segments"]}
    assert segments["cream"]["held_ms"] is not None
    assert segments["draw"]["state"] == segments["hand"]["state"] == "skipped"
    assert "wash" not in segments
    assert (segments["mask"]["planned_for_ms"], segments["serum"]["title"]["en"]) == (120_000, "Serum, edited")
    assert after["show"]["lock"] is True
    assert [card["acked_ms"] is not None for card in after["cue"]["recent"]] == [True]
