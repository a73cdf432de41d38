"""What a rehearsal does: server, room, simulator, links, progress, comparison.

Owns: the order of all this, and its end.
Law: server and simulator are two processes that meet at the public contract only; the first address printed is a link
that answers; whatever happens, both children are ended within two seconds.
Must not know: how the simulator plays.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sys
import time
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from msgspec.structs import replace

from controlroom.cli import children
from controlroom.cli.addresses import free_port, show_links
from controlroom.cli.children import Child
from controlroom.cli.plan_texts import keep_text
from controlroom.cli.plans import read_plan
from controlroom.cli.progress import Progress
from controlroom.cli.rooms import make_key, role_links
from controlroom.cli.saying import CheckFailed, Wrong, note, say, words_of
from controlroom.cli.standins import RELAY, SECRET, STANDINS, feed_of, misfit

if TYPE_CHECKING:
    import httpx

    from controlroom.domain.plan import Plan
    from controlroom.settings import Settings
    from controlroom.store import Store

FEED: Final = "simulator"
_UP_WITHIN_S: Final = 30.0
_ANSWERS_WITHIN_S: Final = 30.0
_RELAY_UP_S: Final = 10.0
_SIM_ENDS_S: Final = 0.4
_SERVER_ENDS_S: Final = 1.4
_ADDRESS: Final = re.compile(r"https?://\S+")
_USUAL_MINUTES: Final = 30.0


class Wishes(Struct, frozen=True, kw_only=True):
    """What was asked for on the command line."""

    plan: Path | None
    scenario: str | None
    speed: float
    seed: int
    minutes: float | None
    port: int | None
    browser: bool
    via: str | None


class Place(Struct, frozen=True, kw_only=True):
    """The room of the rehearsal and the words that open its doors."""

    room: str
    key: str
    links: Mapping[str, Mapping[str, str]]
    starts_ms: int | None
    minutes: float
    staff: tuple[str, ...] = ()
    currency: str = "CNY"


async def run(wishes: Wishes, settings: Settings) -> int:
    """Play a rehearsal until its end or a signal; return the exit code.

    Raises:
        Wrong: The plan or an argument cannot be used.
        CheckFailed: The server or the simulator failed.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        with suppress(NotImplementedError):  # where loops have no signals, Ctrl-C cancels this task
            loop.add_signal_handler(number, stop.set)
    rehearsal = Rehearsal(wishes, settings)
    work = asyncio.create_task(rehearsal.play())
    signalled = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, signalled}, return_when=asyncio.FIRST_COMPLETED)
        return work.result() if work.done() else 0
    finally:
        signalled.cancel()
        work.cancel()
        await asyncio.wait({work})
        await rehearsal.close()


