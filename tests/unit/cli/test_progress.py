"""The progress line: what it says, and how often where nobody watches."""

from __future__ import annotations

import pytest

from controlroom.cli.progress import PLAIN_EVERY_S, Progress


def test_line_says_where_the_show_is_and_how_it_goes() -> None:
    progress = Progress(90, show_s=3_725, events=12_345, rate=310, lag_ms=4.6, screens=3)
    assert progress.line() == "1:02:05 of 1:30:00 · 12,345 events · 310/s · lag 5 ms · screens 3"


def test_what_is_not_known_is_not_nought() -> None:
    assert Progress(1).line() == "waiting · 0 events · 0/s · lag 0 ms · screens ?"


def test_plain_output_gets_a_line_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Progress(1)
    for _ in range(2 * PLAIN_EVERY_S + 1):
        progress.tick()
    progress.close()
    assert capsys.readouterr().out == f"{progress.line()}\n" * 3
