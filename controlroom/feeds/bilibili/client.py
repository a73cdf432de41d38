"""bilibili's open platform: a signed call opens the session, then its socket is read; and the feed's kind.

Owns: the signature of calls, the start, heartbeat and end of a session, the socket's hello and beat, the options.
Law: a session that was started is ended, or else the platform lets nobody in again for a while. No secret is in a message.
Must not know: reconnecting (`feeds.supervise`), what the frames mean (`decode`).

Where it is from: as `decode`; never run against the real platform.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import DecodeError, Struct, ValidationError
from msgspec.json import decode

from controlroom.domain.events import Comment, Enter, Gift, Like, Stream
from controlroom.feeds.asking import address, sendable
from controlroom.feeds.base import BadOption, Kind, LinkLost, Option
from controlroom.feeds.bilibili.decode import again, read
from controlroom.feeds.bilibili.packets import AUTH, HEARTBEAT, packed
from controlroom.feeds.faults import fault
from controlroom.feeds.signing import hmac_hex, md5_hex
from controlroom.feeds.socket import SocketFeed, Way, needed
from controlroom.ports import FeedSink
from controlroom.retrying import wait_of

if TYPE_CHECKING:
    import httpx

API: Final = "https://live-open.biliapi.com"
BEAT_S: Final = 30.0
SESSION_BEAT_S: Final = 20.0
ANSWERS_WITHIN_S: Final = 10.0
ENDS_WITHIN_S: Final = 2.0

_log = logging.getLogger(__name__)


class Socket(Struct, frozen=True):
    """Where to connect, and with what to be let in."""

    auth_body: str
    wss_link: list[str]


class Game(Struct, frozen=True):
    """The session's id; empty where the project needs none."""

    game_id: str = ""


class Started(Struct, frozen=True):
    """What the start call answers."""

    websocket_info: Socket
    game_info: Game = Game()


class Answer(Struct, frozen=True):
    """Any call's answer. `code` 0: done."""

    code: int
    message: str = ""
    data: Any = None


class Keys(Struct, frozen=True):
    """What the platform gave the developer (`key`, `secret`), the project's number and the anchor's own code."""

    key: str
    secret: str
    app: int
    code: str


def signed(keys: Keys, body: bytes, nonce: str, now_s: int) -> dict[str, str]:
    """Return the headers of a call."""
    told = {
        "x-bili-accesskeyid": keys.key,
        "x-bili-content-md5": md5_hex(body),
        "x-bili-signature-method": "HMAC-SHA256",
        "x-bili-signature-nonce": nonce,
        "x-bili-signature-version": "1.0",
        "x-bili-timestamp": str(now_s),
    }
    text = "\n".join(f"{name}:{value}" for name, value in told.items())
    signature = hmac_hex(keys.secret, text.encode())
    return {**told, "Authorization": signature, "Content-Type": "application/json", "Accept": "application/json"}


class Bilibili:
    """A client of one anchor's room; implements `ports.Feed`.

    Args:
        name: The feed's name in its room.
        keys: What lets us in.
        api: The platform's address.
    """

    kind = "bilibili"

    def __init__(self, name: str, keys: Keys, api: str = API) -> None:
        self.name = name
        self._keys = keys
        self._api = api
        self._attempts = 0

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Open a session, read its socket until that ends, end the session.

        Raises:
            LinkLost: The platform does not let us in, or the connection broke.
        """
        import httpx

        async with httpx.AsyncClient(base_url=self._api, timeout=ANSWERS_WITHIN_S) as http:
            started = await self._start(http)
            game = started.game_info.game_id
            beating = asyncio.create_task(self._beat(http, game)) if game else None
            try:
                await SocketFeed(self.name, self.kind, self._way(started), read).run(sink, connected)
            finally:
                if beating is not None:
                    beating.cancel()
                    await self._end(http, game)

    def _way(self, started: Started) -> Way:
        links = [link for link in started.websocket_info.wss_link if link.startswith(("wss://", "ws://"))]
        if not links:
            raise LinkLost(fault("no_socket", place=self._api))
        attempt, self._attempts = self._attempts, self._attempts + 1
        return Way(
            url=links[attempt % len(links)],
            hello=(packed(AUTH, started.websocket_info.auth_body.encode()),),
            beat=packed(HEARTBEAT, b"{}"),
            beat_s=BEAT_S,
        )

    async def _start(self, http: httpx.AsyncClient) -> Started:
        answer = await self._call(http, "/v2/app/start", {"code": self._keys.code, "app_id": self._keys.app})
        try:
            return decode(json.dumps(answer.data), type=Started)
        except ValidationError as error:
            raise LinkLost(fault("start_unread", place=self._api, error=error)) from error

    async def _beat(self, http: httpx.AsyncClient, game: str) -> None:
        while True:
            await asyncio.sleep(SESSION_BEAT_S)
            try:
                await self._call(http, "/v2/app/heartbeat", {"game_id": game})
            except LinkLost as lost:  # the platform ends the session when several are missing; the socket tells
                _log.warning("feed %s: %s", self.name, lost)

    async def _end(self, http: httpx.AsyncClient, game: str) -> None:
        try:
            async with asyncio.timeout(ENDS_WITHIN_S):
                await self._call(http, "/v2/app/end", {"app_id": self._keys.app, "game_id": game})
        except (LinkLost, TimeoutError) as error:
            _log.warning("feed %s: its session was not ended: %s", self.name, error)

    async def _call(self, http: httpx.AsyncClient, path: str, fields: Mapping[str, Any]) -> Answer:
        import httpx

        body = json.dumps(fields).encode()
        headers = signed(self._keys, body, secrets.token_hex(8), int(time.time()))
        try:
            told = await http.post(path, content=body, headers=headers)
        except httpx.HTTPError as error:
            raise LinkLost(fault("asked_in_vain", place=self._api, error=type(error).__name__)) from error
        try:
            answer = decode(told.content, type=Answer)
        except (DecodeError, UnicodeError) as error:
            wait = wait_of(told.headers.get("Retry-After"))
            raise LinkLost(fault("unread", place=f"{self._api}{path}", status=told.status_code), wait) from error
        if answer.code != 0:
            said, number = answer.message[:200], answer.code
            raise LinkLost(fault("keys", place=f"{self._api}{path}", said=said, number=number))
        return answer


def make(name: str, options: Mapping[str, str]) -> Bilibili:
    """Return a client from its options' texts.

    Raises:
        BadOption: One is missing or cannot be read.
    """
    key, secret, app, code = needed(options, "key", "secret", "app", "code")
    if not (app.isascii() and app.isdigit()) or len(app) > 18:
        raise BadOption(fault("bad_app", value=repr(app[:20])))
    keys = Keys(sendable("key", key), secret, int(app), code)
    return Bilibili(name, keys, address("api", options.get("api", API)))


BILIBILI: Final = Kind(
    name="bilibili",
    title={"zh-CN": "哔哩哔哩直播开放平台", "en": "bilibili open platform"},
    carries=(Enter, Comment, Like, Gift, Stream),
    silence_s=70.0,
    rare_s={Comment: 1200.0},
    opens_within_s=25.0,
    options=(
        Option(name="key", default=None, means="The developer's access_key_id"),
        Option(name="secret", default=None, means="The developer's access_key_secret", secret=True),
        Option(name="app", default=None, means="The project's number (app_id)"),
        Option(name="code", default=None, means="The anchor's own code (身份码)", secret=True),
        Option(name="api", default=API, means="The platform's address"),
    ),
    make=make,
    money="CNY",
    read=lambda _: again,
)
"""The kind that the registry lists."""
