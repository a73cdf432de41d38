"""Reading once more what was refused and kept: the line of a message, or a webhook's delivery.

Owns: what of a webhook's delivery is kept beside its body, and which reader reads a kept line.
Law: a signature or a token is not kept. Nothing raises: a line that cannot be read comes to a refusal.
Must not know: rooms, where rejects are kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from controlroom.feeds.base import Delivery, Hook, Message, Read
from controlroom.feeds.fields import Refused
from controlroom.feeds.native.decode import decode_ndjson
from controlroom.feeds.native.refusals import TooMany, Unreadable

WHOLE_BYTES: Final = 16_000
"""A delivery that is longer is not kept whole: of it only the message that was refused."""

_HEAD: Final = "webhook"
_SECRET: Final = ("sign", "hmac", "token", "auth", "secret", "key", "cookie", "forwarded", "real-ip")
_SIGNED: Final = re.compile(rb'("sign"\s*:\s*")[^"]*')
"""A signature that stands in the body itself."""


def kept(delivery: Delivery, line: bytes) -> bytes:
    """Return what is kept of a delivery in which a message was refused: what tells its kind, and its body."""
    told = {name: value for name, value in delivery.headers.items() if name.startswith("x-")}
    heads = [f"{name}: {value}" for name, value in told.items() if not any(word in name for word in _SECRET)]
    whole = "\n".join([_HEAD, *heads, "", ""]).encode() + delivery.body
    return _SIGNED.sub(rb"\1", whole if len(whole) <= WHOLE_BYTES else line)


def of_hook(hook: Hook, at_ms: int) -> Read:
    """Return what reads kept deliveries through a webhook's door."""

    def read(line: bytes) -> Sequence[Message]:
        """Read a kept delivery."""
        head, gap, body = line.partition(b"\n\n")
        first, *heads = head.decode("utf-8", "replace").split("\n")
        if first != _HEAD or not gap:
            return [Message(Refused("bad_json", "", "The delivery was not kept whole."), line)]
        headers = {name: value for name, _, value in (one.partition(": ") for one in heads)}
        return hook.read(Delivery(headers=headers, query={}, body=body, at_ms=at_ms))

    return read


def native(line: bytes) -> Sequence[Message]:
    """Read a kept event of the contract's own wire."""
    try:
        decoded = decode_ndjson(line)
    except (Unreadable, TooMany) as error:
        return [Message(Refused("bad_json", "", str(error)), line)]
    refused = [Message(Refused(one.code, one.path, one.message), line) for one in decoded.refused]
    return [Message([fact], line) for fact in decoded.facts] + refused
