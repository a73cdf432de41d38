"""Whether the show can run as planned: lengths, scripts, the opening.

Owns: the checks of segments and of what happens at times in them.
Law: a length is compared with the plan's own figures, a reading time with the usual pace; nothing reads a clock.
Must not know: goods, papers, wording.
"""

from __future__ import annotations

import re
from typing import Final

from controlroom.domain.spoken import (
    CHARACTERS_PER_MINUTE,
    WORDS_PER_MINUTE,
    counted,
    length,
    reading_ms,
    without_directions,
)
from controlroom.domain.units import MINUTE_MS
from controlroom.planfile.models import PlanFile, Segment
from controlroom.planfile.tree import Path, Tree, shown

INTRODUCTION_MS: Final = 20_000
"""An opening's self-introduction takes 15–20 s. Source: FIELD, the training deck."""

OPENING_MS: Final = 5 * MINUTE_MS
"""Whoever enters wants to see a product; the longest opening that still keeps them."""

SELLING: Final = frozenset({"product", "flash_sale"})
_INTRODUCES: Final = re.compile(
    r"我是|我叫|我们是|\bI['’]?m\b|\bI am\b|\bmy name\b|\bthis is\b|\bwe['’]?re\b|\bwe are\b", re.I
)
_UNSCRIPTED: Final = frozenset({"break"})


def check_running(file: PlanFile, tree: Tree) -> None:
    """Add to `tree` what is found about lengths, scripts and the opening."""
    _check_slot(file, tree)
    if file.segments:
        _check_opening(file, tree)
    for i, segment in enumerate(file.segments):
        at: Path = ("segments", i)
        _check_script(segment, at, tree)
        _check_times(segment, at, tree)
        if segment.kind in SELLING and segment.sku is None:
            said = f"{shown(segment.id)} sells, and names no product."
            tree.find("no_product", at, said, severity="warning", mend="Add `sku:`, so that a take puts it on sale.")
        if segment.host is None and any(member.role == "host" for member in file.show.team):
            said = f"Nobody is named as the host of {shown(segment.id)}."
            tree.find("no_host", at, said, severity="info", mend="Add `host:` with a member's id.")


def _check_starts(file: PlanFile, tree: Tree) -> int:
    """Return when the last segment ends; a fixed start before what precedes it ends is found."""
    cursor = file.show.starts
    for i, segment in enumerate(file.segments):
        if segment.starts is not None and segment.starts < cursor:
            by = length(cursor - segment.starts)
            said = f"{shown(segment.id)} has a start of its own, and what precedes it ends {by} later."
            mend = "Shorten what precedes it, or let it start later."
            tree.find("early_start", ("segments", i, "starts"), said, severity="warning", mend=mend)
        cursor = max(cursor, segment.starts or 0) + segment.minutes
    return cursor


def _check_slot(file: PlanFile, tree: Tree) -> None:
    planned = _check_starts(file, tree) - file.show.starts
    if file.show.ends is None:
        if file.segments:
            said = f"The segments take {length(planned)}; whether they fit the slot is not checked without its end."
            tree.find("no_end", ("show",), said, severity="info", mend="Add `ends:` to the show.")
        return
    slot = file.show.ends - file.show.starts
    path: Path = ("show", "ends")
    if slot <= 0:
        tree.find("over_slot", path, "The show ends before it starts.", mend="Check `starts` and `ends`.")
    elif planned > slot:
        said = f"The segments take {length(planned)}, {length(planned - slot)} more than the slot's {length(slot)}."
        tree.find("over_slot", path, said, severity="warning", mend="Shorten segments or move the end.")
    elif file.segments and planned * 10 < slot * 9:
        said = f"The segments take {length(planned)}; {length(slot - planned)} of the slot's {length(slot)} are empty."
        tree.find("under_slot", path, said, severity="info", mend="Plan what fills it.")


