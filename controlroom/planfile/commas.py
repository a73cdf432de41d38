"""Texts that a comma cut in two, whole again.

Owns: joining what YAML took for a key back to the unquoted text before it, inside `{…}` of sections with many texts.
Law: the text comes out as it was written, comma and blanks included, and the author is always told to quote it.
Must not know: which keys a section has.
"""

from __future__ import annotations

from controlroom.planfile.tree import Path, Scalar, Tree, Value, shown


def rejoin(tree: Tree, path: Path) -> None:
    """Join the texts of the section at `path` that were cut, with a warning at each cut."""
    value = tree.at(path)
    if value is not None:
        _rejoin(tree, value, path)


def _rejoin(tree: Tree, value: Value, path: Path) -> None:
    match value:
        case dict():
            last: str | None = None
            for key in list(value):
                here = (*path, key)
                if here in tree.cuts and last is not None and isinstance(before := value[last], Scalar):
                    value[last] = Scalar(before.text + tree.cuts[here], "text")
                    del value[key]
                    said = (
                        f"Inside {{ }} a comma ends a text, so that {shown(key)} would be cut off from it; "
                        f"it is read as one text, {shown(before.text + tree.cuts[here])}. Put the whole text in quotes."
                    )
                    tree.find("unquoted_comma", here, said, place=tree.keys.get(here), severity="warning")
                    continue
                last = key
                _rejoin(tree, value[key], here)
        case list():
            for i, item in enumerate(value):
                _rejoin(tree, item, (*path, i))
        case Scalar():
            pass
