"""What a room must know of the simulator's stand-ins, so that its own adapters meet them in a rehearsal: one table.

Owns: each way's kind of feed and its options.
Law: nothing of a stand-in is said anywhere else: the command line, the rehearsal and its tests read it here.
Must not know: the simulator, how a rehearsal goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from controlroom.live.feeding import FeedRow

RELAY: Final = "relay"
SHOP: Final = "shop"
SECRET: Final = "rehearsal"
_APP: Final = {"app_key": SECRET, "app_secret": SECRET}
_HERE: Final = "http://127.0.0.1"


class StandIn(Struct, frozen=True):
    """A way by which facts come.

    Args:
        kind: The feed's.
        options: Its options; `{port}`: where the stand-in listens, `{interface}`: where its interface is asked, `{currency}`: the
            show's.
        fetched: The room goes there; else it comes by webhook.
        currency: The only one that the platform tells amounts in; None: whatever the show counts in.
    """

    kind: str
    options: Mapping[str, str]
    fetched: bool = False
    currency: str | None = None


STANDINS: Final[Mapping[str, StandIn]] = {
    "douyin": StandIn("barragegrab", {"url": "ws://127.0.0.1:{port}"}, fetched=True),
    "douyinlive": StandIn("douyinlive", {"url": "ws://127.0.0.1:{port}/ws/1"}, fetched=True),
    "oba": StandIn("obalive", {"url": "ws://127.0.0.1:{port}"}, fetched=True),
    "bilibili": StandIn(
        "bilibili", {"key": SECRET, "secret": SECRET, "app": "1", "code": SECRET, "api": f"{_HERE}:{{interface}}"}, fetched=True
    ),
    "twitch": StandIn(
        "twitch",
        {
            "client": SECRET, "token": SECRET, "broadcaster": "1971641", "url": "ws://127.0.0.1:{port}/ws",
            "api": f"{_HERE}:{{interface}}/subscriptions",
        },
        fetched=True,
    ),
    "youtube": StandIn(
        "youtube",
        {
            "chat": "chat-1", "key": SECRET, "currency": "{currency}", "least_s": "1", "api": f"{_HERE}:{{port}}/messages",
        },
        fetched=True,
    ),
    "douyinpush": StandIn("douyinpush", {"secret": SECRET}),
    "doudian": StandIn(
        "doudian",
        {**_APP, "access_token": "rehearsal-token", "details_url": f"{_HERE}:{{interface}}/order/orderDetail"},
        currency="CNY",
    ),
    "youzan": StandIn("youzan", {"client_id": SECRET, "client_secret": SECRET}, currency="CNY"),
    "shopify": StandIn("shopify", {"secret": SECRET}),
    "woocommerce": StandIn("woocommerce", {"secret": SECRET}),
    "tiktokshop": StandIn(
        "tiktokshop",
        {**_APP, "details_key": "rehearsal-token", "details_url": f"{_HERE}:{{interface}}/orders/{{order}}"},
    ),
}  # fmt: skip
"""By the wish `via`."""


def misfit(via: str, currency: str) -> str | None:
    """Return why a show in a currency cannot be rehearsed by this way, with the mend; None: it can."""
    only = STANDINS[via].currency
    if only in (None, currency):
        return None
    others = ", ".join(name for name, way in STANDINS.items() if way.currency is None)
    return f"--via {via} tells amounts in {only} only, and the plan's currency is {currency}: choose one of {others}."


def feed_of(via: str, *, port: int, interface: int, currency: str) -> FeedRow:
    """Return the feed that a room needs for a stand-in.

    Args:
        port: Where the stand-in listens; `interface`: where its interface is asked.
    """
    way = STANDINS[via]
    places = {"port": port, "interface": interface, "currency": currency, "order": "{order}"}
    options = {name: value.format(**places) for name, value in way.options.items()}
    return FeedRow(name=RELAY if way.fetched else SHOP, kind=way.kind, options=options)
