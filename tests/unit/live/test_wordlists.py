"""A team's own lists, from their folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from controlroom.live.wordlists import BadWords, WordLists
from controlroom.words.reader import reader

BANNED = 'severity = "error"\nname = {en = "own"}\nwhy = {en = "w"}\nbetter = {en = "b"}\n'


def test_without_a_folder_every_room_reads_by_the_shipped_lists() -> None:
    lists = WordLists(None)
    assert lists.of("demo") is lists.of("other") is reader()


def test_a_folders_lists_count_everywhere_and_a_rooms_for_the_room(tmp_path: Path) -> None:
    (tmp_path / "comments.toml").write_text("[spam]\nstrong = ['满天星']", encoding="utf-8")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "ours.toml").write_text(f"[own]\n{BANNED}words = ['仙女水']", encoding="utf-8")
    lists = WordLists(tmp_path)
    demo, other = lists.of("demo"), lists.of("other")
    assert [one.kind("满天星") for one in (demo, other)] == ["spam", "spam"]
    assert [one.watched("仙女水") for one in (demo, other)] == [("仙女水",), ()]
    assert len({demo.version, other.version, reader().version}) == 3
    assert other is lists.of("third")


def test_labelled_lines_are_learned_and_own_words_decide_over_what_is_learned(tmp_path: Path) -> None:
    assert reader().kind("老铁们扣个波浪") == "other"
    (tmp_path / "comments_ours.tsv").write_text(
        "intent\t老铁们扣个波浪\nintent\t扣个波浪上车\nintent\t波浪扣起来\n", encoding="utf-8"
    )
    learned = WordLists(tmp_path).of("demo")
    assert (learned.kind("波浪扣一个"), learned.version == reader().version) == ("intent", False)
    (tmp_path / "comments.toml").write_text("[spam]\nstrong = ['波浪']", encoding="utf-8")
    assert WordLists(tmp_path).of("demo").kind("波浪扣一个") == "spam"


@pytest.mark.parametrize(
    ("name", "text"),
    [("comments.tsv", "wish\ta"), ("comments.toml", "[wish]\nplain = ['a']"), ("own.toml", "[own]\nwords = 3")],
)
def test_a_list_that_cannot_be_read_is_refused_with_its_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadWords, match=rf"{name} is no list of words: .+ See docs/comments.md"):
        WordLists(tmp_path)


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadWords, match="which is no folder: make it, or unset it"):
        WordLists(tmp_path / "none")


def test_a_file_that_nothing_reads_is_named_wherever_it_lies(tmp_path: Path) -> None:
    room = tmp_path / "demo"
    (room / "deeper").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("lines.tsv", "Comments.tsv", "words.txt", "README.md", ".gitignore", "old.toml~", "demo/lines.csv"):
        (tmp_path / name).write_text("?")
    (tmp_path / "comments_ours.tsv").write_text("intent\t扣个波浪\n", encoding="utf-8")
    (room / "ours.toml").write_text(f"[own]\n{BANNED}words = ['仙女水']", encoding="utf-8")
    told = WordLists(tmp_path).unread
    assert [one.partition(" is read by nothing: ")[0] for one in told] == [
        str(tmp_path / name) for name in ("Comments.tsv", "lines.tsv", "words.txt", "demo/deeper", "demo/lines.csv")
    ]
    assert all(one.endswith("See docs/comments.md") for one in told)
    assert WordLists(None).unread == ()
