"""The words people and feeds show at the door: role tokens and feed keys.

Owns: how they are made and read.
Law: a role's token is the same each time it is made (a link can be printed again); a feed's key is random, and
only its hash is kept.
Must not know: HTTP, cookies, the store.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

import msgspec
from itsdangerous import BadSignature, URLSafeSerializer
from msgspec import Struct, ValidationError

from controlroom.domain.roles import HOME, Role

LINK_SECRET: Final = "links"
KEY_PREFIX: Final = "crk_"

_SALT: Final = "controlroom role link"
_TOKEN_MAX: Final = 1000


class Link(
    Struct, frozen=True, omit_defaults=True, rename={"room": "r", "role": "p", "generation": "g", "person": "u"}
):
    """What a role's token says. `generation`: it counts only while the room's is the same; `person`: whose own it is."""

    room: str
    role: Role
    generation: int
    person: str | None = None


def role_token(secret: bytes, room: str, role: Role, generation: int, person: str | None = None) -> str:
    """Return the signed token of `role` in `room`.

    Args:
        secret: The installation's (`Book.secret(LINK_SECRET)`).
        room: Its slug.
        role: A person's; a feed has a key.
        generation: `RoomRow.link_generation`.
        person: A member of the team: then the token is that person's own.
    """
    return str(URLSafeSerializer(secret, salt=_SALT).dumps(msgspec.to_builtins(Link(room, role, generation, person))))


def read_token(secret: bytes, token: str) -> Link | None:
    """Return what `token` says; None: it is not one of ours."""
    if len(token) > _TOKEN_MAX:
        return None
    try:
        return msgspec.convert(URLSafeSerializer(secret, salt=_SALT).loads(token), Link)
    except (BadSignature, ValidationError):
        return None


def link_path(room: str, role: Role, token: str) -> str:
    """Return path and query of the link that signs `role` in to its page."""
    wall = "wall=1&" if role is Role.WALL else ""
    return f"/rooms/{room}/{HOME[role]}?{wall}token={token}"


def new_feed_key() -> str:
    """Return a new feed's key: shown once, never kept."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """Return what is kept of a feed's key; it is long and random, so a plain hash does."""
    return hashlib.sha256(key.encode()).hexdigest()
