"""Reading files for `import` and `replay`: an exported journal, or plain events in arrival order.

Owns: telling the two apart, and the order that each promises.
Law: instants come from the file alone. A journal's `seq` is gapless and its instants never fall; plain events
are received at the running maximum of `at`. What breaks this is refused with its line.
Must not know: files, rooms, clocks; it is given lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Literal

import msgspec
from msgspec import Struct

from controlroom.domain.events import Event, Fact
from controlroom.domain.records import Record, Unknown, import_line
from controlroom.domain.units import EPOCH_MS_MAX
from controlroom.feeds.native.items import BOM
from controlroom.feeds.native.refusals import UNREADABLE_INPUT, epoch_ms, explain, timely

_EVENT: Final[msgspec.json.Decoder[Fact]] = msgspec.json.Decoder(Event)


class BadLine(Exception):
    """A line that cannot be used.

    Args:
        number: From 1.
        what: What is wrong and the mend.
        line: The line.
        path: The field, if it is one.
        code: As in `feeds.native.refusals`, or `bad_order` for a line that breaks the file's order.
    """

    def __init__(self, number: int, what: str, line: bytes, path: str = "", code: str = "bad_order") -> None:
        super().__init__(f"Line {number}: {what}")
        self.number = number
        self.what = what
        self.line = line
        self.path = path
        self.code = code


class _Head(Struct):
    seq: int | None = None
    received_ms: int | None = None


_HEAD: Final = msgspec.json.Decoder(_Head)


def sniff(first_line: bytes) -> Literal["journal", "events"]:
    """Return what a file is by its first line that is not blank."""
    try:
        head = _HEAD.decode(first_line.removeprefix(BOM).strip())
    except UNREADABLE_INPUT:
        return "events"
    return "events" if head.seq is None or head.received_ms is None else "journal"


def read_export(lines: Iterable[bytes]) -> Iterator[tuple[int, int, Record | Unknown]]:
    """Yield (seq, received_ms, record) of an exported journal's lines.

    Raises:
        BadLine: A line is no exported record, its `seq` is not the next, or its instant falls.
    """
    last_seq: int | None = None
    last_ms = 0
    for number, line in _numbered(lines):
        try:
            seq, received_ms, record = import_line(line)
        except UNREADABLE_INPUT as error:
            code, path, message = explain(error, line)
            what = f"{message} An exported journal has a record a line: export it again."
            raise BadLine(number, what, line, path, code) from None
        if seq != (seq if last_seq is None else last_seq + 1) or seq < 1:
            wanted = "seq must be 1 or more" if last_seq is None else f"seq {last_seq + 1} must come here"
            raise BadLine(number, f"{wanted}, not {seq}: export the whole journal again.", line, "seq")
        if not last_ms <= received_ms <= EPOCH_MS_MAX:
            what = f"received_ms {received_ms} is before the line above ({last_ms}), or no instant: "
            raise BadLine(number, what + "export the journal again.", line, "received_ms")
        last_seq, last_ms = seq, received_ms
        yield seq, received_ms, record


def read_events(lines: Iterable[bytes], on_bad: Callable[[BadLine], None] | None = None) -> Iterator[tuple[int, Fact]]:
    """Yield (received_ms, fact) of plain events, received at the running maximum of `at`.

    Args:
        lines: One event each; blank lines count in line numbers only.
        on_bad: Is given each line that cannot be used, which is then left out; None: it is raised.

    Raises:
        BadLine: The first event has no `at`, or a line cannot be used and `on_bad` is None.
    """
    received_ms: int | None = None
    for number, line in _numbered(lines):
        try:
            fact = timely(_EVENT.decode(line))
        except UNREADABLE_INPUT as error:
            code, path, message = explain(error, line)
            bad = BadLine(number, message, line, path, code)
            if on_bad is None:
                raise bad from None
            on_bad(bad)
            continue
        at_ms = None if fact.at is None else epoch_ms(fact.at)
        if received_ms is None and at_ms is None:
            what = "at is missing: the first event must say when it was (RFC 3339 or epoch milliseconds)."
            raise BadLine(number, what, line, "at", "missing_field")
        received_ms = max(received_ms or 0, at_ms or 0)
        yield received_ms, fact


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, raw in enumerate(lines, start=1):
        line = (raw.removeprefix(BOM) if number == 1 else raw).strip()
        if line:
            yield number, line
