"""What people are told of an incident: a notice, as data.

Owns: a notice's shape and the bounded list of those a show has made.
Law: a notice is made by the fold alone, once; its id names show, incident and which saying it is, so that whoever carries
it can tell what he has carried. Its words are filled in when it is made and never change.
Must not know: who carries it, chat apps, screens, why the gate let it through.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct, field

from controlroom.domain.alerts.rules import Severity
from controlroom.domain.units import MINUTE_MS

Why = Literal["fired", "rose", "hit", "escalated", "again", "repeat", "unstable", "nodata", "error", "resolved"]
"""`rose`: a higher severity. `hit`: the same once more while it fires. `escalated`: nobody took it in hand. `again`: an
acknowledgement or a snooze is over.
`repeat`: it still waits. `unstable`: it comes and goes. `nodata`, `error`: it cannot be said whether it is so."""

EVERYBODY: Final = "everybody"
"""Stands for all roles at the end of the ladder."""

KEPT: Final = 200
FRESH_MS: Final = MINUTE_MS
"""Younger ones are kept beyond those: whoever carries them looks once a page, and has to find them again after a crash."""
MOST: Final = 20_000
"""So many are kept at all."""


class Notice(Struct, frozen=True):
    """One thing to tell.

    Args:
        id: `<show>/<incident>/<n>`: the incident's n-th saying. Of a group: of its first.
        at_ms: When it was said.
        to: Whom it is for: roles, members of the team by id, or `everybody`.
        severity: The highest of a group.
        text: A line an incident, in each language.
        rules: What it is about, as `rule{labels}`; `incidents`: likewise their ids.
    """

    id: str
    at_ms: int
    to: tuple[str, ...]
    severity: Severity
    why: Why
    text: dict[str, str]
    rules: tuple[str, ...]
    incidents: tuple[str, ...]


class Notices(Struct):
    """The newest notices, oldest first. `made`: how many there were."""

    made: int = 0
    newest: list[Notice] = field(default_factory=list)

    def add(self, notice: Notice) -> None:
        """Keep a notice, and forget the oldest beyond `KEPT` that are no longer fresh."""
        self.made += 1
        newest = self.newest
        newest.append(notice)
        forget, fresh_ms = max(0, len(newest) - MOST), notice.at_ms - FRESH_MS
        while forget < len(newest) - KEPT and newest[forget].at_ms < fresh_ms:
            forget += 1
        del newest[:forget]

    def after(self, made: int) -> list[Notice]:
        """Return those that were made after the first `made`, as far as they are kept."""
        new = self.made - made
        return self.newest[-new:] if new > 0 else []
