"""A step of an order, or a level of stock, as a shop's platform is to tell it, and the delivery that tells it.

Owns: what an encoder is given and what it gives back, and the forms that several platforms write in.
Law: an encoder is a function of `Told` (or `Level`) alone: the same step told again is the same delivery.
Must not know: any platform, who listens.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import new
from json import dumps
from typing import Any

from sim.facts import Body
from sim.money import decimal
from sim.world.orders import Bought, Lines


@dataclass(frozen=True, slots=True)
class Webhook:
    """One delivery, and the events that a listener can make of it."""

    headers: Mapping[str, str]
    body: bytes
    heard: list[Body]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A step that is to be told.

    Args:
        id: The delivery's own: the same step told again has the same.
        order, buyer: The platform's numbers of them.
        status: Which step.
        at: When it happened, as it is told, epoch milliseconds.
        bought: What the order is.
        paid_at: When it was paid, as far as that was told; None: it was not.
        refund: The number and the amount of what is given back now; None: the step is no refund.
        backs: The numbers and amounts of all that was given back so far.
        secret: What the shop signs with.
        currency: What it sells in.
    """

    id: str
    order: int
    buyer: int
    status: str
    at: int
    bought: Bought
    paid_at: int | None
    refund: tuple[int, int] | None
    backs: Mapping[int, int]
    secret: str
    currency: str

    def amount(self, minor: int) -> str:
        """Return an amount as it is written."""
        return decimal(minor, self.currency)

    @property
    def lines(self) -> Lines:
        """What was bought, each with its quantity and unit price."""
        return [{"sku": one["sku"], "qty": one["qty"], "unit_minor": one["unit_minor"]} for one in self.bought.lines]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How many pieces there are, as it is to be told.

    Args:
        id: The delivery's own.
        product: The platform's number of it.
        listed: How many are offered; None: nobody said.
    """

    id: str
    sku: str
    product: int
    at: int
    on_hand: int
    listed: int | None
    secret: str


def hmac_of(secret: str, body: bytes) -> bytes:
    """Return HMAC-SHA256 of a body."""
    return new(secret.encode(), body, sha256).digest()


def hmac_base64(secret: str, body: bytes) -> str:
    """Return it in base64."""
    return b64encode(hmac_of(secret, body)).decode()


def packed(told: Any) -> bytes:
    """Return JSON's bytes, without blanks."""
    return dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def iso(at: int) -> str:
    """Return an instant to the millisecond, with its offset."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")


def second(at: int) -> int:
    """Return an instant's whole second, epoch milliseconds: what is left of it where a platform tells seconds."""
    return at // 1000 * 1000


def spread(bought: Bought) -> list[int]:
    """Share an order's amount out over its lines: the rest goes to the first."""
    whole = sum(line["qty"] * line["unit_minor"] for line in bought.lines) or 1
    parts = [bought.amount_minor * line["qty"] * line["unit_minor"] // whole for line in bought.lines]
    parts[0] += bought.amount_minor - sum(parts)
    return parts
