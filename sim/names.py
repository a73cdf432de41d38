"""What a platform calls somebody: the invented nickname of a viewer, the name that is told of one of the team.

Owns: the rule.
Law: the same user has the same name each time, unless it is told.
Must not know: any platform.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.facts import Fact
from sim.world.comments import nickname


def name_of(fact: Fact) -> str:
    """Return the name of whom a fact is about; empty: nobody is told."""
    return named(fact.fields)


def named(told: Mapping[str, Any]) -> str:
    """Return it of an event's fields."""
    user = told.get("user")
    if user is None:
        return ""
    number = str(user).rpartition("-")[2]
    return nickname(int(number)) if number.isdigit() else str(told.get("name") or user)
