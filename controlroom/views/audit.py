"""Who did what when: a show's accepted commands as its journal has them, and what is known beside them.

Owns: the shape of a line, what of a command is its subject, and how that is called in the show's plan.
Law: no command is told as done that the journal does not hold; what was taken back says so.
Must not know: roles' rights, pages, where pages of a journal come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from controlroom.domain import records as rec
from controlroom.domain.asides import Aside
from controlroom.domain.commands import COMMAND_TYPES, PlanApply, RundownInsert, SegmentEdit, Undo
from controlroom.domain.plan import Plan, Text, plain
from controlroom.domain.records import Page, decode_page
from controlroom.domain.roles import Role

COMMANDED: Final = (b'"type":"command"', b'"type":"show.opened"')
"""What a page says that may hold a command; all others need not be read."""

TEXT_MAX: Final = 300
OWN: Final = frozenset({"id", "type", "expected_seq", "expires_ms"})
"""Every command's: how it is sent."""
SUBJECTS: Final = (
    "segment", "sku", "cue", "timer", "task", "offer", "draw", "alert", "silence", "rule", "scene", "desk", "signal", "message",
    "comment", "question", "keyword", "command", "board", "reason", "title", "kind",
)  # fmt: skip
"""The fields that say what a command is about: the first that it has."""


_ABOUT: Final = {
    str(kind.__struct_config__.tag): next((name for name in SUBJECTS if name in kind.__struct_fields__), "")
    for kind in COMMAND_TYPES
}
_NAMING: Final = (b'"plan":', b'"type":"rundown.insert"', b'"type":"segment.edit"')
"""What a page says that may tell how something is called."""


class Undid(Struct, frozen=True, kw_only=True):
    """What an `undo` took back: the command, what that was about as people call it (empty: the show), and when it was."""

    command: str
    what: Text
    at_ms: int


class AuditLine(Struct, frozen=True, kw_only=True):
    """An accepted command.

    Args:
        id: The command's own. `person`: who, where their link says so.
        subject: What it is about: a segment, a product, an alert …; empty: the show.
        details: What else it says, cut to a line.
        result: `undone`: it was taken back later.
        undid: Of an `undo`: what it took back.
        called: How the subject is called in the show's plan, where it has a name there.
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
    undid: Undid | None = None
    called: Text | None = None


class AuditView(Struct, frozen=True, kw_only=True):
    """A show's accepted commands, oldest first, and what else people did: refusals, links, keys."""

    room: str
    show: str
    lines: list[AuditLine]
    asides: list[Aside] = []


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


def titles_of(page: Page) -> dict[str, Text]:
    """Return how things are called by what a page of the journal holds, by `field:id`; the newest word counts."""
    if not any(mark in page.body for mark in _NAMING):
        return {}
    match decode_page(page)[0]:
        case rec.ShowOpened(plan=Plan() as plan) | rec.Accepted(command=PlanApply(plan=plan)):
            return _titles(plan)
        case rec.Accepted(command=SegmentEdit(segment=id_, title=str() | dict() as title)):
            return {f"segment:{id_}": title}
        case rec.Accepted(command=RundownInsert(segment=segment)) if segment.id is not None:
            return {f"segment:{segment.id}": segment.title}
        case _:
            return {}


def with_results(lines: Iterable[AuditLine], titles: Mapping[str, Text] | None = None) -> list[AuditLine]:
    """Return the lines, each with what became of it, how its subject is called, and what it took back.

    Args:
        titles: How things are called (`titles_of`).
    """
    kept = list(lines)
    by_id = {line.id: line for line in kept}
    taken_back = {line.subject for line in kept if line.command == _UNDO}
    names, told = titles or {}, []
    for line in kept:
        known = by_id.get(line.subject) if line.command == _UNDO else None
        undid = _undid(known, names) if known is not None else None
        result: Literal["done", "undone"] = "undone" if line.id in taken_back else "done"
        told.append(replace(line, result=result, undid=undid, called=names.get(_place(line))))
    return told


def _place(line: AuditLine) -> str:
    return f"{_ABOUT.get(line.command, '')}:{line.subject}"


def _undid(line: AuditLine, titles: Mapping[str, Text]) -> Undid:
    said = line.details.get("text") or line.details.get("title") or ""
    subject = "" if line.command == _UNDO else line.subject
    return Undid(command=line.command, what=titles.get(_place(line), subject or said), at_ms=line.at_ms)


def _titles(plan: Plan) -> dict[str, Text]:
    found: dict[str, Text] = {f"sku:{one.sku}": one.title for one in plan.products}
    found |= {f"segment:{one.id}": one.title for one in plan.segments}
    found |= {f"cue:{one.id}": one.text for one in (*plan.cues, *(cue for s in plan.segments for cue in s.cues))}
    found |= {f"timer:{one.id}": one.title for segment in plan.segments for one in segment.timers}
    found |= {f"task:{one.id}": one.title for segment in plan.segments for one in segment.tasks}
    found |= {f"offer:{one.id}": one.title for one in plan.offers}
    found |= {f"scene:{one.id}": one.title for one in plan.scenes}
    return found


_UNDO: Final = str(Undo.__struct_config__.tag)


def _short(name: str, value: object) -> str:
    """Return a value of a command in one line; of a plan, a rule or a segment its id or title."""
    if isinstance(value, dict):
        title = value.get("title")
        said = plain(title, "") if title is not None else msgspec.json.encode(value).decode()
        value = value.get("id") or ("" if name == "plan" else said)
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    line = " ".join(text.split())
    return line if len(line) <= TEXT_MAX else line[: TEXT_MAX - 1] + "…"
