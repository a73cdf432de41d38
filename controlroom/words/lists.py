"""The lists of watched words: categories with their severity, the reason, better wording, innocent phrases.

Owns: the lists' shape, and the lists that are part of the product (zh.toml, en.toml beside this module).
Law: a list is data like the code it ships with, read whole and checked, or refused; an entry belongs to one category.
Must not know: texts, plans, comments.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final, Literal

import msgspec
from msgspec import Struct, field

Severity = Literal["error", "warning", "info"]
SHIPPED: Final = ("zh.toml", "en.toml")


class Category(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of one kind. `proof`: lawful where evidence is at hand; `instead`: better wording of single words."""

    severity: Severity
    name: dict[str, str]
    why: dict[str, str]
    better: dict[str, str]
    words: tuple[str, ...]
    proof: bool = False
    instead: dict[str, dict[str, str]] = field(default_factory=dict)


class WordList(Struct, frozen=True, kw_only=True):
    """One list: its categories by name, and the phrases in which a word is innocent."""

    categories: dict[str, Category]
    allow: tuple[str, ...] = ()


def read_list(text: str) -> WordList:
    """Return the list that a TOML text holds.

    Raises:
        ValueError: It is no such list, or `instead` names a word that is not in it.
    """
    read = tomllib.loads(text)
    allow = msgspec.convert(read.pop("allow", []), tuple[str, ...])
    categories = msgspec.convert(read, dict[str, Category])
    for name, category in categories.items():
        strangers = set(category.instead) - set(category.words)
        if strangers:
            raise ValueError(f"{name}.instead names {', '.join(sorted(strangers))}, which is not among its words")
    return WordList(categories=categories, allow=allow)


@cache
def shipped() -> tuple[WordList, ...]:
    """Return the lists that are part of the product."""
    folder = files("controlroom.words")
    return tuple(read_list(folder.joinpath(name).read_text(encoding="utf-8")) for name in SHIPPED)
