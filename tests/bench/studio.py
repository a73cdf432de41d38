"""A real server with a room and its people's pages in a real browser, and a load beside them: what page benches share.

Owns: setting it up and taking it down, the line of a table, what one fsync takes here.
Law: a load that fails is the run's failure: a figure taken without it is none.
Must not know: what is measured.
"""

from __future__ import annotations

import itertools
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page, sync_playwright

from tests.process import Served

PEOPLE = ("controller", "host", "analyst")
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "150"))
ROOM = "bench"
_LIKES: list[dict[str, object]] = [{"type": "like", "count": 1}] * 50


class Studio:
    """The room `bench`: `feed` and `desk` are a shop's and the controller's way in, `folder` lies on the server's disk."""

    def __init__(self, served: Served, folder: Path, browser: Browser) -> None:
        key, self._links = served.key(ROOM, "load"), served.links(ROOM)
        self._base = f"{served.url}/api/v1/rooms/{ROOM}/"
        self._key, self._browser, self.folder = key, browser, folder
        self.processor_s = served.cpu_s
        """Returns the processor seconds that the server has used."""
        self.feed, self.desk = self.client(key), self.client(self._links["controller"]["token"])

    def client(self, token: str) -> httpx.Client:
        """Return a way to the room."""
        return httpx.Client(base_url=self._base, headers={"Authorization": f"Bearer {token}"})

    def door(self, client: httpx.Client, what: str) -> Door:
        """Return the room's door for `events` or `commands`, for whom `client` is."""
        return Door(self._base + what, client.headers["Authorization"])

    def open(self, names: Sequence[str] = PEOPLE) -> list[Page]:
        """Return the pages of these people, connected and at rest."""
        pages = []
        for name in names:
            page = self._browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
            page.goto(self._links[name]["url"])
            page.wait_for_selector('body[data-link="live"]')
            pages.append(page)
        time.sleep(2)  # they have drawn themselves: what that takes is the first view's figure, not this one's
        return pages

    @contextmanager
    def busy(
        self, events: Callable[[int], list[dict[str, object]]] = lambda number: _LIKES, every_s: float = 0.05
    ) -> Iterator[None]:
        """Let events come meanwhile, else 1,000 likes a second; what goes wrong with them is raised at the end.

        Args:
            events: What comes as the n-th, every so often.
        """
        over, failures = threading.Event(), list[Exception]()

        def load() -> None:
            """Post until it is over."""
            try:
                with self.client(self._key) as loader:
                    for number in itertools.takewhile(lambda _: not over.is_set(), itertools.count()):
                        began = time.perf_counter()
                        loader.post("events", json=events(number)).raise_for_status()
                        time.sleep(max(0.0, every_s - (time.perf_counter() - began)))
            except Exception as error:  # noqa: BLE001 - handed to the thread that measures
                failures.append(error)

        loading = threading.Thread(target=load)
        loading.start()
        try:
            yield
        finally:
            over.set()
            loading.join()
        if failures:
            raise failures[0]


class Door:
    """Takes JSON at one address over a connection that stays: a measured time begins with the request, not with a library."""

    def __init__(self, url: str, authorization: str) -> None:
        at = urlsplit(url)
        assert at.hostname is not None
        self._path = at.path
        self._wire = HTTPConnection(at.hostname, at.port)
        self._headers = {"Authorization": authorization, "Content-Type": "application/json"}

    def post(self, body: object) -> None:
        """Give it; whatever is not taken is the run's failure."""
        self._wire.request("POST", self._path, json.dumps(body).encode(), self._headers)
        answer = self._wire.getresponse()
        said = answer.read()
        if answer.status >= 400:
            raise RuntimeError(f"{answer.status} {said.decode()[:300]}")


@contextmanager
def studio(plan: str | None = None) -> Iterator[Studio]:
    """Start a server and a browser, with a plan where one is given; end both afterwards."""
    with studios(plan) as (made,):
        yield made


@contextmanager
def studios(*plans: str | None) -> Iterator[list[Studio]]:
    """Start a server for each plan, all before one browser; end them afterwards."""
    with ExitStack() as ends:
        browser = ends.enter_context(sync_playwright()).chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        ends.callback(browser.close)
        yield [_studio(plan, browser, ends) for plan in plans]


def _studio(plan: str | None, browser: Browser, ends: ExitStack) -> Studio:
    """Start a server."""
    folder = Path(ends.enter_context(tempfile.TemporaryDirectory()))
    served = Served(folder)
    served.start()
    ends.callback(served.stop)
    file = folder / "show.yaml"
    file.write_text(plan or "", encoding="utf-8")
    served.room(ROOM, *(("--plan", str(file)) if plan is not None else ()))
    made = Studio(served, folder, browser)
    ends.enter_context(made.feed)
    ends.enter_context(made.desk)
    return made


def chromium() -> str:
    """Return the browser's path."""
    for name in (os.environ.get("CONTROLROOM_CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/google-chrome"):
        if name and Path(name).exists():
            return name
    raise SystemExit("no Chromium: apt-get install chromium, or name it in CONTROLROOM_CHROMIUM")


def head(folder: Path) -> None:
    """Print the table's head, with what one fsync takes in a folder."""
    waits = []
    with (folder / "floor").open("wb") as file:
        for _ in range(100):
            began = time.perf_counter()
            file.write(b"x" * 400)
            file.flush()
            os.fsync(file.fileno())
            waits.append((time.perf_counter() - began) * 1000)
    waits.sort()
    print(
        f"{'':44}{'n':>7}{'median':>9}{'p95':>9}{'p99':>9}   ms; one fsync here: {waits[50]:.1f}, p99 {waits[98]:.1f}"
    )


def line(name: str, waits: list[float], wanted: str) -> None:
    """Print a line of the table."""
    waits.sort()
    n = len(waits)
    print(
        f"{name:44}{n:>7}{waits[n // 2]:>9.1f}{waits[n * 95 // 100]:>9.1f}{waits[n * 99 // 100]:>9.1f}   {wanted}",
        flush=True,
    )
