"""The feed's kind: the Douyin relay douyinLive (jwwsjlm).

Owns: its options, what it carries, how long it may be silent.
Must not know: sockets (`feeds.socket`), what the frames mean (`decode`).

The relay keeps our connection open while the room is off the air, and answers the text `ping` by `pong`; so a dead relay is
told from a quiet room by the answers, and a dead room by its audience figures, which no longer come.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.events import (
    Audience,
    Club,
    Comment,
    Enter,
    Follow,
    Gift,
    Like,
    Product,
    Promo,
    Share,
    Stream,
)
from controlroom.feeds.asking import sendable
from controlroom.feeds.base import Kind, Option
from controlroom.feeds.batches import each
from controlroom.feeds.douyinlive.decode import Decoder
from controlroom.feeds.socket import PING_OPTION, SocketFeed, Way, ping_of, url_of, url_option

EXAMPLE: Final = "ws://127.0.0.1:1088/ws/516466932480"
BEAT_S: Final = 20.0


def make(name: str, options: Mapping[str, str]) -> SocketFeed:
    """Return a client from its options' texts.

    Raises:
        BadOption: One cannot be read.
    """
    token = options.get("token")
    way = Way(
        url=url_of(options, EXAMPLE),
        headers={"Authorization": f"Bearer {sendable('token', token)}"} if token else {},
        beat="ping",
        beat_s=BEAT_S,
        ping_s=ping_of(options),
    )
    return SocketFeed(name, DOUYINLIVE.name, way, each(Decoder()))


DOUYINLIVE: Final = Kind(
    name="douyinlive",
    title={"zh-CN": "抖音弹幕转发（douyinLive）", "en": "Douyin relay (douyinLive)"},
    carries=(Audience, Enter, Comment, Like, Follow, Share, Club, Gift, Product, Promo, Stream),
    silence_s=60.0,
    idle_s={Audience: 120.0},
    rare_s={Comment: 1200.0, Enter: 1200.0},
    options=(
        url_option(None, f"The relay's address with the room's number, such as {EXAMPLE}"),
        Option(name="token", default=None, means="The relay's token, when it asks for one", secret=True),
        PING_OPTION,
    ),
    make=make,
    money="CNY",
    read=lambda _: each(Decoder(again=True)),
)
"""The kind that the registry lists."""
