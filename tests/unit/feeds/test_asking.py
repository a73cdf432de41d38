"""Asking by HTTP: good answers, and every way not to get one."""

from __future__ import annotations

import asyncio
from contextlib import suppress

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


async def test_an_answer_without_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    over: list[asyncio.Future[None]] = []

    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        over.append(asyncio.get_running_loop().create_future())
        mine = over[-1]
        writer.write(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n")
        with suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()
        mine.set_result(None)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    asker = Asker()
    async with asyncio.timeout(2):
        monkeypatch.setattr(asking, "ANSWER_MAX", 3)
        with pytest.raises(NotTold, match="more than 3 bytes"):
            await asker.get(url, {}, {})
        monkeypatch.setattr(asking, "ANSWER_MAX", 10**6)
        monkeypatch.setattr(asking, "WITHIN_S", 0.1)
        with pytest.raises(NotTold, match="does not answer"):
            await asker.get(url, {}, {})
        await asker.close()
        await asyncio.gather(*over)
    server.close()


async def test_neither_a_password_in_an_address_nor_a_key_that_cannot_be_sent_is_said() -> None:
    asker = Asker()
    with pytest.raises(NotTold, match=r"127\.0\.0\.1 does") as failed:
        await asker.get("http://me:hush@127.0.0.1:9/", {}, {})
    assert "hush" not in str(failed.value)
    with pytest.raises(NotTold, match="cannot be asked"):
        await asker.get("http://127.0.0.1:9/", {}, {"X-Key": "h\u00fcsh"})
    await asker.close()


def test_an_address_is_one_of_the_web() -> None:
    assert address("url", "https://a.example/b") == "https://a.example/b"
    for url in ("", "ftp://a", "https://", "a.example"):
        with pytest.raises(BadOption, match="url is"):
            address("url", url)
