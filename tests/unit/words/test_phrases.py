"""The files that comments are classified by."""

from __future__ import annotations

import pytest

from controlroom.words.phrases import Frame, Section, Step, Word, gathered, read_phrases

FILE = """
[groups]
ship = ["发货", "寄"]
[intent]
strong = ["怎么买", "Link"]
frames = ["我的|咱的 ~4 {ship} $"]
[good]
plain = ["Link", "deliver*"]
[spam]
patterns = ['1\\d{10}']
"""


def test_a_file_is_sections_by_mark_and_groups_by_name() -> None:
    read = read_phrases(FILE)
    assert read.groups == {"ship": ("发货", "寄")}
    assert read.sections["intent"] == Section(strong=("怎么买", "Link"), frames=("我的|咱的 ~4 {ship} $",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[wish]\nplain = ['a']", "wish"),
        ("[intent]\nsure = ['a']", "sure"),
        ("[intent]\nplain = 'a'", "plain"),
        ("[intent]\nframes = ['{who} a']", "who"),
        ("[intent]\nframes = ['a|{who} b']", "who"),
        ("[spam]\npatterns = ['(']", "cannot be read"),
        ("[intent", "table declaration"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        read_phrases(text)


def test_words_of_files_come_together_folded_with_the_highest_weight_of_each_mark() -> None:
    more = read_phrases("[intent]\nweak = ['LINK', '怎么拍']")
    phrases = gathered((read_phrases(FILE), more), str.lower)
    assert phrases.words["link"] == Word((("intent", 3), ("good", 2)), ())
    assert phrases.words["怎么拍"].marks == (("intent", 1),)
    assert phrases.words["deliver*"].marks == (("good", 2),)
    assert [mark for mark, _ in phrases.patterns] == ["spam"]


def test_a_frame_is_groups_in_an_order_with_the_gaps_between() -> None:
    phrases = gathered((read_phrases(FILE),), str.lower)
    mine, ship = phrases.words["我的"].groups[0], phrases.words["寄"].groups[0]
    assert phrases.frames == (Frame("intent", (Step(mine, 0), Step(ship, 4)), begins=False, ends=True, latin=False),)
