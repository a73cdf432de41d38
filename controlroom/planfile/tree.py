"""A plan as it was written, before anything is believed: scalars with their exact text, and where each thing stands.

Owns: the tree that every door (YAML, JSON) makes and the models read, and the bounds on its size.
Law: a scalar keeps the text it was written with, so that 129.90 never passes through a float and 0123 stays 0123.
Must not know: what a plan means.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from controlroom.planfile.findings import Code, Finding, FoundWord, Severity, TeamRole

MAX_CHARACTERS: Final = 300_000
"""A four-hour show with sixty products and full scripts is a third of this."""

MAX_DEPTH: Final = 24
MAX_VALUES: Final = 50_000
"""Values of a plan, each use of an alias counted anew."""

Kind = Literal["text", "number", "boolean", "null", "bare", "instant", "clock"]
"""How the notation itself reads a scalar.

`bare`: the missing value of what YAML takes for a key without a colon (`{price}`, or what follows a comma inside
braces); `instant`: an unquoted date; `clock`: an unquoted 20:00, to YAML a number.
"""

EMPTY: Final[frozenset[Kind]] = frozenset({"null", "bare"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf, with the text as written (without quotes)."""

    text: str
    kind: Kind


Value = Scalar | list["Value"] | dict[str, "Value"]
Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A place in a file, line and column from 1; in a workbook the row and column of `sheet`."""

    line: int
    column: int
    sheet: str | None = None


def path_text(path: Path) -> str:
    """Return a path as people write it: `products[0].price`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return text.removeprefix(".")


def shown(text: str) -> str:
    """Return `text` in quotes, short enough for a message."""
    line = " ".join(text.split())
    return f"'{line if len(line) <= 40 else line[:39] + '…'}'"


def encodable(text: str) -> bool:
    """Tell whether `text` can be written as UTF-8 (half of a surrogate pair cannot)."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(slots=True)
class Tree:
    """A document being read: its value, the places of its parts, and what was found on the way.

    Args:
        value: The whole document, None when nothing could be made of it.
        places, keys: Where a value, and the key before it, stands; empty for a document without lines.
        lines: The document's lines, to find a place within a text; empty where it has none.
        cuts: By the path of a key that a comma cut off an unquoted text: the comma and all to that key's end.
    """

    value: Value | None = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    cuts: dict[Path, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def find(
        self,
        code: Code,
        path: Path,
        message: str,
        *,
        place: Place | None = None,
        severity: Severity = "error",
        mend: str | None = None,
        owner: TeamRole = "operator",
        word: FoundWord | None = None,
    ) -> None:
        """Add a finding about `path`, at `place` (default: where the value at `path`, or what holds it, stands)."""
        at = place or self.nearest(path)
        self.findings.append(
            Finding(
                severity=severity,
                code=code,
                path=path_text(path),
                message=message,
                line=at.line if at else None,
                column=at.column if at else None,
                sheet=at.sheet if at else None,
                mend=mend,
                owner=owner,
                word=word,
            )
        )

    def nearest(self, path: Path) -> Place | None:
        """Return where the value at `path` stands, else the innermost thing around it."""
        for end in range(len(path), -1, -1):
            if (place := self.places.get(path[:end])) is not None:
                return place
        return None

    def line(self, path: Path) -> int:
        """Return the line of what is `nearest`; 1 where nothing has a place."""
        place = self.nearest(path)
        return place.line or 1 if place is not None else 1

    def within(self, path: Path, text: str, start: int) -> Place | None:
        """Return where character `start` of the value `text` at `path` stands, else where the value does."""
        begin = self.nearest(path)
        if begin is None or not self.lines:
            return begin
        before = text[:start]
        line_text = text.splitlines()[before.count("\n")] if text else ""
        offset = start - (before.rfind("\n") + 1)
        for down in (before.count("\n"), before.count("\n") + 1):  # a text after `|` begins on the next line
            row = begin.line + down
            written = self.lines[row - 1] if row <= len(self.lines) else ""
            column = written.find(line_text, begin.column - 1 if down == 0 else 0)
            if line_text and column >= 0:
                return Place(row, column + offset + 1)
        return begin

    def at(self, path: Path) -> Value | None:
        """Return the value at `path`, None when there is none."""
        value = self.value
        for step in path:
            if isinstance(value, dict) and isinstance(step, str):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int):
                value = value[step]
            else:
                return None
        return value

    def failed(self) -> bool:
        """Tell whether there is an error among the findings."""
        return any(finding.severity == "error" for finding in self.findings)
