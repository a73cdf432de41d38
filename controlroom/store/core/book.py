"""The book's statements: rooms, shows, keys, notes, rejects and nicknames.

Owns: what is asked of their tables.
Law: every value is a `bindparam` by name or a literal; after a change the texts are compiled anew (`store.compiling`).
Must not know: connections, who runs them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, Integer, bindparam, cast, delete, func, literal, select, true, tuple_, update
from sqlalchemy.dialects.sqlite import insert

from controlroom.domain.rejects import READY
from controlroom.store import fields
from controlroom.store.core import rolls
from controlroom.store.schema import FEED_KEYS, NAMES, NOTES, REJECTS, ROOMS, SHOWS

_ROOMS: Final = select(*(ROOMS.c[name] for name in fields.ROOM)).order_by(ROOMS.c.slug)
_ALL_ROOMS: Final = _ROOMS
_ROOM: Final = _ROOMS.where(ROOMS.c.slug == bindparam("slug"))
_ADD_ROOM: Final = (
    insert(ROOMS).values({name: bindparam(name) for name in fields.ROOM}).on_conflict_do_nothing().returning(literal(1))
)
_SHOWS: Final = select(*(SHOWS.c[name] for name in fields.SHOW)).order_by(SHOWS.c.nr)
_ALL_SHOWS: Final = _SHOWS
_ROOM_SHOWS: Final = _SHOWS.where(SHOWS.c.room == bindparam("of_room"))
_CURRENT: Final = _SHOWS.where(SHOWS.c.room == bindparam("of_room"), SHOWS.c.current)
_ADD_SHOW: Final = insert(SHOWS).values({name: bindparam(name) for name in fields.SHOW})
_NONE_CURRENT: Final = update(SHOWS).where(SHOWS.c.room == bindparam("of_room"), SHOWS.c.current).values(current=False)

_ADD_KEY: Final = (
    insert(FEED_KEYS)
    .values({name: bindparam(name) for name in ("room", "feed", "key_hash", "created_ms")})
    .on_conflict_do_nothing()
)
_FEED: Final = select(FEED_KEYS.c.feed).where(
    FEED_KEYS.c.room == bindparam("room"), FEED_KEYS.c.key_hash == bindparam("key_hash")
)
_KEYS: Final = (
    select(FEED_KEYS.c.feed, func.count(), func.max(FEED_KEYS.c.created_ms))
    .where(FEED_KEYS.c.room == bindparam("room"))
    .group_by(FEED_KEYS.c.feed)
    .order_by(FEED_KEYS.c.feed)
)
_END_KEYS: Final = (
    delete(FEED_KEYS)
    .where(FEED_KEYS.c.room == bindparam("room"), FEED_KEYS.c.feed == bindparam("feed"))
    .returning(literal(1))
)
_ADD_REJECTS: Final = rolls.added(REJECTS, fields.REJECT)
_OF_ROOM: Final = REJECTS.c.room == bindparam("of_room")
_PRUNE_REJECTS: Final = rolls.pruned(REJECTS, fields.REJECTS_KEPT)
_REJECTS: Final = (
    select(*(REJECTS.c[name] for name in fields.REJECT))
    .where(_OF_ROOM)
    .order_by(REJECTS.c.nr.desc())
    .limit(bindparam("most"))
)

# WHERE true: without it SQLite reads ON CONFLICT as a join's ON.
_NEW_NAMES: Final = insert(NAMES).from_select(
    ("room", "user", "name", "expires_ms"),
    select(bindparam("room"), rolls.LISTED.c.key, rolls.LISTED.c.value, bindparam("expires_ms")).where(true()),
)
_NUMBERED: Final = (
    select(REJECTS.c.nr, *(REJECTS.c[name] for name in fields.REJECT)).where(_OF_ROOM).order_by(REJECTS.c.nr)
)
_DROP_REJECTS: Final = delete(REJECTS).where(_OF_ROOM, REJECTS.c.nr.in_(select(rolls.LISTED.c.value)))
_OWN_S: Final = (
    select(cast(NOTES.c.value, Integer))
    .where(NOTES.c.name == literal("names:").concat(REJECTS.c.room))
    .scalar_subquery()
)
_OVER: Final = (
    select(REJECTS.c.nr)
    .where(
        REJECTS.c.received_ms + 1000 * func.coalesce(_OWN_S, bindparam("usual_s")) <= bindparam("now_ms"),
        REJECTS.c.line != literal(""),
        func.substr(REJECTS.c.line, 1, 1) != literal(READY),
    )
    .limit(literal(fields.LINES_AT_ONCE))
)
_BLANK_REJECTS: Final = update(REJECTS).where(REJECTS.c.nr.in_(_OVER)).values(line=literal("")).returning(literal(1))
_THESE: Final = REJECTS.c.nr.in_(select(rolls.LISTED.c.value))
_BLANK_LINES: Final = update(REJECTS).where(_OF_ROOM, _THESE).values(line=literal(""))
_BLANK_REASONS: Final = update(REJECTS).where(_OF_ROOM, _THESE).values(message=REJECTS.c.code)

_PUT_NAMES: Final = _NEW_NAMES.on_conflict_do_update(
    index_elements=["room", "user"],
    set_={"name": _NEW_NAMES.excluded.name, "expires_ms": _NEW_NAMES.excluded.expires_ms},
)
_KEPT_NAMES: Final = (
    select(NAMES.c.user, NAMES.c.name, NAMES.c.expires_ms)
    .where(NAMES.c.room == bindparam("room"), NAMES.c.expires_ms > bindparam("now_ms"))
    .order_by(NAMES.c.expires_ms.desc(), NAMES.c.user)
    .limit(bindparam("most"))
)
_LONGER: Final = (
    select(NAMES.c.user)
    .where(NAMES.c.room == bindparam("room"), NAMES.c.expires_ms > bindparam("until_ms"))
    .limit(literal(fields.FORGOTTEN_AT_ONCE))
)
_SHORTEN_NAMES: Final = (
    update(NAMES)
    .where(NAMES.c.room == bindparam("room"), NAMES.c.user.in_(_LONGER))
    .values(expires_ms=bindparam("until_ms"))
    .returning(literal(1))
)
_EXPIRED: Final = (
    select(NAMES.c.room, NAMES.c.user)
    .where(NAMES.c.expires_ms < bindparam("before_ms"))
    .limit(literal(fields.FORGOTTEN_AT_ONCE))
)
_FORGET: Final = delete(NAMES).where(tuple_(NAMES.c.room, NAMES.c.user).in_(_EXPIRED)).returning(literal(1))
_FORGET_USERS: Final = (
    delete(NAMES)
    .where(NAMES.c.room == bindparam("room"), NAMES.c.user.in_(select(rolls.LISTED.c.value)))
    .returning(NAMES.c.user)
)

_NEW_NOTE: Final = insert(NOTES).values(name=bindparam("name"), value=bindparam("value"))
_PUT_NOTE: Final = _NEW_NOTE.on_conflict_do_update(index_elements=["name"], set_={"value": _NEW_NOTE.excluded.value})
_DROP_NOTE: Final = delete(NOTES).where(NOTES.c.name == bindparam("name"))
_NOTE: Final = select(NOTES.c.value).where(NOTES.c.name == bindparam("name"))

CLAUSES: Final[dict[str, ClauseElement]] = {
    "all_rooms": _ALL_ROOMS,
    "room": _ROOM,
    "add_room": _ADD_ROOM,
    "all_shows": _ALL_SHOWS,
    "room_shows": _ROOM_SHOWS,
    "current": _CURRENT,
    "add_show": _ADD_SHOW,
    "none_current": _NONE_CURRENT,
    "add_key": _ADD_KEY,
    "feed": _FEED,
    "keys": _KEYS,
    "end_keys": _END_KEYS,
    "add_rejects": _ADD_REJECTS,
    "prune_rejects": _PRUNE_REJECTS,
    "rejects": _REJECTS,
    "numbered": _NUMBERED,
    "drop_rejects": _DROP_REJECTS,
    "blank_rejects": _BLANK_REJECTS,
    "blank_lines": _BLANK_LINES,
    "blank_reasons": _BLANK_REASONS,
    "put_names": _PUT_NAMES,
    "kept_names": _KEPT_NAMES,
    "shorten_names": _SHORTEN_NAMES,
    "forget": _FORGET,
    "forget_users": _FORGET_USERS,
    "put_note": _PUT_NOTE,
    "drop_note": _DROP_NOTE,
    "note": _NOTE,
}
