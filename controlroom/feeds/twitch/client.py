"""Twitch's EventSub over its socket: welcome, subscriptions, moves to another address; and the feed's kind.

Owns: the subscriptions that a session asks for, the move from one socket to the next without a gap, the options.
Law: on a move the new socket is open and welcomed before the old one is left, and what the old one still says counts. We send
nothing but the protocol's own answers: the platform closes a socket that is spoken to. No secret is in a message.
Must not know: reconnecting after a loss (`feeds.supervise`), what the frames mean (`decode`).

Where it is from: as `decode`; never run against the real platform.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct
from websockets.exceptions import ConnectionClosed

from controlroom.domain.events import Club, Comment, Follow, Gift, Stream
from controlroom.feeds.asking import address, sendable
from controlroom.feeds.base import Kind, LinkLost, Option
from controlroom.feeds.batches import Batches, each
from controlroom.feeds.faults import fault
from controlroom.feeds.fields import Ignored
from controlroom.feeds.socket import Way, connect_to, needed, url_of, url_option
from controlroom.feeds.twitch.decode import Decoder, Turn, turn_of
from controlroom.ports import FeedSink
from controlroom.retrying import wait_of

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

URL: Final = "wss://eventsub.wss.twitch.tv/ws"
API: Final = "https://api.twitch.tv/helix/eventsub/subscriptions"
KEEPALIVE_S: Final = 30
ANSWERS_WITHIN_S: Final = 8.0
WELCOME_WITHIN_S: Final = 10.0
DRAIN_S: Final = 1.0

_log = logging.getLogger(__name__)


class Account(Struct, frozen=True):
    """`client`, `token`: of the application and its user; `broadcaster`: whose channel; `user`: whose the token is."""

    client: str
    token: str
    broadcaster: str
    user: str


class _Wanted(Struct, frozen=True):
    """A subscription. `needed`: without it the feed is of no use."""

    type: str
    version: str
    condition: tuple[str, ...]
    needed: bool = False


WANTED: Final = (
    _Wanted("channel.chat.message", "1", ("broadcaster_user_id", "user_id"), needed=True),
    _Wanted("stream.online", "1", ("broadcaster_user_id",)),
    _Wanted("stream.offline", "1", ("broadcaster_user_id",)),
    _Wanted("channel.follow", "2", ("broadcaster_user_id", "moderator_user_id")),
    _Wanted("channel.subscribe", "1", ("broadcaster_user_id",)),
    _Wanted("channel.subscription.gift", "1", ("broadcaster_user_id",)),
)


class Twitch:
    """A client of one channel; implements `ports.Feed`.

    Args:
        name: The feed's name in its room.
        account: What lets us in.
        url: The socket's address.
        api: Where subscriptions are asked for.
    """

    kind = "twitch"

    def __init__(self, name: str, account: Account, url: str = URL, api: str = API) -> None:
        self.name = name
        self._account = account
        self._url = url
        self._api = api
        self._read = each(Decoder())

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Connect, subscribe and deliver until the platform closes the connection.

        Raises:
            LinkLost: It does not let us in, or the connection broke.
        """
        async with AsyncExitStack() as sockets:
            socket = await self._open(sockets, f"{self._url}?keepalive_timeout_seconds={KEEPALIVE_S}")
            await connected()
            batches = Batches(self.name, sink)
            async with asyncio.TaskGroup() as group:
                group.create_task(batches.deliver())
                lost = await self._follow(sockets, socket, batches)
                await batches.end()
        raise lost

    async def _follow(self, sockets: AsyncExitStack, socket: ClientConnection, batches: Batches) -> LinkLost:
        """Read until the end, over moves, and return it: what is queued is delivered first."""
        subscribed = False
        try:
            while True:
                after, subscribed = await self._session(sockets, socket, batches, subscribed)
                await socket.close()
                if isinstance(after, LinkLost):
                    return after
                socket = after
        except LinkLost as lost:
            return lost

    async def _session(
        self, sockets: AsyncExitStack, socket: ClientConnection, batches: Batches, subscribed: bool
    ) -> tuple[ClientConnection | LinkLost, bool]:
        """Read one socket; return the next one, or the end, and whether the subscriptions stand."""
        after: ClientConnection | None = None
        while True:
            try:
                async with asyncio.timeout(DRAIN_S if after is not None else None):
                    frame = await socket.recv(decode=False)
            except (ConnectionClosed, TimeoutError) as ended:
                if after is not None:
                    return after, subscribed
                return LinkLost(fault("ended", place=self._url, error=ended)), subscribed
            turn = await self._heard(frame, batches)
            if turn is None:
                continue
            if turn.what == "welcome" and not subscribed:
                await self._subscribe(turn.told)
                subscribed = True
            elif turn.what == "move" and after is None:
                after = await self._moved(sockets, turn.told, batches)
            elif turn.what == "revoked":
                _log.warning("feed %s: Twitch ended the subscription %s", self.name, turn.told)
                if turn.told.startswith(WANTED[0].type):
                    return LinkLost(fault("revoked", place=self._url, said=turn.told)), subscribed

    async def _heard(self, frame: bytes, batches: Batches) -> Turn | None:
        """Queue what a frame says, and return what it asks of us; one with facts asks nothing."""
        messages = self._read(frame)
        await batches.put(messages)
        return turn_of(frame) if any(isinstance(message.came_to, Ignored) for message in messages) else None

    async def _moved(self, sockets: AsyncExitStack, url: str, batches: Batches) -> ClientConnection:
        """Return the socket at the new address, welcomed; the subscriptions move with it."""
        socket = await self._open(sockets, url)
        try:
            async with asyncio.timeout(WELCOME_WITHIN_S):
                while True:
                    frame = await socket.recv(decode=False)
                    turn = await self._heard(frame, batches)
                    if turn is not None and turn.what == "welcome":
                        return socket
        except (ConnectionClosed, TimeoutError) as error:
            raise LinkLost(fault("no_welcome", place=self._url)) from error

    async def _open(self, sockets: AsyncExitStack, url: str) -> ClientConnection:
        socket = await connect_to(Way(url=url, ping_s=None))
        sockets.push_async_callback(socket.close)
        return socket

    async def _subscribe(self, session: str) -> None:
        import httpx

        account = self._account
        headers = {"Authorization": f"Bearer {account.token}", "Client-Id": account.client}
        people = {
            "broadcaster_user_id": account.broadcaster,
            "user_id": account.user,
            "moderator_user_id": account.user,
        }
        async with httpx.AsyncClient(timeout=ANSWERS_WITHIN_S, headers=headers) as http:
            for wanted in WANTED:
                body: dict[str, Any] = {
                    "type": wanted.type,
                    "version": wanted.version,
                    "condition": {name: people[name] for name in wanted.condition},
                    "transport": {"method": "websocket", "session_id": session},
                }
                try:
                    answer = await http.post(self._api, json=body)
                except httpx.HTTPError as error:
                    raise LinkLost(fault("asked_in_vain", place=self._api, error=type(error).__name__)) from error
                if answer.status_code in (202, 409):  # 409: it stands already
                    continue
                why = fault("scopes", place=self._api, wanted=wanted.type, status=answer.status_code)
                if wanted.needed:
                    raise LinkLost(why, wait_of(answer.headers.get("Retry-After")))
                _log.warning("feed %s: %s", self.name, why)


