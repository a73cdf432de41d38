"""Expanding gzip in bounded memory."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from controlroom.feeds.native.refusals import TooLarge, Unreadable
from controlroom.feeds.native.unpack import gunzip_bounded


def test_gunzip_returns_what_was_packed_up_to_the_limit() -> None:
    assert gunzip_bounded(gzip.compress(b"x" * 1000, mtime=0), 1000) == b"x" * 1000
    with pytest.raises(TooLarge, match="more than 999 bytes"):
        gunzip_bounded(gzip.compress(b"x" * 1000, mtime=0), 999)


def test_gunzip_of_nothing_is_nothing() -> None:
    assert gunzip_bounded(b"", 10) == b""
    assert gunzip_bounded(gzip.compress(b"", mtime=0), 0) == b""


def test_gunzip_joins_members_and_refuses_too_many() -> None:
    assert gunzip_bounded(gzip.compress(b"ab", mtime=0) + gzip.compress(b"cd", mtime=0), 4) == b"abcd"
    with pytest.raises(TooLarge):
        gunzip_bounded(gzip.compress(b"ab", mtime=0) + gzip.compress(b"cd", mtime=0), 3)
    with pytest.raises(Unreadable, match="over 64 gzip members"):
        gunzip_bounded(gzip.compress(b"", mtime=0) * 65, 10)


@pytest.mark.parametrize(
    "body",
    [b"x", b"plain text", gzip.compress(b"abc", mtime=0)[:-1], gzip.compress(b"abc", mtime=0) + b"tail", b"\x1f\x8b"],
)
def test_gunzip_of_torn_or_foreign_bytes_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        gunzip_bounded(body, 1000)
    assert caught.value.code == "bad_gzip"


def test_gunzip_of_a_bomb_stays_within_the_limit() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000, mtime=0)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        gunzip_bounded(bomb, 100_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
