"""Cases after the published OpenAPI document, and spoiled frames on every socket: what the server makes of them.

Wanted: no answer of 500 or above, no socket closed by a mistake, no unhandled exception in the log, memory flat. `FUZZ_CASES`
(20,000) by schemathesis with each role's word in a room of its own, then `FUZZ_FRAMES` (200,000) on the socket of facts, a
program's stream and a page's live socket. Schemathesis is fetched, by hashes of its own, into build/fuzz.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

import httpx
import websockets

from controlroom.domain.roles import PEOPLE
from controlroom.server.auth import COOKIE
from tests.load._mangle import Mangler
from tests.process import ROOT, Served

CASES = int(os.environ.get("FUZZ_CASES", "20000"))
FRAMES = int(os.environ.get("FUZZ_FRAMES", "200000"))
FETCHED: Final = ROOT / "build" / "fuzz"
LOCK: Final = ROOT / "tests" / "load" / "fuzz.lock"
PLAN: Final = ROOT / "controlroom" / "planfile" / "demo.yaml"
FLAT: Final = 1.2
BURST: Final = 40
QUARTERS: Final = 4
PAGE: Final = "controller"
ENDING: Final = ("/api/v1/rooms/{room}/links", "/api/v1/rooms/{room}/links/{link}")
"""To DELETE there takes the word of the cases after it: that comes last."""
FRAMES_ROOM: Final = "fuzz-frames"
"""Its links are in no case."""
COVERED: Final = 10_000
"""With so many cases wanted, the last are all that follow from the document by rule: some 14,000, with the admin's word."""
MOST_ROUNDS: Final = 20
ROLES: Final = (*PEOPLE, "feed")


