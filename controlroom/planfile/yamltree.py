"""The YAML door: a text becomes a tree with lines and columns, and YAML's own traps are explained.

Owns: composing the nodes (never constructing objects), the bounds on depth and aliases, the words for YAML's errors.
Law: whatever the text is, nothing is raised; what cannot be read is a finding at its line and column.
Must not know: the keys of a plan.
"""

from __future__ import annotations

import re
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from controlroom.planfile.tree import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_VALUES,
    Kind,
    Path,
    Place,
    Scalar,
    Tree,
    Value,
    encodable,
    shown,
)

_TAG: Final = "tag:yaml.org,2002:"
_KINDS: Final[dict[str, Kind]] = {
    "str": "text", "int": "number", "float": "number", "bool": "boolean", "null": "null",
    "timestamp": "instant", "value": "text", "merge": "text",
}  # fmt: skip
_OPENS_OTHERWISE: Final = re.compile(r"^[\s-]*(?:[^\s:]+\s*:\s+)?([{\[@`%&*!|>\"'])")
_TABBED: Final = re.compile(r"^ *\t|^\s*[^\s#]+:\t")


class _TooDeep(yaml.MarkedYAMLError):
    pass


class _Loader(yaml.SafeLoader):
    """Composes only, and not deeper than a plan can be."""

    depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """Compose a node (a step of PyYAML's composer)."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeep(problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


class _TooManyValues(Exception):
    pass


class _Loop(Exception):
    def __init__(self, path: Path) -> None:
        self.path = path


def tree_of_yaml(text: str, first: str = "show") -> Tree:
    """Return the tree of a YAML text, with findings where it has faults, and without a value when it cannot be read.

    Args:
        first: The key that an empty one should begin with.
    """
    tree = Tree()
    if len(text) > MAX_CHARACTERS:
        message = f"The plan has {len(text):,} characters, and {MAX_CHARACTERS:,} are allowed: shorten it."
        tree.find("too_large", (), message, place=Place(1, 1))
        return tree
    tree.lines = re.split(r"\r\n|[\n\r\x85\u2028\u2029]", text)  # as YAML breaks lines
    node = _composed(text, tree)
    if node is not None:
        try:
            tree.value = _Walk(tree).value(node, ())
        except _TooManyValues:
            message = f"The plan has more than {MAX_VALUES:,} values, aliases counted: write it without aliases."
            tree.find("too_large", (), message, place=Place(1, 1))
        except _Loop as error:
            message = "This alias leads back to what holds it: write the value out, without & and *."
            tree.find("bad_alias", error.path, message)
    elif not tree.findings:
        tree.find("empty_plan", (), f"The file is empty: begin with `{first}:`.", place=Place(1, 1))
    return tree


def _composed(text: str, tree: Tree) -> Node | None:
    try:
        loader = _Loader(text)
    except ReaderError as error:
        before = text[: error.position]
        place = Place(before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        code = ord(error.character) if isinstance(error.character, str) else error.character
        tree.find("bad_character", (), f"The character U+{code:04X} cannot stand in a plan: delete it.", place=place)
        return None
    try:
        return loader.get_single_node()
    except _TooDeep as error:
        place = _place(error.problem_mark)
        tree.find("too_deep", (), f"This is nested more than {MAX_DEPTH} deep: a plan is flatter.", place=place)
    except yaml.MarkedYAMLError as error:
        _explain(error, text, tree)
    except (yaml.YAMLError, ValueError, OverflowError):
        # An escape such as "\Uffffffff", or a directive's version with thousands of digits.
        message = "The number here names no character and no version: write the character itself."
        tree.find("yaml_syntax", (), message, place=_place(loader.get_mark()))
    finally:
        loader.dispose()
    return None


def _place(mark: yaml.Mark | None) -> Place:
    return Place(mark.line + 1, mark.column + 1) if mark is not None else Place(1, 1)


def _explain(error: yaml.MarkedYAMLError, text: str, tree: Tree) -> None:
    """Say what YAML's parser stumbled over in the words of somebody who writes plans."""
    place = _place(error.problem_mark or error.context_mark)
    problem = error.problem or error.context or "it cannot be read"
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\\t" in problem or (_TABBED.match(line) and "\t" in line[: place.column]):
        at = Place(place.line, line.index("\t") + 1) if "\t" in line else place
        tree.find("tab", (), "A tab stands here, and YAML indents with spaces only: replace it with spaces.", place=at)
    elif "expected a single document" in (error.context or ""):
        tree.find("several_documents", (), "A second document begins here: keep one plan a file.", place=place)
    elif "alias" in problem or "anchor" in problem:
        tree.find("bad_alias", (), f"YAML says: {problem}. Write the value out, without & and *.", place=place)
    else:
        tree.find("yaml_syntax", (), f"YAML says: {problem}. {_mend(problem, line)}", place=place)


