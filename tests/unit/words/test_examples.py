"""What labelled lines say of a text: by the words and pairs they have, and nothing by what none of them has."""

from __future__ import annotations

import pytest

from controlroom.words.examples import EXAMPLES, KINDS, OWN, Example, Learned, read_examples
from controlroom.words.folding import folding
from controlroom.words.reader import shipped_texts

FOLD = folding()
LINES = (
    Example("intent", "give me two"),
    Example("intent", "i want 3"),
    Example("negative", "broken again"),
    Example("praise", "so good"),
)


def likest(learned: Learned, text: str) -> str:
    scores = learned.weigh(FOLD(text))
    return KINDS[scores.index(max(scores))]


def test_a_text_is_like_the_lines_whose_words_it_has() -> None:
    learned = Learned([(line, 1) for line in LINES], FOLD)
    assert [likest(learned, text) for text in ("give me one", "i want it", "again broken", "good")] == [
        "intent", "intent", "negative", "praise",
    ]  # fmt: skip


def test_a_number_is_like_any_other_and_what_no_line_has_says_nothing() -> None:
    learned = Learned([(line, 1) for line in LINES], FOLD)
    assert learned.weigh(FOLD("i want 3")) == learned.weigh(FOLD("i want 4711"))
    assert learned.weigh(FOLD("xylophone")) == learned.weigh(FOLD("zither"))
    assert len(set(Learned([], FOLD).weigh("so good"))) == 1


def test_a_line_that_is_known_as_it_stands_is_of_its_class_and_of_two_the_heavier_counts() -> None:
    learned = Learned([*((line, 1) for line in LINES), (Example("other", "SO  good"), OWN)], FOLD)
    assert [learned.line(FOLD(text)) for text in ("Give me two", "broken again", "so good", "so")] == [
        "intent", "negative", "other", None,
    ]  # fmt: skip


def test_lines_that_count_more_weigh_more() -> None:
    lines = [(line, 1) for line in (*LINES, Example("spam", "add me"), Example("intent", "add me"))]
    spam, intent = KINDS.index("spam"), KINDS.index("intent")

    def lead(times: int) -> int:
        scores = Learned([*lines, (Example("spam", "add me"), times)], FOLD).weigh("add me")
        return scores[spam] - scores[intent]

    assert lead(OWN) > lead(1) > 0


def test_the_same_lines_in_another_order_weigh_the_same_and_the_longest_text_has_its_sum() -> None:
    lines = [(line, 1) for line in LINES]
    text = FOLD("so good give me two broken " * 400)
    assert Learned(lines, FOLD).weigh(text) == Learned(lines[::-1], FOLD).weigh(text)
    whole = Learned(lines, FOLD).weigh("".join(chr(n) for n in range(0x4E00, 0x6E00)))
    assert len(whole) == len(KINDS)


def test_the_products_own_lines_are_of_every_class_and_each_stands_once() -> None:
    for name, text in zip(EXAMPLES, shipped_texts().examples, strict=True):
        lines = read_examples(text)
        assert {line.kind for line in lines} == set(KINDS), name
        assert len(set(lines)) == len(lines) > 1000, name
        assert len({line.text for line in lines}) == len(lines), name


def test_remarks_and_empty_lines_are_passed_over() -> None:
    assert read_examples("# ours\n\npraise\tso good\n") == (Example("praise", "so good"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("praise\tso good\nwish\tgive me", "line 2 begins with 'wish', which is none of intent, "),
        ("praise so good", "line 1 begins with 'praise so good'"),
        ("praise", "line 1 has no comment behind its class and a tab"),
        ("praise\t ", "line 1 has no comment"),
    ],
)
def test_a_line_without_a_class_or_a_comment_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_examples(text)
