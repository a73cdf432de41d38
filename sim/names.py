"""What a platform calls somebody: a viewer's invented nickname, the name that is told of one of the team; and either's number.

Owns: the rule.
Law: the same user has the same number each time, and the same name unless it is told. One of the team may have any account.
Must not know: any platform.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from zlib import crc32

from sim.facts import Fact
from sim.world.comments import nickname

FIRST_OF_TEAM: Final = 10**9
_VIEWER: Final = re.compile(r"u-([0-9]{1,9})")


def name_of(fact: Fact) -> str:
    """Return the name of whom a fact is about; empty: nobody is told."""
    return named(fact.fields)


def named(told: Mapping[str, Any]) -> str:
    """Return it of an event's fields."""
    user = told.get("user")
    if user is None:
        return ""
    viewer = _VIEWER.fullmatch(str(user))
    return nickname(int(viewer[1])) if viewer else str(told.get("name") or user)


def number_of(user: str) -> int:
    """Return the number of somebody: a viewer's own; one of the team, whatever he is called, has one above all viewers'."""
    viewer = _VIEWER.fullmatch(user)
    return int(viewer[1]) if viewer else FIRST_OF_TEAM + crc32(user.encode())
