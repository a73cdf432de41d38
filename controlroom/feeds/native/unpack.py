"""Expanding a compressed body without letting it grow past a limit.

Owns: gzip, in bounded memory.
Law: never holds more than the limit, whatever the body claims.
Must not know: what the body holds, HTTP.
"""

from __future__ import annotations

import zlib
from typing import Final

from controlroom.feeds.native.refusals import TooLarge, Unreadable

_GZIP: Final = 16 + zlib.MAX_WBITS
_MEMBERS_MAX: Final = 64  # each next member copies the rest of the body


def gunzip_bounded(body: bytes, limit: int) -> bytes:
    """Return what the gzip `body` holds (all its members, one after another).

    Args:
        body: The compressed bytes; empty: nothing.
        limit: Bytes that the result may have at most.

    Raises:
        TooLarge: It would be larger.
        Unreadable: It is not gzip, torn, or of more than 64 members.
    """
    out = bytearray()
    rest = body
    for _ in range(_MEMBERS_MAX):
        if not rest:
            return bytes(out)
        member = zlib.decompressobj(_GZIP)
        try:
            out += member.decompress(rest, limit - len(out) + 1)
        except zlib.error as error:
            raise Unreadable(
                "bad_gzip", f"The body is not gzip ({error}): send it whole, or without Content-Encoding."
            ) from None
        if len(out) > limit:
            raise TooLarge(f"The body expands to more than {limit:,} bytes: send several bodies.")
        if not member.eof:
            raise Unreadable("bad_gzip", "The gzip body is torn: send it whole.")
        rest = member.unused_data
    if rest:
        raise Unreadable("bad_gzip", f"The body has over {_MEMBERS_MAX} gzip members: compress it as one.")
    return bytes(out)
