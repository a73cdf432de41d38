"""What is known of a link beyond its own words, and of the keys of a feed.

Owns: their shapes.
Law: what opens something says so itself and is signed; here is only which ended early and when it was last used. Of a key only
its hash is kept.
Must not know: tokens, the store.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.domain.roles import Role


class GivenLink(Struct, frozen=True, kw_only=True):
    """What is known of a link beyond its own words.

    Args:
        id: Its name, unique in the room. `person`: whose own it is.
        until_ms: When it ends by itself; None: never.
        used_ms: When it was last used, to the minute; `revoked_ms`: when it was ended before its time.
    """

    room: str
    id: str
    role: Role
    person: str | None = None
    made_ms: int
    until_ms: int | None = None
    used_ms: int | None = None
    revoked_ms: int | None = None

    def stands(self, now_ms: int) -> bool:
        """Tell whether it opens anything at an instant."""
        return self.revoked_ms is None and (self.until_ms is None or now_ms < self.until_ms)


class KeyLine(Struct, frozen=True):
    """The keys of a feed. `made_ms`: the newest."""

    feed: str
    count: int
    made_ms: int