def main() -> bool:
    """Run and print; return whether it is as wanted."""
    fetch()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        served = Served(folder)
        try:
            served.start(60)
            words = {str(role): _word(served, f"fuzz-{role}", str(role)) for role in ROLES}
            screens = _word(served, FRAMES_ROOM, PAGE)
            doc = httpx.get(f"{served.url}/openapi.json", timeout=30).json()
            memory = [served.rss_kb()]
            cases, errors = _cases(served, doc, words, folder)
            memory.append(served.rss_kb())
            answers: Counter[str] = Counter()
            for quarter in range(QUARTERS):
                answers += asyncio.run(frames(served.url, words["feed"], screens, doc, FRAMES // QUARTERS, quarter))
                memory.append(served.rss_kb())
            alive = httpx.get(f"{served.url}/readyz", timeout=30).status_code == 200
        finally:
            served.stop()
        log = (folder / "server.log").read_text(errors="replace")
    unhandled = log.count("Traceback")
    print(f"cases                  {cases:,}   wanted ≥ {CASES:,}; answered with 5xx {errors}   wanted 0")
    told = dict(sorted(answers.items()))
    print(f"frames                 {sum(answers.values()):,}: {told}   wanted: no 5xx, none closed with 1006 or 1011")
    print(f"exceptions in the log  {unhandled}   wanted 0; the server answers afterwards: {alive}")
    print(
        f"memory, MB             {' → '.join(f'{kb / 1024:.0f}' for kb in memory)} (start, cases, each quarter of the frames)"
    )
    grown = memory[-1] / memory[-QUARTERS]
    print(f"last ÷ first quarter   {grown:.2f}   wanted ≤ {FLAT}")
    if unhandled:
        print(log[log.index("Traceback") - 300 :][:6000])
    bad = errors + sum(count for name, count in answers.items() if is_bad(name))
    return alive and cases >= CASES and bad == unhandled == 0 and grown <= FLAT


def is_bad(answer: str) -> bool:
    """Tell whether a socket's answer is a mistake of the server's."""
    code = answer.rpartition(" ")[2]
    return code in {"1006", "1011"} or (len(code) == 3 and code >= "500")


def fetch() -> None:
    """Put schemathesis into build/fuzz, once."""
    if (FETCHED / ".done").exists():
        return
    shutil.rmtree(FETCHED, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", "--no-input", "install"]
    subprocess.run(
        [*pip, "--no-deps", "--require-hashes", "--requirement", str(LOCK), "--target", str(FETCHED)], check=True
    )
    (FETCHED / ".done").touch()


def _word(served: Served, room: str, role: str) -> str:
    """Make a room; return a role's word in it."""
    plan = served.data / f"{room}.yaml"
    plan.write_text(PLAN.read_text().replace("room: demo", f"room: {room}"))
    served.room(room, "--plan", str(plan))
    return served.key(room, "shop") if role == "feed" else served.links(room)[role]["token"]


# HTTP.


def _cases(served: Served, doc: dict[str, Any], words: dict[str, str], folder: Path) -> tuple[int, int]:
    """Run schemathesis with each role's word until there were enough cases; return how many, and the answers of 5xx."""
    cases, errors, seed = 0, 0, 0
    each = max(2, CASES // len(words) // len(doc["paths"]))
    while cases < CASES and seed < MOST_ROUNDS:
        seed += 1
        for role, word in words.items():
            file = folder / f"{role}.json"
            file.write_text(json.dumps(_here(doc, f"fuzz-{role}", last=False)))
            done, failed = _schemathesis(served.url, file, word, "fuzzing", each, seed)
            cases, errors = cases + done, errors + failed
    file = folder / "last.json"
    file.write_text(json.dumps(_here(doc, "fuzz-admin", last=True)))
    phases = "coverage,fuzzing" if CASES >= COVERED else "fuzzing"
    done, failed = _schemathesis(served.url, file, words["admin"], phases, each, MOST_ROUNDS + 1)
    return cases + done, errors + failed


def _here(doc: dict[str, Any], room: str, *, last: bool) -> dict[str, Any]:
    """Return the document with the room named; `last`: with the doors that end links, as the last of all."""
    copy: dict[str, Any] = json.loads(json.dumps(doc))
    for path in ENDING:
        item = copy["paths"].pop(path)
        copy["paths"][path] = {name: found for name, found in item.items() if last or name != "delete"}
    known = {"room": [room], "show": [f"{room}-1"]}
    for item in copy["paths"].values():
        for operation in item.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and parameter["name"] in known:
                    parameter["schema"] = {"type": "string", "enum": known[parameter["name"]]}
    return copy


def _schemathesis(url: str, file: Path, word: str, phases: str, each: int, seed: int) -> tuple[int, int]:
    folder = file.parent
    report = folder / "cases.har"
    options = [
        "run", str(file), "--url", url, "-H", f"Authorization: Bearer {word}", "--checks", "not_a_server_error",
        "--phases", phases, "--max-examples", str(each), "--seed", str(seed), "--no-shrink", "--no-color",
        "--continue-on-failure", "--suppress-health-check", "all", "--warnings", "off", "--generation-database", "none",
        "--generation-with-security-parameters", "false", "--report-har-path", str(report),
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", *options], capture_output=True, text=True, check=False, cwd=folder,
        timeout=3000, env={**os.environ, "PYTHONPATH": str(FETCHED), "NO_PROXY": "*"},
    )  # fmt: skip
    if not report.exists():
        raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    statuses = [entry["response"]["status"] for entry in json.loads(report.read_text())["log"]["entries"]]
    report.unlink()
    failed = sum(status >= 500 for status in statuses)
    print(f"  {file.stem:12}{len(statuses):6,} {dict(sorted(Counter(statuses).items()))}", flush=True)
    if failed:
        print(done.stdout[-4000:], flush=True)
    return len(statuses), failed


# Sockets.


async def frames(url: str, key: str, word: str, doc: dict[str, Any], count: int, seed: int) -> Counter[str]:
    """Send spoiled frames to each kind of socket, most to that of facts; return the answers."""
    at, host = url.replace("http", "ws", 1), url
    schemas = doc["components"]["schemas"]
    feed, bearer = ({"Authorization": f"Bearer {one}"} for one in (key, word))
    cookie = {"Cookie": f"{COOKIE}={word}", "Origin": host}
    answers: Counter[str] = Counter()
    await asyncio.gather(
        facts(
            f"{at}/api/v1/rooms/fuzz-feed/events",
            feed,
            Mangler(schemas, seed),
            count - count // 5 - count // 20,
            answers,
        ),
        screen(
            f"{at}/api/v1/rooms/{FRAMES_ROOM}/stream?topics=show,cue",
            bearer,
            Mangler(schemas, seed),
            count // 5,
            answers,
        ),
        screen(f"{at}/rooms/{FRAMES_ROOM}/{PAGE}/live", cookie, Mangler(schemas, seed + 1), count // 20, answers),
    )
    return answers


async def facts(address: str, headers: dict[str, str], mangler: Mangler, count: int, answers: Counter[str]) -> None:
    """Send spoiled events in bursts that nobody reads meanwhile, then read the answers: one a frame."""
    sent = 0
    while sent < count:
        async with _connected(address, headers) as socket:
            try:
                while sent < count:
                    burst = [mangler.spoiled(mangler.made({"$ref": "/Event"})) for _ in range(min(BURST, count - sent))]
                    sent += len(burst)
                    for frame in burst:
                        await socket.send(frame, text=_is_text(frame) or None)
                    for _ in burst:
                        told = json.loads(await socket.recv())
                        answers[f"events {told.get('status', 200)}"] += 1
            except websockets.ConnectionClosed as closed:
                answers[f"events closed {_code(closed)}"] += 1


async def screen(address: str, headers: dict[str, str], mangler: Mangler, count: int, answers: Counter[str]) -> None:
    """Send spoiled words to a screen's socket, each followed by a question, until it is closed; and again."""
    name = "stream" if "/api/" in address else "live"
    sent = 0
    while sent < count:
        async with _connected(address, headers) as socket:
            try:
                while sent < count:
                    sent += 1
                    frame = mangler.spoiled(mangler.made(SAID))
                    await socket.send(frame, text=_is_text(frame) or None)
                    await socket.send('{"time":1.25}')
                    while b'"t0":1.25' not in await socket.recv(decode=False):
                        pass
                    answers[f"{name} heard"] += 1
            except websockets.ConnectionClosed as closed:
                answers[f"{name} closed {_code(closed)}"] += 1


SAID: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {"ack": {"type": "integer"}, "time": {"type": "number"}, "type": {"enum": ["cue.push", "ping"]}},
}
"""What a screen may say, and something that it may not."""


def _is_text(frame: bytes) -> bool:
    """Send every other frame as text, also where it is none: the server has to find out."""
    return len(frame) % 2 == 0


def _code(closed: websockets.ConnectionClosed) -> int:
    return closed.rcvd.code if closed.rcvd is not None else 1006


def _connected(address: str, headers: dict[str, str]) -> Any:
    return websockets.connect(address, additional_headers=headers, compression=None, proxy=None, max_size=None)
