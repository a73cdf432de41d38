"""A stand-in for bilibili's open platform (FEEDS.md 1.8): a signed call opens the session, its socket tells.

Owns: its messages and packets, the calls and their signature, and what a listener can know.
Law: what the platform does not carry is not told: nobody who goes or follows, no viewers, no orders. Instants are whole seconds.
Must not know: who listens, what they make of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import md5, sha256
from hmac import compare_digest, new
from struct import Struct
from typing import Any, Final

from sim.carriers import Frame, Line, Relay, Session
from sim.facts import Body, Fact
from sim.http import Answer, Asked
from sim.names import name_of

KEY: Final = "rehearsal"
SECRET: Final = "rehearsal"
GAME: Final = "game-1"
ROOM: Final = 1
GOLD_PER_FEN: Final = 10
HEADER: Final = Struct(">IHHII")
HEARTBEAT, HEARTBEAT_REPLY, MESSAGE, AUTH, AUTH_REPLY = 2, 3, 5, 7, 8
TYPES: Final[Mapping[str, str]] = {"comment": "DM", "like": "LIKE", "enter": "LIVE_ROOM_ENTER", "gift": "SEND_GIFT"}
CARRIED: Final = frozenset(TYPES)
UNTOLD: Final = frozenset({"leave", "audience", "follow", "share", "club", "impression", "click"})
_SIGNED: Final = (
    "x-bili-accesskeyid", "x-bili-content-md5", "x-bili-signature-method", "x-bili-signature-nonce",
    "x-bili-signature-version", "x-bili-timestamp",
)  # fmt: skip


def packed(operation: int, told: Any) -> bytes:
    """Return a packet that holds something as JSON."""
    body = json.dumps(told, ensure_ascii=False).encode()
    return HEADER.pack(HEADER.size + len(body), HEADER.size, 0, operation, 1) + body


@dataclass(slots=True)
class Bilibili:
    """One evening's speaker."""

    def carries(self, fact: Fact) -> bool:
        """Tell whether the platform tells this fact."""
        return fact.kind in CARRIED

    def frame(self, fact: Fact) -> Frame:
        """Return a fact's frame."""
        data: dict[str, Any] = {
            "room_id": ROOM,
            "open_id": fact.fields.get("user", ""),
            "uname": name_of(fact),
            "timestamp": fact.at // 1000,
            "msg_id": fact.id,
            **_DATA[fact.kind](fact),
        }
        return packed(MESSAGE, {"cmd": f"LIVE_OPEN_PLATFORM_{TYPES[fact.kind]}", "data": data})

    def end(self) -> Frame:
        """Return the frame that says that the broadcast is over."""
        return packed(MESSAGE, {"cmd": "LIVE_OPEN_PLATFORM_LIVE_END", "data": {"room_id": ROOM, "msg_id": "end"}})

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the frame."""
        body = {key: value for key, value in fact.body().items() if key not in {"likes", "traffic"}}
        if fact.kind == "comment":
            body["name"] = name_of(fact)
        return {**body, "at": fact.at // 1000 * 1000}


def _gift(fact: Fact) -> dict[str, Any]:
    name, count = fact.fields["name"], fact.fields["count"]
    price = fact.fields["amount_minor"] * GOLD_PER_FEN // count
    return {"gift_id": 400, "gift_name": name, "gift_num": count, "price": price, "r_price": price, "paid": True}


_DATA: Final[Mapping[str, Callable[[Fact], dict[str, Any]]]] = {
    "comment": lambda fact: {"msg": fact.fields["text"]},
    "like": lambda fact: {"like_count": fact.fields.get("count", 1), "like_text": "为主播点赞了"},
    "enter": lambda fact: {},
    "gift": _gift,
}


_LET_IN: Final = packed(AUTH_REPLY, {"code": 0})
_NOT: Final = packed(AUTH_REPLY, {"code": -101})


@dataclass(slots=True)
class Door:
    """Who is let in: the calls that open, keep and end a session, and the socket's hello, which has the session's own words."""

    _words: list[str] = field(default_factory=list)

    def session(self, port: int, interface: int) -> Session:
        """Return the socket and its interface."""
        return Session(port, interface, Line(answer=self._hello, open=False, admits=_LET_IN), self._call)

    def _hello(self, said: Frame) -> Frame | None:
        if not isinstance(said, bytes) or len(said) < HEADER.size:
            return None
        operation = HEADER.unpack_from(said)[3]
        if operation == AUTH:
            return _LET_IN if said[HEADER.size :].decode() in self._words else _NOT
        return HEADER.pack(HEADER.size + 4, HEADER.size, 1, HEARTBEAT_REPLY, 1) + b"\0\0\0\1" if operation else None

    def _call(self, asked: Asked, relay: Relay) -> Answer:
        if not _signed(asked):
            return Answer(200, {"code": 4002, "message": "the call is not signed right", "data": None})
        data: Any = {}
        if asked.path == "/v2/app/start":
            self._words.append(json.dumps({"key": f"rehearsal-{len(self._words) + 1}"}))
            socket = {"auth_body": self._words[-1], "wss_link": [f"ws://127.0.0.1:{relay.port}/sub"]}
            data = {"game_info": {"game_id": GAME}, "websocket_info": socket}
        return Answer(200, {"code": 0, "message": "0", "data": data})


def _signed(asked: Asked) -> bool:
    text = "\n".join(f"{name}:{asked.headers.get(name, '')}" for name in _SIGNED)
    right = new(SECRET.encode(), text.encode(), sha256).hexdigest()
    digest = md5(asked.body, usedforsecurity=False).hexdigest()
    return (
        compare_digest(right, asked.headers.get("authorization", ""))
        and asked.headers.get("x-bili-content-md5") == digest
        and asked.headers.get("x-bili-accesskeyid") == KEY
    )
