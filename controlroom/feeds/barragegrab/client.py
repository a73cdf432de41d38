"""The feed's kind: Douyin relays of the BarrageGrab kind.

Owns: its options, what it carries, how long it may be silent.
Must not know: sockets (`feeds.socket`), what the frames mean (`decode`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.events import Audience, Club, Comment, Enter, Follow, Gift, Like, Share, Stream
from controlroom.feeds.barragegrab.decode import Decoder
from controlroom.feeds.base import Kind, Option
from controlroom.feeds.batches import each
from controlroom.feeds.socket import PING_OPTION, SocketFeed, Way, ping_of, url_of, url_option

DEFAULT_URL: Final = "ws://127.0.0.1:8888"


def make(name: str, options: Mapping[str, str]) -> SocketFeed:
    """Return a client from its options' texts.

    Raises:
        BadOption: One cannot be read.
    """
    way = Way(url=url_of({"url": DEFAULT_URL, **options}, DEFAULT_URL), ping_s=ping_of(options))
    return SocketFeed(name, BARRAGEGRAB.name, way, each(Decoder(options.get("anchor"))))


BARRAGEGRAB: Final = Kind(
    name="barragegrab",
    title={"zh-CN": "抖音弹幕转发（BarrageGrab）", "en": "Douyin relay (BarrageGrab)"},
    carries=(Audience, Enter, Comment, Like, Follow, Share, Club, Gift, Stream),
    silence_s=60.0,
    idle_s={Audience: 120.0},
    rare_s={Comment: 1200.0, Enter: 1200.0},
    options=(
        url_option(DEFAULT_URL, "The relay's WebSocket address"),
        Option(name="anchor", default=None, means="Take one room only: its SecUid, user id or room id"),
        PING_OPTION,
    ),
    make=make,
    money="CNY",
    notes=lambda options: () if options.get("anchor") else ("every_room",),
    read=lambda options: each(Decoder(options.get("anchor"), again=True)),
)
"""The kind that the registry lists."""
