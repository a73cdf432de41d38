"""What Control Room has to know of the feed."""

from __future__ import annotations

from collections.abc import Mapping

from controlroom.domain.events import Comment
from controlroom.feeds.base import Kind
from controlroom.feeds.batches import each
from controlroom.feeds.socket import PING_OPTION, SocketFeed, Way, ping_of, url_of, url_option

from .decode import Decoder

URL = "ws://127.0.0.1:9000"


def make(name: str, options: Mapping[str, str]) -> SocketFeed:
    """Return a client from its options' texts."""
    way = Way(url=url_of({"url": URL, **options}, URL), ping_s=ping_of(options))
    return SocketFeed(name, "example", way, each(Decoder()))


EXAMPLE = Kind(
    name="example",
    title={"zh-CN": "示例", "en": "Example"},
    carries=(Comment,),
    silence_s=60.0,
    options=(url_option(URL, "The example's address"), PING_OPTION),
    make=make,
    read=lambda options: each(Decoder()),  # reads once more what was refused
)