def _check_opening(file: PlanFile, tree: Tree) -> None:
    first = file.segments[0]
    if first.kind != "opening":
        said = f"The show begins with {shown(first.id)}, which is no opening."
        mend = "Begin with a segment of kind `opening`: self-introduction and a hook."
        tree.find("no_opening", ("segments", 0, "kind"), said, severity="warning", mend=mend)
        return
    if first.minutes > OPENING_MS:
        said = f"The opening takes {length(first.minutes)}, more than {length(OPENING_MS)}."
        mend = "Come to the first product sooner."
        tree.find("long_opening", ("segments", 0, "minutes"), said, severity="warning", mend=mend)
    if first.script is None:
        return
    path: Path = ("segments", 0, "script")
    paragraphs = [line for line in without_directions(first.script).splitlines() if line.strip()]
    begun_ms = 0
    for paragraph in paragraphs:
        introduced = _INTRODUCES.search(paragraph)
        before_ms = begun_ms + (reading_ms(paragraph[: introduced.start()]) if introduced else 0)
        if introduced is None and begun_ms <= INTRODUCTION_MS:
            begun_ms += reading_ms(paragraph)
            continue
        if introduced is None or before_ms > INTRODUCTION_MS:
            break
        _check_introduction(begun_ms + reading_ms(paragraph), path, tree)
        return
    said = f"Nobody says within the first {length(INTRODUCTION_MS)} who is speaking."
    mend = "Let the host introduce himself or herself (15–20 s), then the hook."
    tree.find("no_introduction", path, said, severity="warning", mend=mend, owner="host")


def _check_introduction(takes_ms: int, path: Path, tree: Tree) -> None:
    if takes_ms > INTRODUCTION_MS:
        said = f"The introduction, to the end of its paragraph, takes {length(takes_ms)}; 15–20 s keep people."
        tree.find("long_introduction", path, said, severity="warning", mend="Shorten it.", owner="host")


def _check_script(segment: Segment, at: Path, tree: Tree) -> None:
    if not segment.script:
        if segment.kind not in _UNSCRIPTED:
            said = f"{shown(segment.id)} has no script."
            mend = "Write what the host says, or at least the points."
            tree.find("no_script", at, said, severity="warning" if segment.kind in SELLING else "info", mend=mend)
        return
    takes_ms = reading_ms(segment.script)
    over_ms = takes_ms - segment.minutes
    if over_ms < 1000:
        return
    pace = f"{CHARACTERS_PER_MINUTE} Chinese characters or {WORDS_PER_MINUTE} English words a minute"
    said = (
        f"The script takes {length(takes_ms)} at {pace}, {length(over_ms)} too long "
        f"for the segment's {length(segment.minutes)}."
    )
    characters, words = counted(segment.script)
    share = over_ms / takes_ms
    cut = f"{round(characters * share)} characters" if characters else f"{round(words * share)} words"
    mend = f"Cut about {cut}, or give the segment more minutes."
    tree.find("script_too_long", (*at, "script"), said, severity="warning", mend=mend)


def _check_times(segment: Segment, at: Path, tree: Tree) -> None:
    ends = segment.minutes

    def late(path: Path, what: str, when_ms: int) -> None:
        """Warn of what would come after the end."""
        if when_ms > ends:
            said = f"{what} {length(when_ms)} after the segment's begin, and it lasts {length(ends)}."
            mend = "Bring it forward, or lengthen the segment."
            tree.find("after_segment", path, said, severity="warning", mend=mend)

    for k, cue in enumerate(segment.cues):
        if cue.at is not None:
            late((*at, "cues", k, "at"), "The cue comes", cue.at)
        if cue.when is not None and cue.when.left is not None and cue.when.timer is None:
            late((*at, "cues", k, "when", "left"), "This time left would begin", cue.when.left)
    for k, timer in enumerate(segment.timers):
        if timer.kind == "countdown" and timer.minutes is not None:
            late((*at, "timers", k), "The countdown ends", (timer.start or 0) + timer.minutes)
        elif timer.start is not None:
            late((*at, "timers", k, "start"), "The timer starts", timer.start)
    for k, task in enumerate(segment.tasks):
        if task.at is not None:
            late((*at, "tasks", k, "at"), "The task is due", task.at)
