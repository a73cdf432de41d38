"""All threads' memory out of one heap.

Owns: how the process's allocator is told so.
Law: it is said before there are threads. Each thread of its own would keep what it once needed (the store's many, those that pack
snapshots): a tenth of a long show's memory, for nothing, since only one of them runs at a time.
Must not know: what the memory is for.
"""

from __future__ import annotations

import ctypes
import platform
from typing import Final

_ARENA_MAX: Final = -8
"""`M_ARENA_MAX` of glibc's `malloc.h`."""


def one_heap() -> bool:
    """Let there be but one heap; return whether the allocator could be told so: only glibc's has several."""
    if platform.libc_ver()[0] != "glibc":
        return False
    return bool(ctypes.CDLL(None).mallopt(_ARENA_MAX, 1))
