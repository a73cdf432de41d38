"""The JSON door: bytes, a text or decoded JSON become a tree without lines.

Owns: reading JSON with its numbers' texts kept, the same bounds as the YAML door.
Law: whatever the data is, nothing is raised; what cannot be read is a finding with its path.
Must not know: the keys of a plan.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from controlroom.planfile.tree import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_VALUES,
    Path,
    Scalar,
    Tree,
    Value,
    encodable,
    path_text,
    shown,
)


class _TooDeep(Exception):
    def __init__(self, path: Path) -> None:
        self.path = path


class _TooManyValues(Exception):
    pass


class _Pairs(list[tuple[str, object]]):
    """A JSON object as written, duplicate keys included."""


def tree_of_json(data: bytes | str | Mapping[str, object]) -> Tree:
    """Return the tree of a JSON document.

    Args:
        data: JSON as bytes or text, or what a JSON decoder made of it.
    """
    tree = Tree()
    read: object = data
    if isinstance(data, bytes | str):
        if len(data) > 4 * MAX_CHARACTERS:
            message = f"The plan has {len(data):,} characters, more than the {4 * MAX_CHARACTERS:,} it may have."
            tree.find("too_large", (), message)
            return tree
        try:
            read = json.loads(
                data,
                parse_float=lambda text: Scalar(text, "number"),
                parse_int=lambda text: Scalar(text, "number"),
                parse_constant=lambda text: Scalar(text, "text"),
                object_pairs_hook=_Pairs,
            )
        except UnicodeDecodeError as error:
            tree.find("not_utf8", (), f"The plan is not UTF-8 (byte {error.start}): send it as UTF-8.")
            return tree
        except json.JSONDecodeError as error:
            message = f"This is no JSON: {error.msg} at character {error.pos} (line {error.lineno})."
            tree.find("json_syntax", (), message)
            return tree
        except RecursionError:
            tree.find("too_deep", (), f"The plan is nested more than {MAX_DEPTH} deep: a plan is flatter.")
            return tree
    try:
        tree.value = _Walk(tree).value(read, ())
    except _TooDeep as error:
        tree.find("too_deep", error.path[:4], f"This is nested more than {MAX_DEPTH} deep: a plan is flatter.")
    except _TooManyValues:
        tree.find("too_large", (), f"The plan has more than {MAX_VALUES:,} values: shorten it.")
    return tree


class _Walk:
    """Turns decoded JSON into values."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._values = 0

    def value(self, data: object, path: Path) -> Value:
        """Return the tree of a value."""
        self._values += 1
        if self._values > MAX_VALUES:
            raise _TooManyValues
        if len(path) > MAX_DEPTH:
            raise _TooDeep(path)
        match data:
            case _Pairs():
                return self._object(data, path)
            case Mapping():
                return self._object([(str(key), value) for key, value in data.items()], path)
            case list() | tuple():
                return [self.value(item, (*path, i)) for i, item in enumerate(data)]
            case Scalar():
                return data
            case None:
                return Scalar("null", "null")
            case bool():
                return Scalar("true" if data else "false", "boolean")
            case int() | Decimal():
                return Scalar(str(Decimal(data)), "number")
            case float():
                # The shortest text that reads back as this number is what was sent, within 15 digits.
                return Scalar(repr(data), "number")
            case str():
                return self._text(data, path)
            case _:
                raise TypeError(f"{path_text(path) or 'the plan'}: a {type(data).__name__} is no JSON value")

    def _object(self, pairs: list[tuple[str, object]], path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, data in pairs:
            here = (*path, name)
            if not encodable(name):
                self._tree.find("bad_character", path, "A key holds half a character: write it anew.")
            elif name in found:
                self._tree.find("duplicate_key", here, f"The key {shown(name)} stands here twice: keep one.")
            else:
                found[name] = self.value(data, here)
        return found

    def _text(self, text: str, path: Path) -> Scalar:
        if encodable(text):
            return Scalar(text, "text")
        self._tree.find("bad_character", path, "This text holds half a character (\\ud800 …): write it anew.")
        return Scalar("", "null")
