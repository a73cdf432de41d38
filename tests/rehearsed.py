"""Whole simulated shows on a real server, and their journals folded again in other ways.

Owns: playing a show in a fresh data folder (server and simulator are processes of their own, every command's id comes from
the seed), and what must be the same ever after: the simulator's figures, the exported bytes, the digests.
"""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from controlroom.domain import records as rec
from controlroom.live.replay import journal_pages
from controlroom.room.room import Room
from controlroom.room.snapshot import digest_of, freeze, thaw
from tests.process import ROOT, Served, command

PLAN = ROOT / "controlroom" / "planfile" / "demo.yaml"
STAFF = ("studio-test-01", "studio-test-02")
"""The team's own accounts in that plan."""
_IDS = uuid.UUID("00000000-0000-4000-8000-000000000000")


class Played(NamedTuple):
    """A show that was played.

    Args:
        same: The simulator's exit code says that every figure is its ledger's.
        said: What the simulator printed.
        journal: The exported journal.
        digest: What the server stored at the show's end: `seq`, `as_of_ms`, `value`.
        topics: `kpi` and `stock` as the server showed them at that instant.
        took_s: The playing alone, seconds.
    """

    seed: int
    same: bool
    said: str
    journal: Path
    digest: dict[str, Any]
    topics: dict[str, Any]
    took_s: float

    @property
    def compared(self) -> int:
        """How many figures the simulator compared."""
        found = re.search(r"(\d+) figures compared", self.said)
        return int(found.group(1)) if found else 0


def play(folder: Path, seed: int, minutes: float, *, scenario: str = "faulty", speed: float = 60) -> Played:
    """Play the demo's plan as a rehearsal in a fresh data folder.

    Args:
        folder: Made here; the journal stays in it.
        minutes: Of the live show.
        speed: Show seconds a second, 1 to 60.
    """
    folder.mkdir(parents=True)
    served = Served(folder)
    served.room("demo", "--plan", str(PLAN), "--rehearsal", "--seed", str(seed))
    key = served.key("demo", "simulator")
    tokens = {role: link["token"] for role, link in served.links("demo").items()}
    served.start()
    try:
        with httpx.Client(base_url=f"{served.url}/api/v1/rooms/demo/", timeout=30) as client:
            rundown = _get(client, "state?topics=rundown", tokens["controller"])["topics"]["rundown"]
            clock = {"to_ms": rundown["segments"][0]["planned_start_ms"], "speed": speed}
            _post(client, "clock", clock, key)
            _post(client, "commands", _command(seed, "show.start"), tokens["controller"])
            began = time.monotonic()
            sim = _simulate(served.url, key, tokens, scenario, seed, speed, minutes)
            took_s = time.monotonic() - began
            _post(client, "commands", _command(seed, "show.end"), tokens["controller"])
            stored = _stored_at_the_end(client, tokens["controller"])
            _post(
                client, "clock", {"to_ms": stored["as_of_ms"]}, key
            )  # where a replay ends: windows are as of a second
            topics = _get(client, "state?topics=kpi,stock", tokens["admin"])["topics"]
    finally:
        served.stop()
    journal = folder / "demo-1.ndjson"
    command("export", "demo-1", "-o", str(journal), data=folder)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[: stored["seq"]]))  # what matured while the clock was driven is newer
    return Played(seed, sim.returncode == 0, sim.stdout + sim.stderr, journal, stored, topics, took_s)


def _command(seed: int, type_: str) -> dict[str, str]:
    return {"id": str(uuid.uuid5(_IDS, f"{seed}/{type_}")), "type": type_}


def _simulate(
    url: str, key: str, tokens: Mapping[str, str], scenario: str, seed: int, speed: float, minutes: float
) -> subprocess.CompletedProcess[str]:
    arguments = [
        "run", "--url", url, "--room", "demo", "--key", key, "--scenario", scenario, "--seed", str(seed),
        "--speed", str(speed), "--minutes", str(minutes), "--stand-in", tokens["controller"],
        "--compare-token", tokens["analyst"], *(f"--staff={account}" for account in STAFF),
    ]  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=60 + 60 * minutes / speed * 6, check=False,
    )  # fmt: skip


def _stored_at_the_end(client: httpx.Client, token: str) -> dict[str, Any]:
    """Wait for the snapshot that an ended show gets."""
    give_up = time.monotonic() + 20
    while True:
        show = _get(client, "shows/demo-1", token)
        stored: dict[str, Any] | None = show["digest"]
        if stored is not None and stored["seq"] == show["seq"]:
            return stored
        if time.monotonic() > give_up:
            raise AssertionError(f"no snapshot at the show's end: {show}")
        time.sleep(0.05)


def _get(client: httpx.Client, path: str, token: str) -> dict[str, Any]:
    answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _post(client: httpx.Client, path: str, body: object, token: str) -> None:
    answer = client.post(path, json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text


def replayed(played: Played, hash_seed: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the state and the digest that `controlroom replay` gives, in a process of its own under this hash seed."""
    done = subprocess.run(
        [sys.executable, "-m", "controlroom", "replay", str(played.journal), "--state", "--digest"],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )  # fmt: skip
    state, digest = (json.loads(line) for line in done.stdout.splitlines())
    return state, digest


def split_digest(played: Played, cuts: int) -> str:
    """Fold the journal, taking a snapshot and going on from it at so many random records.

    Returns:
        The digest at the instant of the stored one.

    Raises:
        AssertionError: At one of the records the fold differs from one that was never split.
    """
    lines = played.journal.read_bytes().splitlines()
    rng = random.Random(played.seed)
    at = sorted(rng.sample(range(1, len(lines)), min(cuts, len(lines) - 1)))
    straight, split = Room(), Room()
    for page in journal_pages(lines):
        records, seq = rec.decode_page(page), page.first_seq
        while records:
            cut = bool(at) and at[0] <= page.last_seq
            here = at.pop(0) if cut else page.last_seq
            part, records = records[: here + 1 - seq], records[here + 1 - seq :]
            for room in (straight, split):
                room.apply_page(seq, page.received_ms, part)
            seq = here + 1
            if cut:
                body = freeze(split.state)
                assert body == freeze(straight.state), f"seed {played.seed}: another state after record {here}"
                split = Room(thaw(body))
    for room in (straight, split):
        room.advance(played.digest["as_of_ms"])
    assert digest_of(freeze(straight.state)) == digest_of(freeze(split.state))
    return digest_of(freeze(split.state))
