"""What Twitch's EventSub says over its socket becomes facts.

Owns: its kinds of messages, the subscriptions' events and their fields.
Law: a frame gives facts, or says why not; nothing raises. A field that the fact can do without and that cannot be read is
unknown; a field that it needs refuses the frame, with the reason.
Must not know: sockets, clocks, the feed's name (the intake fills in `source`).

Where it is from (FEEDS.md 1.9; read, never run against the real platform): the platform's own documents of EventSub. A fact's
`id` is `metadata.message_id`, which is the same when a message is sent again. What bits and gifted subscriptions are worth is
not said in money, so their amounts are unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct
from msgspec.json import Decoder as JsonDecoder

from controlroom.domain.events import Club, Comment, Fact, Follow, Gift, Stream
from controlroom.feeds.fields import COUNT_MAX, KEY_MAX, Decoding, Fields, Ignored, Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT
from controlroom.feeds.written import instant, judged, part_id

_ANY: Final = JsonDecoder()


class Turn(Struct, frozen=True):
    """What a message asks of the client. `told`: the session's id, the new address, or why the subscription ended."""

    what: Literal["welcome", "move", "revoked"]
    told: str


class Decoder:
    """Reads one account's frames; each by itself."""

    def feed(self, frame: bytes | str) -> Decoding:
        """Return what a text frame comes to."""
        return judged(lambda: _frame(Fields(_ANY.decode(frame), "")))


def turn_of(frame: bytes) -> Turn | None:
    """Return what a frame asks of the client; None: nothing (or it cannot be read, which `Decoder.feed` says)."""
    try:
        data = Fields(_ANY.decode(frame), "")
        meta = data.inner("metadata")
        kind = meta.text("message_type", 1, KEY_MAX)
        payload = data.inner("payload")
        if kind == "session_welcome":
            return Turn("welcome", payload.inner("session").key("id"))
        if kind == "session_reconnect":
            return Turn("move", payload.inner("session").text("reconnect_url", 1, 2000))
        if kind == "revocation":
            ended = payload.inner("subscription")
            return Turn("revoked", f"{ended.text('type', 1, KEY_MAX)}: {ended.text('status', 1, KEY_MAX)}")
    except (Unfit, *UNREADABLE_INPUT):
        pass
    return None


def _frame(data: Fields) -> Decoding:
    meta = data.inner("metadata")
    kind = meta.text("message_type", 1, KEY_MAX)
    if kind != "notification":
        return Ignored(kind, unknown=kind not in _OF_THE_SESSION)
    about = meta.text("subscription_type", 1, KEY_MAX)
    reader = _READERS.get(about)
    if reader is None:
        return Ignored(about, unknown=True)
    return reader(data.inner("payload").inner("event"), meta)


_OF_THE_SESSION: Final = frozenset({"session_welcome", "session_keepalive", "session_reconnect", "revocation"})


def _chat(event: Fields, meta: Fields) -> Decoding:
    user = event.key("chatter_user_id")
    name = event.maybe(event.text, "chatter_user_name", 0, KEY_MAX)
    text = event.inner("message").text("text", 1, 1000)
    told: list[Fact] = [Comment(id=_id(meta), at=_at(meta), user=user, text=text, name=name or None)]
    cheer = event.maybe(event.inner, "cheer")
    bits = cheer.maybe(cheer.whole, "bits", 1, COUNT_MAX) if cheer is not None else None
    if bits is not None:
        told.append(Gift(id=_id(meta, "cheer"), at=_at(meta), user=user, name="bits", count=bits))
    return told


def _follow(event: Fields, meta: Fields) -> Decoding:
    return [Follow(id=_id(meta), at=_at(meta), user=event.key("user_id"))]


def _subscribe(event: Fields, meta: Fields) -> Decoding:
    if event.get("is_gift") is True:
        return Ignored("gifted subscription")  # its giver is told by a message of its own
    return [Club(id=_id(meta), at=_at(meta), user=event.key("user_id"))]


def _gifted(event: Fields, meta: Fields) -> Decoding:
    if event.get("is_anonymous") is True:
        return Ignored("anonymous gift")
    count = event.whole("total", 1, COUNT_MAX)
    return [Gift(id=_id(meta), at=_at(meta), user=event.key("user_id"), name="subscription", count=count)]


def _online(_: Fields, meta: Fields) -> Decoding:
    return [Stream(id=_id(meta), at=_at(meta), state="live")]


def _offline(_: Fields, meta: Fields) -> Decoding:
    return [Stream(id=_id(meta), at=_at(meta), state="ended")]


_READERS: Final[dict[str, Callable[[Fields, Fields], Decoding]]] = {
    "channel.chat.message": _chat,
    "channel.follow": _follow,
    "channel.subscribe": _subscribe,
    "channel.subscription.gift": _gifted,
    "stream.online": _online,
    "stream.offline": _offline,
}


def _id(meta: Fields, part: str | None = None) -> str | None:
    told = meta.maybe(meta.key, "message_id")
    if told is None or part is None:
        return told
    return part_id(told, part, by="/")


def _at(meta: Fields) -> int | None:
    return meta.maybe(instant, meta, "message_timestamp")
