"""A room's own feeds: kept in the book, followed while the room runs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import pytest

from controlroom.domain.events import Fact
from controlroom.feeds.base import BadOption, Elsewhere
from controlroom.feeds.registry import UnknownKind
from controlroom.live import feeding
from controlroom.live.feeding import Feeding, FeedList, FeedRow, Listed, add_feed, feeds_of, put_feed, remove_feed
from controlroom.live.feedlist import Feeds
from controlroom.ports import FeedSink
from controlroom.settings import Settings
from tests.memory import MemoryBook, MemoryJournal


class Sink:
    """Keeps what it is told of connections."""

    def __init__(self) -> None:
        self.told: asyncio.Queue[tuple[str, str]] = asyncio.Queue()

    async def deliver(self, feed: str, facts: list[Fact]) -> None:
        raise AssertionError("nothing listens there")

    async def reject(self, feed: str, code: str, path: str, message: str, line: str) -> None:
        raise AssertionError("nothing listens there")

    async def unknown(self, feed: str, types: Sequence[str]) -> None:
        raise AssertionError(types)

    async def changed(self, feed: str, kind: str, state: Literal["live", "down"], why: str | None) -> None:
        self.told.put_nowait((feed, state))


async def until(true: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to be")


NOWHERE = {"url": "ws://127.0.0.1:9"}


async def test_feed_of_the_same_name_is_replaced() -> None:
    book = MemoryBook(MemoryJournal())
    await add_feed(book, "demo", FeedRow("relay", "barragegrab", NOWHERE))
    await add_feed(book, "demo", FeedRow("relay", "barragegrab", {"url": "ws://127.0.0.1:8"}))
    assert await feeds_of(book, "demo") == [FeedRow("relay", "barragegrab", {"url": "ws://127.0.0.1:8"})]
    assert await remove_feed(book, "demo", "relay")
    assert not await remove_feed(book, "demo", "relay")
    assert await feeds_of(book, "demo") == []


@pytest.mark.parametrize(
    ("row", "error"),
    [(FeedRow("a", "nonsense"), UnknownKind), (FeedRow("a", "barragegrab", {"colour": "red"}), BadOption)],
)
async def test_feed_that_cannot_be_made_is_refused(row: FeedRow, error: type[Exception]) -> None:
    book = MemoryBook(MemoryJournal())
    with pytest.raises(error):
        await add_feed(book, "demo", row)
    assert await feeds_of(book, "demo") == []


async def test_a_feed_that_only_takes_webhooks_runs_no_client_and_is_not_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "LOOK_S", 0.01)
    book, sink = MemoryBook(MemoryJournal()), Sink()
    with pytest.raises(BadOption, match="shopify needs secret"):
        await add_feed(book, "demo", FeedRow("store", "shopify"))
    await add_feed(book, "demo", FeedRow("store", "shopify", {"secret": "s"}))
    fed = Feeding("demo", Feeds(book, Settings(data=Path("nowhere"))), sink)
    running = asyncio.create_task(fed.run())
    await asyncio.sleep(0.05)
    assert (sink.told.empty(), list(fed.listed)) == (True, ["store"])
    running.cancel()


class OneList:
    """Knows one list of feeds."""

    def __init__(self, *rows: FeedRow) -> None:
        self._rows = rows

    async def of(self, room: str) -> FeedList:
        return FeedList(tuple(Listed(row=row, opened=row) for row in self._rows))


async def test_a_feed_whose_address_is_none_is_down_and_the_other_runs_on() -> None:
    sink = Sink()
    bad = (
        FeedRow("a", "barragegrab", {"url": "ws://[x"}),
        FeedRow("b", "bilibili", {"key": "k", "secret": "s", "app": "1" * 5000, "code": "c"}),
        FeedRow("c", "tiktokshop", {"app_key": "k", "app_secret": "s", "details_url": "https://[{order}"}),
    )
    running = asyncio.create_task(Feeding("demo", OneList(*bad, FeedRow("good", "barragegrab", NOWHERE)), sink).run())
    told = {await asyncio.wait_for(sink.told.get(), 5) for _ in range(4)}
    assert told == {(name, "down") for name in ("a", "b", "c", "good")}
    assert not running.done()
    assert "feed demo/good" in {task.get_name() for task in asyncio.all_tasks()}
    running.cancel()


class Nameless:
    """What somebody's `make` returned: no client at all."""


async def test_whatever_an_adapter_raises_costs_its_feed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(kind: str, name: str, options: Mapping[str, str]) -> object:
        return Nameless() if name == "a" else Still(name, kind)

    monkeypatch.setattr(feeding, "make", made)
    sink = Sink()
    rows = (FeedRow("a", "barragegrab"), FeedRow("good", "barragegrab"))
    running = asyncio.create_task(Feeding("demo", OneList(*rows), sink).run())
    assert {await asyncio.wait_for(sink.told.get(), 5) for _ in range(2)} == {("a", "down"), ("good", "live")}
    await asyncio.sleep(0.05)
    assert not running.done()
    running.cancel()


