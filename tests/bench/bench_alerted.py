"""From stock that falls below its safety line to the alert in the DOM of the controller's page, in a real browser.

Wanted: p99 ≤ 300 ms, idle and at 1,000 events a second; and with 100 rules by product on over the same 100 products the same,
and what else is pushed as soon as without: a number on the controller's and the host's page, a cue on the host's, while every
product's stock and orders change each second. Every time is taken from before the event is written; beside it stands one fsync
of the same disk. The controller's, the host's and the analyst's pages are open, as in any room.
"""

from __future__ import annotations

import time

import httpx
from playwright.sync_api import Page

from tests.bench import bench_latency
from tests.bench.studio import ROUNDS, Studio, head, line, studio

WANTED = "wanted p99 300"
SAME = "wanted the same with rules"
PRODUCTS = 100
RULES = 100
LOW, PLENTY = 4, 500
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
    _measure("", plan())
    _measure(f"{RULES} × {PRODUCTS}: ", plan(rules=RULES))


def _measure(name: str, made: str) -> None:
    with studio(made) as room:
        room.desk.post("commands", json={"id": "start", "type": "show.start"}).raise_for_status()
        pages = room.open()
        controller, host = pages[:2]
        controller.evaluate(_WATCH)
        head(room.folder)
        line(f"{name}stock low → alert, idle", alerted(controller, room.feed), WANTED)
        with room.busy():
            waits = alerted(controller, room.feed)
        line(f"{name}at 1,000 events a second", waits, WANTED)
        _push(name, room, [controller, host])


def _push(name: str, room: Studio, pages: list[Page]) -> None:
    feed, desk = room.door(room.feed, "events"), room.door(room.desk, "commands")
    with room.busy(second, every_s=1.0):
        line(f"{name}event → DOM, all products change", bench_latency.events(pages, feed, 0.2), SAME)
        line(f"{name}command → host's DOM, the same", bench_latency.commands(pages[1:], desk), SAME)


if __name__ == "__main__":
    main()
