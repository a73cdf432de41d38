"""bilibili's packets."""

from __future__ import annotations

import zlib

import pytest

from controlroom.feeds.bilibili import packets as module
from controlroom.feeds.bilibili.packets import (
    BROTLI,
    HEADER,
    HEARTBEAT_REPLY,
    MESSAGE,
    ZLIB,
    Packet,
    packed,
    packets,
)


def test_packets_behind_one_another_and_inside_one() -> None:
    plain = packed(MESSAGE, b"a", 0) + packed(MESSAGE, b"b", 0)
    assert list(packets(plain)) == [Packet(MESSAGE, b"a"), Packet(MESSAGE, b"b")]
    assert list(packets(packed(MESSAGE, zlib.compress(plain), ZLIB))) == list(packets(plain))
    assert packed(7, b"{}") == bytes.fromhex("00000012 0010 0001 00000007 00000001") + b"{}"


def test_a_heartbeats_answer_repeats_what_we_sent_beyond_its_length() -> None:
    frame = HEADER.pack(20, 16, 1, HEARTBEAT_REPLY, 0) + b"\0\0\0\7{}"
    assert list(packets(frame)) == [Packet(HEARTBEAT_REPLY, b"")]


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (b"\0" * 7, "ends within a header"),
        (HEADER.pack(999, 16, 0, MESSAGE, 0), "does not fit"),
        (HEADER.pack(0, 16, 0, MESSAGE, 0), "does not fit"),
        (HEADER.pack(16, 3, 0, MESSAGE, 0), "does not fit"),
        (packed(MESSAGE, b"x", BROTLI), "compressed in a way"),
        (packed(MESSAGE, b"not zlib", ZLIB), "cannot be inflated"),
        (packed(MESSAGE, zlib.compress(b"x" * 99)[:-3], ZLIB), "does not end"),
        (
            packed(MESSAGE, zlib.compress(packed(MESSAGE, zlib.compress(b""), ZLIB)), ZLIB),
            "compressed in a way",
        ),
    ],
)
def test_what_cannot_be_taken_apart_is_said_and_what_stood_before_counts(frame: bytes, why: str) -> None:
    first, broken = packets(packed(MESSAGE, b"a", 0) + frame)
    assert first == Packet(MESSAGE, b"a")
    assert broken.broken is not None
    assert why in broken.broken


def test_a_small_packet_cannot_become_a_huge_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "INFLATED_MAX", 1000)
    [broken] = packets(packed(MESSAGE, zlib.compress(packed(MESSAGE, b"\0" * 2000, 0)), ZLIB))
    assert broken.broken is not None
    assert "larger than 1000 bytes" in broken.broken
