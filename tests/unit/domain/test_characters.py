"""Traditional characters as simplified ones."""

from __future__ import annotations

from controlroom.domain.characters import simplified


def test_traditional_characters_become_simplified_and_all_else_stays() -> None:
    assert simplified("3號連結多少錢, how much?") == "3号连结多少钱, how much?"
    assert simplified("how much") == "how much"
    assert simplified("多少钱") == "多少钱"
