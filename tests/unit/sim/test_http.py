"""The small server that a platform's interface stands on."""

from __future__ import annotations

import asyncio

import httpx

from sim.http import Answer, Asked, Http


async def test_a_request_is_read_whole_and_one_that_breaks_off_costs_itself() -> None:
    heard: list[Asked] = []
    sent: list[str] = []

    def answer(asked: Asked) -> Answer:
        heard.append(asked)
        return Answer(202, {"好": asked.path}, lambda: sent.append(asked.path))

    server = Http(0, answer)
    await server.open()
    try:
        _, broken = await asyncio.open_connection("127.0.0.1", server.port)
        broken.write(b"GET / HTT")
        broken.close()
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as http:
            told = await http.post("/a/b?c=d", content="身".encode(), headers={"X-Key": "k"})
        assert (told.status_code, told.json()) == (202, {"好": "/a/b"})
        [asked] = heard
        assert (asked.query, asked.headers["x-key"], asked.body.decode()) == ({"c": "d"}, "k", "身")
        assert sent == ["/a/b"]
    finally:
        await server.close()
