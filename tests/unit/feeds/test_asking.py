"""Asking by HTTP: good answers, and every way not to get one."""

from __future__ import annotations

import pytest

from controlroom.feeds import asking
from controlroom.feeds.asking import Asker, address
from controlroom.feeds.base import BadOption, NotTold
from tests.asked import Answer, asked


async def test_a_good_answer_is_its_body() -> None:
    async with asked(lambda path, _: (200, path.encode())) as host:
        asker = Asker()
        assert await asker.get(f"{host.url}/a", {"q": "é&="}, {"X-Y": "z"}) == b"/a"
        await asker.close()
        assert await asker.get(f"{host.url}/b?c=d", {}, {}) == b"/b", "closed for good"
        await asker.close()
    assert [question[1] for question in host.questions] == [{"q": "é&="}, {"c": "d"}]
    assert host.questions[0][2]["x-y"] == "z"


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        ((500, b""), True),
        ((429, b""), True),
        ((404, b""), False),
        ((401, b""), False),
        ((302, b""), False),
        (None, True),
    ],
)
async def test_a_failure_says_whether_it_may_pass_and_no_secret(answer: Answer, again: bool) -> None:
    async with asked(lambda *_: answer) as host:
        asker = Asker()
        with pytest.raises(NotTold) as failed:
            await asker.get(f"{host.url}/x", {"token": "hush"}, {"Authorization": "hush"})
        await asker.close()
    assert failed.value.again is again
    assert "hush" not in str(failed.value)


async def test_nobody_there_and_an_endless_answer_are_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    asker = Asker()
    with pytest.raises(NotTold, match="does not answer"):
        await asker.get("http://127.0.0.1:9/", {}, {})
    monkeypatch.setattr(asking, "ANSWER_MAX", 3)
    async with asked(lambda *_: (200, b"1234")) as host:
        with pytest.raises(NotTold, match="more than 3 bytes"):
            await asker.get(host.url, {}, {})
    await asker.close()


def test_an_address_is_one_of_the_web() -> None:
    assert address("url", "https://a.example/b") == "https://a.example/b"
    for url in ("", "ftp://a", "https://", "a.example"):
        with pytest.raises(BadOption, match="url is"):
            address("url", url)
