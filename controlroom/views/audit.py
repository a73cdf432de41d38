"""Who did what when: a show's accepted commands as its journal has them.

Owns: the shape of a line, and what of a command is its subject.
Law: nothing is told that the journal does not hold; what was taken back says so.
Must not know: roles' rights, pages, where pages of a journal come from.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import records as rec
from controlroom.domain.commands import Undo
from controlroom.domain.records import Page, decode_page
from controlroom.domain.roles import Role

COMMANDED: Final = (b'"type":"command"', b'"type":"show.opened"')
"""What a page says that may hold a command; all others need not be read."""

TEXT_MAX: Final = 300
OWN: Final = frozenset({"id", "type", "expected_seq", "expires_ms"})
"""Every command's: how it is sent."""
SUBJECTS: Final = (
    "segment", "sku", "cue", "timer", "task", "offer", "draw", "alert", "silence", "rule", "scene", "desk", "signal", "message",
    "comment", "question", "keyword", "command", "board", "reason", "kind",
)  # fmt: skip
"""The fields that say what a command is about: the first that it has."""


class AuditLine(Struct, frozen=True, kw_only=True):
    """An accepted command.

    Args:
        id: The command's own. `person`: who, where their link says so.
        subject: What it is about: a segment, a product, an alert …; empty: the show.
        details: What else it says, cut to a line.
        result: `undone`: it was taken back later.
    """

    id: str
    seq: int
    at_ms: int
    role: Role
    person: str | None
    command: str
    subject: str
    details: dict[str, str]
    result: Literal["done", "undone"] = "done"


class AuditView(Struct, frozen=True, kw_only=True):
    """A show's accepted commands, oldest first."""

    room: str
    show: str
    lines: list[AuditLine]


def line_of(page: Page) -> AuditLine | None:
    """Return the command that a page of the journal holds: it begins with it."""
    if not any(mark in page.body for mark in COMMANDED):
        return None
    match decode_page(page)[0]:
        case rec.Accepted(by=role, command=command, person=person):
            told = msgspec.to_builtins(command)
            said = {name: _short(name, value) for name, value in told.items() if name not in OWN and value is not None}
            about = next((name for name in SUBJECTS if name in said), None)
            return AuditLine(
                id=command.id, seq=page.first_seq, at_ms=page.received_ms, role=role, person=person,
                command=str(told["type"]), subject=said.pop(about) if about is not None else "", details=said,
            )  # fmt: skip
        case rec.ShowOpened(command=str(id_), by=Role() as role):
            return AuditLine(
                id=id_, seq=page.first_seq, at_ms=page.received_ms, role=role, person=None, command="show.open",
                subject="", details={},
            )  # fmt: skip
        case _:
            return None


def with_results(lines: Iterable[AuditLine]) -> list[AuditLine]:
    """Return the lines, each with what became of it."""
    kept = list(lines)
    taken_back = {line.subject for line in kept if line.command == _UNDO}
    return [replace(line, result="undone") if line.id in taken_back else line for line in kept]


_UNDO: Final = str(Undo.__struct_config__.tag)


def _short(name: str, value: object) -> str:
    """Return a value of a command in one line; of a plan, a rule or a segment its id or title."""
    if isinstance(value, dict):
        value = value.get("id") or ("" if name == "plan" else msgspec.json.encode(value).decode())
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    line = " ".join(text.split())
    return line if len(line) <= TEXT_MAX else line[: TEXT_MAX - 1] + "…"
