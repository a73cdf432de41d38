"""One heap for all threads."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_ASKS = """
import ctypes, sys, threading
from controlroom.server.heap import one_heap
if sys.argv[1] == "one":
    assert one_heap()
ready = threading.Barrier(9)
def use():
    kept = [bytearray(5000) for _ in range(50)]
    ready.wait()
threads = [threading.Thread(target=use) for _ in range(8)]
for thread in threads:
    thread.start()
ready.wait()
for thread in threads:
    thread.join()
ctypes.CDLL(None).malloc_stats()
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc's allocator has several heaps")
@pytest.mark.parametrize("how", ["one", "many"])
def test_threads_share_one_heap_where_they_would_have_their_own(how: str) -> None:
    told = subprocess.run([sys.executable, "-c", _ASKS, how], check=True, capture_output=True, text=True).stderr
    heaps = told.count("Arena ")
    assert heaps == 1 if how == "one" else heaps > 1
