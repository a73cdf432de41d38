"""Who did what when, as a page and as a sheet.

Owns: the sheet's columns, and which values the page's template is given.
Law: text that a sheet would take for a formula is disarmed; both languages have words for every command and role.
Must not know: where the lines come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct

from controlroom.render.csvtext import instant, lines
from controlroom.views.audit import AuditLine, AuditView

COLUMNS: Final = ("at", "seq", "role", "person", "command", "subject", "details", "result")
SHOWN: Final = 500
"""So many of the newest stand on the page; the sheet has all."""


class Audited(Struct, frozen=True, kw_only=True):
    """All of the page. `names`: of the team, by id; `shows`: the room's, newest first; `more`: lines that are not shown."""

    room: str
    show: str
    shows: list[str]
    timezone: str
    names: Mapping[str, str]
    lines: list[AuditLine]
    more: int


def audit_csv(view: AuditView, names: Mapping[str, str], say: Callable[[str], str]) -> str:
    """Return a line of column names and a line for each command, oldest first.

    Args:
        names: Of the team, by id.
        say: Returns the words of a key of the catalog.
    """
    rows = [
        [
            instant(line.at_ms), str(line.seq), say(f"role.{line.role}"),
            names.get(line.person, line.person) if line.person else "", say(f"did.{line.command}"), line.subject,
            details(line, say), say(f"audit.{line.result}"),
        ]
        for line in view.lines
    ]  # fmt: skip
    return lines([[say(f"audit.{column}") for column in COLUMNS], *rows])


def details(line: AuditLine, say: Callable[[str], str]) -> str:
    """Return what else a command says, in one line, in the words of `say`."""
    return say("comma").join(
        f"{say(f'with.{name}')}{say('colon')}{_told(name, value)}" for name, value in line.details.items()
    )


def _told(name: str, value: str) -> str:
    """Return a value as people read it: a length in seconds, an instant as one; all else as it was given."""
    if name.endswith("for_ms"):
        return f"{int(value) / 1000:g} s"
    return str(instant(int(value))) if name.endswith("_ms") else value
