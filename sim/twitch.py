"""A stand-in for Twitch's EventSub (FEEDS.md 1.9): a socket that welcomes, and tells what was subscribed to.

Owns: its messages, the subscriptions, and what a listener can know.
Law: what the platform does not carry is not told: no viewers, nobody who comes or goes, no likes, no orders; of gifts not what
they are worth.
Must not know: who listens, what they make of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from sim.carriers import Frame, Line, Relay, Session
from sim.facts import Body, Fact
from sim.http import Answer, Asked
from sim.names import name_of

TOKEN: Final = "rehearsal"
CHANNEL: Final = "1971641"
TYPES: Final[Mapping[str, str]] = {
    "comment": "channel.chat.message",
    "follow": "channel.follow",
    "club": "channel.subscribe",
    "gift": "channel.subscription.gift",
}
CARRIED: Final = frozenset(TYPES)
UNTOLD: Final = frozenset({"enter", "leave", "audience", "like", "share", "impression", "click"})


@dataclass(slots=True)
class Twitch:
    """One evening's speaker."""

    def carries(self, fact: Fact) -> bool:
        """Tell whether the platform tells this fact."""
        return fact.kind in CARRIED

    def frame(self, fact: Fact) -> Frame:
        """Return a fact's frame. The same fact again has the same message's id."""
        event = {"broadcaster_user_id": CHANNEL, **_EVENTS[fact.kind](fact)}
        return _message("notification", fact.id, fact.at, {"event": event}, TYPES[fact.kind])

    def end(self) -> Frame:
        """Return the frame that says that the broadcast is over."""
        return _message("notification", "end", 0, {"event": {"broadcaster_user_id": CHANNEL}}, "stream.offline")

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the frame."""
        body = fact.body()
        if fact.kind == "comment":
            body["name"] = name_of(fact)
        if fact.kind == "gift":
            del body["amount_minor"]
            body["name"] = "subscription"
        return body


def _message(kind: str, id_: str, at: int, payload: Any, about: str | None = None) -> str:
    told = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    meta = {"message_id": id_, "message_type": kind, "message_timestamp": told}
    if about is not None:
        meta |= {"subscription_type": about, "subscription_version": "1"}
    return json.dumps({"metadata": meta, "payload": payload}, ensure_ascii=False)


def _chat(fact: Fact) -> dict[str, Any]:
    message = {"text": fact.fields["text"], "fragments": []}
    who = {"chatter_user_id": fact.fields["user"], "chatter_user_name": name_of(fact)}
    return {**who, "message_id": fact.id, "message": message, "message_type": "text", "cheer": None}


def _who(fact: Fact) -> dict[str, Any]:
    return {"user_id": fact.fields["user"], "user_name": name_of(fact)}


_EVENTS: Final[Mapping[str, Callable[[Fact], dict[str, Any]]]] = {
    "comment": _chat,
    "follow": _who,
    "club": lambda fact: {**_who(fact), "tier": "1000", "is_gift": False},
    "gift": lambda fact: {**_who(fact), "total": fact.fields["count"], "tier": "1000", "is_anonymous": False},
}


@dataclass(slots=True)
class Door:
    """Who has subscribed to what. One is let in when nothing that is told is missing."""

    _subscribed: dict[str, set[str]] = field(default_factory=dict)

    def session(self, port: int, interface: int) -> Session:
        """Return the socket and its interface."""
        line = Line(
            greeting=_welcome,
            answer=lambda said: None,
            beat=_message("session_keepalive", "keepalive", 0, {}),
            open=False,
        )
        return Session(port, interface, line, self._call)

    def _call(self, asked: Asked, relay: Relay) -> Answer:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(401, {"message": "the token is not right"})
        wanted = json.loads(asked.body)
        session = wanted["transport"].get("session_id", "")
        if not relay.knows(session):
            return Answer(400, {"message": "there is no such session"})
        subscribed = self._subscribed.setdefault(session, set())
        subscribed.add(wanted["type"])
        accepted = Answer(202, {"data": [{"type": wanted["type"], "status": "enabled"}]})
        return replace(accepted, sent=lambda: relay.let_in(session)) if subscribed >= set(TYPES.values()) else accepted


def _welcome(name: str) -> Frame:
    told = {"session": {"id": name, "status": "connected", "keepalive_timeout_seconds": 10}}
    return _message("session_welcome", name, 0, told)
