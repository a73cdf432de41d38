"""kill -9 at random moments while events come in: nothing acknowledged is lost, nothing is counted twice.

The sender behaves as the contract asks: it repeats what was not answered, with the same ids. The server runs in a process of
its own on a real data folder; the seed of the moments is printed.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from pathlib import Path

import httpx

from tests.process import Served, command

KILLS = int(os.environ.get("KILLS", "20"))


class Sender(threading.Thread):
    """Sends numbered likes and orders in bodies of 1 to 40, repeating each until it is answered."""

    def __init__(self, url: str, key: str) -> None:
        super().__init__(daemon=True)
        self.acknowledged: set[str] = set()
        self.newest_seq = 0
        self.over = threading.Event()
        self._url = f"{url}/api/v1/rooms/killed/events"
        self._headers = {"Authorization": f"Bearer {key}"}

    def run(self) -> None:
        rng, n = random.Random(4), 0
        with httpx.Client(timeout=3, headers=self._headers) as client:
            while not self.over.is_set():
                events = [self._event(n + i) for i in range(rng.randrange(1, 40))]
                n += len(events)
                self._until_answered(client, events)

    @staticmethod
    def _event(n: int) -> dict[str, object]:
        if n % 3:
            return {"type": "like", "id": f"l{n}"}
        lines = [{"sku": "a", "unit_minor": 100}]
        return {"type": "order", "id": f"o{n}", "order": f"o{n}", "status": "paid", "user": f"u{n}", "lines": lines}

    def _until_answered(self, client: httpx.Client, events: list[dict[str, object]]) -> None:
        while True:
            try:
                answer = client.post(self._url, json=events)
            except httpx.TransportError:
                time.sleep(0.02)
                continue
            if answer.status_code == 200:
                told = answer.json()
                assert told["accepted"] + told["duplicates"] == len(events)
                assert told["seq"] >= self.newest_seq
                self.newest_seq = told["seq"]
                self.acknowledged.update(str(e["id"]) for e in events)
                return
            assert answer.status_code == 503, answer.text
            time.sleep(0.02)


def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(tmp_path: Path) -> None:
    seed = int(os.environ.get("KILL_SEED", time.time()))
    print(f"KILL_SEED={seed}")
    rng = random.Random(seed)
    served = Served(tmp_path)
    served.start()
    served.room("killed")
    sender = Sender(served.url, served.key("killed", "f"))
    sender.start()
    for _ in range(KILLS):
        time.sleep(rng.uniform(0.02, 0.5))
        served.kill()
        served.start()
    time.sleep(0.5)
    sender.over.set()
    sender.join(10)
    assert not sender.is_alive()
    token = served.links("killed")["analyst"]["token"]
    state = httpx.get(
        f"{served.url}/api/v1/rooms/killed/state?topics=kpi", headers={"Authorization": f"Bearer {token}"}
    ).json()
    served.stop()
    lines = [json.loads(line) for line in command("export", "killed-1", data=tmp_path).splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert sorted(line["received_ms"] for line in lines) == [line["received_ms"] for line in lines]
    ids = [line["id"] for line in lines if line["type"] in ("like", "order")]
    assert len(ids) == len(set(ids))
    assert sender.acknowledged == set(ids)
    tiles = state["topics"]["kpi"]["tiles"]
    orders = sum(1 for id_ in ids if id_.startswith("o"))
    assert tiles["likes"]["value"] == len(ids) - orders
    assert (tiles["paid_orders"]["value"], tiles["gmv_minor"]["value"]) == (orders, 100 * orders)
    assert "differ" not in command("verify", data=tmp_path)
