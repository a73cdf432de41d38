"""What is set of a room while its show is open, beside what its plan says.

Owns: the command `room.set`.
Law: what is not named is as the plan has it.
Must not know: roles, state, HTTP, pages.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from controlroom.domain.command import Command
from controlroom.domain.plan import HOST_NUMBERS_MOST, HostNumber


class RoomSet(Command, frozen=True, kw_only=True, omit_defaults=True, tag="room.set"):
    """Choose the figures on the host's page, in their order; without `host_numbers` they are the plan's again."""

    host_numbers: Annotated[tuple[HostNumber, ...], Meta(max_length=HOST_NUMBERS_MOST)] | None = None
