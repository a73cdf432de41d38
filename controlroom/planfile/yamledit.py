"""Changes written into a YAML text, which stays otherwise as its author wrote it: comments, order, quotes.

Owns: where in the text a change goes, and how a value is written so that YAML reads it back as it was.
Law: only the places of the changes are touched; whoever uses this reads the result again before believing it.
Must not know: what a plan means, what is changed and why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from controlroom.planfile.kept import TRUE_WORDS
from controlroom.planfile.merging import Change
from controlroom.planfile.tree import Path, Scalar, Value

_PLAIN: Final = re.compile(
    r"[^\W_](?:[^:#{}\[\],&*!|>'\"%@`\\\n\r\t\x85\u2028\u2029]*[^\s:#{}\[\],&*!|>'\"%@`\\\x85])?"
)
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?", re.ASCII)
_BLOCK: Final = re.compile(r"[^\s\x00-\x08\x0b-\x1f][^\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]*")
_STEP: Final = 2


class CannotEdit(Exception):
    """A change has no place in the text."""


def edited(text: str, changes: Iterable[Change]) -> str:
    """Return `text` with `changes` in it.

    Raises:
        CannotEdit: A change's place is not in the text.
    """
    root = yaml.compose(text, yaml.SafeLoader)
    if not isinstance(root, MappingNode):
        raise CannotEdit("The text is no mapping.")
    asked = list(changes)
    edits = [_edit(text, root, change) for change in asked]
    newline = "\r\n" if "\r\n" in text else "\n"
    # From the end of the text to its begin, so that places stay. At one place what belongs further inside is put last,
    # and so stands first: a key of a list's last entry stands before the entry that follows it.
    for i in sorted(range(len(edits)), key=lambda i: (-edits[i][0], len(asked[i].path), -i)):
        start, end, put = edits[i]
        text = text[:start] + put.replace("\n", newline) + text[end:]
    return text


def whole(plan: dict[str, Value]) -> str:
    """Return a plan as a new YAML text."""
    return "\n\n".join(_lines({key: value}, 0) for key, value in plan.items()) + "\n"


def _edit(text: str, root: Node, change: Change) -> tuple[int, int, str]:
    """Return from where to where a change's text is put."""
    if change.kind == "set":
        holder, node = _node(root, change.path[:-1]), _node(root, change.path)
        return _replacement(text, holder, node, change.value)
    holder = _node(root, change.path[:-1])
    if change.kind == "key" and isinstance(holder, MappingNode):
        return _new_key(text, holder, str(change.path[-1]), change.value, top=len(change.path) == 1)
    if change.kind == "entry" and isinstance(holder, SequenceNode):
        return _new_entry(text, holder, change.value)
    raise CannotEdit(f"There is no place for {change.words}.")


def _node(root: Node, path: Path) -> Node:
    node = root
    for step in path:
        found: Node | None = None
        if isinstance(node, MappingNode):
            found = next((item for key, item in node.value if isinstance(key, ScalarNode) and key.value == step), None)
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        if found is None:
            raise CannotEdit(f"There is no {step} in the text.")
        node = found
    return node


def _replacement(text: str, holder: Node, node: Node, value: Value) -> tuple[int, int, str]:
    start, end = node.start_mark.index, node.end_mark.index
    in_block = isinstance(holder, MappingNode) and not holder.flow_style
    if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
        end = len(text[:end].rstrip())
    elif isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
        end = _line_end(text, _leaf_end(node))
        if isinstance(node, SequenceNode):
            start = len(text[:start].rstrip())
    put = written(value)
    if in_block and isinstance(value, Scalar) and "\n" in value.text:
        put = _literal(value.text, _indent(holder) + _STEP) or put
    blank = "" if text[start - 1 : start] in {" ", "\n", ""} else " "
    return start, end, blank + put


def _new_key(text: str, holder: MappingNode, key: str, value: Value, *, top: bool) -> tuple[int, int, str]:
    if holder.flow_style:
        return _in_flow(text, holder, f"{key}: {written(value)}")
    at = _line_end(text, _leaf_end(holder))
    indent = _indent(holder)
    gap = "\n" if top else ""
    return at, at, f"{gap}\n{_lines({key: value}, indent)}"


