"""Which feeds a room has: the file's, the book's, one rule between them, and secrets that go nowhere else."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from controlroom.live.feeding import FeedList, FeedRow, feeds_of
from controlroom.live.feedlist import Feeds, NotEntered
from controlroom.live.opening import make_room
from controlroom.settings import Environment, Settings
from tests.memory import MemoryBook, MemoryJournal

SECRET = "s3cret-word"


class Place:
    """A data folder with a book in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = MemoryBook(MemoryJournal())
        self.settings = Settings(data=folder, environment=Environment({"SHOP": SECRET}))
        self.feeds = Feeds(self.book, self.settings)

    def write(self, text: str) -> None:
        (self.folder / "feeds.yaml").write_text(text, "utf-8")

    def everything(self) -> str:
        """Return all that is kept or shown, but for the file of secrets."""
        return repr(self.book.notes) + "".join(p.read_text("utf-8") for p in self.folder.glob("*.yaml"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


SHOP = "rooms:\n  demo:\n    - {name: shop, kind: shopify, options: {secret: 'env:SHOP'}}\n"


async def test_files_feed_has_its_secret_from_the_environment_and_shows_it_not(place: Place) -> None:
    place.write(SHOP)
    (one,) = (await place.feeds.of("demo")).feeds
    assert (one.origin, one.twice, one.fault, one.secrets) == ("file", False, None, {"secret"})
    assert one.opened.options == {"secret": SECRET}
    assert SECRET not in repr(one) + repr(one.row)
    assert (await place.feeds.of("other")).feeds == ()


async def test_a_room_of_the_file_that_is_none_is_said_with_its_line_and_what_was_meant(place: Place) -> None:
    await make_room(place.book, "studio", None, now_ms=5, rehearsal=False, seed=0)
    place.write(SHOP.replace("demo", "studo") + SHOP.replace("rooms:\n", "").replace("demo", "zoo"))
    typo, unmade = (await place.feeds.of("studio")).faults
    assert typo.endswith("feeds.yaml:2:3: There is no room 'studo': did you mean studio?")
    assert unmade.endswith("feeds.yaml:4:3: There is no room 'zoo': make it first, controlroom rooms new zoo.")
    place.write(SHOP.replace("demo", "studio"))
    assert (await place.feeds.of("other")).faults == ()


async def test_file_is_read_again_when_it_changes(place: Place) -> None:
    assert (await place.feeds.of("demo")).feeds == ()
    place.write(SHOP)
    assert len((await place.feeds.of("demo")).feeds) == 1
    place.write("rooms: {}")
    assert await place.feeds.of("demo") == FeedList()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rooms: [", "feeds.yaml:1:"), (SHOP + "    - {name: a/b, kind: shopify}\n", "feeds.yaml:4:"), (SHOP + "x: 1\n", "key"),
        ("# nothing\n", "is empty or gone"), ("", "is empty or gone"), (None, "is empty or gone"),
    ],
)  # fmt: skip
async def test_file_with_a_slip_takes_no_feed_out_until_it_is_mended(place: Place, text: str | None, said: str) -> None:
    place.write(SHOP)
    (shop,) = (await place.feeds.of("demo")).feeds
    if text is None:
        place.feeds.file.unlink()
    else:
        place.write(text)
    for _ in range(2):
        found = await place.feeds.of("demo")
        assert found.feeds == (shop,)
        assert said in found.faults[0]
    place.write(SHOP.replace("shop,", "store,"))
    found = await place.feeds.of("demo")
    assert ([one.row.name for one in found.feeds], found.faults) == (["store"], ())


async def test_of_a_file_that_was_never_right_what_is_right_is_taken(place: Place) -> None:
    place.write(SHOP + "    - {name: a/b, kind: shopify}\n")
    found = await place.feeds.of("demo")
    assert ([one.row.name for one in found.feeds], len(found.faults)) == (["shop"], 1)
    place.write("")
    assert await place.feeds.of("demo") == FeedList()


async def test_named_file_that_is_missing_is_told(tmp_path: Path) -> None:
    book = MemoryBook(MemoryJournal())
    found = await Feeds(book, Settings(data=tmp_path, feeds=tmp_path / "ours.yaml")).of("demo")
    assert "no such file (CONTROLROOM_FEEDS" in found.faults[0]


async def test_where_both_name_a_feed_the_file_wins_and_it_is_said(place: Place) -> None:
    await place.feeds.enter("demo", FeedRow("shop", "barragegrab", {"url": "ws://127.0.0.1:9"}))
    place.write(SHOP)
    (one,) = (await place.feeds.of("demo")).feeds
    assert (one.row.kind, one.origin, one.twice) == ("shopify", "file", True)
    with pytest.raises(NotEntered, match=r"stands in .*feeds\.yaml") as refused:
        await place.feeds.enter("demo", FeedRow("shop", "barragegrab", {}))
    assert refused.value.code == "feed_in_file"
    assert await place.feeds.take_out("demo", "shop")
    with pytest.raises(NotEntered, match="take it out there"):
        await place.feeds.take_out("demo", "shop")


async def test_typed_secret_is_kept_in_its_file_alone_and_stays_when_the_feed_is_changed(place: Place) -> None:
    await place.feeds.enter("demo", FeedRow("shop", "shopify", {"secret": SECRET, "location": "7"}))
    assert SECRET not in place.everything()
    await place.feeds.enter("demo", FeedRow("shop", "shopify", {"secret": "", "location": "8"}))
    (one,) = (await place.feeds.of("demo")).feeds
    assert one.opened.options == {"secret": SECRET, "location": "8"}
    assert (one.row.options, one.secrets) == ({"location": "8"}, {"secret"})
    assert await place.feeds.take_out("demo", "shop")
    assert SECRET not in (place.folder / "secrets.json").read_text()


async def test_typed_secret_does_not_follow_to_another_address(place: Place) -> None:
    first = {"url": "ws://127.0.0.1:1088/ws/7", "token": SECRET}
    await place.feeds.enter("demo", FeedRow("relay", "douyinlive", first))
    with pytest.raises(NotEntered, match="type token again") as refused:
        await place.feeds.enter("demo", FeedRow("relay", "douyinlive", {"url": "ws://elsewhere.test/ws/7"}))
    assert refused.value.code == "feed_moved"
    moved = {"url": "ws://127.0.0.1:1089/ws/7", "token": "other"}
    await place.feeds.enter("demo", FeedRow("relay", "douyinlive", moved))
    (one,) = (await place.feeds.of("demo")).feeds
    assert one.opened.options["token"] == "other"


@pytest.mark.parametrize("value", ["env:SHOP", "file:/etc/hostname"])
async def test_page_cannot_send_what_is_on_the_machine(place: Place, value: str) -> None:
    with pytest.raises(NotEntered, match="command line") as refused:
        await place.feeds.enter("demo", FeedRow("shop", "shopify", {"secret": value}))
    assert refused.value.code == "feed_elsewhere"
    assert await feeds_of(place.book, "demo") == []


async def test_command_line_may_say_where_a_secret_is(place: Place) -> None:
    await place.feeds.enter("demo", FeedRow("shop", "shopify", {"secret": "env:SHOP"}), trusted=True)
    (one,) = (await place.feeds.of("demo")).feeds
    assert (one.opened.options["secret"], one.row.options["secret"]) == (SECRET, "env:SHOP")
    with pytest.raises(NotEntered, match="the environment has no NOWHERE"):
        await place.feeds.enter("demo", FeedRow("b", "shopify", {"secret": "env:NOWHERE"}), trusted=True)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
async def test_secret_in_a_file_is_refused_while_others_may_read_it(place: Place) -> None:
    kept = place.folder / "shop.secret"
    kept.write_text(SECRET + "\n")
    kept.chmod(0o644)
    place.write(SHOP.replace("env:SHOP", "file:shop.secret"))
    (one,) = (await place.feeds.of("demo")).feeds
    assert one.fault is not None
    assert f"chmod 600 {kept}" in one.fault
    assert SECRET not in one.fault
    os.chmod(kept, 0o600)
    (one,) = (await place.feeds.of("demo")).feeds
    assert (one.fault, one.opened.options) == (None, {"secret": SECRET})


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (FeedRow("a/b", "barragegrab"), "feed_name"),
        (FeedRow("a", "nonsense"), "feed_option"),
        (FeedRow("a", "barragegrab", {"colour": "red"}), "feed_option"),
        (FeedRow("a", "barragegrab", {"url": "http://x"}), "feed_option"),
        (FeedRow("a", "shopify"), "feed_option"),
    ],
)
async def test_feed_that_cannot_be_made_is_refused_and_leaves_nothing(place: Place, row: FeedRow, code: str) -> None:
    with pytest.raises(NotEntered) as refused:
        await place.feeds.enter("demo", row)
    assert refused.value.code == code
    assert (place.book.notes, list(place.folder.iterdir())) == ({}, [])


async def test_new_feed_does_not_take_anothers_name(place: Place) -> None:
    await place.feeds.enter("demo", FeedRow("a", "barragegrab"), new=True)
    with pytest.raises(NotEntered, match="already") as refused:
        await place.feeds.enter("demo", FeedRow("a", "shopify", {"secret": "x"}), new=True)
    assert refused.value.code == "feed_there"
