"""From stock that falls below its safety line to the alert in the DOM of the controller's page, in a real browser.

Wanted: p99 ≤ 300 ms, idle and at 1,000 events a second; and with 100 rules by product on over the same 100 products the same,
and what else is pushed as soon as without: a number on the controller's and the host's page, a cue on the host's, while every
product's stock and orders change each second. Every time is taken from before the event is written; beside it stands one fsync
of the same disk. The controller's, the host's and the analyst's pages are open, as in any room. Both rooms are open at once, each
on a server of its own, and asked by turns: what else the machine does meets both.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Final

import httpx
from playwright.sync_api import Page

from tests.bench import bench_latency
from tests.bench.studio import ROUNDS, Studio, head, line, studios

WANTED = "wanted p99 300"
SAME = "wanted the same with rules"
PRODUCTS = 100
RULES = 100
LOW, PLENTY = 4, 500
TURNS = 3
"""So often each room is asked in its turn."""
PAUSE_S = 0.3
"""Between an alert's end and the next: more than ten pushes of a topic a second would wait for the contract's sake."""

_WATCH = """() => {
  window.__seen = {};
  const look = () => {
    const at = performance.timeOrigin + performance.now();
    for (const list of document.querySelectorAll('.alertlist'))
      for (const hit of list.textContent.matchAll(/Ware-[0-9]+-/g))
        if (!(hit[0] in window.__seen)) window.__seen[hit[0]] = at;
  };
  new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
}"""


def plan(count: int = PRODUCTS, rules: int = 0) -> str:
    """Return a plan whose alerts end at once, so that each crossing is a new one.

    Args:
        count: Products. `rules`: so many more by product that are looked at, one half with each record about stock and the
            other each second, and never fire.
    """
    watched = ("stock.on_hand", "units_5m")
    more = "".join(
        f"  - {{id: more-{n}, metric: {watched[n % 2]}, by: sku, above: {10**6 + n}}}\n" for n in range(rules)
    )
    products = "".join(
        f"  - {{sku: w{n}, title: Ware-{n}-, price: 9.90, stock: {PLENTY}, safety: 50}}\n" for n in range(count)
    )
    return (
        "show: {title: Bench, room: bench, timezone: Asia/Shanghai, currency: CNY, starts: 2026-11-22T20:00:00+08:00}\n"
        f"products:\n{products}"
        "segments: [{id: open, title: Open, minutes: 60, kind: opening}]\n"
        f"rules:\n  - {{id: low_stock, keep: 0s}}\n{more}"
    )


def alerted(page: Page, feed: httpx.Client) -> list[float]:
    """Let product after product cross its line; return how long each alert took, ms."""
    waits = []
    for n in range(ROUNDS):
        sku, name = f"w{n % 20}", f"Ware-{n % 20}-"
        page.evaluate("window.__seen = {}")
        sent = time.time() * 1000
        feed.post("events", json={"type": "stock", "sku": sku, "on_hand": LOW}).raise_for_status()
        page.wait_for_function("(name) => name in window.__seen", arg=name, timeout=20_000)
        waits.append(page.evaluate("(name) => window.__seen[name]", name) - sent)
        feed.post("events", json={"type": "stock", "sku": sku, "on_hand": PLENTY}).raise_for_status()
        page.wait_for_function(
            "(name) => ![...document.querySelectorAll('.alertlist')].some(l => l.textContent.includes(name))", arg=name
        )
        time.sleep(PAUSE_S)
    return waits


def second(number: int) -> list[dict[str, object]]:
    """Return what happens to every product in a second."""
    found: list[dict[str, object]] = []
    for n in range(PRODUCTS):
        bought = {"sku": f"w{n}", "qty": 1 + number % 3, "unit_minor": 990}
        found.append({"type": "stock", "sku": f"w{n}", "on_hand": PLENTY - (number + n) % 90})
        found.append({"type": "order", "order": f"o{number}-{n}", "status": "paid", "user": f"u{n}", "lines": [bought]})
    return found


def main() -> None:
    """Run and print, without further rules and with them."""
    with studios(plan(), plan(rules=RULES)) as rooms:
        desks = [_Desk(room) for room in rooms]
        waits: dict[tuple[str, int], list[float]] = defaultdict(list)
        for name, ask in ASKED.items():  # alerts first: what is sold afterwards has alerts of its own
            for _ in range(TURNS):
                for number, desk in enumerate(desks):
                    waits[name, number] += ask(desk)
        head(rooms[0].folder)
        for name in ASKED:
            line(name, waits[name, 0], WANTED if "alert" in name else "")
            line(f"{RULES} × {PRODUCTS}", waits[name, 1], WANTED if "alert" in name else SAME)
        for number, desk in enumerate(desks):
            print(
                f"{desk.spent_s / desk.lasted_s:.3f} s of a processor a second"
                + (f", {RULES} × {PRODUCTS}" if number else " of the server")
            )


class _Desk:
    """A room that is asked, its show running and its pages open.

    Args:
        spent_s, lasted_s: The processor's time that its server took while all changed, and how long that was.
    """

    def __init__(self, room: Studio) -> None:
        room.desk.post("commands", json={"id": "start", "type": "show.start"}).raise_for_status()
        self.room, self.pages = room, room.open()
        self.event, self.command = room.door(room.feed, "events"), room.door(room.desk, "commands")
        self.spent_s = self.lasted_s = 0.0
        self.pages[0].evaluate(_WATCH)

    def alerts(self) -> list[float]:
        """Return how long alerts take in a room where nothing else happens."""
        return alerted(self.pages[0], self.room.feed)

    def alerts_among_likes(self) -> list[float]:
        """Return how long they take among 1,000 events a second."""
        with self.room.busy():
            return self.alerts()

    def numbers(self) -> list[float]:
        """Return how long a number takes to the controller and the host while every product changes."""
        return self._while_all_change(lambda: bench_latency.events(self.pages[:2], self.event, 0.2))

    def cues(self) -> list[float]:
        """Return how long a cue takes to the host meanwhile."""
        return self._while_all_change(lambda: bench_latency.commands(self.pages[1:2], self.command))

    def _while_all_change(self, measure: Callable[[], list[float]]) -> list[float]:
        with self.room.busy(second, every_s=1.0):
            began, spent = time.monotonic(), self.room.processor_s()
            waits = measure()
            self.spent_s += self.room.processor_s() - spent
            self.lasted_s += time.monotonic() - began
        return waits


ASKED: Final[dict[str, Callable[[_Desk], list[float]]]] = {
    "stock low → alert, idle": _Desk.alerts,
    "stock low → alert, 1,000 events a second": _Desk.alerts_among_likes,
    "event → DOM, all products change": _Desk.numbers,
    "command → host's DOM, the same": _Desk.cues,
}


if __name__ == "__main__":
    main()
