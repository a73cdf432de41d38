from __future__ import annotations

from time import process_time

import pytest

from controlroom.words.normal import normal


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("ＡＢｃ１００％", "abc100%"),
        ("最 好", "最好"),
        ("最\u200b好", "最好"),
        ("a  b", "a b"),
        ("100 % 好", "100%好"),
        ("No. 1", "no. 1"),
        ("①", "1"),
        ("ﬁne", "fine"),
        ("第一、", "第一,"),
        ("world’s", "world's"),
        ("é", "é"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_what_looks_the_same_compares_the_same(text: str, compared: str) -> None:
    assert normal(text).text == compared


def test_places_lead_back_to_the_text() -> None:
    assert normal("ﬁ 最 好").places == (0, 0, 2, 4)


def test_blanks_are_looked_at_once() -> None:
    before = process_time()
    assert normal("a" + " " * 20_000 + "b").text == "a b"
    assert process_time() - before < 1
