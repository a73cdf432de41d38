"""Comments and speech, read by all lists."""

from __future__ import annotations

import pytest

from controlroom.words import reader as module
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
    assert None not in (read._classifier, read._finder, read._sieve)