class Rehearsal:
    """One rehearsal."""

    def __init__(self, wishes: Wishes, settings: Settings) -> None:
        self._wishes = wishes
        self._settings = settings
        self._server: Child | None = None
        self._simulator: Child | None = None
        self._address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._progress = Progress(_USUAL_MINUTES)
        self._said: list[str] = []

    async def play(self) -> int:
        """Play the whole; return the simulator's exit code: 1 when figures differ."""
        if self._wishes.scenario is not None:
            await _known_scenario(self._wishes.scenario)
        await self._start_server()
        # While the server starts, all that is wanted next is loaded here: the two share nothing but the machine.
        plan = await asyncio.to_thread(_prepared, self._wishes.plan)
        if self._wishes.via is not None and (wrong := misfit(self._wishes.via, plan.show.currency)) is not None:
            raise Wrong(wrong)
        import httpx

        address = await self._up()
        ports = (free_port(0), free_port(0))
        place = await self._make_place(plan, address, ports)
        self._progress.minutes = place.minutes
        async with httpx.AsyncClient(base_url=address, timeout=_ANSWERS_WITHIN_S, trust_env=False) as client:
            await self._begin(client, place)
            show_links(place.links, browser=self._wishes.browser)
            say("Ctrl-C ends it.")
            await self._start_simulator(place, address, ports)
            if self._fetched:
                await self._fetch_relay(place, ports)
            code = await self._until_simulated(client, place)
            await _command(client, place, "show.end", refusable=True)
        for line in self._said:
            say(line)
        if sys.stdout.isatty() and code in (0, 1):
            say("The show has ended; its screens stay until Ctrl-C.")
            await self._watched_server()
        return code

    async def close(self) -> None:
        """End both children."""
        self._progress.close()
        if self._simulator is not None:
            await self._simulator.stop(_SIM_ENDS_S)
        if self._server is not None:
            await self._server.stop(_SERVER_ENDS_S)

    # The server.

    async def _start_server(self) -> None:
        wanted = self._wishes.port
        port = wanted if wanted is not None else free_port(self._settings.port)
        arguments = ["controlroom", "serve", "--port", str(port), "--data", str(self._settings.data)]
        self._server = await children.start("server", arguments, self._server_said, self._server_told)

    def _server_said(self, line: str) -> None:
        found = _ADDRESS.search(line)
        if found is not None and not self._address.done():
            self._address.set_result(found.group())

    def _server_told(self, line: str) -> None:
        # The simulator's relay comes after the server and goes before it; if it never comes, the simulator says so.
        if " INFO " not in line and f" feed {RELAY} is down" not in line:
            self._progress.close()
            note(f"server: {line}")

    async def _up(self) -> str:
        ended = asyncio.create_task(self._watched_server())
        try:
            either: list[asyncio.Future[Any]] = [ended, self._address]
            await asyncio.wait(either, timeout=_UP_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                await ended
            if not self._address.done():
                raise CheckFailed(f"The server did not come up within {_UP_WITHIN_S:g} s: see what it said above.")
            return self._address.result()
        finally:
            ended.cancel()

    async def _watched_server(self) -> None:
        """Wait for the server's end, which nobody asked for."""
        assert self._server is not None
        code = await self._server.wait()
        if code == 2:
            raise Wrong("The server could not be started; it said above why.")
        raise CheckFailed(f"The server ended by itself with exit code {code}; what it said is above.")

    # The room.

    @property
    def _fetched(self) -> bool:
        """Whether the room goes to the simulator for its facts."""
        return self._wishes.via is not None and STANDINS[self._wishes.via].fetched

    async def _make_place(self, plan: Plan, address: str, ports: tuple[int, int]) -> Place:
        from controlroom.live.opening import make_room
        from controlroom.store import open_store

        async with open_store(self._settings) as store:
            slug = await _free_slug(store, plan.show.room)
            plan = replace(plan, show=replace(plan.show, room=slug))
            now_ms = time.time_ns() // 1_000_000
            row = await make_room(
                store.book, slug, plan, now_ms=now_ms, rehearsal=True, seed=self._wishes.seed,
                words_version=words_of(self._settings, slug).version,
            )  # fmt: skip
            await keep_text(store, slug, plan, self._wishes.plan)
            if self._wishes.via is not None and not self._fetched:
                await self._add_feed(store, slug, ports, plan.show.currency)
            planned = sum(segment.planned_for_ms for segment in plan.segments) / 60_000
            return Place(
                room=slug,
                key=await make_key(store.book, slug, FEED),
                links=await role_links(store.book, row, address),
                starts_ms=plan.show.starts_ms,
                minutes=self._wishes.minutes or planned or _USUAL_MINUTES,
                staff=plan.show.staff_accounts,
                currency=plan.show.currency,
            )

    async def _add_feed(self, store: Store, room: str, ports: tuple[int, int], currency: str) -> None:
        from controlroom.live.feeding import add_feed

        port, interface = ports
        await add_feed(
            store.book, room, feed_of(self._wishes.via or "", port=port, interface=interface, currency=currency)
        )

    async def _begin(self, client: httpx.AsyncClient, place: Place) -> None:
        """Go to the plan's start and start the show."""
        path = f"/api/v1/rooms/{place.room}/clock"
        body = {"to_ms": place.starts_ms, "speed": self._wishes.speed}
        _expect(await client.post(path, json=body, headers={"Authorization": f"Bearer {place.key}"}), "the clock")
        await _command(client, place, "show.start")

    # The simulator.

    async def _start_simulator(self, place: Place, address: str, ports: tuple[int, int]) -> None:
        wishes = self._wishes
        arguments = [
            "sim", "run", "--url", address, "--room", place.room, "--key", place.key,
            "--seed", str(wishes.seed), "--speed", str(wishes.speed), "--minutes", str(place.minutes), "--progress",
            "--stand-in", place.links["controller"]["token"], "--compare-token", place.links["analyst"]["token"],
            "--team",
        ]  # fmt: skip
        arguments += [f"--staff={account}" for account in place.staff]
        if wishes.scenario is not None:
            arguments += ["--scenario", wishes.scenario]
        if wishes.via is not None:
            arguments += ["--via", wishes.via, "--relay-port", str(ports[0]), "--detail-port", str(ports[1])]
            arguments += ["--shop-secret", SECRET, "--shop-currency", place.currency]
        self._simulator = await children.start("simulator", arguments, self._said.append, self._simulator_told)

    async def _fetch_relay(self, place: Place, ports: tuple[int, int]) -> None:
        """Let the room fetch the simulator's relay, once that listens."""
        from controlroom.store import open_store

        give_up = time.monotonic() + _RELAY_UP_S
        # Another process opens it: no event tells, and a connection to try it would count as a listener.
        while free_port(ports[0]) == ports[0] and time.monotonic() < give_up:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        async with open_store(self._settings) as store:
            await self._add_feed(store, place.room, ports, place.currency)

    def _simulator_told(self, line: str) -> None:
        try:
            told = json.loads(line)
            progress = self._progress
            progress.events, progress.rate = told["events"], told["rate"]
            progress.lag_ms, progress.show_s = told["lag_ms"], told["show_s"]
        except (ValueError, KeyError, TypeError):
            self._progress.close()
            note(line)

    async def _until_simulated(self, client: httpx.AsyncClient, place: Place) -> int:
        assert self._simulator is not None
        ended = asyncio.create_task(self._simulator.wait())
        broken = asyncio.create_task(self._watched_server())
        try:
            while not ended.done():
                await asyncio.wait({ended, broken}, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
                if broken.done():
                    await broken
                self._progress.screens = await _screens(client, place)
                self._progress.tick()
            return ended.result()
        finally:
            ended.cancel()
            broken.cancel()
            self._progress.close()


async def _known_scenario(name: str) -> None:
    """Ask the simulator for its scenarios, so that a wrong name is told before anything is started.

    Raises:
        Wrong: It has none of this name.
    """
    names: list[str] = []
    asked = await children.start("simulator", ["sim", "scenarios"], names.append, note)
    if await asked.wait() == 0 and name not in names:
        raise Wrong(f"There is no scenario '{name}': choose one of {', '.join(names)}.")


def _prepared(file: Path | None) -> Plan:
    """Load what a rehearsal needs, and return its plan."""
    import httpx  # noqa: F401 - loaded here, used when the server is up

    import controlroom.live.opening
    import controlroom.server.tokens
    import controlroom.store  # noqa: F401 - likewise
    from controlroom.planfile.demo import demo_text
    from controlroom.planfile.read import read_yaml

    if file is not None:
        return read_plan(file)
    read = read_yaml(demo_text())
    if read.plan is None:
        raise CheckFailed("The demo's own plan cannot be read: reinstall Control Room.")
    return read.plan


async def _free_slug(store: Store, wanted: str) -> str:
    """Return a name that no room of the data folder has."""
    taken = {row.slug for row in await store.book.rooms()}
    names = (wanted, *(f"{wanted[:48]}-rehearsal{n}" for n in ("", *(f"-{i}" for i in range(2, len(taken) + 3)))))
    return next(name for name in names if name not in taken)


async def _command(client: httpx.AsyncClient, place: Place, type_: str, *, refusable: bool = False) -> None:
    answer = await client.post(
        f"/api/v1/rooms/{place.room}/commands",
        json={"id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{place.room} {type_}")), "type": type_},
        headers={"Authorization": f"Bearer {place.links['controller']['token']}"},
    )
    if not (refusable and answer.status_code == 409):
        _expect(answer, type_)


def _expect(answer: httpx.Response, what: str) -> None:
    if answer.status_code != 200:
        raise CheckFailed(f"The server refused {what}: {answer.status_code} {answer.text[:300]}")


async def _screens(client: httpx.AsyncClient, place: Place) -> int | None:
    """Return how many screens are connected; None: the server was too busy to say."""
    import httpx

    token = place.links["controller"]["token"]
    try:
        answer = await client.get(
            f"/api/v1/rooms/{place.room}/state",
            params={"topics": "screens"},
            headers={"Authorization": f"Bearer {token}"},
        )
        rows: list[dict[str, Any]] = answer.json()["topics"]["screens"]
    except (httpx.HTTPError, ValueError, KeyError):
        return None
    return len([row for row in rows if row["state"] != "gone"])
