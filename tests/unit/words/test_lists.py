from __future__ import annotations

import msgspec
import pytest

from controlroom.words.finder import Finder
from controlroom.words.lists import read_list, shipped
from controlroom.words.normal import normal

CATEGORY = """
[x]
severity = "error"
name = {en = "x"}
why = {en = "x"}
better = {en = "x"}
words = ["a"]
"""


def test_shipped_lists_speak_both_languages() -> None:
    for words in shipped():
        for category in words.categories.values():
            for text in (category.name, category.why, category.better, *category.instead.values()):
                assert set(text) == {"zh-CN", "en"}
                assert all(text.values())


def test_every_shipped_word_finds_itself_in_its_category() -> None:
    astray = []
    for words in shipped():
        finder = Finder([words])
        for kind, category in words.categories.items():
            for word in category.words:
                text = word.replace("#", "3")
                if [(find.text, find.kind) for find in finder.finds(text)] != [(text, kind)]:
                    astray.append((kind, word))
    assert astray == [], "hidden by an innocent phrase, or in two categories"


def test_every_innocent_phrase_holds_no_find() -> None:
    guilty = [
        phrase for words in shipped() for phrase in words.allow if Finder([words]).finds(phrase.replace("#", "3"))
    ]
    assert guilty == []


def test_no_word_stands_twice() -> None:
    for words in shipped():
        entries = [normal(word).text for category in words.categories.values() for word in category.words]
        assert sorted({entry for entry in entries if entries.count(entry) > 1}) == []


@pytest.mark.parametrize(
    "text",
    [CATEGORY + "instead = {b = {en = 'c'}}\n", CATEGORY.replace("error", "fatal"), CATEGORY + "colour = 1\n"],
)
def test_list_with_a_fault_is_refused(text: str) -> None:
    with pytest.raises((ValueError, msgspec.ValidationError)):
        read_list(text)
