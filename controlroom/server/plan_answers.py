"""What the doors for plans answer.

Owns: the shapes of `GET …/plan` and `GET …/plans`.
Law: an unknown value is null.
Must not know: where the answers come from.
"""

from __future__ import annotations

from msgspec import Struct

from controlroom.planfile.findings import Finding
from controlroom.ports import PlanMark, Rehearsed


class Checked(Struct, frozen=True, kw_only=True):
    """The answer of `GET …/plan`.

    Args:
        version, saved_ms: Of the plan by which the show runs; null: it came without its text, or there is none.
        findings: Of `controlroom check`, in the text with the rundown's edits in it (without lines then); null: there is no
            text to check.
        rehearsed: How far this very plan was rehearsed; null: never since its last edit, of the rundown's segments too.
    """

    show: str
    version: int | None
    saved_ms: int | None
    findings: list[Finding] | None
    rehearsed: Rehearsed | None


class Versions(Struct, frozen=True, kw_only=True):
    """The answer of `GET …/plans`: the room's versions, oldest first."""

    room: str
    plans: list[PlanMark]
