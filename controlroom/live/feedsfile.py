"""The file of the rooms' feeds: `feeds.yaml` of the data folder, or the one that CONTROLROOM_FEEDS names.

Owns: what stands in the file, and what is said of it, with line and column.
Law: whatever is in the file, nothing is raised: a feed with a fault costs itself, and a file that is no YAML says no feeds (what
holds then: `live.feedlist`). A secret does not stand in it, only where it is: `env:NAME` or `file:PATH`; so no message here can
repeat one.
Must not know: the book, running feeds.

    rooms:
      studio:
        - name: relay
          kind: barragegrab
          options: {url: "ws://127.0.0.1:8888"}
        - name: shop
          kind: shopify
          options: {secret: "env:SHOPIFY_SECRET"}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from controlroom.feeds.faults import fault
from controlroom.feeds.naming import fit_name, misnamed
from controlroom.feeds.registry import UnknownKind, find
from controlroom.planfile.findings import Code
from controlroom.planfile.tree import Path as Steps
from controlroom.planfile.tree import Place, Scalar, Tree, Value, shown

NAME: Final = "feeds.yaml"
"""The file in the data folder that is read when none is named."""

ELSEWHERE: Final = ("env:", "file:")
"""How a value says that it stands elsewhere."""

_KEYS: Final = ("name", "kind", "options")


class Written(NamedTuple):
    """A feed as the file says it. `fault`: why it cannot run, with its line."""

    name: str
    kind: str
    options: Mapping[str, str]
    fault: str | None


class FeedsFile(NamedTuple):
    """What a file says.

    `places`: where each room stands; `faults`: what cannot be put to a feed, each a line with its place; `empty`: nothing stands
    in it.
    """

    rooms: Mapping[str, tuple[Written, ...]] = {}
    faults: tuple[str, ...] = ()
    empty: bool = False
    places: Mapping[str, str] = {}


def read_feeds(path: Path, data: bytes) -> FeedsFile:
    """Return the feeds that a file says.

    Args:
        path: What it is called in messages.
        data: What is in it.
    """
    from controlroom.planfile.yamltree import tree_of_yaml  # most rooms have no such file, and every server starts

    try:
        tree = tree_of_yaml(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return FeedsFile({}, (f"{path}: this is not UTF-8 (GBK, perhaps): save it again with the encoding UTF-8.",))
    if [finding.code for finding in tree.findings] == ["empty_plan"]:
        return FeedsFile(empty=True)
    if tree.failed():
        return FeedsFile({}, tuple(finding.told(str(path)) for finding in tree.findings))
    rooms: dict[str, tuple[Written, ...]] = {}
    reading = _Reading(tree, path)
    for room, listed in reading.rooms():
        rooms[room] = tuple(reading.feeds(room, listed))
    faults = tuple(finding.told(str(path)) for finding in tree.findings)
    return FeedsFile(rooms, faults, places={room: reading.place(room) for room in rooms})


def stray(room: str, rooms: Sequence[str]) -> str:
    """Return what is said of a room that is none of `rooms`."""
    near = get_close_matches(room, rooms, 1)
    meant = f"did you mean {near[0]}?" if near else f"make it first, controlroom rooms new {room}."
    return f"There is no room {shown(room)}: {meant}"


class _Reading:
    def __init__(self, tree: Tree, path: Path) -> None:
        self._tree = tree
        self._path = path

    def rooms(self) -> list[tuple[str, list[Value]]]:
        """Return each room with its list of feeds as it stands."""
        top = self._mapping((), ("rooms",))
        rooms = top.get("rooms")
        if isinstance(rooms, Scalar) and rooms.kind == "null":
            return []
        if not isinstance(rooms, dict):
            self._find("not_a_mapping", ("rooms",), "Write rooms: and below it each room with its list of feeds.")
            return []
        found = []
        for room, listed in rooms.items():
            if isinstance(listed, list):
                found.append((room, listed))
            elif not (isinstance(listed, Scalar) and listed.kind == "null"):
                self._find("not_a_list", ("rooms", room), "A list is wanted here: begin each feed with `- name:`.")
        return found

    def place(self, room: str) -> str:
        """Return where a room stands."""
        at = self._tree.keys.get(("rooms", room)) or Place(1, 1)
        return f"{self._path}:{at.line}:{at.column}"

    def feeds(self, room: str, listed: list[Value]) -> list[Written]:
        """Return a room's feeds, those that are right."""
        found: dict[str, Written] = {}
        for i, _ in enumerate(listed):
            at: Steps = ("rooms", room, i)
            feed = self._mapping(at, _KEYS)
            name, kind = self._text(feed, "name"), self._text(feed, "kind")
            if name is None or not fit_name(name):
                self._find("bad_id", at, misnamed(name or ""))
            elif name in found:
                self._find("duplicate_id", (*at, "name"), f"{shown(name)} is in the list already: keep one.")
            else:
                options, wrong = self._options((*at, "options"), kind)
                found[name] = Written(name, kind or "", options, self._fault(at, kind) or wrong)
        return list(found.values())

    def _fault(self, at: Steps, kind: str | None) -> str | None:
        if kind is None:
            return self._said(at, fault("file_kind"))
        try:
            find(kind)
        except UnknownKind as error:
            return self._said((*at, "kind"), str(error))
        return None

    def _options(self, at: Steps, kind: str | None) -> tuple[dict[str, str], str | None]:
        """Return a feed's options, and what is wrong with them."""
        value = self._tree.at(at)
        if value is None or (isinstance(value, Scalar) and value.kind == "null"):
            return {}, None
        if not isinstance(value, dict):
            return {}, self._said(at, fault("file_options"))
        options: dict[str, str] = {}
        wrong = None
        secret, known = _options_of(kind)
        for name, text in value.items():
            here = (*at, name)
            if not isinstance(text, Scalar):
                wrong = wrong or self._said(here, fault("file_value", name=name))
            elif known is not None and name not in known:
                near = get_close_matches(name, known, 1)
                said = (
                    fault("near_option", kind=kind, name=shown(name), near=near[0])
                    if near
                    else fault("no_option", kind=kind, name=shown(name), known=", ".join(known) or "none")
                )
                wrong = wrong or self._said(here, said)
            elif name in secret and not text.text.startswith(ELSEWHERE):
                wrong = wrong or self._said(here, fault("file_secret", name=name))
            else:
                options[name] = text.text
        return options, wrong

    def _mapping(self, at: Steps, keys: tuple[str, ...]) -> dict[str, Value]:
        value = self._tree.at(at) if at else self._tree.value
        if not isinstance(value, dict):
            self._find("not_a_mapping", at, f"Keys are wanted here, each with a colon: {', '.join(keys)}.")
            return {}
        for key in value:
            if key not in keys:
                near = get_close_matches(key, keys, 1)
                meant = f"did you mean {near[0]}?" if near else f"known are {', '.join(keys)}."
                place = self._tree.keys.get((*at, key))
                self._tree.find("unknown_key", (*at, key), f"There is no key {shown(key)} here: {meant}", place=place)
        return value

    def _text(self, feed: Mapping[str, Value], key: str) -> str | None:
        value = feed.get(key)
        return value.text if isinstance(value, Scalar) and value.text else None

    def _find(self, code: Code, at: Steps, message: str) -> None:
        self._tree.find(code, at, message)

    def _said(self, at: Steps, message: str) -> str:
        place = self._tree.nearest(at) or Place(1, 1)
        return f"{self._path}:{place.line}:{place.column}: {message}"


def _options_of(kind: str | None) -> tuple[frozenset[str], tuple[str, ...] | None]:
    """Return the names of a kind's secret options, and of all; None: nobody knows."""
    try:
        options = find(kind).options if kind is not None else ()
    except UnknownKind:
        return frozenset(), None
    secret = frozenset(option.name for option in options if option.secret)
    return secret, tuple(option.name for option in options) if kind is not None else None
