"""What the doors for links take and answer.

Owns: the shapes of `…/links`.
Law: an unknown value is null.
Must not know: where the answers come from.
"""

from __future__ import annotations

from typing import Annotated, Final

from msgspec import Meta, Struct

from controlroom.domain.roles import Role

LONGEST_MS: Final = 366 * 86_400_000


class LinkWanted(Struct, frozen=True, forbid_unknown_fields=True):
    """A link to give. `person`: of the plan's team; `expires_ms` or `expires_for_ms`: when it ends by itself; neither: never."""

    role: Role
    person: str | None = None
    expires_ms: int | None = None
    expires_for_ms: Annotated[int, Meta(ge=1000, le=LONGEST_MS)] | None = None


class LinkTold(Struct, frozen=True, kw_only=True):
    """A link that opens something now.

    Args:
        standing: A role's or member's own, the same each time; else it was given once, or is of a member of an earlier plan.
        expires_ms: When it ends by itself; null: never. `used_ms`: when it was last used, to the minute.
    """

    id: str
    role: Role
    person: str | None
    url: str
    token: str
    standing: bool
    made_ms: int | None
    expires_ms: int | None
    used_ms: int | None


class LinksTold(Struct, frozen=True, kw_only=True):
    """The links of a room that the role may give: each role's, each member's own, then those given, oldest first, and
    in a show without a plan those that members of an earlier one used."""

    room: str
    links: list[LinkTold]


class Ended(Struct, frozen=True):
    """How many screens were taken off."""

    ended: int
