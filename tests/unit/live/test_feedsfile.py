"""The file of the rooms' feeds: read with line and column, and a fault costs one feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from controlroom.live.feedsfile import FeedsFile, Written, read_feeds

FILE = Path("feeds.yaml")
GOOD = """\
rooms:
  studio:
    - name: relay
      kind: barragegrab
      options: {url: "ws://127.0.0.1:8888", ping_s: 5}
    - {name: 店铺, kind: shopify, options: {secret: env:SHOP}}
  empty:
"""


def read(text: str) -> FeedsFile:
    return read_feeds(FILE, text.encode())


def test_feeds_are_read_by_room() -> None:
    found = read(GOOD)
    assert found.faults == ()
    assert found.rooms == {
        "studio": (
            Written("relay", "barragegrab", {"url": "ws://127.0.0.1:8888", "ping_s": "5"}, None),
            Written("店铺", "shopify", {"secret": "env:SHOP"}, None),
        )
    }


@pytest.mark.parametrize(("text", "empty"), [("\ufeffrooms:\n", False), ("", True), ("# nothing yet\n", True)])
def test_byte_order_mark_and_no_rooms_are_fine(text: str, empty: bool) -> None:
    assert read(text) == FeedsFile(empty=empty)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rooms: {a: [", "feeds.yaml:1:"),
        ("- a\n", "Keys are wanted here"),
        ("rooms: 7\n", "feeds.yaml:1:8"),
        ("room: {}\n", "did you mean rooms?"),
        ("rooms:\n  studio: relay\n", "feeds.yaml:2:11"),
        ("rooms:\n  studio:\n    - kind: shopify\n", "feeds.yaml:3:7: error bad_id"),
        ("rooms:\n  studio:\n    - {name: a/b, kind: shopify}\n", "cannot be a feed's name: use 1 to 64"),
        (GOOD + "  again:\n    - {name: a, kind: native}\n    - {name: a, kind: native}\n", "feeds.yaml:10:14"),
        ("rooms:\n  studio:\n    - {name: a, knid: native}\n", "did you mean kind?"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_with_its_place(text: str, said: str) -> None:
    faults = read(text).faults
    assert any(said in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("feed", "said"),
    [
        ("{name: a, kind: shopfy}", "feeds.yaml:3:23: There is no kind of feed called 'shopfy'"),
        ("{name: a}", "feeds.yaml:3:7: A feed needs a kind"),
        ("{name: a, kind: shopify, options: {sceret: env:A}}", "did you mean secret?"),
        ("{name: a, kind: shopify, options: {secret: hunter2}}", "secret is a secret and stands elsewhere"),
        ("{name: a, kind: shopify, options: 7}", "Options are keys with values"),
        ("{name: a, kind: shopify, options: {items: [1]}}", "items is one value"),
    ],
)
def test_faulty_feed_costs_itself_and_never_tells_its_secret(feed: str, said: str) -> None:
    found = read(f"rooms:\n  studio:\n    - {feed}\n    - {{name: good, kind: barragegrab}}\n")
    bad, good = found.rooms["studio"]
    assert bad.fault is not None
    assert said in bad.fault
    assert "hunter2" not in repr(found)
    assert (good.name, good.fault) == ("good", None)


def test_file_that_is_no_utf_8_is_told() -> None:
    assert "not UTF-8" in read_feeds(FILE, "rooms: 店".encode("gbk")).faults[0]
