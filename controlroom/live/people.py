"""Who stands behind a hash: the one way in which a platform's user id becomes what the journal holds.

Owns: the keyed hash of users, and its use on the plan's staff accounts.
Law: a raw user id never goes further than the door, whether it comes with a fact or with a plan.
Must not know: facts, rooms, SQL.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Final, overload

from msgspec.structs import replace

from controlroom.domain.plan import Plan

_HASH: Final = re.compile(r"[0-9a-f]{16}")


def keyed(key: bytes) -> blake2b:
    """Return a hash that has read the room's key: copy it, and feed it a user."""
    return blake2b(digest_size=8, key=key)


def user_hash(key: blake2b, user: str) -> str:
    """Return what stands for a user: 64 bits, 16 hexadecimal digits.

    Args:
        key: Of `keyed`; it is not changed.
    """
    copy = key.copy()
    copy.update(user.encode("utf-8", "surrogatepass"))
    return copy.hexdigest()


def stands_for(key: bytes, user: str) -> tuple[str, ...]:
    """Return the hashes that may be meant by a user: of the platform's id, and itself where it looks like one.

    Args:
        key: The room's own.
    """
    hashed = user_hash(keyed(key), user)
    return (hashed, user) if _HASH.fullmatch(user) else (hashed,)


@overload
def with_hashed_staff(plan: Plan, key: bytes) -> Plan: ...


@overload
def with_hashed_staff(plan: None, key: bytes) -> None: ...


@overload
def with_hashed_staff(plan: Plan | None, key: bytes) -> Plan | None: ...


def with_hashed_staff(plan: Plan | None, key: bytes) -> Plan | None:
    """Return the plan as it may stand in a journal: its staff accounts hashed as the same users are in facts."""
    if plan is None or not plan.show.staff_accounts:
        return plan
    ready = keyed(key)
    staff = tuple(user_hash(ready, user) for user in plan.show.staff_accounts)
    return replace(plan, show=replace(plan.show, staff_accounts=staff))
