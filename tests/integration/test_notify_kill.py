"""kill -9 while alerts are under way to a chat app that is away, and then hangs: each arrives, and none twice in its window."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from controlroom.ports import Letter
from controlroom.settings import Settings
from controlroom.store import open_store
from tests.process import ROOT, Served
from tests.unit.notify.receiver import Receiver

PLAN = ROOT / "controlroom" / "planfile" / "demo.yaml"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    made.open()
    yield made
    made.close()


class Studio:
    """A live room on a server that can be killed, whose alerts go to a receiver."""

    def __init__(self, folder: Path, receiver: Receiver) -> None:
        file = folder / "notify.yaml"
        file.write_text(json.dumps({"targets": [{"name": "duty", "url": receiver.url + "?rto=60"}]}), encoding="utf-8")
        file.chmod(0o600)
        self.served = Served(folder)
        self.served.room("demo", "--plan", str(PLAN))
        self._key, links = self.served.key("demo", "shop"), self.served.links("demo")
        self._token = links["controller"]["token"]
        self.served.start()

    def stock(self, on_hand: int, *skus: str) -> None:
        """Tell how much is left of these."""
        events = [{"type": "stock", "id": f"{sku}-{on_hand}", "sku": sku, "on_hand": on_hand} for sku in skus]
        answer = self._call("POST", "events", self._key, json=events)
        assert answer["accepted"] == len(skus), answer

    def let_windows_pass(self) -> None:
        """Let every attempt have been begun ten minutes earlier; the server is away."""
        with closing(sqlite3.connect(Settings(data=self.served.data).database)) as base, base:
            base.execute("update outbox set tried_ms = tried_ms - 600000")

    def unsent(self) -> list[dict[str, Any]]:
        """What the controller's page is told of chat apps that cannot be reached."""
        found: list[dict[str, Any]] = self._call("GET", "state?topics=show", self._token)["topics"]["show"]["unsent"]
        return found

    def _call(self, method: str, path: str, token: str, **more: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.request(
            method, f"{self.served.url}/api/v1/rooms/demo/{path}", headers=headers, timeout=10, **more
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def outbox(self) -> Sequence[Letter]:
        """What stands in the outbox, oldest first."""

        async def read() -> Sequence[Letter]:
            async with open_store(Settings(data=self.served.data)) as store:
                return list(reversed(await store.outbox.newest(1000)))

        return asyncio.run(read())

    def restart(self) -> None:
        """Kill it on the spot and start it anew."""
        self.served.kill()
        self.served.start()


def until(holds: Callable[[], object], within_s: float = 30.0) -> None:
    """Wait until something holds."""
    give_up = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < give_up, "it did not come to pass"
        time.sleep(0.05)


def about(letters: Sequence[Letter], sku: str) -> set[str]:
    """The notices that are about a product."""
    return {one.notice for one in letters if any(sku in rule for rule in one.rules)}


def ended(letters: Sequence[Letter], sku: str) -> bool:
    """Whether it was told that something about a product is over."""
    return any("已恢复" in one.text["zh-CN"] for one in letters if sku in str(one.rules) and one.state == "sent")


def test_every_alert_arrives_and_none_twice_in_its_window(tmp_path: Path, receiver: Receiver) -> None:
    studio = Studio(tmp_path, receiver)
    try:
        receiver.close()
        studio.stock(0, "cream-50", "serum-30", "sun-50")
        until(
            lambda: (
                len(studio.outbox()) >= 3 and {one.state for one in studio.outbox()} == {"waiting"} and studio.unsent()
            )
        )
        assert [(one["target"], one["why"]) for one in studio.unsent()] == [("duty", "unreachable")]
        studio.restart()
        studio.restart()
        receiver.open()
        until(lambda: {one.state for one in studio.outbox()} == {"sent"})
        assert studio.unsent() == []
        first = studio.outbox()
        assert Counter(receiver.ids()) == Counter(one.notice for one in first)

        receiver.hangs = True
        studio.stock(0, "mask-10")
        until(lambda: len(receiver.told) > 0 and about(studio.outbox(), "mask-10") & set(receiver.told[-1]["ids"]))
        studio.served.kill()
        receiver.let_go()
        studio.served.start()
        studio.stock(0, "hand-75")
        until(lambda: {one.state for one in studio.outbox() if one.notice in about([one], "hand-75")} == {"sent"})
        hung = about(studio.outbox(), "mask-10") & set(receiver.ids())
        assert hung
        assert [id_ for id_ in hung if receiver.ids().count(id_) > 1] == []
        assert {one.state for one in studio.outbox() if one.notice in hung} == {"under_way"}

        studio.stock(500, "mask-10")
        until(
            lambda: (
                {one.state for one in studio.outbox()} == {"sent", "under_way"} and ended(studio.outbox(), "mask-10")
            )
        )
        studio.served.kill()
        studio.let_windows_pass()
        studio.served.start()
        until(lambda: {one.state for one in studio.outbox()} == {"sent"})
        assert {id_: receiver.ids().count(id_) for id_ in hung} == dict.fromkeys(hung, 2), "once as it hung, once later"
        late = next(told for told in reversed(receiver.told) if hung & set(told["ids"]))
        assert "[已结束]" in late["title"], late
    finally:
        studio.served.stop()
