"""The blind labelled comments: lines that nobody who writes word lists may read; this test holds their shape only."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parent / "data" / "comments"
CLASSES = {"intent", "question", "negative", "praise", "spam", "other"}
WANTED = {"zh": 400, "en": 300, "zh_fresh": 330, "en_fresh": 250, "zh_later": 400, "en_later": 300}
PER_CLASS = 35


def lines(language: str) -> list[tuple[str, str]]:
    """The labelled lines of a set, as (class, comment)."""
    told = (DATA / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    return [(kind, text) for kind, _, text in (line.partition("\t") for line in told)]


@pytest.mark.parametrize("language", sorted(WANTED))
def test_blind_set_has_enough_lines_of_every_class_and_no_line_twice(language: str) -> None:
    found = lines(language)
    counted = Counter(kind for kind, _ in found)

    assert set(counted) == CLASSES
    assert len(found) >= WANTED[language]
    assert min(counted.values()) >= PER_CLASS
    assert [text for text, times in Counter(text for _, text in found).items() if times > 1 or not text.strip()] == []
