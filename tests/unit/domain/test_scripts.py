"""A script's places: what is said before them, and where they are after an edit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.scripts import Part, Said, mapped, parts, said

SCRIPTS = st.text(alphabet="甲乙ab 。\n[]", max_size=60)


def test_directions_are_not_said() -> None:
    index = said("ab[cd]e[f][g]h")
    assert [index.before(i) for i in range(15)] == [0, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4]
    assert [index.place(i) for i in range(6)] == [0, 1, 6, 13, 14, 14]


def test_a_script_of_directions_alone_says_nothing() -> None:
    index = said("[waves][smiles]")
    assert (index.total, index.place(0), index.before(15)) == (0, 15, 0)


@given(SCRIPTS)
def test_said_code_points_are_counted_as_they_stand(script: str) -> None:
    index = Said(script)
    places = [index.place(count) for count in range(index.total)]
    assert places == sorted(set(places))
    assert [index.before(place) for place in places] == list(range(index.total))
    assert index.before(len(script)) == index.total


@given(SCRIPTS)
def test_what_is_said_never_shrinks_along_a_script(script: str) -> None:
    index = Said(script)
    counts = [index.before(i) for i in range(len(script) + 1)]
    assert counts == sorted(counts)
    assert all(b - a <= 1 for a, b in pairwise(counts))


def test_parts_are_words_directions_and_paragraphs() -> None:
    assert parts("  大家好 [挥手]。 \n\n[开 \n 盖]看[笑]\n") == [
        Part("say", "大家好 ", 2, 6), Part("do", "挥手", 6, 10), Part("say", "。", 10, 11), Part("break", "", 14, 14),
        Part("do", "开 盖", 14, 21), Part("say", "看", 21, 22), Part("do", "笑", 22, 25),
    ]  # fmt: skip


def test_a_bracket_that_stays_open_is_said() -> None:
    assert parts("看 [这里") == [Part("say", "看 [这里", 0, 5)]


@given(SCRIPTS)
def test_every_part_stands_where_it_says(script: str) -> None:
    for part in parts(script):
        if part.kind == "say":
            assert script[part.at : part.to] == part.text
        elif part.kind == "do":
            assert (script[part.at], script[part.to - 1]) == ("[", "]")


@pytest.mark.parametrize(
    ("old", "new", "at", "to"),
    [
        ("甲乙丙丁", "甲乙丙丁", 2, 2),
        ("甲乙丙丁", "新新甲乙丙丁", 2, 4),  # in front: the words stay
        ("甲乙丙丁", "甲乙丙丁新新", 2, 2),  # behind: nothing moves
        ("甲乙丙丁", "甲乙丙丁新", 4, 4),  # at the end: what is added is still ahead
        ("甲乙丙丁", "新甲乙丙丁", 0, 0),  # at the top: what is put in front is still to be read
        ("甲乙丙丁", "甲乙新丙丁", 2, 3),  # at the very place: the next word stays the next
        ("甲乙丙丁", "甲丁", 2, 1),  # the words are gone: at what follows them
        ("甲乙丙丁", "", 3, 0),
        ("一。二。三。四。", "零。一。二。三三。四四。", 4, 6),  # two edits at once, the sentence between them stays
        ("一。二二。三。", "三。一。二二。", 3, 5),  # a sentence that is moved is followed
    ],
)
def test_a_place_keeps_its_words(old: str, new: str, at: int, to: int) -> None:
    assert mapped(old, new, at) == to


@given(SCRIPTS, SCRIPTS)
def test_places_stay_inside(old: str, new: str) -> None:
    assert all(0 <= mapped(old, new, at) <= len(new) for at in range(len(old) + 1))


@given(SCRIPTS, st.data())
def test_an_edit_elsewhere_leaves_what_was_read_or_what_follows(old: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    new = old[:start] + data.draw(st.text(alphabet="甲乙ab 。", max_size=9)) + old[end:]
    for at in (*range(start), *range(end + 1, len(old) + 1)):
        place = mapped(old, new, at)
        assert new[place : place + 1] == old[at : at + 1] or new[:place] == old[:at]


@given(SCRIPTS, st.data())
def test_an_edit_that_changes_nothing_moves_nothing(script: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(script)))
    assert mapped(script, script, at) == at
