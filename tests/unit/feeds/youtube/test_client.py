"""The client against a stand-in of the platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from controlroom.feeds.base import BadOption, LinkLost
from controlroom.feeds.youtube.client import YOUTUBE, YouTube, make
from controlroom.feeds.youtube.decode import Decoder
from tests.unit.feeds.answering import Asked, answering, nothing
from tests.unit.feeds.taking import Taker

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds" / "youtube_livechat" / "list_response.json"
PAGE = json.loads(GOLDEN.read_bytes())


async def run(answers: list[tuple[int, Any]], sink: Taker, runs: int = 1) -> tuple[list[Asked], list[float], LinkLost]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with answering(lambda asked: answers.pop(0)) as (api, asked):
        feed = YouTube("y", "chat", "k3y", Decoder(), least_s=2, api=api, sleep=sleep)
        for _ in range(runs):
            with pytest.raises(LinkLost) as caught:
                await feed.run(sink, nothing)
    return asked, waits, caught.value


async def test_pages_follow_one_another_at_the_platforms_pace() -> None:
    sink = Taker()
    last = {**PAGE, "items": [], "offlineAt": "2025-11-22T12:00:00Z"}
    asked, waits, lost = await run([(200, PAGE), (200, {**PAGE, "pollingIntervalMillis": 1000}), (200, last)], sink)
    assert [len(sink.facts), waits] == [7, [5.0, 2.0]]
    assert "pageToken" not in asked[0].path
    assert "pageToken=GI_demo" in asked[1].path
    assert asked[0].headers["x-goog-api-key"] == "k3y"
    assert "k3y" not in asked[0].path
    assert lost.wait_s == 60


@pytest.mark.parametrize(("reason", "wait_s"), [("quotaExceeded", 3600), ("liveChatNotFound", 60), ("novel", None)])
async def test_a_refusal_says_how_long_to_stay_away(reason: str, wait_s: float | None) -> None:
    _, _, lost = await run([(403, {"error": {"errors": [{"reason": reason}]}})], Taker())
    assert lost.wait_s == wait_s
    assert "refuses: 403" in str(lost)
    assert "k3y" not in str(lost)


async def test_after_a_loss_it_goes_on_where_it_was_unless_that_place_is_gone() -> None:
    answers: list[tuple[int, Any]] = [(200, PAGE), (500, {}), (400, {}), (500, {})]
    asked, _, _ = await run(answers, Taker(), runs=3)
    assert ["pageToken" in request.path for request in asked] == [False, True, True, False]


def test_options_are_checked_and_the_key_is_a_secret() -> None:
    with pytest.raises(BadOption, match="chat is missing"):
        make("y", {})
    with pytest.raises(BadOption, match="least_s is '0'"):
        make("y", {"chat": "c", "key": "k", "least_s": "0"})
    assert {option.name for option in YOUTUBE.options if option.secret} == {"key"}
