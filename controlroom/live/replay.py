"""A show folded again from a file: an exported journal, or plain events in arrival order.

Owns: how a file's lines become the pages of one show, and how such pages are folded to an instant.
Law: instants come from the file alone, and the marks of quarantined records are read before anything is folded; so the
same file gives the same digest anywhere, at any speed. Plain events go through the intake's door like any other.
Must not know: where the file lies, stores, clocks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final

import msgspec
from msgspec import Struct, field

from controlroom.domain import commands as cmd
from controlroom.domain import records as rec
from controlroom.domain.alerts.ready import resolved
from controlroom.domain.events import Fact
from controlroom.domain.plan import Plan
from controlroom.domain.roles import Role
from controlroom.domain.units import SECOND_MS, floor_second
from controlroom.feeds.journalfile import BadLine, read_events, read_export
from controlroom.live.intake import Intake
from controlroom.live.overhearing import by_card
from controlroom.live.people import with_hashed_staff
from controlroom.live.seen import Seen
from controlroom.room.room import FoldBroken, Room
from controlroom.words.reader import Reader, reader

log = logging.getLogger(__name__)

FILE_FEED: Final = "file"
"""The source of a file's events that name none."""

START_ID: Final = "file-start"
END_ID: Final = "file-end"
"""Ids of the commands that start and end a show told by a file."""

_PAGE: Final = 10_000
_MARK: Final = b"record.quarantined"
_ENCODE: Final = msgspec.json.Encoder().encode

Lines = Callable[[], Iterable[bytes]]
"""Opens the file anew and yields its lines."""


class NotAShow(ValueError):
    """A file does not hold one whole show; the message says what is missing and the mend."""


class Opening(Struct, frozen=True, kw_only=True):
    """How the show of a file of plain events begins.

    Args:
        room, show: Its names.
        plan: Its plan; None: it goes live with its first fact that counts.
        user_key: What its users are hashed with.
        seed: Of a rehearsal.
        words: Reads its comments and speech; by itself with the lists that are part of the product.
    """

    room: str
    show: str
    mode: rec.Mode
    user_key: bytes
    plan: Plan | None = None
    seed: int | None = None
    words: Reader = field(default_factory=reader)


class Told(Struct, frozen=True):
    """What a file told: the folded room, and the records that broke the fold and were left out, with the reasons."""

    room: Room
    broken: dict[int, str]


def journal_pages(lines: Iterable[bytes]) -> Iterator[rec.Page]:
    """Yield an exported journal as pages; a command begins a page.

    Raises:
        BadLine: A line is no exported record, or out of order.
        NotAShow: It does not begin with the show's first record.
    """
    page: list[rec.Record | rec.Unknown] = []
    first_seq = page_ms = 0
    for seq, received_ms, record in read_export(lines):
        if not first_seq and not (seq == 1 and isinstance(record, rec.ShowOpened)):
            raise NotAShow(f"the journal begins with record {seq}, not with show.opened: export the whole show again")
        if page and (received_ms != page_ms or len(page) == _PAGE or isinstance(record, rec.Accepted)):
            yield _page(page, first_seq, page_ms)
            page = []
        if not page:
            first_seq, page_ms = seq, received_ms
        page.append(record)
    if page:
        yield _page(page, first_seq, page_ms)


def event_pages(
    lines: Iterable[bytes], opening: Opening, on_bad: Callable[[BadLine], None], on_known: Callable[[int], None]
) -> Iterator[rec.Page]:
    """Yield plain events as the pages of a show that opens, and with a plan starts, with the first of them.

    Args:
        on_bad: Is given each line that cannot be used.
        on_known: Is given how many of a page's events had come before; they are left out.

    Raises:
        BadLine: The first event says not when it was.
    """
    plan = opening.plan
    currency = plan.show.currency if plan is not None else None
    intake = Intake(opening.user_key, Seen(), lambda: currency, opening.words, plan=lambda: plan)
    seq = 0
    for received_ms, facts in _together(read_events(lines, on_bad)):
        if not seq:
            for record in _begin(opening, received_ms):
                seq += 1
                yield rec.encode_page([record], seq, received_ms)
        batch = intake.take(FILE_FEED, facts, None, received_ms)
        intake.seen.trim(received_ms)
        if batch.duplicates:
            on_known(batch.duplicates)
        for refused in batch.rejected:
            on_bad(BadLine(0, refused.message, b"", refused.path, refused.code))
        if batch.facts:
            yield rec.encode_page(list(batch.facts), seq + 1, received_ms)  # type: ignore[arg-type]
            seq += len(batch.facts)


