"""The wait that a server asks for."""

from __future__ import annotations

import pytest

from controlroom.retrying import wait_of


@pytest.mark.parametrize(
    ("text", "wait_s"),
    [
        ("30", 30.0), ("99999", 3600.0), ("Thu, 01 Jan 1970 00:01:40 GMT", 90.0), ("Thu, 01 Jan 1970 00:00:05 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:01:40 -0000", 90.0), ("Fri, 27 Nov 2026 08:00:00 GMT", 3600.0),
        (None, None), ("-1", None), ("soon", None), ("Thu, 99 Jan 1970 00:01:40 GMT", None), ("", None),
    ],
)  # fmt: skip
def test_the_wait_that_a_server_asks_for(text: str | None, wait_s: float | None) -> None:
    assert wait_of(text, lambda: 10.0) == wait_s
