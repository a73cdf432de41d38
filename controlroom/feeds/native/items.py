"""Taking a body apart into the bytes of its single events, so that one bad event does not spoil the others.

Owns: the lines of NDJSON and the items of a JSON array.
Law: it only finds where an event begins and ends; whether it is good JSON is for the strict decoder to say.
Must not know: what an event is.
"""

from __future__ import annotations

import json
import re
from typing import Final

from controlroom.feeds.native.refusals import MAX_EVENTS, TooMany, Unreadable

BOM: Final = b"\xef\xbb\xbf"

# Lenient on purpose (NaN, lone surrogates, control characters, huge numbers): it must get past a bad item.
_SCANNER: Final = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
_GAP: Final = re.compile(r"[ \t\r\n]*")


def lines(body: bytes) -> list[bytes]:
    """Return the lines of `body` that are not blank, without white space around them.

    Raises:
        TooMany: There are more than `MAX_EVENTS`.
    """
    found = [line for raw in body.split(b"\n") if (line := raw.strip())]
    if len(found) > MAX_EVENTS:
        raise TooMany
    return found


def items(body: bytes) -> list[bytes]:
    """Return the items of the JSON array `body` (which begins with its bracket), byte for byte.

    Raises:
        TooMany: There are more than `MAX_EVENTS`.
        Unreadable: It is no array, whatever its items are.
    """
    text = body.decode("utf-8", "surrogateescape")
    found: list[bytes] = []
    at = _after_gap(text, 1)
    if text[at : at + 1] == "]":
        at += 1
    else:
        while True:
            end = _item_end(text, at)
            found.append(text[at:end].encode("utf-8", "surrogateescape"))
            if len(found) > MAX_EVENTS:
                raise TooMany
            at = _after_gap(text, end)
            mark = text[at : at + 1]
            at = _after_gap(text, at + 1)
            if mark == "]":
                break
            if mark != ",":
                raise _broken(text, at)
    if at < len(text):
        raise Unreadable("bad_json", f"More follows the array's end at character {at}: send one array.")
    return found


def _after_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return gap.end() if gap else at


def _item_end(text: str, at: int) -> int:
    try:
        return _SCANNER.raw_decode(text, at)[1]
    except RecursionError:
        raise Unreadable("bad_json", f"It nests too deep at character {at}: send flat objects.") from None
    except ValueError:
        raise _broken(text, at) from None


def _broken(text: str, at: int) -> Unreadable:
    where = f"character {at}" if at < len(text) else "its end"
    return Unreadable(
        "bad_json", f"The body is not a JSON array (it breaks at {where}): send a whole array, or NDJSON."
    )
