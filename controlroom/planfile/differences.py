"""What differs between two texts of a plan, in words.

Owns: which entries and keys one has and the other has not, and which of both have another value.
Law: read as `merging` reads them, by id, so that a moved entry is not a new one; whatever differs is told.
Must not know: versions, pages.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from controlroom.planfile.documents import tree_of
from controlroom.planfile.merging import labelled, merge
from controlroom.planfile.tree import Tree

_ORDERED: Final = ("segments",)
"""Lists whose order means something."""


class Difference(NamedTuple):
    """One difference. `kind`: something is `new`, `gone`, `changed`, or a list's entries come in another `order`."""

    kind: Literal["new", "gone", "changed", "order"]
    words: str


def differences(before: str, after: str) -> list[Difference]:
    """Return what differs in a plan's text from one before it: what goes first, then what changes and comes."""
    old, new = tree_of(before), tree_of(after)
    gone = [Difference("gone", change.words[2:]) for change in merge(new, old).changes if change.words.startswith("+")]
    found = [
        Difference("new" if change.words.startswith("+") else "changed", change.words[2:])
        for change in merge(old, new).changes
    ]
    return [
        *gone,
        *found,
        *(Difference("order", name) for name in _ORDERED if _moved(_ids(old, name), _ids(new, name))),
    ]


def _ids(tree: Tree, name: str) -> list[str]:
    entries = tree.value.get(name) if isinstance(tree.value, dict) else None
    return [id_ for entry in entries if (id_ := labelled(entry, name))] if isinstance(entries, list) else []


def _moved(before: list[str], after: list[str]) -> bool:
    return [id_ for id_ in before if id_ in after] != [id_ for id_ in after if id_ in before]
