"""Signatures of webhooks: how platforms make them, and the comparison.

Owns: reading a delivery's headers for a signature, the forms that platforms sign in, and comparing in constant time.
Law: a signature is reckoned over the raw bytes as they came; what it should have been is never told.
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
