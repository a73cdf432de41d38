"""Signatures of webhooks: how platforms make them, and the comparison.

Owns: reading a delivery's headers for a signature, the forms that platforms sign in, and comparing in constant time.
Law: a signature is reckoned over the raw bytes as they came; what it should have been is never told. What was signed so long
ago that its ids may be forgotten is as good as forged.
Must not know: which platform signs what.
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Mapping
from hashlib import blake2b, md5, sha256
from typing import Final

from controlroom.feeds.base import BadOption, Delivery, Forged
from controlroom.feeds.faults import fault

HEADER_MAX: Final = 512
ID_MAX: Final = 100
FRESH_MS: Final = 45 * 60_000
"""A delivery is taken for so long after the instant in its signature …"""
AHEAD_MS: Final = 10 * 60_000
"""… and so long before it, for clocks differ. Together less than the hour for which ids are remembered (`live.seen`)."""
_INSTANT_DIGITS: Final = 16


def header(delivery: Delivery, name: str) -> str:
    """Return a header that a signature needs. `name`: in lower case.

    Raises:
        Forged: It is missing, or too long to be one.
    """
    value = delivery.headers.get(name, "").strip()
    if not 0 < len(value) <= HEADER_MAX:
        raise Forged(f"{name} is missing")
    return value


def compare(name: str, told: str, *lawful: str) -> None:
    """Return when `told` is one of `lawful`; how long it takes tells nothing of them.

    Raises:
        Forged: It is none; the message names the field `name` only.
    """
    said = told.encode("utf-8", "replace")
    if not sum([hmac.compare_digest(said, one.encode()) for one in lawful]):
        raise Forged(f"{name} does not fit the body")


def fresh(delivery: Delivery, name: str) -> None:
    """Return when the instant in a signed header, epoch ms, is about now: who kept a delivery cannot bring it again later.

    Raises:
        Forged: It is long past, far ahead or none; the message names the header only.
    """
    told = header(delivery, name)
    instant = int(told) if told.isascii() and told.isdigit() and len(told) <= _INSTANT_DIGITS else None
    if instant is None or not -AHEAD_MS <= delivery.at_ms - instant <= FRESH_MS:
        raise Forged(f"{name} is not about now")


def hmac_base64(secret: str, *parts: bytes) -> str:
    """Return HMAC-SHA256 of `parts`, in base64."""
    return b64encode(hmac.new(secret.encode(), b"".join(parts), sha256).digest()).decode()


def hmac_hex(secret: str, *parts: bytes) -> str:
    """Return HMAC-SHA256 of `parts`, in hexadecimal digits."""
    return hmac.new(secret.encode(), b"".join(parts), sha256).hexdigest()


def md5_hex(*parts: bytes) -> str:
    """Return MD5 of `parts`, in hexadecimal digits (the platform's choice: it proves only that the secret is known)."""
    return md5(b"".join(parts), usedforsecurity=False).hexdigest()


def md5_base64(*parts: bytes) -> str:
    """Return MD5 of `parts`, in base64."""
    return b64encode(md5(b"".join(parts), usedforsecurity=False).digest()).decode()


def needed(kind: str, options: Mapping[str, str], name: str) -> str:
    """Return an option that a webhook cannot do without.

    Raises:
        BadOption: It is not given.
    """
    value = options.get(name, "")
    if not value:
        raise BadOption(fault("unsigned", kind=kind, name=name))
    return value


def delivery_id(delivery: Delivery, name: str, *also: str) -> str:
    """Return a delivery's id for facts' ids: what header `name` says, else a digest of the body (and of `also`)."""
    told = delivery.headers.get(name, "").strip()
    if 0 < len(told) <= ID_MAX:
        return told
    return blake2b(
        b"\0".join([delivery.body, *(one.encode("utf-8", "replace") for one in also)]), digest_size=16
    ).hexdigest()