def _new_entry(text: str, holder: SequenceNode, value: Value) -> tuple[int, int, str]:
    if holder.flow_style:
        return _in_flow(text, holder, written(value))
    at = _line_end(text, _leaf_end(holder))
    return at, at, "\n" + _item(value, holder.start_mark.column)


def _in_flow(text: str, holder: Node, put: str) -> tuple[int, int, str]:
    """Return the edit that adds `put` at the end of `{…}` or `[…]`."""
    close = holder.end_mark.index - 1
    at = len(text[:close].rstrip())
    before = text[at - 1]
    comma = "" if before in "{[" else " " if before == "," else ", "
    return at, at, comma + put


def _indent(node: Node) -> int:
    if isinstance(node, MappingNode) and node.value:
        return int(node.value[0][0].start_mark.column)
    return int(node.start_mark.column)


def _leaf_end(node: Node) -> int:
    """Return where the last thing inside a node ends; its own end mark lies behind blank lines and comments."""
    if isinstance(node, MappingNode) and not node.flow_style and node.value:
        return _leaf_end(node.value[-1][1])
    if isinstance(node, SequenceNode) and not node.flow_style and node.value:
        return _leaf_end(node.value[-1])
    return int(node.end_mark.index)


def _line_end(text: str, at: int) -> int:
    """Return the end of the line on which what ends at `at` ends."""
    at = len(text[:at].rstrip())
    found = re.compile(r"\r?\n|$").search(text, at)
    return found.start() if found else len(text)


def _lines(mapping: dict[str, Value], indent: int) -> str:
    """Return a mapping in block style, its values on their key's line where they can be."""
    lines = []
    for key, value in mapping.items():
        pad = " " * indent
        name = written(Scalar(key, "text"))
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            lines.append(f"{pad}{name}:")
            lines += [_item(item, indent + _STEP) for item in value]
        elif isinstance(value, dict) and any(isinstance(item, dict | list) for item in value.values()):
            lines += [f"{pad}{name}:", _lines(value, indent + _STEP)]
        elif isinstance(value, Scalar) and "\n" in value.text and (block := _literal(value.text, indent + _STEP)):
            lines.append(f"{pad}{name}: {block}")
        else:
            lines.append(f"{pad}{name}: {written(value)}")
    return "\n".join(lines)


def _item(value: Value, indent: int) -> str:
    long = isinstance(value, dict) and any(
        "\n" in item.text if isinstance(item, Scalar) else True for item in value.values()
    )
    if isinstance(value, dict) and long:
        return " " * indent + "- " + _lines(value, indent + _STEP).lstrip(" ")
    return f"{' ' * indent}- {written(value)}"


def _literal(text: str, indent: int) -> str | None:
    """Return a text of several lines as a block; None: YAML would not read it back."""
    lines = text.strip("\n").split("\n")
    if any(line and _BLOCK.fullmatch(line.lstrip(" ")) is None for line in lines) or lines[0].startswith(" "):
        return None
    return "|\n" + "\n".join(" " * indent + line if line.strip() else "" for line in lines)


def written(value: Value) -> str:
    """Return a value on one line, as YAML reads it back inside `{…}` too."""
    match value:
        case Scalar(kind="null" | "bare"):
            return "null"
        case Scalar(text=text, kind="boolean"):
            return "true" if text.lower() in TRUE_WORDS else "false"
        case Scalar(text=text, kind="number") if _NUMBER.fullmatch(text):
            return text
        case Scalar(text=text):
            plain = _PLAIN.fullmatch(text) is not None and _is_text(text)
            return text if plain else json.dumps(text, ensure_ascii=False)
        case list():
            return f"[{', '.join(map(written, value))}]"
        case dict():
            pairs = (f"{written(Scalar(key, 'text'))}: {written(item)}" for key, item in value.items())
            return "{" + ", ".join(pairs) + "}"


def _is_text(text: str) -> bool:
    """Tell whether YAML takes an unquoted text for a text."""
    loader = yaml.SafeLoader("")
    try:
        tag = loader.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        return bool(tag == "tag:yaml.org,2002:str")
    finally:
        loader.dispose()
