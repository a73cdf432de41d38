"""Connections are counted as they come and go, and each address has its share."""

from __future__ import annotations

import resource
from pathlib import Path

import pytest

from controlroom.server.lines import FROM_ELSEWHERE, Lines
from controlroom.settings import Settings


def lines(**more: object) -> Lines:
    return Lines(Settings(data=Path("d"), **more))  # type: ignore[arg-type]


def taken(there: Lines, host: str, most: int = 1000) -> int:
    """How many in a row a host gets, up to `most`."""
    return next((n for n in range(most) if there.take(host) is None), most)


@pytest.mark.parametrize(
    ("host", "share"),
    [
        ("203.0.113.9", FROM_ELSEWHERE), ("::ffff:203.0.113.9", FROM_ELSEWHERE), ("2001:db8::1", FROM_ELSEWHERE),
        ("127.0.0.1", 1000), ("::1", 1000), ("10.1.2.3", 1000), ("a name", FROM_ELSEWHERE),
    ],
)  # fmt: skip
def test_this_machine_and_proxies_have_the_whole_and_others_a_share(host: str, share: int) -> None:
    assert taken(lines(proxies=("10.0.0.0/8",), all_connections=5000), host) == share


def test_a_network_of_ipv6_is_one_address() -> None:
    there = lines(connections=2)
    assert [there.take(f"2001:db8::{n}") is None for n in range(3)] == [False, False, True]
    assert there.take("2001:db8:0:1::1") is not None


def test_what_is_set_counts_for_this_machine_too_and_nought_is_any_number() -> None:
    assert taken(lines(connections=2), "127.0.0.1") == 2
    assert taken(lines(connections=0, all_connections=5000), "203.0.113.9") == 1000


def test_all_together_have_half_of_the_files_that_the_process_may_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (90, 4096))
    assert taken(lines(), "127.0.0.1") == 45


def test_a_place_that_is_given_back_is_anothers_and_nothing_is_kept_of_it() -> None:
    there = lines(connections=1)
    place = there.take("203.0.113.9")
    assert place is not None
    assert there.take("203.0.113.9") is None
    there.leave(place)
    assert there._open == {}
    assert there.take("203.0.113.9") == place
