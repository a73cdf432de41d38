"""How many events a second one core takes in over HTTP, durably, with 20 screens (pages of all three kinds) on.

The wanted figure: ≥ 100,000 a second for 60 s in NDJSON batches of 500 (70 % enter and like, 20 % comment, 10 % click and
order), memory flat over 5 minutes (`BENCH_SECONDS=300`). The floor beside it: the same bodies decoded and nothing else.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import multiprocessing
import os
import random
import re
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx
import msgspec
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.process import Served

SECONDS = float(os.environ.get("BENCH_SECONDS", "20"))
SCREENS = 20
BATCH = 500
USERS = 200_000
CONNECTIONS = 8
ORDERS = 150_000
"""So many different ones at most, by all connections: orders are remembered for the whole show."""

_POS = re.compile(rb'"pos":(\d+)')


def _event(rng: random.Random, n: int, now_ms: int, process: int) -> dict[str, object]:
    user, id_ = f"user-{rng.randrange(USERS)}", f"{process}-{n}"
    kind = rng.random()
    if kind < 0.40:
        return {
            "type": "enter",
            "id": id_,
            "user": user,
            "at": now_ms,
            "traffic": rng.choice(("recommend", "paid", "follow")),
        }
    if kind < 0.70:
        return {"type": "like", "id": id_, "user": user, "at": now_ms, "count": 3}
    if kind < 0.90:
        return {"type": "comment", "id": id_, "user": user, "at": now_ms, "text": "这个多少钱，三号链接还有吗"}
    if kind < 0.99:
        return {"type": "click", "id": id_, "user": user, "at": now_ms, "sku": f"sku-{rng.randrange(20)}"}
    step = "paid" if rng.random() < 0.5 else "created"
    order = f"{process}-{rng.randrange(ORDERS // CONNECTIONS)}"
    line = {"sku": f"sku-{rng.randrange(20)}", "qty": 1, "unit_minor": 9900}
    return {
        "type": "order",
        "id": id_,
        "order": order,
        "status": step,
        "user": user,
        "at": now_ms,
        "lines": [line],
        "amount_minor": 9900,
    }


def _template(process: int) -> list[list[bytes]]:
    """Return bodies as pieces between which the running number and the instant are put: made before the clock starts."""
    rng, encode = random.Random(process), msgspec.json.Encoder().encode
    bodies = []
    for _ in range(60):
        lines = [encode(_event(rng, 7_777_777, 8_888_888_888_888, process)) for _ in range(BATCH)]
        bodies.append(b"\n".join(lines).split(b"7777777"))
    return bodies


def _load(
    port: int, key: str, process: int, seconds: float, results: multiprocessing.Queue[tuple[int, list[float]]]
) -> None:
    os.sched_setaffinity(0, {1})
    bodies, connection = _template(process), http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    sent, n, waits, ends = 0, 0, [], time.perf_counter() + seconds
    while time.perf_counter() < ends:
        pieces = bodies[n % len(bodies)]
        n += 1
        body = (b"%d" % n).join(pieces[:1]) + b"".join(b"%d.%d" % (n, i) + piece for i, piece in enumerate(pieces[1:]))
        body = body.replace(b"8888888888888", b"%d" % int(time.time() * 1000))
        began = time.perf_counter()
        connection.request("POST", "/api/v1/rooms/bench/events", body, headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        waits.append(time.perf_counter() - began)
        if answer.status != 200 or told["accepted"] != BATCH:
            raise RuntimeError(f"{answer.status}: {str(told)[:300]}")
        sent += BATCH
    results.put((sent, waits))


async def _screen(url: str, link: str, ends: float) -> None:
    page = link.partition("?")[0]
    async with httpx.AsyncClient() as client:
        signed_in = await client.get(link)
    cookie = "; ".join(f"{name}={value}" for name, value in signed_in.cookies.items())
    headers = {"Cookie": cookie, "Origin": url}
    live = page.replace("http://", "ws://") + "/live?lang=zh-CN"
    async with connect(live, additional_headers=headers, compression=None, max_size=None) as socket:
        while time.perf_counter() < ends:
            with suppress(TimeoutError, ConnectionClosed):
                frame = await asyncio.wait_for(socket.recv(decode=False), 2)
                pos = _POS.search(frame, 0, 200)
                if pos and b'"heartbeat"' not in frame[:40]:
                    await socket.send(f'{{"ack":{int(pos.group(1))}}}')


def _watch(url: str, links: list[str], seconds: float) -> None:
    """Be the screens: read, acknowledge, look at nothing."""
    os.sched_setaffinity(0, {1})

    async def all_of_them() -> None:
        ends = time.perf_counter() + seconds
        await asyncio.gather(*(_screen(url, links[i % len(links)], ends) for i in range(SCREENS)))

    asyncio.run(all_of_them())


def _floor() -> float:
    """Return events a second that decoding alone does on this machine now."""
    from controlroom.feeds.native.decode import decode_ndjson

    bodies = [b"7.7777".join(pieces).replace(b"8888888888888", b"1764000000000") for pieces in _template(99)]
    began, n = time.perf_counter(), 0
    while time.perf_counter() - began < 2:
        n += len(decode_ndjson(bodies[n % len(bodies)]).facts)
    return n / (time.perf_counter() - began)


def main() -> None:
    """Run and print."""
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder), cores=[0])
        served.start()
        served.room("bench")
        key, links = served.key("bench", "load"), served.links("bench")
        pages = [links[role]["url"] for role in ("controller", "host", "analyst")]
        spawn = multiprocessing.get_context("spawn")
        watchers = [spawn.Process(target=_watch, args=(served.url, pages, SECONDS + 8))]
        results: multiprocessing.Queue[tuple[int, list[float]]] = spawn.Queue()
        loads = [spawn.Process(target=_load, args=(served.port, key, i, SECONDS, results)) for i in range(CONNECTIONS)]
        for process in watchers:
            process.start()
        time.sleep(3)
        before, cpu, began = served.rss_kb(), served.cpu_s(), time.perf_counter()
        for process in loads:
            process.start()
        memory = []
        while any(p.is_alive() for p in loads) and time.perf_counter() - began < SECONDS + 30:
            time.sleep(max(1.0, SECONDS / 20))
            memory.append(served.rss_kb())
        told = [results.get(timeout=5) for _ in loads]
        used = served.cpu_s() - cpu
        served.stop()
        for process in (*loads, *watchers):
            process.join(15)
            process.kill()
    total = sum(sent for sent, _ in told)
    waits = sorted(wait for _, each in told for wait in each)
    rate, floor = total / SECONDS, _floor()
    print(f"{'events':24}{total:>14,}")
    print(f"{'events a second':24}{rate:>14,.0f}   wanted ≥ 100,000")
    print(f"{'per processor second':24}{total / used:>14,.0f}   the server used {used:.1f} s of one core")
    print(f"{'decoding alone':24}{floor:>14,.0f}   ratio {rate / floor:.3f}")
    print(
        f"{'answer, median':24}{waits[len(waits) // 2] * 1000:>14.1f} ms, p99 {waits[len(waits) * 99 // 100] * 1000:.1f} ms"
    )
    print(f"{'memory':24}{before / 1024:>14.0f} MB before, {', '.join(f'{kb // 1024}' for kb in memory)} MB")
