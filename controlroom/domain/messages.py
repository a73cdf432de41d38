"""Messages to screens: a few words that somebody in the room should read now.

Owns: the messages of a show and whom each is for.
Law: a message is for a role's screens, for one screen, or for all; only those roles, and those who can send some themselves,
know of it. It stays until one of those it is for has seen it. At most `KEPT` are kept.
Must not know: pages, sockets, how a flash looks.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from msgspec import Struct, field

from controlroom.domain.roles import Role

KEPT: Final = 50

Target = Literal["all", "host", "controller", "operator", "analyst", "assistant", "wall"]
TARGETS: Final[tuple[str, ...]] = get_args(Target)
"""What a message may be for besides one screen."""

WRITERS: Final = frozenset({Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.ANALYST})
"""Roles that see every message, as they can send them."""


class Message(Struct):
    """One message.

    Args:
        target: Whose screens; `host` also those who read beside the host (`remote`).
        screen: The one screen that shows it (its tab, which outlives its socket); None: all of those. `name`: as it is called.
        flash: It takes the whole edge of the screen.
        seen_ms: When the first of those it is for had read it; None: not yet. `seen_by`: that reader's role.
    """

    id: str
    text: str
    target: str
    flash: bool
    sent_ms: int
    by: Role
    person: str | None
    screen: str | None = None
    name: str | None = None
    seen_ms: int | None = None
    seen_by: Role | None = None

    def is_for(self, role: Role) -> bool:
        """Tell whether somebody in this role is meant."""
        return self.target in ("all", role) or (self.target == "host" and role is Role.REMOTE)

    def shows_to(self, role: Role) -> bool:
        """Tell whether the role may know of it."""
        return role in WRITERS or self.is_for(role)


class Messages(Struct):
    """The messages by id, in the order they were sent."""

    by_id: dict[str, Message] = field(default_factory=dict)

    def send(self, message: Message) -> None:
        """Keep a message; beyond `KEPT` the oldest that was seen goes, or the oldest."""
        self.by_id[message.id] = message
        if len(self.by_id) > KEPT:
            seen = next((m.id for m in self.by_id.values() if m.seen_ms is not None), None)
            del self.by_id[seen if seen is not None else next(iter(self.by_id))]

    def newest_first(self) -> list[Message]:
        """Return the messages, newest first."""
        return list(reversed(self.by_id.values()))
