"""Where words and frames stand."""

from __future__ import annotations

import pytest

from controlroom.words.matching import Matcher
from controlroom.words.phrases import gathered, read_phrases


def matcher(text: str) -> Matcher:
    return Matcher(gathered((read_phrases(text),), str.lower))


def found(text: str, said: str) -> list[str]:
    searched, hits, _ = matcher(text).read(said)
    return [searched[start:end].strip() for start, end, _, _ in hits]


def frames(text: str, said: str) -> dict[str, int]:
    return dict(matcher(text).read(said)[2])


def test_of_two_words_one_within_the_other_the_longer_counts() -> None:
    file = "[good]\nplain = ['好用', '好']\n[ask]\nplain = ['好不好用']"
    assert found(file, "好不好用") == ["好不好用"]
    assert found(file, "好用真好") == ["好用", "好"]


def test_latin_words_stand_alone_and_a_star_lets_them_go_on() -> None:
    file = "[good]\nplain = ['cute', 'deliver*', '5 stars']"
    assert found(file, "execute cuter cute,delivery 5 stars") == ["cute", "deliver", "5 stars"]
    assert found(file, "太cute了") == ["cute"]


@pytest.mark.parametrize(
    ("said", "stands"),
    [("我的什么发货", 1), ("我的衣服到底什么时候发货", 0), ("发货我的", 0), ("咱的寄了没", 0), ("咱的寄?", 1)],
)
def test_a_frame_is_words_in_their_order_near_enough(said: str, stands: int) -> None:
    file = "[groups]\nship = ['发货', '寄']\n[intent]\nframes = ['我的|咱的 ~4 {ship} $']"
    assert frames(file, said).get("intent", 0) == stands


@pytest.mark.parametrize(
    ("said", "stands"), [("is it really new", 1), ("it is really not so very new", 0), ("so is new", 0)]
)
def test_gaps_of_latin_script_are_words_and_a_beginning_is_the_texts(said: str, stands: int) -> None:
    assert frames("[question]\nframes = ['^ is ~2 new']", said).get("question", 0) == stands


def test_a_pattern_is_searched_in_the_text_as_folded() -> None:
    assert frames("[spam]\npatterns = ['\\d{11}']", "call 13812345678") == {"spam": 1}
