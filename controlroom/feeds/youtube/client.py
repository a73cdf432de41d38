"""YouTube's live chat, asked page by page; and the feed's kind.

Owns: the pace of asking, where the next page begins, which answers are failures and for how long to stay away, the options.
Law: never asked sooner than the platform says. After a loss it goes on where it was. No secret is in an address or a message.
Must not know: reconnecting (`feeds.supervise`), what the pages mean (`decode`).

Where it is from: as `decode`; never run against the real platform. A page costs 5 units of a quota that is 10,000 a day unless
more was granted: at one page every 5 s it is used up after not quite three hours. `least_s` spaces the pages further apart.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final

from controlroom.domain.events import Club, Comment, Gift, Stream
from controlroom.feeds.asking import address, sendable
from controlroom.feeds.base import BadOption, Kind, LinkLost, Option
from controlroom.feeds.batches import hand_over
from controlroom.feeds.faults import fault
from controlroom.feeds.socket import needed
from controlroom.feeds.youtube.decode import Decoder
from controlroom.ports import FeedSink
from controlroom.retrying import wait_of

if TYPE_CHECKING:
    import httpx

API: Final = "https://www.googleapis.com/youtube/v3/liveChat/messages"
ANSWERS_WITHIN_S: Final = 15.0
LEAST_S: Final = 5
USUAL_MS: Final = 5_000
ENDED_WAIT_S: Final = 60.0
QUOTA_WAIT_S: Final = 3600.0

Sleep = Callable[[float], Awaitable[None]]


class YouTube:
    """A client of one live chat; implements `ports.Feed`.

    Args:
        name: The feed's name in its room.
        chat: The live chat's id.
        key: The application's key.
        decoder: Reads the pages.
        least_s: Seconds between two pages at least.
        api: The platform's address.
        sleep: Waits so many seconds.
    """

    kind = "youtube"

    def __init__(
        self,
        name: str,
        chat: str,
        key: str,
        decoder: Decoder,
        *,
        least_s: float = LEAST_S,
        api: str = API,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.name = name
        self._chat = chat
        self._key = key
        self._decoder = decoder
        self._least_s = least_s
        self._api = api
        self._sleep = sleep
        self._next: str | None = None

    async def run(self, sink: FeedSink, connected: Callable[[], Awaitable[None]]) -> None:
        """Ask for page after page, until the broadcast is over.

        Raises:
            LinkLost: The platform does not answer, or does not want to be asked.
        """
        import httpx

        headers = {"X-Goog-Api-Key": self._key}  # not in the address, which is logged
        async with httpx.AsyncClient(timeout=ANSWERS_WITHIN_S, headers=headers) as http:
            while True:
                page = self._decoder.page(await self._ask(http))
                await connected()
                await hand_over(self.name, sink, page.messages)
                if page.ended:
                    raise LinkLost(fault("over"), ENDED_WAIT_S)
                self._next = page.next or self._next
                await self._sleep(max((page.wait_ms or USUAL_MS) / 1000, self._least_s))

    async def _ask(self, http: httpx.AsyncClient) -> bytes:
        import httpx

        asked = {"liveChatId": self._chat, "part": "snippet,authorDetails", "maxResults": "2000"}
        if self._next is not None:
            asked["pageToken"] = self._next
        try:
            answer = await http.get(self._api, params=asked)
        except httpx.HTTPError as error:
            raise LinkLost(fault("asked_in_vain", place=self._api, error=type(error).__name__)) from error
        if answer.status_code == 200:
            return answer.content
        if answer.status_code == 400:
            self._next = None  # a page's place may have grown too old
        why = next((reason for reason in _WAITS if reason.encode() in answer.content[:4000]), None)
        wait_s = _WAITS[why] if why is not None else wait_of(answer.headers.get("Retry-After"))
        status = f"{answer.status_code} {why}" if why is not None else f"{answer.status_code}"
        raise LinkLost(fault("quota", place=self._api, status=status), wait_s)


_WAITS: Final[Mapping[str, float]] = {
    "quotaExceeded": QUOTA_WAIT_S,
    "rateLimitExceeded": ENDED_WAIT_S,
    "liveChatEnded": ENDED_WAIT_S,
    "liveChatNotFound": ENDED_WAIT_S,
    "liveChatDisabled": ENDED_WAIT_S,
}
"""For how long the platform's reasons keep us away."""


def make(name: str, options: Mapping[str, str]) -> YouTube:
    """Return a client from its options' texts.

    Raises:
        BadOption: One is missing or cannot be read.
    """
    chat, key = needed(options, "chat", "key")
    least = options.get("least_s", str(LEAST_S))
    if not (least.isascii() and least.isdigit()) or len(least) > 3 or not 1 <= int(least) <= 600:
        raise BadOption(fault("bad_pace", value=repr(least[:20])))
    decoder = Decoder(options.get("currency"))
    api = address("api", options.get("api", API))
    return YouTube(name, chat, sendable("key", key), decoder, least_s=int(least), api=api)


YOUTUBE: Final = Kind(
    name="youtube",
    title={"zh-CN": "YouTube 直播聊天", "en": "YouTube live chat"},
    carries=(Comment, Club, Gift, Stream),
    silence_s=660.0,
    rare_s={Comment: 1200.0},
    opens_within_s=20.0,
    options=(
        Option(name="chat", default=None, means="The live chat's id (liveChatId)"),
        Option(name="key", default=None, means="The application's key", secret=True),
        Option(name="currency", default=None, means="The show's currency, in which gifts are counted"),
        Option(name="least_s", default=str(LEAST_S), means="Seconds between two pages at least: a page costs quota"),
        Option(name="api", default=API, means="The platform's address"),
    ),
    make=make,
    read=lambda options: Decoder(options.get("currency")).again,
)
"""The kind that the registry lists."""
