from __future__ import annotations

import pytest

from controlroom.domain.spoken import counted, length, reading_ms, without_directions


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", (0, 0)),
        ("大家好,我是小薇 [挥手]。", (7, 0)),
        ("[开盖,镜头拉近]", (0, 0)),
        ("Hello [waves], it's me", (0, 3)),
        ("well-known brands", (0, 2)),
        ("今天 199 元", (6, 0)),
        ("It costs 199.00 today", (0, 4)),
        ("SPF50 防晒", (4, 1)),
        ("[一\n二]三", (1, 0)),
        ("[没有收尾", (4, 0)),
    ],
)
def test_count_is_of_what_is_said(text: str, count: tuple[int, int]) -> None:
    assert counted(text) == count


def test_chinese_is_read_in_characters_a_minute_and_english_in_words() -> None:
    assert reading_ms("好" * 240) == 60_000
    assert reading_ms("word " * 150) == 60_000
    assert reading_ms("好" * 120 + " word" * 75) == 60_000


def test_directions_leave_places_as_they_were() -> None:
    assert without_directions("a[bc]d") == "a    d"


@pytest.mark.parametrize(("ms", "said"), [(0, "0 s"), (40_400, "40 s"), (60_000, "1 min"), (760_000, "12 min 40 s")])
def test_length_is_said_as_people_do(ms: int, said: str) -> None:
    assert length(ms) == said
