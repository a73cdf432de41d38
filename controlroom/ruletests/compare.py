"""What was expected beside what came.

Owns: which entry of one list belongs to which of the other, and the two columns in which they are shown.
Law: what an expectation does not say is not compared; a list is complete, so that whatever is left over on either side
is a difference.
Must not know: rooms, rules, how a test is run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple
from unicodedata import east_asian_width

from controlroom.ruletests.notation import Named

Fields = Mapping[str, str | int | Decimal | None]
NOTHING: Final = "–"
_GAP: Final = 4


class Entry(NamedTuple):
    """An alert or an incident: which, and how it stands."""

    name: Named
    fields: Fields


class Notice(NamedTuple):
    """What one receiver was sent at once."""

    receiver: str
    rules: tuple[Named, ...]
    fields: Fields = MappingProxyType({})


class Row(NamedTuple):
    """A line of the two columns."""

    same: bool
    expected: str
    got: str


class Difference(NamedTuple):
    """Where an expectation is not met. `line`: of the file; `what`: which of its lists."""

    line: int
    at_ms: int
    what: str
    rows: tuple[Row, ...]


def compare_entries(expected: Sequence[Entry], got: Sequence[Entry]) -> list[Row]:
    """Return the rows of two lists of alerts or incidents, equal ones too."""
    left = list(got)
    pairs: list[tuple[Entry, Entry | None]] = []
    for loose in (False, True):  # those that name their labels choose first
        for entry in expected:
            if _is_loose(entry.name, got) is loose:
                found = _pick(entry, left, loose)
                if found is not None:
                    left.remove(found)
                pairs.append((entry, found))
    rows = [_row(entry, found) for entry, found in pairs]
    rows += [Row(False, NOTHING, _told(entry.name, entry.fields)) for entry in left]
    return sorted(rows, key=lambda row: (row.expected if row.expected != NOTHING else row.got, row.got))


def compare_sent(expected: Sequence[Notice], got: Sequence[Notice]) -> list[Row]:
    """Return the rows of two lists of notices, equal ones too."""
    left = list(got)
    rows: list[Row] = []
    missed: list[Notice] = []
    for notice in expected:
        found = next((one for one in left if _meets(notice, one)), None)
        if found is None:
            missed.append(notice)
        else:
            left.remove(found)
            rows.append(Row(True, _sent(notice), _sent(found, notice)))
    for notice in missed:
        near = next((one for one in left if one.receiver == notice.receiver), None)
        if near is not None:
            left.remove(near)
        rows.append(Row(False, _sent(notice), _sent(near, notice) if near is not None else NOTHING))
    return rows + [Row(False, NOTHING, _sent(one)) for one in left]


def columns(rows: Sequence[Row], indent: str) -> str:
    """Return rows as two columns, those that differ marked."""
    width = max(_width("expected"), *(_width(row.expected) for row in rows)) + _GAP
    lines = [f"{indent}  {_padded('expected', width)}got"]
    lines += [f"{indent}{' ' if row.same else '≠'} {_padded(row.expected, width)}{row.got}" for row in rows]
    return "\n".join(lines)


def told(name: str, place: str, differences: Sequence[Difference]) -> str:
    """Return what a test that failed prints: each expectation that is not met, in two columns."""
    lines = [f"FAILED {place} {name}"]
    for one in differences:
        lines += [f"  at {offset_text(one.at_ms)}, {one.what} (line {one.line}):", columns(one.rows, "    ")]
    return "\n".join(lines)


def offset_text(at_ms: int) -> str:
    """Return an instant of a test as it is written: `1m30s`."""
    seconds = at_ms // 1000
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"


def _is_loose(name: Named, got: Sequence[Entry]) -> bool:
    """Tell whether a name without labels stands for whichever instance of its rule there is."""
    return not name.labels and not any(entry.name == name for entry in got)


def _pick(entry: Entry, left: Sequence[Entry], loose: bool) -> Entry | None:
    fits = [one for one in left if one.name == entry.name or (loose and one.name.metric == entry.name.metric)]
    return next((one for one in fits if _equal(entry, one)), fits[0] if fits else None)


def _equal(entry: Entry, found: Entry) -> bool:
    return all(found.fields.get(key) == value for key, value in entry.fields.items())


def _row(entry: Entry, found: Entry | None) -> Row:
    if found is None:
        calm = entry.fields.get("state") == "inactive"
        return Row(calm, _told(entry.name, entry.fields), NOTHING)
    shown = {key: found.fields.get(key) for key in entry.fields}
    return Row(_equal(entry, found), _told(entry.name, entry.fields), _told(found.name, shown))


def _told(name: Named, fields: Fields) -> str:
    parts = [_text(fields.get("state"))] + [f"{key} {_text(item)}" for key, item in fields.items() if key != "state"]
    return " ".join([str(name), *parts])


def _text(value: str | int | Decimal | None) -> str:
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return NOTHING if value is None else str(value)


def _meets(expected: Notice, got: Notice) -> bool:
    if expected.receiver != got.receiver or len(expected.rules) != len(got.rules):
        return False
    if any(got.fields.get(key) != value for key, value in expected.fields.items()):
        return False
    left = list(got.rules)
    for rule in sorted(expected.rules, key=lambda name: not name.labels):
        found = next((one for one in left if one == rule or (not rule.labels and one.metric == rule.metric)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _sent(notice: Notice, like: Notice | None = None) -> str:
    """Return a notice with those of its fields that it is asked for."""
    keys = (like or notice).fields
    told = "".join(f" {key} {_text(notice.fields.get(key))}" for key in keys)
    return f"{notice.receiver}: {', '.join(sorted(map(str, notice.rules)))}{told}"


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
