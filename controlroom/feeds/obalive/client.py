"""The feed's kind: oba-live-tool (qiutongxue).

Owns: its options, what it carries, how long it may be silent.
Must not know: sockets (`feeds.socket`), what the frames mean (`decode`).

The tool sends nothing of its own accord, so silence is told from its end only by the protocol's pings; and it asks nobody who
connects for a key: let it listen where only this machine reaches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.events import Club, Comment, Enter, Follow, Like, OrderStep
from controlroom.feeds.base import Kind
from controlroom.feeds.batches import each
from controlroom.feeds.obalive.decode import Decoder
from controlroom.feeds.socket import PING_OPTION, SocketFeed, Way, ping_of, url_of, url_option

DEFAULT_URL: Final = "ws://127.0.0.1:12354"


def make(name: str, options: Mapping[str, str]) -> SocketFeed:
    """Return a client from its options' texts.

    Raises:
        BadOption: One cannot be read.
    """
    way = Way(url=url_of({"url": DEFAULT_URL, **options}, DEFAULT_URL), ping_s=ping_of(options))
    return SocketFeed(name, OBALIVE.name, way, each(Decoder()))


OBALIVE: Final = Kind(
    name="obalive",
    title={"zh-CN": "oba-live-tool（多平台评论、抖音订单）", "en": "oba-live-tool (comments, Douyin orders)"},
    carries=(Enter, Comment, Like, Follow, Club, OrderStep),
    estimates=(OrderStep,),
    silence_s=300.0,
    rare_s={Comment: 1200.0, Enter: 1200.0, OrderStep: 2400.0},
    options=(url_option(DEFAULT_URL, "The tool's WebSocket address"), PING_OPTION),
    make=make,
    read=lambda _: each(Decoder()),
)
"""The kind that the registry lists."""
