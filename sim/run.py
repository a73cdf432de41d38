"""A run from its beginning to its end: the doors are opened, the show is played, the ledger written and compared.

Owns: the order of a run, its progress lines and its exit code.
Law: whatever happens, the doors are closed.
Must not know: the terminal; what is to be said is handed to `say` and `note`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Final

from sim import export
from sim.compare import compare, differing, hushed, table
from sim.detail import Detail
from sim.driver import Driver, Options, Tally, carrier_of
from sim.facts import Body
from sim.pace import Pace
from sim.shop import Shop
from sim.wire import Wire

SHOWN_REJECTS: Final = 5

Say = Callable[[str], None]


async def run(options: Options, say: Say, note: Say, wire: Wire | None = None, pace: Pace | None = None) -> int:
    """Play a scenario, write the ledger, compare; return the exit code.

    Args:
        options: What is asked for.
        say: Takes the results.
        note: Takes progress and complaints.
        wire: For tests; None: made from the options.
        pace: For tests; None: the wall's clock.

    Returns:
        0: done; 1: the room's figures differ from the ledger's, or it refused facts.
    """
    door, pace = wire or Wire(options.url, options.room, options.key), pace or Pace(options.speed)
    shop, port = options.shop, options.detail_port
    detail = Detail(shop, port) if isinstance(shop, Shop) and shop.asked and port is not None else None
    relay = carrier_of(options)
    progress: asyncio.Task[None] | None = None
    try:
        if relay is not None:
            await relay.open()
        if detail is not None:
            await detail.open()
        driver = Driver(options, door, pace, relay, detail)
        if options.progress:
            progress = asyncio.create_task(_report(driver.tally, door, pace, note))
        await driver.play()
        return await _close(driver, options, say, note)
    finally:
        if progress is not None:
            progress.cancel()
        if relay is not None:
            await relay.close()
        if detail is not None:
            await detail.close()
        await door.close()


async def _close(driver: Driver, options: Options, say: Say, note: Say) -> int:
    room = await driver.settle()
    unfed = (room.body["topics"].get("kpi") or {}).get("unfed", ())
    truth = hushed(driver.ledger.truth(driver.frame(room)), driver.untold.intersection(unfed))
    if options.ledger is not None:
        text = json.dumps(truth, ensure_ascii=False, indent=1, sort_keys=True)
        options.ledger.write_text(text + "\n", encoding="utf-8")
    _export(driver, options, driver.frame(room).ended_ms)
    for reason in driver.tally.rejected[:SHOWN_REJECTS]:
        note(f"rejected: {reason}")
    if driver.tally.unheard:
        note(f"{driver.tally.unheard} times the relay's facts did not arrive in time")
    rejected = len(driver.tally.rejected)
    say(f"{driver.tally.events} events told, {driver.ledger.told} facts, {rejected} rejected")
    if options.compare_token is None:
        return 1 if rejected else 0
    rows = compare(truth, room.body["topics"])
    say(table(rows))
    return 1 if rejected or differing(rows) else 0


def _export(driver: Driver, options: Options, ended_ms: int | None) -> None:
    if options.export is not None:
        orders = driver.ledger.orders(ended_ms)
        export.write(options.export, orders, driver.titles(), options.encoding, options.sheet, driver.currency)
    if options.board is not None:
        export.write_board(options.board, driver.ledger.readings(ended_ms), options.encoding, driver.currency)


async def _report(tally: Tally, wire: Wire, pace: Pace, note: Say) -> None:
    """Write a line a second: events, events a second, how long the newest body took, the show's second."""
    before = 0
    while True:
        await pace.rest(1.0)
        line: Body = {
            "events": tally.events,
            "rate": tally.events - before,
            "lag_ms": round(wire.lag_ms, 1),
            "show_s": tally.show_s,
        }
        before = tally.events
        note(json.dumps(line))