def _begin(opening: Opening, received_ms: int) -> Iterator[rec.Record]:
    plan = opening.plan
    yield rec.ShowOpened(
        room=opening.room,
        show=opening.show,
        mode=opening.mode,
        timezone=plan.show.timezone if plan is not None else "Asia/Shanghai",
        plan=with_hashed_staff(plan, opening.user_key),
        seed=opening.seed,
        rules=tuple(resolved(plan.rules if plan is not None else ()).values()),
        words_version=opening.words.version,
    )
    if plan is not None:
        watched = by_card(plan, plan.segments, opening.words)
        yield rec.Accepted(by=Role.CONTROLLER, command=cmd.ShowStart(id=START_ID), prepared=watched)


def _together(facts: Iterable[tuple[int, Fact]]) -> Iterator[tuple[int, list[Fact]]]:
    """Group facts that were received at the same instant."""
    group: list[Fact] = []
    group_ms = 0
    for received_ms, fact in facts:
        if group and (received_ms != group_ms or len(group) == _PAGE):
            yield group_ms, group
            group = []
        group_ms = received_ms
        group.append(fact)
    if group:
        yield group_ms, group


def _page(records: list[rec.Record | rec.Unknown], first_seq: int, received_ms: int) -> rec.Page:
    known = [record for record in records if not isinstance(record, rec.Unknown)]
    if len(known) == len(records):
        return rec.encode_page(known, first_seq, received_ms)
    body = b"".join(_line(record) + b"\n" for record in records)
    return rec.Page(first_seq=first_seq, count=len(records), received_ms=received_ms, body=body)


def _line(record: rec.Record | rec.Unknown) -> bytes:
    """Return a record's own bytes; one of a kind this code does not know keeps every field."""
    if not isinstance(record, rec.Unknown):
        return _ENCODE(record)
    fields = msgspec.json.decode(record.line, type=dict[str, msgspec.Raw])
    return _ENCODE({name: value for name, value in fields.items() if name not in ("seq", "received_ms")})


def marks(lines: Iterable[bytes]) -> dict[int, str]:
    """Return the records that an exported journal marks as breaking the fold, with the reasons."""
    found: dict[int, str] = {}
    for line in lines:
        if _MARK in line:
            with suppress(msgspec.DecodeError):  # `journal_pages` says what is wrong with the line
                record = rec.import_line(line.strip())[2]
                if isinstance(record, rec.RecordQuarantined):
                    found[record.bad_seq] = record.why
    return found


def renamed(page: rec.Page, room: str, show: str, mode: rec.Mode | None = None) -> rec.Page:
    """Return a show's first page under another room's and show's name, and in another mode if one is given."""
    records = rec.decode_page(page)
    first = records[0]
    assert isinstance(first, rec.ShowOpened), "journal_pages begins with it"
    records[0] = msgspec.structs.replace(first, room=room, show=show, mode=mode or first.mode)
    return _page(records, page.first_seq, page.received_ms)


def fold(pages: Callable[[], Iterable[rec.Page]], skip: Iterable[int] = (), until_ms: int | None = None) -> Told:
    """Fold a show's pages, and advance to the first whole second after the last record.

    Args:
        pages: Yields them anew each time it is called.
        skip: Seqs of quarantined records.
        until_ms: Use only what was received before this instant, and advance to its whole second.
    """
    broken: dict[int, str] = {}
    left_out = frozenset(skip)
    while True:
        room = Room(skip=left_out | broken.keys())
        try:
            for page in pages():
                if until_ms is not None and page.received_ms >= until_ms:
                    break
                room.apply_page(page.first_seq, page.received_ms, rec.decode_page(page))
        except FoldBroken as error:
            log.warning("%s; it is left out", error)
            broken[error.seq] = str(error)
            continue
        end_ms = until_ms if until_ms is not None else room.state.received_ms + SECOND_MS
        room.advance(floor_second(end_ms))
        return Told(room, broken)
