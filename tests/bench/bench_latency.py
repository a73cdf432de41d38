"""From an event, or a command, to the number in the DOM of ten pages in a real browser.

Wanted: event sent → value in the DOM, at ≤ 5 changes a second: median ≤ 40 ms, p99 ≤ 120; at 1,000 events a second: median
≤ 100, p99 ≤ 200. Command sent → host page's DOM: median ≤ 6 ms and p99 ≤ 15, plus one fsync, with the pages of a room's
three people open; median ≤ 10, p99 ≤ 30 with all ten, whose browser shares the server's processors here. Every time is
taken from before the request is written, so the answer's way is in it; beside it stands one fsync of the same disk,
measured in the same run.
"""

from __future__ import annotations

import time
import uuid

from playwright.sync_api import Page

from tests.bench.studio import PEOPLE, ROUNDS, Door, head, line, studio

PAGES = (*PEOPLE, *PEOPLE, *PEOPLE, "controller")

_WATCH = """(what) => {
  window.__seen = {};
  const look = () => {
    const at = performance.timeOrigin + performance.now();
    const tile = document.querySelector('[data-kpi="online"]');
    const value = what === 'online' ? tile && tile.dataset.value : null;
    if (value && !(value in window.__seen)) window.__seen[value] = at;
    if (what === 'cue') for (const hit of document.body.textContent.matchAll(/cue-[0-9a-f]{8}/g))
      if (!(hit[0] in window.__seen)) window.__seen[hit[0]] = at;
  };
  if (window.__watcher) window.__watcher.disconnect();
  window.__watcher = new MutationObserver(look);
  window.__watcher.observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
}"""


def _collect(pages: list[Page], sent: dict[str, float]) -> list[float]:
    """Return how long each value took; one that a newer one overtook, until the newer one was there. The last must come."""
    waits = []
    for page in pages:
        seen, overtaken = page.evaluate("window.__seen"), 0
        drawn = None
        for key in reversed(sent):
            overtaken += key not in seen
            drawn = seen.get(key, drawn)
            assert drawn is not None, f"the newest value never came to {page.url}"
            waits.append(drawn - sent[key])
        if overtaken:
            name = page.url.rpartition("/")[2].partition("?")[0]
            print(f"   {overtaken} of {len(sent)} overtaken by newer ones on {name}")
    return waits


def events(pages: list[Page], door: Door, pause_s: float) -> list[float]:
    """Let a number change every so often; return how long it took to each page, ms."""
    for page in pages:
        page.evaluate(_WATCH, "online")
    sent = {}
    base = int(time.time()) % 100_000 * 1000
    for i in range(ROUNDS):
        at = time.time() * 1000
        door.post({"type": "audience", "online": base + i})
        sent[str(base + i)] = at
        time.sleep(pause_s)
    time.sleep(1)
    return _collect(pages, sent)


def commands(hosts: list[Page], door: Door) -> list[float]:
    """Send the host a cue and take it back, again and again; return how long the cues took to these pages, ms."""
    for page in hosts:
        page.evaluate(_WATCH, "cue")
    sent = {}
    for _ in range(ROUNDS):
        text, id_ = f"cue-{uuid.uuid4().hex[:8]}", str(uuid.uuid4())
        at = time.time() * 1000
        door.post({"id": id_, "type": "cue.show", "text": text, "priority": "urgent"})
        sent[text] = at
        door.post({"id": str(uuid.uuid4()), "type": "undo", "command": id_})
        time.sleep(0.08)
    time.sleep(1)
    return _collect(hosts, sent)


def main() -> None:
    """Run and print."""
    with studio() as room:
        room.feed.post("events", json={"type": "audience", "online": 1}).raise_for_status()
        head(room.folder)
        feed, desk = room.door(room.feed, "events"), room.door(room.desk, "commands")
        pages = room.open()
        line(
            "command → host's DOM, a room's three pages",
            commands([pages[1]], desk),
            "wanted 6 / 15, and an fsync",
        )
        pages += room.open(PAGES[len(PEOPLE) :])
        hosts = [page for page, name in zip(pages, PAGES, strict=True) if name == "host"]
        line("event → DOM, 5 changes a second", events(pages, feed, 0.2), "wanted 40 / 120")
        line("command → host's DOM, ten pages", commands(hosts, desk), "wanted 10 / 30")
        time.sleep(2)  # what twenty commands a second owe the analysts' bytes is over then
        with room.busy():
            waits = events(pages, feed, 0.2)
        line("event → DOM, 1,000 events a second", waits, "wanted 100 / 200")


if __name__ == "__main__":
    main()
