"""How soon the server answers, how much memory it takes, and how soon a rehearsal's first page is live.

Wanted: `serve` answers within 1 s using under 120 MB; `make demo` (after the first) has a live page in under 3 s, and Ctrl-C
ends it, server and simulator, within 2 s; in a fresh clone, packages in pip's cache, its first page is live in under 60 s. A
page is live when it says so itself, in a browser that was open before.
`LOAD_ROUNDS` (5) starts of each, medians; beside them stand, measured in the same run, an empty Python process's start and
that of one which loads the three libraries alone that every server of this kind stands on.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.bench.studio import chromium
from tests.process import ROOT, Served, free_port

_LIBRARIES = "import gc; gc.disable(); import fastapi, typer, uvicorn"
ROUNDS = int(os.environ.get("LOAD_ROUNDS", "5"))


def main() -> bool:
    """Run and print; return whether it is as wanted."""
    empty = [_timed_python("pass") for _ in range(ROUNDS)]
    libraries = [_timed_python(_LIBRARIES) for _ in range(ROUNDS)]
    with tempfile.TemporaryDirectory() as folder:
        served = Served(Path(folder))
        served.room("studio")
        starts, memory_mb = [], []
        for _ in range(ROUNDS):
            starts.append(served.start())
            memory_mb.append(served.rss_kb() / 1024)
            served.stop()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        pages, ends = zip(*[_demo_s(ROOT, page, hang_s=60) for _ in range(ROUNDS)], strict=True)
        clone_s = _clone_s(page)
        browser.close()
    rows = (
        ("an empty Python", empty, "s", ""),
        ("its libraries alone", libraries, "s", ""),
        ("serve → answers", starts, "s", "wanted ≤ 1"),
        ("serve, memory", memory_mb, "MB", "wanted < 120"),
        ("make demo → a live page", pages, "s", "wanted < 3"),
        ("Ctrl-C → both are gone", ends, "s", "wanted ≤ 2"),
        ("clone, make demo → live", [clone_s], "s", "wanted < 60"),
    )
    for name, values, unit, wanted in rows:
        print(f"{name:26}{statistics.median(values):>8.2f} {unit:3}  best {min(values):.2f}   {wanted}")
    swift = statistics.median(starts) <= 1 and statistics.median(pages) < 3 and clone_s < 60
    return swift and max(memory_mb) < 120 and statistics.median(ends) <= 2


def _timed_python(program: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
    return time.perf_counter() - began


def _clone_s(page: Page) -> float:
    """Return how long `make demo` takes in a fresh clone until its first page is live; the clone is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True, timeout=60)
        return _demo_s(clone, page, hang_s=300)[0]


def _demo_s(folder: Path, page: Page, hang_s: float) -> tuple[float, float]:
    """Run `make demo` in a group of its own, as under a shell; return the seconds to its first live page, and from Ctrl-C."""
    argv = ["make", "demo", f"ARGS=--no-browser --port {free_port()}"]
    began = time.perf_counter()
    process = subprocess.Popen(
        argv, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True
    )
    hung = threading.Timer(hang_s, os.killpg, (process.pid, signal.SIGKILL))
    hung.start()
    try:
        assert process.stdout is not None
        link = next(line.strip() for line in process.stdout if line.startswith("http"))
        page.goto(link)
        page.wait_for_selector('body[data-link="live"]')
        shown_s = time.perf_counter() - began
    finally:
        interrupted = time.perf_counter()
        os.killpg(process.pid, signal.SIGINT)
        process.communicate(timeout=20)
        hung.cancel()
    return shown_s, time.perf_counter() - interrupted
