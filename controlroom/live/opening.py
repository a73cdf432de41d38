"""How a room and a show begin.

Owns: the first record of a show, the ids of shows, where a rehearsal's clock and keys come from.
Law: `show.opened` holds everything its fold depends on; in a rehearsal all of it comes from the plan and the seed.
Must not know: HTTP, the command line.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from controlroom.domain import records as rec
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.baselines import Baselines
from controlroom.domain.plan import Plan
from controlroom.domain.prompter import Voices, carried
from controlroom.domain.roles import Role
from controlroom.domain.units import MINUTE_MS
from controlroom.live.people import with_hashed_staff
from controlroom.ports import Book, RoomRow, ShowRow
from controlroom.words.reader import reader

EARLY_MS: Final = 15 * MINUTE_MS
"""A rehearsal begins this long before the plan's start."""

PLANLESS_START_MS: Final = 1_767_225_600_000
"""2026-01-01T00:00:00Z: where a rehearsal without a plan begins."""

_SLUG: Final = "abcdefghijklmnopqrstuvwxyz0123456789-_"


class BadRoom(ValueError):
    """A room cannot be made like this; the message says why and the mend."""


def next_show_id(slug: str, shows: Sequence[ShowRow]) -> str:
    """Return the id of a room's next show: its slug and a number."""
    return f"{slug}-{len(shows) + 1}"


def rehearsal_start_ms(plan: Plan | None) -> int:
    """Return where a rehearsal's clock begins."""
    return plan.show.starts_ms - EARLY_MS if plan is not None else PLANLESS_START_MS


def first_page(
    row: RoomRow, show: str, plan: Plan | None, now_ms: int, *, command: str | None = None, by: Role | None = None,
    baselines: Baselines | None = None, voices: Voices | None = None, words_version: int | None = None,
) -> rec.Page:  # fmt: skip
    """Return the page that opens a show; the plan's staff accounts stand in it hashed.

    Args:
        baselines: What earlier shows of the room were like.
        voices: How fast each host read in the last one.
        words_version: Of the room's lists of words; None: of those that are part of the product.
    """
    record = rec.ShowOpened(
        room=row.slug,
        show=show,
        mode=row.mode,
        timezone=plan.show.timezone if plan is not None else "Asia/Shanghai",
        plan=with_hashed_staff(plan, row.user_key),
        command=command,
        by=by,
        seed=row.seed,
        words_version=words_version if words_version is not None else reader().version,
        baselines=baselines,
        voices=carried(voices or {}),
        rules=tuple(resolved(plan.rules if plan is not None else ()).values()),
    )
    return rec.encode_page([record], 1, now_ms)


async def make_room(
    book: Book,
    slug: str,
    plan: Plan | None,
    *,
    now_ms: int,
    rehearsal: bool,
    seed: int,
    words_version: int | None = None,
) -> RoomRow:
    """Enter a room with its first show.

    Args:
        words_version: As in `first_page`.
        now_ms: The system's now; a rehearsal begins at its own time.
        seed: Of a rehearsal.

    Raises:
        BadRoom: The slug is taken or cannot be one, or the plan is another room's.
    """
    if not 0 < len(slug) <= 64 or slug.strip(_SLUG) or slug[0] in "-_":
        raise BadRoom(f"{slug!r} cannot be a room's name: use lower-case letters, digits, - and _, at most 64")
    if plan is not None and plan.show.room != slug:
        raise BadRoom(f"the plan is for room {plan.show.room!r}: make that room, or change show.room in the plan")
    if await book.room(slug) is not None:
        raise BadRoom(f"room {slug!r} exists already: choose another name, or open a new show in it with show.open")
    begin_ms = rehearsal_start_ms(plan) if rehearsal else now_ms
    key = blake2b(f"rehearsal {seed}".encode(), digest_size=32).digest() if rehearsal else await book.secret("users")
    row = RoomRow(
        slug=slug,
        mode="rehearsal" if rehearsal else "live",
        user_key=key,
        created_ms=now_ms,
        seed=seed if rehearsal else None,
    )
    await book.add_room(row)
    show = next_show_id(slug, ())
    page = first_page(row, show, plan, begin_ms, words_version=words_version)
    await book.open_show(ShowRow(id=show, room=slug, opened_ms=begin_ms, current=True), page)
    return row
