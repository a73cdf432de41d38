"""Sections that are carried and not yet read: their JSON text.

Owns: writing a value as JSON with its numbers as written, and the warnings for what YAML read otherwise than it looks.
Law: the same section gives the same text; a number that JSON cannot write as it stands, a date or a time is a text.
Must not know: what a section means.
"""

from __future__ import annotations

import json
import re
from typing import Final

from controlroom.planfile.tree import Path, Scalar, Tree, Value, shown

_JSON_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", re.ASCII)
TRUE_WORDS: Final = frozenset({"true", "yes", "on"})
"""What YAML 1.1 takes for true, in lower case; every other word of its booleans is false."""


def json_text(value: Value) -> str:
    """Return `value` as JSON, keys in their order."""
    match value:
        case Scalar(text=text, kind="boolean"):
            return "true" if text.lower() in TRUE_WORDS else "false"
        case Scalar(kind="null" | "bare"):
            return "null"
        case Scalar(text=text, kind=kind):
            bare = kind == "number" and _JSON_NUMBER.fullmatch(text) is not None
            return text if bare else json.dumps(text, ensure_ascii=False)
        case dict():
            pairs = (f"{json.dumps(key, ensure_ascii=False)}:{json_text(item)}" for key, item in value.items())
            return "{" + ",".join(pairs) + "}"
        case _:
            return "[" + ",".join(map(json_text, value)) + "]"


def warn_of_traps(tree: Tree, value: Value, path: Path) -> None:
    """Add a warning for each unquoted word, time, comma or brace that YAML does not read as it looks."""
    match value:
        case Scalar(text=text, kind="boolean") if text.lower() not in {"true", "false"}:
            truth = "true" if text.lower() in TRUE_WORDS else "false"
            message = f"YAML reads {shown(text)} as {truth}: write {truth}, or put the word in quotes if it is a text."
            tree.find("unquoted_boolean", path, message, severity="warning")
        case Scalar(text=text, kind="clock"):
            message = f'YAML reads {shown(text)} as a number; it is kept as a text. Put it in quotes: "{text}".'
            tree.find("unquoted_time", path, message, severity="warning")
        case dict() if braces(value) is not None:
            message = f"YAML reads {braces(value)} without quotes as a mapping: put the whole text in quotes."
            tree.find("unquoted_braces", path, message, severity="warning")
        case dict():
            for key, item in value.items():
                warn_of_traps(tree, item, (*path, key))
                if isinstance(item, Scalar) and item.kind == "bare":
                    here = (*path, key)
                    tree.find("unquoted_comma", here, cut_off(key), place=tree.keys.get(here), severity="warning")
        case list():
            for i, item in enumerate(value):
                warn_of_traps(tree, item, (*path, i))
        case _:
            pass


def braces(value: dict[str, Value]) -> str | None:
    """Return `{price}` when a mapping is what YAML makes of that text, None when it is a real mapping."""
    empty = all(isinstance(item, Scalar) and item.kind == "bare" for item in value.values())
    return "{" + ", ".join(value) + "}" if value and empty else None


def cut_off(key: str) -> str:
    """Return what to say of a text that a comma inside braces cut in two; `key` is its second half."""
    return f"Inside {{ }} a comma ends a text, so that {shown(key)} is cut off from it: put the whole text in quotes."
