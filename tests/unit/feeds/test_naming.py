"""What a feed may be called: whatever stands in an address as it is."""

from __future__ import annotations

import pytest

from controlroom.feeds.faults import known
from controlroom.feeds.naming import fit_name, misnamed


@pytest.mark.parametrize("name", ["relay 1", "抖音", "a" * 64, "a.b", "shop-2@home"])
def test_names_that_fit(name: str) -> None:
    assert fit_name(name)


@pytest.mark.parametrize(
    "name", ["", " a", "a ", "a/b", "a?b", "a#b", "50%", "a\\b", "a\nb", "a\0", "a" * 65, ".", ".."]
)
def test_names_that_do_not_and_what_is_said_of_them(name: str) -> None:
    assert not fit_name(name)
    said = known(misnamed(name))
    assert said is not None
    assert (said.code, said.named["name"]) == ("bad_name", repr(name[:64]))
