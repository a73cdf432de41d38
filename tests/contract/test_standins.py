"""Simulated shows through each platform's own words, into a running house by the real adapters: the figures are the ledger's."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from controlroom.cli.addresses import free_port
from controlroom.cli.rehearse import Via
from controlroom.cli.standins import RELAY, STANDINS, feed_of
from controlroom.domain.roles import Role
from controlroom.feeds import supervise
from controlroom.live.feeding import add_feed
from sim.driver import Options
from sim.pace import Pace
from sim.run import run
from sim.scenarios import SCENARIOS
from sim.senders import SENDERS
from sim.shop import FEED
from sim.voices import DIALECTS, VIA
from sim.wire import Wire
from tests.contract.conftest import PLAN, Front

SECONDS = 30
BUSY = replace(SCENARIOS["faulty"], seated=60, order_rate=0.1, gift_rate=0.005, club_rate=0.005, refill=0.5)
"""Much in little time, badly told."""


async def no_sleep(_: float) -> None:
    await asyncio.sleep(0)


async def played(front: Front, via: str, port: int, interface: int) -> tuple[int, list[str]]:
    """Play some seconds of a bad evening into the rehearsal's room; return the exit code and what was said."""
    await front.http.post(
        "/api/v1/rooms/drill/clock",
        json={"to_ms": PLAN.show.starts_ms, "speed": 60},
        headers=front.as_(Role.FEED, "drill"),
    )
    await front.command("show.start", room="drill")
    options = Options(
        url="http://control.localhost", room="drill", key=front.keys["drill"], scenario="busy", seed=3, speed=60,
        minutes=SECONDS / 60, stand_in=front.token(room="drill"), compare_token=front.token(Role.ANALYST, room="drill"),
        shop=SENDERS[via]("rehearsal", "CNY") if via in SENDERS else None, dialect=VIA.get(via, "ape"),
        relay_port=port if via in VIA else None, detail_port=interface,
    )  # fmt: skip
    said: list[str] = []
    wire = Wire(options.url, options.room, options.key, transport=front.http._transport)
    return await run(options, said.append, said.append, wire, Pace(60, sleep=no_sleep)), said


@pytest.mark.parametrize("via", STANDINS)
async def test_a_show_through_a_platforms_own_words_has_the_ledgers_figures(
    front: Front, via: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SCENARIOS, "busy", BUSY)
    monkeypatch.setattr(supervise, "PAUSE_FIRST_S", 0.1)
    port, interface = free_port(0), free_port(0)
    await add_feed(front.house.book, "drill", feed_of(via, port=port, interface=interface, currency="CNY"))
    code, said = await played(front, via, port, interface)
    assert code == 0, "\n".join(line for line in said[-1].splitlines() if "DIFFERS" in line)
    assert said[-1].endswith("all the same")
    feeds = (await front.get("state?topics=feeds", room="drill")).json()["topics"]["feeds"]
    feed = next(feed for feed in feeds if feed["name"] in (RELAY, FEED))
    assert feed["accepted"] > 10
    assert (feed["rejected"], feed["unknown"]) == (0, {})
    tiles = (await front.get("state?topics=kpi", Role.ANALYST, "drill")).json()["topics"]["kpi"]["tiles"]
    untold = SENDERS[via]("", "CNY").untold if via in SENDERS else DIALECTS[VIA[via]].untold
    assert (tiles["viewers"]["value"] is None) == ({"audience", "enter"} <= untold)  # unknown, not nought


def test_every_stand_in_of_the_simulator_can_be_asked_for() -> None:
    assert set(STANDINS) == {via.value for via in Via} == {*SENDERS, *VIA}
