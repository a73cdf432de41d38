"""What YouTube's list of live chat messages says becomes facts.

Owns: a page's own fields, its types of messages, the fields of each and their units.
Law: a page gives messages, each with facts or why not; nothing raises. A field that the fact can do without and that cannot be
read is unknown; a field that it needs refuses the message, with the reason.
Must not know: sockets, clocks, the feed's name (the intake fills in `source`).

Where it is from (FEEDS.md 1.9; read, never run against the real platform): the platform's own documents of liveChatMessages.
A fact's `id` is `items[].id`, so pages may overlap. Money is in millionths of its currency; a gift in another currency than the
show's, or one whose minor units do not hold it, has no known amount.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from msgspec import Struct
from msgspec.json import Decoder as JsonDecoder
from msgspec.json import encode

from controlroom.domain.events import Club, Comment, Fact, Gift, Stream
from controlroom.domain.units import exponent
from controlroom.feeds.base import Message
from controlroom.feeds.fields import COUNT_MAX, KEY_MAX, Decoding, Fields, Ignored, Refused, Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT, explain
from controlroom.feeds.written import MINOR_MAX, instant, judged, part_id

WAIT_MS_MAX: Final = 600_000
MICROS: Final = 6

_ANY: Final = JsonDecoder()


class Page(Struct, frozen=True):
    """An answer. `next`: where the next page begins; `wait_ms`: not to be asked for before; `ended`: the broadcast is over."""

    messages: list[Message]
    next: str | None = None
    wait_ms: int | None = None
    ended: bool = False


class Decoder:
    """Reads one chat's pages; each by itself.

    Args:
        currency: The show's; None: no gift has a known amount.
    """

    def __init__(self, currency: str | None = None) -> None:
        self._currency = currency

    def read(self, body: bytes) -> list[Message]:
        """Return what an answer's messages come to."""
        return self.page(body).messages

    def again(self, line: bytes) -> list[Message]:
        """Return what a kept line comes to: a message, or a whole answer that could not be taken apart."""
        try:
            value = _ANY.decode(line)
        except UNREADABLE_INPUT:
            return self.read(line)
        if not isinstance(value, dict) or "items" in value:
            return self.read(line)
        return [Message(judged(self._item, value, ""), line)]

    def page(self, body: bytes) -> Page:
        """Return what an answer says."""
        try:
            data = Fields(_ANY.decode(body), "")
            items = data.get("items")
            if not isinstance(items, list):
                raise Unfit("missing_field", "items", "items is missing, or no list: is this a page of the chat?")
            messages = list(self._messages(items))
            ended = data.maybe(instant, data, "offlineAt")
            if ended is not None:
                messages.append(Message([Stream(id=f"offline/{ended}", at=ended, state="ended")], body[:200]))
            return Page(
                messages or [Message(Ignored("empty page"), body[:200])],
                data.maybe(data.text, "nextPageToken", 1, 2000),
                data.maybe(data.whole, "pollingIntervalMillis", 1, WAIT_MS_MAX),
                ended is not None,
            )
        except Unfit as unfit:
            return Page([Message(Refused(unfit.code, unfit.path, unfit.message), body)])
        except UNREADABLE_INPUT as error:
            return Page([Message(Refused(*explain(error)), body)])

    def _messages(self, items: list[Any]) -> Iterator[Message]:
        for place, value in enumerate(items):
            yield Message(judged(self._item, value, f"items[{place}]"), encode(value))

    def _item(self, value: Any, path: str) -> Decoding:
        item = Fields(value, path)
        about = item.inner("snippet")
        kind = about.text("type", 1, KEY_MAX)
        reader = _READERS.get(kind)
        if reader is None:
            return Ignored(kind, unknown=kind not in _NO_FACTS)
        return reader(self, item, about)

    def _text(self, item: Fields, about: Fields) -> Decoding:
        return [_comment(item, about, about.text("displayMessage", 1, 1000), None)]

    def _milestone(self, item: Fields, about: Fields) -> Decoding:
        text = _comment_in(about, "memberMilestoneChatDetails")
        return [_comment(item, about, text, None)] if text is not None else Ignored("milestone without words")

    def _super_chat(self, item: Fields, about: Fields) -> Decoding:
        details = about.inner("superChatDetails")
        told: list[Fact] = [self._paid(item, about, details, "Super Chat")]
        text = _comment_in(about, "superChatDetails")
        if text is not None:
            told.insert(0, _comment(item, about, text, "text"))
        return told

    def _sticker(self, item: Fields, about: Fields) -> Decoding:
        return [self._paid(item, about, about.inner("superStickerDetails"), "Super Sticker")]

    def _paid(self, item: Fields, about: Fields, details: Fields, name: str) -> Gift:
        amount = details.maybe(self._minor, details)
        return Gift(id=_id(item, "gift"), at=_at(about), user=_user(about), name=name, amount_minor=amount)

    def _minor(self, details: Fields) -> int:
        micros, currency = details.whole("amountMicros", 0, 10**18), details.text("currency", 3, 3)
        if currency == self._currency:
            micros_per_minor: int = 10 ** (MICROS - exponent(currency))
            minor, rest = divmod(micros, micros_per_minor)
            if not rest and minor <= MINOR_MAX:
                return minor
        raise Unfit("bad_field", details.place("currency"), "The amount is not one of the show's currency.")

    def _member(self, item: Fields, about: Fields) -> Decoding:
        return [Club(id=_id(item), at=_at(about), user=_user(about))]

    def _gifted(self, item: Fields, about: Fields) -> Decoding:
        details = about.inner("membershipGiftingDetails")
        count = details.whole("giftMembershipsCount", 1, COUNT_MAX)
        return [Gift(id=_id(item), at=_at(about), user=_user(about), name="membership", count=count)]

    def _ended(self, item: Fields, about: Fields) -> Decoding:
        return [Stream(id=_id(item), at=_at(about), state="ended")]


_READERS: Final[dict[str, Callable[[Decoder, Fields, Fields], Decoding]]] = {
    "textMessageEvent": Decoder._text,
    "superChatEvent": Decoder._super_chat,
    "superStickerEvent": Decoder._sticker,
    "newSponsorEvent": Decoder._member,
    "memberMilestoneChatEvent": Decoder._milestone,
    "membershipGiftingEvent": Decoder._gifted,
    "chatEndedEvent": Decoder._ended,
}

_NO_FACTS: Final = frozenset(
    {
        "giftMembershipReceivedEvent", "messageDeletedEvent", "messageRetractedEvent", "pollEvent",
        "sponsorOnlyModeEndedEvent", "sponsorOnlyModeStartedEvent", "tombstone", "userBannedEvent",
    }
)  # fmt: skip


def _comment(item: Fields, about: Fields, text: str, part: str | None) -> Comment:
    author = item.maybe(item.inner, "authorDetails")
    name = author.maybe(author.text, "displayName", 0, KEY_MAX) if author is not None else None
    return Comment(id=_id(item, part), at=_at(about), user=_user(about), text=text, name=name or None)


def _comment_in(about: Fields, name: str) -> str | None:
    details = about.maybe(about.inner, name)
    return details.maybe(details.text, "userComment", 1, 1000) if details is not None else None


def _user(about: Fields) -> str:
    return about.key("authorChannelId")


def _id(item: Fields, part: str | None = None) -> str | None:
    told = item.maybe(item.key, "id")
    if told is None or part is None:
        return told
    return part_id(told, part, by="/")


def _at(about: Fields) -> int | None:
    return about.maybe(instant, about, "publishedAt")
