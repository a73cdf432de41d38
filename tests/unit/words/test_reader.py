"""Comments and speech, read by all lists."""

from __future__ import annotations

from time import process_time

import pytest

from controlroom.domain import asking
from controlroom.domain.keywords import plain_of
from controlroom.words import reader as module
from controlroom.words.finder import finder
from controlroom.words.folding import over_and_over
from controlroom.words.reader import Read, Reader, Texts, reader

OWN = Texts(
    ("[spam]\nstrong = ['满天星']",),
    (
        '[own]\nseverity = "error"\nname = {en = "own"}\nwhy = {en = "w"}\nbetter = {en = "b"}\nwords = ["仙女水"]\n',
    ),
)  # fmt: skip


def test_a_comment_has_a_class_and_the_words_that_may_not_be_said() -> None:
    assert reader().comment("这是国家级的吗") == Read("question", ("国家级",))
    assert reader().comment("多少钱") == Read("question", ())


def test_only_what_is_forbidden_counts_not_what_asks_for_care() -> None:
    assert reader().watched("最后 3 件") == ()
    assert reader().watched("100% 有效,国家级") != ()


def test_own_lists_count_too_and_have_a_version_of_their_own() -> None:
    own = Reader(OWN)
    assert own.comment("满天星仙女水") == Read("spam", ("仙女水",))
    assert own.kind("多少钱") == "question"
    assert own.version != reader().version == Reader().version > 0


def test_a_repeated_text_is_not_read_again_and_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEPT", 2)
    read = Reader()
    seen: list[str] = []
    monkeypatch.setattr(Reader, "kind", lambda self, text: seen.append(text) or "other")
    for text in ("a", "a", "b", "a", "c", "d", "a"):
        read.comment(text)
    assert seen == ["a", "b", "c", "d"]
    for text in ("e", "f", "g", "h", "a"):
        read.comment(text)
    assert seen[4:] == ["e", "f", "g", "h", "a"]


def test_warming_makes_everything_ready() -> None:
    read = Reader()
    read.warm()
    assert None not in (read._classifier, read._watch)


HOSTILE = (
    "6", "hh ", "哈 ", "h", "ha", "1 ", "v", "vx", "微1", "a1", "不好", "好不", "is it so good ", "not good ", "never ",
    "我家便宜", "需要的", "ship ", "[", "[哈]", "~", "12345678 ", "@a.", "a.", "9 -", "3号链接", "多少钱", "还有", "一",
    "零 ", "一1", "最 ", "100%", " ", "\u200b", "ﷺ", "限量", "are you the ", "订单1", "!?", "\u0301", "{", "code ",
)  # fmt: skip
"""Each, over and over, is what some expression would try in many ways."""


@pytest.mark.parametrize("tail", ["", "x", "好看吗", "主播太厉害了啊"])
def test_no_text_takes_long_whatever_is_repeated_in_it(tail: str) -> None:
    one = Reader()
    one.warm()
    before = process_time()
    for bit in HOSTILE:
        text = (bit * 1000)[: 1000 - len(tail)] + tail
        one.comment(text)
        finder().finds(text)
        over_and_over(text)
        asking.read(text)
        asking.meant_by(text, asking.Lexicon(links={"3": "cream"}), None)
        plain_of(text)
    assert process_time() - before < 6


@pytest.mark.parametrize(
    "text", ["6" * 500 + "好看吗", "6" * 30 + "主播太厉害了啊", "hh " * 300 + "nice", "哈 " * 300 + "x"]
)
def test_laughs_before_words_are_read_once(text: str) -> None:
    before = process_time()
    Reader().kind(text)
    assert process_time() - before < 2


@pytest.mark.parametrize("text", ["一" * 5000, "[" * 5000])
def test_a_long_speech_takes_no_longer_by_what_is_repeated_in_it(text: str) -> None:
    finder().finds("")
    before = process_time()
    finder().finds(text)
    assert process_time() - before < 0.5