def _mend(problem: str, line: str) -> str:
    if "stream end" in problem or "end of stream" in problem:
        return "A quote or bracket that opens before is never closed: close it."
    opens = _OPENS_OTHERWISE.match(line)
    if opens is not None:
        sign = opens.group(1)
        if sign in "\"'":
            return "After the closing quote nothing more may stand: put the whole text in one pair of quotes."
        return f"A text that begins with {sign} is not a text to YAML: put the whole text in quotes."
    if "mapping values" in problem:
        return "A text with a colon and a space needs quotes around it; else the indentation is wrong."
    if "could not find expected ':'" in problem:
        return "Here a key needs a colon after it; a text of several lines needs `|` and indentation."
    return "Check the indentation (keys of one thing begin in one column), brackets and quotes around here."


class _Walk:
    """Turns nodes into values, noting places; recursion is bounded by the depth that was composed."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._values = 0
        self._cut_ends: dict[int, int] = {}
        """How far a text that was cut reaches by now, by its node."""

    def value(self, node: Node, path: Path) -> Value:
        """Return the tree of a node."""
        self._values += 1
        if self._values > MAX_VALUES:
            raise _TooManyValues
        self._tree.places[path] = _place(node.start_mark)
        if len(path) > MAX_DEPTH:
            raise _Loop(path[:3])
        match node:
            case SequenceNode():
                self._check_tag(node, "seq", path)
                return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
            case MappingNode():
                self._check_tag(node, "map", path)
                return self._mapping(node, path)
            case _:
                return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Value]:
        tree = self._tree
        found: dict[str, Value] = {}
        last: Node | None = None
        for key, value in node.value:
            place = _place(key.start_mark)
            before, last = last, value
            if not isinstance(key, ScalarNode):
                # What follows a `{price}` that is a key: YAML took the braces for a mapping of its own.
                tree.find("bad_key", path, "A key must be a plain word; a text with braces needs quotes.", place=place)
                continue
            name = str(key.value)
            here = (*path, name)
            if key.tag == f"{_TAG}merge":
                tree.find("merge_key", path, "`<<` does not merge here: write the keys out.", place=place)
            elif not encodable(name):
                tree.find("bad_character", path, "This key holds half a character: write it anew.", place=place)
            elif name in found:
                first = tree.keys[here].line
                message = f"The key {shown(name)} stands here twice, first on line {first}: keep one."
                tree.find("duplicate_key", here, message, place=place)
            else:
                tree.keys[here] = place
                found[name] = self.value(value, here)
                if isinstance(value, ScalarNode) and not value.value and value.start_mark.index == key.end_mark.index:
                    found[name] = Scalar("", "bare")
                    last = value if before is None else before
                    self._note_cut(here, last, key)
        return found

    def _note_cut(self, here: Path, before: Node, key: ScalarNode) -> None:
        """Note what stands from the end of the unquoted text before a bare key to that key's end."""
        plain = isinstance(before, ScalarNode) and before.style is None and key.style is None
        if plain and isinstance(buffer := key.start_mark.buffer, str):
            start, end = self._cut_ends.get(id(before), before.end_mark.index), key.end_mark.index
            self._tree.cuts[here] = buffer[start:end]
            self._cut_ends[id(before)] = end

    def _scalar(self, node: Node, path: Path) -> Scalar:
        text = str(node.value)
        if not encodable(text):
            self._tree.find("bad_character", path, "This text holds half a character (\\ud800 …): write it anew.")
            return Scalar("", "null")
        name = node.tag.removeprefix(_TAG)
        if name not in _KINDS or not node.tag.startswith(_TAG):
            self._unknown_tag(node, path)
            return Scalar(text, "text")
        if not isinstance(node, ScalarNode) or node.style is not None:
            return Scalar(text, "text")
        kind = _KINDS[name]
        return Scalar(text, "clock" if kind == "number" and ":" in text else kind)

    def _check_tag(self, node: Node, name: str, path: Path) -> None:
        if node.tag != f"{_TAG}{name}":
            self._unknown_tag(node, path)

    def _unknown_tag(self, node: Node, path: Path) -> None:
        tag = node.tag.replace(_TAG, "!!")
        message = f"The tag {shown(tag)} has no meaning here: delete it, or put a text that begins with ! in quotes."
        self._tree.find("bad_tag", path, message)
