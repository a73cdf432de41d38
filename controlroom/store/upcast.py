"""Old records brought to today's shape, as they leave the journal.

Owns: the table of upcasters and the walk over a page.
Law: an upcaster turns a record of version n, as a plain dict, into one of version n + 1; the journal itself
is never rewritten. What an old record does not say stays unknown: the comments of version 1 were classified by nobody,
and are not classified when they are read, or the same journal would fold differently with every new list of words.
A changed record brings a row here (none where what is new may be missing) and an old journal as fixture, in the same
commit as the new `RECORD_VERSION`.
Must not know: SQL, files, the fold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import DecodeError, json, structs

from controlroom.domain.records import RECORD_VERSION, Page

Plain = dict[str, Any]
"""A record as it stands in the journal: `type` and its fields."""
Upcasters = Mapping[tuple[str, int], Callable[[Plain], Plain]]
"""(a record's type, the version it has) → what makes it one of the next version."""

UPCASTERS: Final[Upcasters] = {}

_DECODER: Final[json.Decoder[Plain]] = json.Decoder(Plain)
_ENCODER: Final = json.Encoder()


class PageTooNew(Exception):
    """A page was written by a newer Control Room: its records may mean something else now."""


def upcast_page(page: Page, upcasters: Upcasters = UPCASTERS, version: int = RECORD_VERSION) -> Page:
    """Return the page with its records in the shape of `version`; the same page when they are already.

    Raises:
        PageTooNew: The page's version is above `version`.
    """
    if page.version == version:
        return page
    if page.version > version:
        raise PageTooNew(
            f"the page at seq {page.first_seq} has records of version {page.version}, and this Control Room "
            f"knows up to {version}. Install the version that wrote it, or a later one."
        )
    if not any(page.version <= at < version for _, at in upcasters):
        return structs.replace(page, version=version)
    lines = [_raised(line, page.version, version, upcasters) for line in page.body.splitlines()]
    return Page(
        first_seq=page.first_seq,
        count=page.count,
        received_ms=page.received_ms,
        body=b"".join(line + b"\n" for line in lines),
        version=version,
    )


def _raised(line: bytes, written: int, version: int, upcasters: Upcasters) -> bytes:
    try:
        record = _DECODER.decode(line)
    except (DecodeError, UnicodeDecodeError):  # kept as it is: whoever reads the page counts it as unknown
        return line
    for at in range(written, version):
        upcaster = upcasters.get((str(record.get("type")), at))
        if upcaster is not None:
            record = upcaster(record)
    return _ENCODER.encode(record)
