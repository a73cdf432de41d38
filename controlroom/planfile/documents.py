"""A plan as a text: read, checked, and written anew from a show that was.

Owns: which of a text's two forms it is, and how a past show becomes a plan with its real lengths.
Law: a text is kept as its author wrote it wherever that is possible; what is written is read again before it is believed.
Must not know: rooms, versions, where texts are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from controlroom.domain.plan import SegmentPlan, Text
from controlroom.planfile.check import check_tree
from controlroom.planfile.findings import ReadPlan
from controlroom.planfile.jsontree import tree_of_json
from controlroom.planfile.merging import Change
from controlroom.planfile.read import reading
from controlroom.planfile.tree import Scalar, Tree, Value
from controlroom.planfile.yamledit import CannotEdit, edited, whole
from controlroom.planfile.yamltree import tree_of_yaml
from controlroom.words.finder import Finder


def tree_of(text: str) -> Tree:
    """Return the tree of a plan's text: JSON where it begins with a brace, else YAML."""
    return tree_of_json(text) if text.lstrip().startswith("{") else tree_of_yaml(text)


def read_document(text: str, name: str = "plan") -> ReadPlan:
    """Return the plan that a text says, or why it cannot be read."""
    return reading(tree_of(text), name)[0]


def check_document(text: str, words: Finder | None = None) -> ReadPlan:
    """Return the plan that a text says, with all that is found (`planfile.check`)."""
    return check_tree(tree_of(text), words=words)


def check_as_it_runs(text: str, segments: Sequence[SegmentPlan], words: Finder | None = None) -> ReadPlan:
    """Return what is found in a plan's text with its segments as they were edited since; it has no lines then."""
    read = check_document(as_it_was(text, segments, {}), words)
    return replace(read, findings=[replace(finding, line=None, column=None) for finding in read.findings])


def as_it_was(text: str, segments: Sequence[SegmentPlan], took_ms: Mapping[str, int]) -> str:
    """Return a plan's text as the show really went: its segments in their last order, each as long as it was on air.

    Args:
        text: The plan's.
        segments: The rundown at the end.
        took_ms: How long each segment was on air; one that never was keeps its length.

    Raises:
        ValueError: The text is no plan.
    """
    tree = tree_of(text)
    value = tree.value
    told = value.get("segments") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(told, list) or tree.failed():
        raise ValueError("the plan's own text cannot be read any more")
    entries = {_id(entry): entry for entry in told if isinstance(entry, dict)}
    ids = [segment.id for segment in segments]
    written = reading(tree, "plan")[0].plan
    before = {segment.id: segment for segment in written.segments} if written is not None else {}
    zone = written.show.timezone if written is not None else "UTC"
    news = {segment.id: _news(segment, before.get(segment.id), took_ms.get(segment.id), zone) for segment in segments}
    if ids == list(entries) and not text.lstrip().startswith("{"):
        changes = [
            Change("set" if key in entries[id_] else "key", ("segments", place, key), new, id_)
            for place, id_ in enumerate(ids)
            for key, new in news[id_].items()
        ]
        try:
            new = edited(text, changes)
            if read_document(new).plan is not None:
                return new
        except CannotEdit:
            pass  # written anew below, without its comments
    parts: list[Value] = [
        {**(entries.get(segment.id) or _entry(segment, zone)), **news[segment.id]} for segment in segments
    ]
    return whole({**value, "segments": parts})


def _news(segment: SegmentPlan, before: SegmentPlan | None, took_ms: int | None, zone: str) -> dict[str, Value]:
    """Return what a segment's entry says otherwise: its length, and what was edited while the show ran."""
    length_ms = took_ms if took_ms is not None else segment.planned_for_ms
    news: dict[str, Value] = {}
    if before is None or took_ms is not None or length_ms != before.planned_for_ms:
        news["minutes"] = _minutes(length_ms)
    if before is not None and segment.title != before.title:
        news["title"] = _words(segment.title)
    if before is not None:
        was, now = _edited(before, zone), _edited(segment, zone)
        news |= {key: text for key, text in now.items() if text != was[key]}
    return news


def _id(entry: dict[str, Value]) -> str:
    found = entry.get("id")
    return found.text if isinstance(found, Scalar) else ""


def _minutes(length_ms: int) -> Scalar:
    """Return a length in minutes, to the second."""
    seconds = max(1, round(length_ms / 1000))
    minutes = (Decimal(seconds) / 60).quantize(Decimal("0.001")).normalize()
    return Scalar(format(minutes, "f"), "number")


def _edited(segment: SegmentPlan, zone: str) -> dict[str, Scalar]:
    """Return what else may be edited while a show runs, as it is written; what a segment has not is null."""
    starts = (datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=segment.starts_ms or 0)).astimezone(
        ZoneInfo(zone)
    )
    texts = {
        "kind": segment.kind, "sku": segment.sku, "host": segment.host,
        "starts": starts.isoformat() if segment.starts_ms is not None else None, "script": segment.script,
    }  # fmt: skip
    return {key: Scalar(text, "text") if text is not None else Scalar("", "null") for key, text in texts.items()}


def _entry(segment: SegmentPlan, zone: str) -> dict[str, Value]:
    """Return a segment that was put in during the show, as it would have been written."""
    told = {key: text for key, text in _edited(segment, zone).items() if text.kind != "null"}
    return {
        "id": Scalar(segment.id, "text"), "title": _words(segment.title), "minutes": Scalar("1", "number"), **told,
    }  # fmt: skip


def _words(text: Text) -> Value:
    if isinstance(text, str):
        return Scalar(text, "text")
    return {lang: Scalar(words, "text") for lang, words in text.items()}