def make(name: str, options: Mapping[str, str]) -> Twitch:
    """Return a client from its options' texts.

    Raises:
        BadOption: One is missing or cannot be read.
    """
    client, token, broadcaster = needed(options, "client", "token", "broadcaster")
    account = Account(
        sendable("client", client), sendable("token", token), broadcaster, options.get("user") or broadcaster
    )
    return Twitch(name, account, url_of({"url": URL, **options}, URL), address("api", options.get("api", API)))


TWITCH: Final = Kind(
    name="twitch",
    title={"zh-CN": "Twitch 聊天（EventSub）", "en": "Twitch chat (EventSub)"},
    carries=(Comment, Follow, Club, Gift, Stream),
    silence_s=KEEPALIVE_S + 10.0,
    rare_s={Comment: 1200.0},
    options=(
        Option(name="client", default=None, means="The application's client id"),
        Option(name="token", default=None, means="A user's access token, with user:read:chat", secret=True),
        Option(name="broadcaster", default=None, means="The channel's user id"),
        Option(name="user", default=None, means="The token's user id, when it is not the channel's"),
        url_option(URL, "The socket's address"),
        Option(name="api", default=API, means="Where subscriptions are asked for"),
    ),
    make=make,
    read=lambda _: each(Decoder()),
)
"""The kind that the registry lists."""
