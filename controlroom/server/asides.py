"""Noting what people did that no journal holds.

Owns: which of a refused command's fields says what it was about.
Law: it costs a command nothing but a line in memory; feeds are no people.
Must not know: when it is written, what the audit shows of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from controlroom.domain.asides import Aside
from controlroom.domain.roles import Role
from controlroom.views.audit import SUBJECTS

if TYPE_CHECKING:
    from controlroom.live.lifecycle import House
    from controlroom.live.room import LiveRoom
    from controlroom.server.auth import Session

_ABOUT_MAX: Final = 100


def note(
    house: House,
    live: LiveRoom,
    session: Session,
    what: str,
    about: str | None,
    code: str | None = None,
) -> None:
    """Note what somebody who is signed in did, or was refused.

    Args:
        what: A command's type, or one of `domain.asides.ACCESS`.
        code: Why it was refused; None: it was done.
    """
    if session.role is Role.FEED:
        return
    house.asides.note(
        Aside(
            room=session.room, show=live.show, at_ms=int(live.clock()["now_ms"]), role=session.role,  # type: ignore[call-overload]
            person=session.person, what=what, about=(about or "")[:_ABOUT_MAX].replace("\0", "\ufffd"), code=code,
        )
    )  # fmt: skip


def subject_of(fields: Mapping[str, object]) -> str:
    """Return what a command is about, as it came over the wire."""
    return next((said for name in SUBJECTS if isinstance(said := fields.get(name), str)), "")
