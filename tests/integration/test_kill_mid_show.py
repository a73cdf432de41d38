"""kill -9 in the middle of a show that is being driven: after the restart everything stands as it stood.

A real server on a real data folder; the demo's plan; the rundown held, edited, skipped and cut, a card shown and read, the
prompter running, timers, an offer, tasks done, approved and given away, a draw, a pinned comment, a count of a keyword, an
alert in hand, a signal, a message and the red light.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from controlroom.planfile.demo import demo_text
from tests.process import Served, command

STANDS = (
    "rundown", "program", "cue", "prompter", "timers", "tasks", "offers", "desk", "signals", "messages", "draws", "notes", "show",
    "comments", "alerts",
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
    ("controller", "draw.open", {"title": "福袋", "source": "comments", "keyword": "早睡早起", "winners": 2}),
    ("controller", "tally.open", {"keyword": "早睡早起"}),
    ("controller", "violation.tell", {"level": "warning", "text": "请勿夸大"}),
)
SAID = (
    {"type": "comment", "id": "c-1", "user": "u-1", "text": "敏感肌能用吗"},
    {"type": "comment", "id": "c-2", "user": "u-2", "text": "早睡早起"},
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


LATER = {"waiting": {"due", "late"}, "due": {"late"}, "todo": {"late"}, "sent": {"late"}}
"""What time alone makes of an act for the desk, or of a task."""
BY_HAND = ("pinned", "questions", "triage", "tally", "follow")
"""The parts of the comments that no window moves."""
IN_HAND = ("id", "rule", "since_ms", "incident", "acked_ms", "acked_by", "until", "until_ms", "why")
"""What of an alert is people's, or its own for ever; what it measures goes on."""


def standing(topics: dict[str, Any], before: dict[str, Any], now_ms: int) -> dict[str, Any]:
    """Return the topics without what the time since `before` has made: what is late now, and what can no more be taken back."""

    def aged(one: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
        if one["state"] in LATER.get(was["state"], ()):
            return {**one, **{name: was[name] for name in ("state", "at_ms") if name in was}}
        return {**one, "again": was["again"]} if "again" in was else one

    known = {topic: {one["id"]: one for one in before[topic]} for topic in ("desk", "tasks")}
    stands: dict[str, Any] = {
        t: [aged(one, was[one["id"]]) for one in topics[t] if one["id"] in was] for t, was in known.items()
    }
    stands["comments"] = {part: topics["comments"][part] for part in BY_HAND}
    taken = [alert for alert in topics["alerts"]["open"] if alert["acked_ms"] is not None]
    stands["alerts"] = [{name: alert[name] for name in IN_HAND} for alert in taken]
    undo = [one for one in topics["show"]["undo"] if one["until_ms"] > now_ms]
    return {**topics, **stands, "show": {**topics["show"], "undo": undo}}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    server = Served(tmp_path)
    yield server
    if server.running:
        server.kill()


def test_driven_show_stands_as_it_stood(served: Served, tmp_path: Path) -> None:
    plan = tmp_path / "show.yaml"
    plan.write_text(demo_text(), encoding="utf-8")
    served.room("demo", "--plan", str(plan))
    feed = {"Authorization": f"Bearer {served.key('demo', 'relay')}"}
    served.start(timeout_s=60)
    desk = Desk(served)
    seqs = {}
    for role, type_, told in DRIVEN:
        seqs[type_] = desk.give(role, type_, **told)
    said = httpx.post(f"{served.url}/api/v1/rooms/demo/events", json=SAID, headers=feed, timeout=30)
    assert said.json()["accepted"] == len(SAID)
    topics = desk.state()
    task = {one["title"]: one["id"] for one in topics["tasks"]}
    warned = next(one["id"] for one in topics["alerts"]["open"] if one["rule"] == "platform_warning")
    for role, type_, told in (
        ("host", "cue.ack", {"cue": topics["cue"]["current"]["id"]}),
        ("controller", "timer.pause", {"timer": f"timer-{seqs['timer.start']}"}),
        ("controller", "task.done", {"task": task["检查灯光和网络"]}),
        ("controller", "task.done", {"task": task["核对主推库存"]}),
        ("operator", "task.approve", {"task": task["核对主推库存"]}),
        ("controller", "task.assign", {"task": task["弹 11 号链接"], "owner": "zhang"}),
        ("controller", "comment.pin", {"comment": "c-1"}),
        ("controller", "alert.ack", {"alert": warned, "until": "segment_end"}),
    ):
        desk.give(role, type_, **told)
    before = desk.state()
    served.kill()
    served.start(timeout_s=60)
    after, now_ms = desk.state(), time.time_ns() // 1_000_000
    assert served.stop() == 0
    stood, stands = standing(before, before, now_ms), standing(after, before, now_ms)
    for topic in STANDS:
        assert stands[topic] == stood[topic], topic
    segments = {segment["id"]: segment for segment in after["rundown"]["segments"]}
    assert segments["cream"]["held_ms"] is not None
    assert segments["draw"]["state"] == segments["hand"]["state"] == "skipped"
    assert "wash" not in segments
    assert (segments["mask"]["planned_for_ms"], segments["serum"]["title"]["en"]) == (120_000, "Serum, edited")
    assert after["show"]["lock"] is True
    assert [card["acked_ms"] is not None for card in after["cue"]["recent"]] == [True]
    tasks = {one["title"]: one for one in after["tasks"]}
    assert tasks["核对主推库存"]["approved_ms"] is not None
    assert (tasks["检查灯光和网络"]["state"], tasks["弹 11 号链接"]["owner"]) == ("done", "zhang")
    assert [(one["state"], one["entries"]) for one in after["draws"]] == [("open", 1)]
    assert after["comments"]["pinned"] is not None
    assert [(one["keyword"], one["users"]) for one in after["comments"]["tally"]] == [("早睡早起", 1)]
    assert [one["rule"] for one in after["alerts"]["open"] if one["acked_ms"] is not None] == ["platform_warning"]
