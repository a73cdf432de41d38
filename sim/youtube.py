"""A stand-in for YouTube's live chat (FEEDS.md 1.9): pages of messages, for who asks with a key.

Owns: its messages and pages, and what a listener can know.
Law: what the chat does not carry is not told: no viewers, nobody who comes or goes, no likes, no orders; of a gift neither its
name nor how many.
Must not know: who asks, what they make of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sim.carriers import Frame, Pages
from sim.facts import Body, Fact
from sim.http import Answer, Asked
from sim.money import places
from sim.names import name_of

KEY: Final = "rehearsal"
CHAT: Final = "chat-1"
PAGE: Final = 2000
WAIT_MS: Final = 1000
MICROS: Final = 6
TYPES: Final[Mapping[str, str]] = {
    "comment": "textMessageEvent",
    "club": "newSponsorEvent",
    "gift": "superStickerEvent",
}
CARRIED: Final = frozenset(TYPES)
UNTOLD: Final = frozenset({"enter", "leave", "audience", "like", "follow", "share", "impression", "click"})


@dataclass(slots=True)
class YouTube:
    """One evening's speaker.

    Args:
        currency: What stickers are paid in.
    """

    currency: str

    def carries(self, fact: Fact) -> bool:
        """Tell whether the chat tells this fact."""
        return fact.kind in CARRIED

    def frame(self, fact: Fact) -> Frame:
        """Return a fact's message."""
        snippet: dict[str, Any] = {
            "type": TYPES[fact.kind],
            "liveChatId": CHAT,
            "authorChannelId": fact.fields["user"],
            "publishedAt": _iso(fact.at),
            "hasDisplayContent": True,
        }
        if fact.kind == "comment":
            snippet |= {
                "displayMessage": fact.fields["text"],
                "textMessageDetails": {"messageText": fact.fields["text"]},
            }
        if fact.kind == "gift":
            micros = str(fact.fields["amount_minor"] * 10 ** (MICROS - places(self.currency)))
            snippet["superStickerDetails"] = {"amountMicros": micros, "currency": self.currency}
        return _item(fact.id, snippet, {"channelId": fact.fields["user"], "displayName": name_of(fact)})

    def end(self) -> Frame:
        """Return the message that says that the broadcast is over."""
        return _item("end", {"type": "chatEndedEvent", "liveChatId": CHAT}, {})

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the message."""
        body = fact.body()
        if fact.kind == "comment":
            body["name"] = name_of(fact)
        if fact.kind == "gift":
            del body["count"]
            body |= {"id": f"{fact.id}/gift", "name": "Super Sticker"}
        return body


def pages(port: int, _: int) -> Pages:
    """Return what the chat's pages are asked of."""
    return Pages(port, _page, _place)


def _item(id_: str, snippet: Mapping[str, Any], author: Mapping[str, Any]) -> str:
    told = {"kind": "youtube#liveChatMessage", "id": id_, "snippet": snippet, "authorDetails": author}
    return json.dumps(told, ensure_ascii=False)


def _page(told: list[Frame], place: int) -> Any:
    items = [json.loads(message) for message in told[:PAGE]]
    next_ = str(place - max(0, len(told) - PAGE))
    return {
        "kind": "youtube#liveChatMessageListResponse",
        "nextPageToken": next_,
        "pollingIntervalMillis": WAIT_MS,
        "items": items,
    }


def _place(asked: Asked) -> int | Answer:
    if asked.headers.get("x-goog-api-key") != KEY or asked.query.get("liveChatId") != CHAT:
        return Answer(403, {"error": {"errors": [{"reason": "forbidden"}]}})
    place = asked.query.get("pageToken", "0")
    return int(place) if place.isdigit() else Answer(400, {"error": {"errors": [{"reason": "pageTokenInvalid"}]}})


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
