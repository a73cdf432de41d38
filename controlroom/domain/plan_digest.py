"""Whether two plans say the same.

Owns: the digest of a plan.
Law: where and when a plan is played does not count: a rehearsal has a room and a time of its own; everything else does.
Must not know: files, versions.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from msgspec import structs
from msgspec.json import Decoder, Encoder

from controlroom.domain.plan import Plan

_ENCODE: Final = Encoder().encode
_DECODE: Final = Decoder(Plan).decode


def plan_digest(plan: Plan) -> str:
    """Return what stands for what a plan says: 128 bits, 32 hexadecimal digits."""
    show = structs.replace(plan.show, room="", starts_ms=0, ends_ms=None, staff_accounts=())
    # Read once more: what is left out as a default hangs on the very object, which a plan from a file does not share.
    same = _DECODE(_ENCODE(structs.replace(plan, show=show)))
    return blake2b(_ENCODE(same), digest_size=16).hexdigest()