async def test_added_feed_is_run_and_removed_feed_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "LOOK_S", 0.01)
    book, sink = MemoryBook(MemoryJournal()), Sink()
    gone: list[tuple[str, str]] = []
    lists = Feeds(book, Settings(data=Path("nowhere")))
    fed = Feeding("demo", lists, sink, gone=lambda name, kind: gone.append((name, kind)))
    running = asyncio.create_task(fed.run())
    await add_feed(book, "demo", FeedRow("relay", "barragegrab", NOWHERE))
    assert await asyncio.wait_for(sink.told.get(), 5) == ("relay", "down")
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert "feed demo/relay" in names
    await remove_feed(book, "demo", "relay")
    await asyncio.sleep(0.1)
    assert "feed demo/relay" not in {task.get_name() for task in asyncio.all_tasks()}
    assert gone == [("relay", "barragegrab")]
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_feed_that_was_taken_out_while_nothing_ran_is_gone_but_not_by_a_file_that_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(feeding, "LOOK_S", 0.01)
    book, sink = MemoryBook(MemoryJournal()), Sink()
    gone: list[tuple[str, str]] = []
    await add_feed(book, "demo", FeedRow("store", "shopify", {"secret": "s"}))
    (tmp_path / "feeds.yaml").write_text("{")
    fed = Feeding(
        "demo", Feeds(book, Settings(data=tmp_path)), sink, gone=lambda name, kind: gone.append((name, kind)),
        had=lambda: {"relay": "barragegrab", "store": "shopify"},
    )  # fmt: skip
    running = asyncio.create_task(fed.run())
    await until(lambda: bool(fed.faults))
    assert (gone, list(fed.listed), bool(fed.faults)) == ([], ["store"], True)
    (tmp_path / "feeds.yaml").unlink()
    await until(lambda: not fed.faults)
    assert gone == [("relay", "barragegrab")]
    running.cancel()


class Still:
    """A client whose link stands."""

    def __init__(self, name: str, kind: str) -> None:
        self.name, self.kind = name, kind

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Connect, and say nothing."""
        await connected()
        await asyncio.sleep(60)


async def test_a_link_that_is_cut_for_a_change_is_told_and_one_that_goes_with_its_room_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feeding, "LOOK_S", 0.01)
    monkeypatch.setattr(feeding, "make", lambda kind, name, options: Still(name, kind))
    book, sink = MemoryBook(MemoryJournal()), Sink()
    gone: list[tuple[str, str]] = []
    lists = Feeds(book, Settings(data=Path("nowhere")))
    fed = Feeding("demo", lists, sink, gone=lambda name, kind: gone.append((name, kind)))
    running = asyncio.create_task(fed.run())
    await put_feed(book, "demo", FeedRow("relay", "barragegrab", NOWHERE))
    assert await asyncio.wait_for(sink.told.get(), 5) == ("relay", "live")
    await put_feed(book, "demo", FeedRow("relay", "barragegrab", {"url": "ws://127.0.0.1:8"}))
    assert [await asyncio.wait_for(sink.told.get(), 5) for _ in range(2)] == [("relay", "down"), ("relay", "live")]
    await remove_feed(book, "demo", "relay")
    await until(lambda: bool(gone))
    await put_feed(book, "demo", FeedRow("relay", "barragegrab", NOWHERE))
    assert await asyncio.wait_for(sink.told.get(), 5) == ("relay", "live")
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (sink.told.empty(), gone) == (True, [("relay", "barragegrab")])


async def test_a_feed_taken_out_on_the_page_is_gone_though_the_file_has_a_slip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(feeding, "LOOK_S", 0.01)
    book, gone = MemoryBook(MemoryJournal()), list[tuple[str, str]]()
    file = tmp_path / "feeds.yaml"
    file.write_text("rooms:\n  demo:\n    - {name: grab, kind: barragegrab, options: {url: 'ws://127.0.0.1:9'}}\n")
    await put_feed(book, "demo", FeedRow("relay", "barragegrab", NOWHERE))
    fed = Feeding(
        "demo", Feeds(book, Settings(data=tmp_path)), Sink(), gone=lambda name, kind: gone.append((name, kind))
    )
    running = asyncio.create_task(fed.run())
    await until(lambda: len(fed.listed) == 2)
    assert (fed.money("relay"), fed.money("nobody")) == ("CNY", None)
    file.write_text(file.read_text() + "[")
    await until(lambda: bool(fed.faults))
    await remove_feed(book, "demo", "relay")
    await until(lambda: bool(gone))
    assert (gone, list(fed.listed)) == ([("relay", "barragegrab")], ["grab"])
    running.cancel()


class AllElsewhere:
    """Says of every order that it is another room's."""

    def __init__(self, whose: str, asked: asyncio.Queue[str]) -> None:
        self.whose = whose
        self._asked = asked

    async def of(self, order: str) -> Sequence[Fact]:
        self._asked.put_nowait(self.whose)
        raise Elsewhere(order)

    async def close(self) -> None:
        pass


async def test_another_rooms_order_is_asked_for_again_only_when_whose_orders_count_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: asyncio.Queue[str] = asyncio.Queue()
    heard: list[tuple[str, int]] = []

    def details(kind: str, options: Mapping[str, str]) -> AllElsewhere:
        return AllElsewhere(options["author"], asked)

    monkeypatch.setattr(feeding, "LOOK_S", 0.01)
    monkeypatch.setattr(feeding, "details", details)
    book = MemoryBook(MemoryJournal())
    fed = Feeding(
        "demo", Feeds(book, Settings(data=Path("nowhere"))), Sink(), lacking=lambda: ["a"],
        elsewhere=lambda feed, count: heard.append((feed, count)),
    )  # fmt: skip
    running = asyncio.create_task(fed.run())
    for author, token in (("1", "t"), ("1", "fresh"), ("2", "fresh")):
        options = {"app_key": "k", "app_secret": "s", "access_token": token, "author": author}
        await add_feed(book, "demo", FeedRow("store", "doudian", options))
        await asyncio.sleep(0.1)
    running.cancel()
    assert [asked.get_nowait() for _ in range(asked.qsize())] == ["1", "2"]
    assert heard == [("store", 1), ("store", 0), ("store", 1)]
