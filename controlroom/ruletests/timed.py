"""What happens in a test at an instant: facts as feeds send them, what the server sees, commands as people give them.

Owns: reading an entry of `events:` and of `commands:` into the very records that a show's journal holds.
Law: what the product refuses is refused here, with its line. `at:` is when it arrives, from the test's begin.
Must not know: rules, what comes of a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Final, NamedTuple, TypeVar, cast

import msgspec
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from controlroom.domain import records as rec
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.commands import COMMAND_TYPES, AnyCommand
from controlroom.domain.events import EVENT_TAGS, Event, Fact
from controlroom.domain.roles import Role, may_command
from controlroom.domain.units import SECOND_MS
from controlroom.planfile import scalars
from controlroom.planfile.findings import Code
from controlroom.planfile.kept import json_text
from controlroom.planfile.mends import explain
from controlroom.planfile.resolve_rules import resolve_rule
from controlroom.planfile.sections import Rule as Told
from controlroom.planfile.tree import Path, Scalar, Tree, Value, shown

SEEN_TYPES: Final = (
    rec.ScreenCame, rec.ScreenLeft, rec.FeedChanged, rec.RoomResumed, rec.CueDelivered, rec.DeskSent,
)  # fmt: skip
"""What the server sees, as far as a test may say it: the rest it sees by itself."""

_COMMANDS: Final = {str(kind.__struct_config__.tag): kind for kind in COMMAND_TYPES}
_SEEN: Final = {str(kind.__struct_config__.tag): kind for kind in SEEN_TYPES}
_AT: Final = re.compile(r" - at `\$\.?([^`]*)`$")
_SHORT: Final = {
    "ack": "alert.ack",
    "snooze": "alert.snooze",
    "close": "alert.close",
    "act": "alert.act",
    "silence": "silence.add",
}
"""Commands about alerts may go by their last word."""


_T = TypeVar("_T")

Raw = Mapping[str, object]
"""An entry as the notation reads it: a tree of `planfile.tree`."""


class Happens(NamedTuple):
    """A fact, or what the server saw, received `at_ms`."""

    at_ms: int
    record: Fact | rec.Seen


class Asked(NamedTuple):
    """A command given `at_ms`. `line`: where it stands."""

    at_ms: int
    by: Role
    person: str | None
    command: AnyCommand
    line: int


class _Found(Exception):
    """What is wrong is among the findings already."""


class _Refused(Exception):
    def __init__(self, code: Code, said: str, *under: str | int) -> None:
        super().__init__(said)
        self.code = code
        self.under = under


def _read(raw: Raw, key: str, reader: Callable[[object], _T]) -> _T:
    """Return what stands at a key, as its reader reads it."""
    try:
        return reader(raw[key])
    except PydanticCustomError as error:
        raise _Refused(cast("Code", error.type), str(error), key, *(error.context or {}).get("under", ())) from None


def read_event(raw: Raw, tree: Tree, path: Path) -> list[Happens]:
    """Return what an entry of `events:` says, as often as it says it; none: it cannot be used, and `tree` says why."""
    try:
        at_ms, (every_ms, times) = _at(raw), _again(raw)
        type_ = _type(raw, [*EVENT_TAGS, *_SEEN], "event")
        return [
            Happens(
                at_ms + n * every_ms,
                _record(type_, _dated(_counted(raw, n), at_ms + n * every_ms)),
            )
            for n in range(times + 1)
        ]
    except (_Refused, msgspec.ValidationError) as error:
        _tell(tree, path, error, "bad_event")
    return []


def _dated(raw: Raw, at_ms: int) -> dict[str, object]:
    """Return an event's fields, with when it happened where it comes `late`."""
    fields = _fields(raw, "at", "every", "times", "late")
    if "late" in raw:
        fields["at"] = max(0, at_ms - _read(raw, "late", scalars.span_ms))
    return fields


def _record(type_: str, fields: dict[str, object]) -> Fact | rec.Seen:
    if type_ in _SEEN:
        return cast("rec.Seen", msgspec.convert(_instants(fields, _SEEN[type_]), _SEEN[type_]))
    return cast("Fact", msgspec.convert(fields, Event))


def _again(raw: Raw) -> tuple[int, int]:
    """Return how long after each other, and how many further times, it happens."""
    if "every" not in raw and "times" not in raw:
        return 0, 0
    if "every" not in raw or "times" not in raw:
        raise _Refused("missing_key", "What happens again has both: write every: 10s, times: 5 (further times).")
    return _read(raw, "every", scalars.span_ms), _read(raw, "times", _TIMES)


_TIMES: Final = scalars.whole(1, 10_000, "a number of further times such as 5")


def _counted(raw: Raw, n: int) -> Raw:
    """Return an entry with `{n}` in its texts replaced by how often it has happened before."""
    return {key: _with(cast("Value", value), n) for key, value in raw.items()}


def _with(value: Value, n: int) -> Value:
    match value:
        case Scalar(text=text, kind=kind) if "{n}" in text:
            return Scalar(text.replace("{n}", str(n)), kind)
        case list():
            return [_with(item, n) for item in value]
        case dict():
            return {key: _with(item, n) for key, item in value.items()}
        case Scalar():
            return value


