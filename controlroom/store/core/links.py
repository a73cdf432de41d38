"""The links' statements: what is known of them beyond their own words.

Owns: what is asked of their table.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, bindparam, delete, func, literal, select, update
from sqlalchemy.dialects.sqlite import insert

from controlroom.store import fields
from controlroom.store.schema import LINKS, ROOMS

_NEW: Final = insert(LINKS).values({name: bindparam(name) for name in fields.LINK})
_KEY: Final = ["room", "id"]
_OF_ROOM: Final = LINKS.c.room == bindparam("of_room")

CLAUSES: Final[dict[str, ClauseElement]] = {
    "all": select(*(LINKS.c[name] for name in fields.LINK)).where(_OF_ROOM).order_by(LINKS.c.made_ms, LINKS.c.id),
    "prune": delete(LINKS).where(_OF_ROOM, LINKS.c.until_ms <= bindparam("now_ms")),
    "give": _NEW.on_conflict_do_nothing(),
    "used": _NEW.on_conflict_do_update(index_elements=_KEY, set_={"used_ms": _NEW.excluded.used_ms}),
    "revoke": _NEW.on_conflict_do_update(
        index_elements=_KEY, set_={"revoked_ms": func.coalesce(LINKS.c.revoked_ms, _NEW.excluded.revoked_ms)}
    ),
    "clear": delete(LINKS).where(_OF_ROOM),
    "generation": select(ROOMS.c.link_generation).where(ROOMS.c.slug == bindparam("slug")),
    "raise": update(ROOMS)
    .where(ROOMS.c.slug == bindparam("of_room"))
    .values(link_generation=ROOMS.c.link_generation + literal(1)),
}
