"""The words people and feeds show at the door: role tokens and feed keys.

Owns: how they are made and read.
Law: a role's token is the same each time it is made (a link can be printed again); a feed's key is random, and
only its hash is kept.
Must not know: HTTP, cookies, the store.
"""

from __future__ import annotations

import hashlib
import hmac
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
_GIVEN: Final = "x-"


class Link(
    Struct,
    frozen=True,
    omit_defaults=True,
    rename={"room": "r", "role": "p", "generation": "g", "person": "u", "nr": "n", "id": "i", "until_ms": "x"},
):
    """What a role's token says.

    Args:
        generation: It counts only while the room's is the same.
        person: Whose own it is.
        nr: Of a standing link, how many before it were revoked.
        id: Of a link that was given once; a standing link is named by what it is for.
        until_ms: When it ends by itself.
    """

    room: str
    role: Role
    generation: int
    person: str | None = None
    nr: int = 0
    id: str | None = None
    until_ms: int | None = None

    @property
    def name(self) -> str:
        """Return its id in the room: `host`, `assistant.zhang`, `host+2` after two that were revoked, `x-…`."""
        if self.id is not None:
            return self.id
        whose = f"{self.role.value}.{self.person}" if self.person is not None else self.role.value
        return f"{whose}+{self.nr}" if self.nr else whose


def sign(secret: bytes, link: Link) -> str:
    """Return the link's token, the same each time.

    Args:
        secret: The installation's (`Book.secret(LINK_SECRET)`).
    """
    return str(URLSafeSerializer(secret, salt=_SALT).dumps(msgspec.to_builtins(link)))


def role_token(secret: bytes, room: str, role: Role, generation: int, person: str | None = None) -> str:
    """Return the token of the first standing link of `role` in `room`.

    Args:
        secret: The installation's (`Book.secret(LINK_SECRET)`).
        room: Its slug.
        role: A person's; a feed has a key.
        generation: `RoomRow.link_generation`.
        person: A member of the team: then the token is that person's own.
    """
    return sign(secret, Link(room, role, generation, person))


def read_token(secret: bytes, token: str) -> Link | None:
    """Return what `token` says; None: it is not one of ours, letter by letter."""
    if len(token) > _TOKEN_MAX:
        return None
    try:
        link = msgspec.convert(URLSafeSerializer(secret, salt=_SALT).loads(token), Link)
    except (BadSignature, ValidationError):
        return None
    # The last letter of a signature has bits to spare: what differs in them only is not what we gave out.
    return link if hmac.compare_digest(sign(secret, link).encode(), token.encode()) else None


def admin_token(secret: bytes, generation: int) -> str:
    """Return the token of the installation's admin, who may everything in every room.

    Args:
        generation: Of the installation's admin links (`auth.ADMINS_NOTE`).
    """
    return sign(secret, Link("", Role.ADMIN, generation))


def link_path(room: str, role: Role, token: str, person: str | None = None) -> str:
    """Return path and query of the link that signs `role` in to its page; a person's own leads to their tasks."""
    wall = "wall=1&" if role is Role.WALL else ""
    return f"/rooms/{room}/{HOME[role] if person is None else 'mine'}?{wall}token={token}"


def new_link_id() -> str:
    """Return the id of a new link that is given once."""
    return _GIVEN + secrets.token_hex(5)


def is_given(name: str) -> bool:
    """Tell whether a link of this id was given once; else it is a standing one, or a command's."""
    return name.startswith(_GIVEN)


def new_feed_key() -> str:
    """Return a new feed's key: shown once, never kept."""
    return KEY_PREFIX + secrets.token_urlsafe(32)


def key_hash(key: str) -> str:
    """Return what is kept of a feed's key; it is long and random, so a plain hash does."""
    return hashlib.sha256(key.encode()).hexdigest()