def read_command(raw: Raw, tree: Tree, path: Path, rules: Sequence[Rule] = ()) -> Asked | None:
    """Return what an entry of `commands:` says; None: it cannot be used, and `tree` says why.

    Args:
        rules: Those that `rules.set` may change by id, besides the ready-made ones; it is written as in a plan.
    """
    try:
        at_ms = _at(raw)
        raw = _plainly(raw, at_ms)
        fields = _fields(raw, "at", "by", "person")
        type_ = _type(raw, list(_COMMANDS), "command")
        by = _role(raw)
        if not may_command(by, type_):
            raise _Refused(
                "bad_command", f"The role '{by}' does not give the command '{type_}': write `by:` another.", "by"
            )
        kind = _COMMANDS[type_]
        if type_ == "rules.set" and "rule" in raw:
            fields["rule"] = _rule(raw["rule"], tree, (*path, "rule"), rules)
        command = msgspec.convert({"id": "-".join(map(str, path)), **_instants(fields, kind)}, kind)
        person = _read(raw, "person", scalars.word) if "person" in raw else None
        return Asked(at_ms, by, person, cast("AnyCommand", command), tree.line(path))
    except (_Refused, msgspec.ValidationError) as error:
        _tell(tree, path, error, "bad_command")
    except _Found:
        pass
    return None


def _plainly(raw: Raw, at_ms: int) -> Raw:
    """Return a command about alerts that is written short as it is on the wire."""
    found = dict(raw)
    for short, type_ in _SHORT.items():
        if "type" not in found and short in found:
            found["type"], about = Scalar(type_, "text"), found.pop(short)
            found.setdefault("matchers" if short == "silence" else "alert", about)
    written = found.get("type")
    type_ = _SHORT.get(written.text, written.text) if isinstance(written, Scalar) else ""
    if type_ not in _SHORT.values():
        return raw
    found["type"] = Scalar(type_, "text")
    if type_ == "silence.add":
        found.setdefault("why", Scalar("rule test", "text"))
    elif "rule" in found:
        found.setdefault("alert", found.pop("rule"))
    if "for" in found:
        found["until"] = Scalar(f"{(at_ms + _read(found, 'for', scalars.span_ms)) // SECOND_MS}s", "text")
        del found["for"]
    return found


def _rule(value: object, tree: Tree, path: Path, rules: Sequence[Rule]) -> object:
    """Return a whole rule as a command carries it."""
    try:
        told = Told.model_validate(value)
    except ValidationError as error:
        explain(tree, error, Told, path)
        raise _Found from None
    before = len(tree.findings)
    rule = resolve_rule(told, path, tree, rules)
    if len(tree.findings) > before:
        raise _Found
    return msgspec.to_builtins(rule)


def _at(raw: Raw) -> int:
    if "at" not in raw:
        raise _Refused(
            "missing_key", "There is no `at`: write how long after the test's begin it happens, such as at: 30s."
        )
    return _read(raw, "at", scalars.span_or_zero_ms)


def _type(raw: Raw, known: list[str], what: str) -> str:
    type_ = raw.get("type")
    if not isinstance(type_, Scalar) or not type_.text:
        raise _Refused("missing_key", f"There is no `type`: write which {what} it is, such as type: {known[0]}.")
    if type_.text not in known:
        near = get_close_matches(type_.text, known, 1)
        meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known)[:12])} and others."
        raise _Refused(
            "bad_event" if what == "event" else "bad_command",
            f"There is no {what} {shown(type_.text)}: {meant}",
            "type",
        )
    return type_.text


def _role(raw: Raw) -> Role:
    written = raw.get("by", Scalar(Role.CONTROLLER, "text"))
    try:
        return Role(written.text if isinstance(written, Scalar) else "")
    except ValueError:
        roles = ", ".join(Role)
        raise _Refused("unknown_value", f"There is no such role: `by:` is one of {roles}.", "by") from None


def _fields(raw: Raw, *but: str) -> dict[str, object]:
    mapping = {key: cast("Value", value) for key, value in raw.items() if key not in but}
    return cast("dict[str, object]", msgspec.json.decode(json_text(mapping)))


def _instants(fields: dict[str, object], kind: type[msgspec.Struct]) -> dict[str, object]:
    """Return `fields` with instants that are written as durations from the test's begin in ms."""
    known = {field.encode_name for field in msgspec.structs.fields(kind)}
    found: dict[str, object] = {}
    for name, value in fields.items():
        length = scalars.duration_ms(value) if isinstance(value, str) else None
        if length is None or name in ("id", "type"):
            found[name] = value
        elif f"{name}_ms" in known:
            found[f"{name}_ms"] = length
        else:
            found[name] = length if name == "until" or name.endswith("_ms") else value
    return found


def _tell(tree: Tree, path: Path, error: _Refused | msgspec.ValidationError, code: Code) -> None:
    if isinstance(error, _Refused):
        under: Path = (*path, *error.under)
        tree.find(error.code, under, str(error))
        return
    text = str(error)
    place = _AT.search(text)
    steps = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.\[\]]+", place[1] if place else "")]
    what = (text[: place.start()] if place else text).replace("`", "'")
    tree.find(code, (*path, *steps), f"{what}: mend it; a text of digits needs quotes.")
