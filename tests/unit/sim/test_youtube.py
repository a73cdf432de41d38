"""The stand-in for YouTube's chat tells page after page to who has the key."""

from __future__ import annotations

import httpx

from controlroom.feeds.youtube.decode import Decoder
from sim.facts import Fact
from sim.youtube import CHAT, KEY, PAGE, YouTube, pages


async def test_a_long_chat_comes_in_pages_and_only_to_who_has_the_key() -> None:
    served, voice = pages(0, 0), YouTube("CNY")
    await served.open()
    try:
        for number in range(PAGE + 3):
            served.tell(voice.frame(Fact("comment", f"c{number}", 1, {"user": "u-000003", "text": "好"})))
        place: str | None = None
        counts = []
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{served.port}", trust_env=False) as http:
            for _ in range(3):
                asked = {"liveChatId": CHAT} | ({"pageToken": place} if place is not None else {})
                answer = await http.get("/", params=asked, headers={"X-Goog-Api-Key": KEY})
                page = Decoder("CNY").page(answer.content)
                counts.append(sum(isinstance(message.came_to, list) for message in page.messages))
                place = page.next
            assert counts == [PAGE, 3, 0]
            for params, key in (({"liveChatId": CHAT}, "other"), ({"liveChatId": "other"}, KEY)):
                assert (await http.get("/", params=params, headers={"X-Goog-Api-Key": key})).status_code == 403
            old = {"liveChatId": CHAT, "pageToken": "x"}
            assert (await http.get("/", params=old, headers={"X-Goog-Api-Key": KEY})).status_code == 400
    finally:
        await served.close()
