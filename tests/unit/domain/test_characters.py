"""Traditional characters as simplified ones."""

from __future__ import annotations

import tomllib
from importlib.resources import files

from controlroom.domain.characters import SIMPLER, simplified


def test_traditional_characters_become_simplified_and_all_else_stays() -> None:
    assert simplified("3號連結多少錢, how much?") == "3号连结多少钱, how much?"
    assert simplified("how much") == "how much"
    assert simplified("多少钱") == "多少钱"


def test_the_pairs_are_those_by_which_comments_are_classified() -> None:
    read = tomllib.loads(files("controlroom.words").joinpath("variants.toml").read_text(encoding="utf-8"))
    assert {ord(pair[0]): pair[1] for pair in read["characters"]["pairs"].split()} == SIMPLER
