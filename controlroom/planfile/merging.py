"""One plan's values brought into another's, by id.

Owns: by which key the entries of each list are known, and what changed, in words.
Law: what the newer plan does not say stays as it was; an entry is never deleted; every change is told.
Must not know: files, how either plan was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from controlroom.planfile.findings import Code
from controlroom.planfile.tree import EMPTY, Path, Place, Scalar, Tree, Value, shown

_IDENTITY: Final[dict[str, tuple[str, ...]]] = {
    "team": ("id",), "papers": ("title",), "products": ("sku",), "evidence": ("claim",), "offers": ("id",),
    "segments": ("id",), "cues": ("id",), "timers": ("id",), "tasks": ("id", "title"), "scenes": ("id",),
    "faq": ("ask",), "rules": ("id",), "allowed": ("phrase",),
}  # fmt: skip
"""By which key an entry of a list is known; where it has not the first, by the next."""

_OWNERS: Final[tuple[tuple[str, str, Code, str], ...]] = (
    ("segments", "id", "unknown_segment", "segment"),
    ("products", "sku", "unknown_product", "product"),
)
_NUMBER: Final = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)
_HAN: Final = re.compile(r"[\u3400-\u9fff]")


class Change(NamedTuple):
    """One change. `path`: in the merged plan; `kind` `key` and `entry`: what is new there."""

    kind: Literal["set", "key", "entry"]
    path: Path
    value: Value
    words: str


@dataclass(slots=True)
class Merged:
    """What became of the plan. `kept`: by list, its entries that only the older plan names."""

    tree: Tree
    changes: list[Change] = field(default_factory=list)
    kept: dict[str, list[str]] = field(default_factory=dict)

    def told(self) -> list[str]:
        """Return the changes and what stays, a line each."""
        return [change.words for change in self.changes] + [
            f"= {label}: {', '.join(names)} stay as they were" for label, names in self.kept.items()
        ]


def merge(base: Tree, newer: Tree) -> Merged:
    """Return `base` with what `newer` says, with places of both."""
    merging = _Merging(base, newer)
    value = merging.value(base.value or {}, newer.value or {}, (), (), "")
    merging.merged.tree.value = value
    return merging.merged


def labelled(entry: Value, name: str) -> str | None:
    """Return what an entry of the list `name` is known by; None: by nothing."""
    for key in _IDENTITY.get(name, ()):
        found = entry.get(key) if isinstance(entry, dict) else None
        if isinstance(found, list) and found:
            found = found[0]
        if isinstance(found, dict) and found:
            found = next(iter(found.values()))
        if isinstance(found, Scalar) and found.text:
            return found.text
    return None


def same(one: Value, other: Value) -> bool:
    """Tell whether two values say the same, however they are written."""
    match one, other:
        case Scalar(), Scalar():
            a, b = one.text.strip(), other.text.strip()
            if _NUMBER.fullmatch(a) and _NUMBER.fullmatch(b) and "text" not in {one.kind, other.kind}:
                return Decimal(a) == Decimal(b)
            if "boolean" in {one.kind, other.kind}:
                return a.lower() == b.lower()
            return a == b
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case dict(), dict():
            return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
        case dict(), Scalar():
            return same(one.get(_language(other), Scalar("", "null")), other)
        case _:
            return False


def _language(text: Scalar) -> str:
    return "zh-CN" if _HAN.search(text.text) else "en"


class _Merging:
    """Two plans on their way to one."""

    def __init__(self, base: Tree, newer: Tree) -> None:
        self._newer = newer
        tree = Tree(places=dict(base.places), keys=dict(base.keys), cuts=dict(base.cuts), lines=base.lines)
        tree.findings = [*base.findings, *newer.findings]
        self.merged = Merged(tree)

    def value(self, old: Value, new: Value, path: Path, newer: Path, label: str) -> Value:
        """Return `old` changed by `new`, which stands at `path` in the older plan and at `newer` in the newer."""
        name = str(path[-1]) if path else ""
        match old, new:
            case dict(), dict():
                return self._mapping(old, new, path, newer, label)
            case list(), list() if name in _IDENTITY:
                return self._entries(old, new, path, newer, label)
            case dict(), Scalar() if (
                old and _language(new) in {*old, "zh-CN", "en"} and all("-" in k or k == "en" for k in old)
            ):
                return self._mapping(old, {_language(new): new}, path, newer, label)
        if same(old, new):
            return old
        self._place(new, path, newer)
        self.merged.changes.append(Change("set", path, new, f"~ {label}: {_said(old)} → {_said(new)}"))
        return new

    def _mapping(self, old: dict[str, Value], new: dict[str, Value], path: Path, newer: Path, label: str) -> Value:
        merged = dict(old)
        for key, item in new.items():
            here, there = (*path, key), (*newer, key)
            inner = f"{label} {key}".strip()
            if isinstance(item, Scalar) and item.kind in EMPTY:
                continue
            if key in old and not (isinstance(held := old[key], Scalar) and held.kind in EMPTY):
                merged[key] = self.value(old[key], item, here, there, inner)
                continue
            self._place(item, here, there)
            merged[key] = item
            kind: Literal["set", "key"] = "set" if key in old else "key"
            self.merged.changes.append(Change(kind, here, item, f"+ {inner}: {_said(item)}"))
        return merged

    def _entries(self, old: list[Value], new: list[Value], path: Path, newer: Path, label: str) -> Value:
        name = str(path[-1])
        merged = list(old)
        names = [labelled(entry, name) for entry in old]
        met = set()
        for i, entry in enumerate(new):
            known = labelled(entry, name)
            there = (*newer, i)
            inner = f"{label} {shown(known) if known else 'without a name'}"
            at = names.index(known) if known in names and known is not None else None
            if at is None and known is not None and isinstance(entry, dict) and name == "tasks":
                at = _by_title(old, entry)
            if at is not None:
                met.add(at)
                merged[at] = self.value(old[at], entry, (*path, at), there, inner)
                continue
            here = (*path, len(merged))
            self._place(entry, here, there)
            self._check_owner(entry, here)
            merged.append(entry)
            self.merged.changes.append(Change("entry", here, entry, f"+ {inner}"))
        if stay := [known for i, known in enumerate(names) if i not in met and known]:
            self.merged.kept[label] = stay
        return merged

    def _check_owner(self, entry: Value, path: Path) -> None:
        """Say so where rows name an owner that is in neither plan: it would become an entry with nothing but them."""
        if not isinstance(entry, dict) or "title" in entry:
            return
        for owners, key, code, what in _OWNERS:
            if path[:-1] == (owners,) and isinstance(name := entry.get(key), Scalar):
                said = f"There is no {what} {shown(name.text)} in the plan: name one of {owners}, or add it with its title."
                self.merged.tree.find(code, (*path, key), said)

    def _place(self, value: Value, path: Path, newer: Path) -> None:
        """Note where a value of the newer plan stands, for it and all below it."""
        places = self.merged.tree.places
        for below in [known for known in places if known[: len(path)] == path]:
            del places[below]
        if (place := self._newer.nearest(newer)) is not None:
            places[path] = Place(*place)
        for known, place in self._newer.places.items():
            if known[: len(newer)] == newer and len(known) > len(newer):
                places[(*path, *known[len(newer) :])] = place


def _by_title(old: list[Value], entry: dict[str, Value]) -> int | None:
    """Return which older task has the title of a newer one that has an id and another that has none."""
    title = entry.get("title")
    if title is None:
        return None
    return next(
        (
            i
            for i, task in enumerate(old)
            if isinstance(task, dict) and "id" not in task and same(task.get("title", []), title)
        ),
        None,
    )


def _said(value: Value) -> str:
    match value:
        case Scalar():
            return shown(value.text)
        case list():
            return f"[{', '.join(map(_said, value))}]"
        case dict():
            return "{" + ", ".join(f"{key}: {_said(item)}" for key, item in value.items()) + "}"
