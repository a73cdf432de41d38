"""Who did what when, as a page and as a sheet.

Owns: the sheet's columns, the words of each line, what the page's filter chooses from.
Law: text that a sheet would take for a formula is disarmed; both languages have words for every command, refusal and role.
Must not know: where the lines come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, Literal

from msgspec import Struct

from controlroom.domain.asides import Aside
from controlroom.domain.plan import plain
from controlroom.render.csvtext import instant, lines
from controlroom.views.audit import AuditLine, AuditView

COLUMNS: Final = ("at", "seq", "role", "person", "command", "subject", "called", "details", "result", "undid")
SHOWN: Final = 500
"""So many of the newest stand on the page; the sheet has all."""

Kind = Literal["commands", "refused", "access"]
FLAGS: Final = frozenset({"on", "flash", "private"})
"""The fields of commands that say yes or no."""
KINDS: Final[tuple[Kind, ...]] = ("commands", "refused", "access")


class Told(Struct, frozen=True, kw_only=True):
    """A line in words: an accepted command, a refused one, or what was done about links and keys (`access`)."""

    kind: Kind
    at_ms: int
    seq: int | None
    role: str
    person: str
    command: str
    subject: str
    called: str
    details: str
    result: Literal["done", "undone", "refused"]
    undid: str


class Audited(Struct, frozen=True, kw_only=True):
    """All of the page. `shows`: the room's, newest first; `only`: what is shown; `more`: lines that are not."""

    room: str
    show: str
    shows: list[str]
    timezone: str
    only: Kind | None
    lines: list[Told]
    more: int


class Wording(Struct, frozen=True):
    """In which words lines are told.

    Args:
        say: Returns the words of a key of the catalog.
        lang: In which language what was taken back is called.
        names: Of the team, by id.
    """

    say: Callable[[str], str]
    lang: str
    names: Mapping[str, str]


def told(view: AuditView, words: Wording, at: Callable[[int], str], only: Kind | None = None) -> list[Told]:
    """Return a view's lines in words, oldest first.

    Args:
        at: Returns how an instant is written.
        only: Lines of this kind alone.
    """
    found = [_command(line, words, at) for line in view.lines] + [_aside(one, words) for one in view.asides]
    return sorted((line for line in found if only in (None, line.kind)), key=lambda line: line.at_ms)


def audit_csv(view: AuditView, words: Wording, only: Kind | None = None) -> str:
    """Return a line of column names and a line for each of the view's, oldest first."""
    rows = [
        [
            instant(line.at_ms), str(line.seq) if line.seq is not None else "", line.role, line.person, line.command,
            line.subject, line.called, line.details, words.say(f"audit.{line.result}"), line.undid,
        ]
        for line in told(view, words, lambda ms: str(instant(ms)), only)
    ]  # fmt: skip
    return lines([[words.say(f"audit.{column}") for column in COLUMNS], *rows])


def details(line: AuditLine, say: Callable[[str], str]) -> str:
    """Return what else a command says, in one line, in the words of `say`."""
    return say("comma").join(
        f"{say(f'with.{name}')}{say('colon')}{_value(name, value, say)}" for name, value in line.details.items()
    )


def undid(line: AuditLine, words: Wording, at: Callable[[int], str]) -> str:
    """Return what a line took back, in words: what was done, with what and when; empty: nothing."""
    if line.undid is None:
        return ""
    what = plain(line.undid.what, words.lang)
    quoted = words.say("audit.quoted") % {"what": what} if what else ""
    return f"{words.say(f'did.{line.undid.command}')}{quoted} {at(line.undid.at_ms)}"


def _command(line: AuditLine, words: Wording, at: Callable[[int], str]) -> Told:
    return Told(
        kind="commands", at_ms=line.at_ms, seq=line.seq, role=words.say(f"role.{line.role}"),
        person=words.names.get(line.person, line.person) if line.person else "",
        command=words.say(f"did.{line.command}"), subject=line.subject,
        called=plain(line.called, words.lang) if line.called is not None else "", details=details(line, words.say),
        result=line.result, undid=undid(line, words, at),
    )  # fmt: skip


def _aside(one: Aside, words: Wording) -> Told:
    return Told(
        kind="access" if one.code is None else "refused", at_ms=one.at_ms, seq=None,
        role=words.say(f"role.{one.role}" if one.role is not None else "audit.shell"),
        person=words.names.get(one.person, one.person) if one.person else "",
        command=words.say(f"did.{one.what}"), subject=one.about, called="",
        details=words.say(f"refused.{one.code}") if one.code is not None else "",
        result="done" if one.code is None else "refused", undid="",
    )  # fmt: skip


def _value(name: str, value: str, say: Callable[[str], str]) -> str:
    """Return a value as people read it: a length in seconds, an instant as one, yes or no; all else as it was given."""
    if name in FLAGS:
        return say("audit.yes" if value == "true" else "audit.no")
    if name.endswith("for_ms"):
        return f"{int(value) / 1000:g} s"
    return str(instant(int(value))) if name.endswith("_ms") else value
