"""Old records come out of the journal in today's shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from controlroom.domain.events import Comment
from controlroom.domain.records import RECORD_VERSION, Page, decode_page
from controlroom.store.upcast import UPCASTERS, PageTooNew, Plain, Upcasters, upcast_page


def page(body: bytes, version: int) -> Page:
    return Page(first_seq=5, count=body.count(b"\n"), received_ms=9, body=body, version=version)


def renamed(record: Plain) -> Plain:
    return {**{key: value for key, value in record.items() if key != "viewer"}, "user": record["viewer"]}


def in_minor_units(record: Plain) -> Plain:
    return record | {"price": record["price"] * 100}


def refunded(record: Plain) -> Plain:
    return record | {"type": "order.refunded"}


TABLE: Upcasters = {
    ("enter", 1): renamed,
    ("order", 1): in_minor_units,
    ("order", 2): refunded,
    ("order.refunded", 2): renamed,
}


def test_page_of_todays_version_is_given_as_it_is() -> None:
    today = page(b'{"type":"enter"}\n', RECORD_VERSION)
    assert upcast_page(today) is today


def test_old_page_takes_every_step_and_keeps_its_place() -> None:
    old = page(b'{"type":"enter","viewer":"u1"}\n{"type":"order","price":7}\n{"type":"like","n":1.5}\n', 1)
    new = page(b'{"type":"enter","user":"u1"}\n{"type":"order.refunded","price":700}\n{"type":"like","n":1.5}\n', 3)
    assert upcast_page(old, TABLE, 3) == new


def test_page_takes_only_the_steps_from_its_version_on() -> None:
    assert (
        upcast_page(page(b'{"type":"order","price":7}\n', 2), TABLE, 3).body == b'{"type":"order.refunded","price":7}\n'
    )


def test_line_that_cannot_be_read_is_kept() -> None:
    old = page(b'{"type":"enter","viewer":"u1"}\nnot json\n\xff\xfe\n{"no":"type"}\n', 1)
    new = upcast_page(old, TABLE, 2)
    assert new.body == b'{"type":"enter","user":"u1"}\nnot json\n\xff\xfe\n{"no":"type"}\n'
    assert len(decode_page(new)) == new.count


def test_page_of_a_newer_version_is_refused() -> None:
    with pytest.raises(PageTooNew, match="at seq 5 has records of version 3"):
        upcast_page(page(b'{"type":"enter"}\n', 3), TABLE, 2)


def test_comment_of_version_1_is_read_as_one_that_nobody_has_classified() -> None:
    body = (Path(__file__).parents[2] / "golden/store/page-version-1.ndjson").read_bytes()
    new = upcast_page(page(body, 1))
    assert (new.version, new.body) == (RECORD_VERSION, body)
    comment = next(record for record in decode_page(new) if isinstance(record, Comment))
    assert (comment.text, comment.kind, comment.watched) == ("多少钱", None, ())


def test_every_upcaster_leads_to_a_version_that_exists() -> None:
    assert [place for place in UPCASTERS if not 1 <= place[1] < RECORD_VERSION] == []
