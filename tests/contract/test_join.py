"""The page that gives people their way in: codes and links that open, given for a while and ended by plain forms."""

from __future__ import annotations

import html
import re
from pathlib import Path

import httpx
import pytest

from controlroom.domain.roles import Role
from controlroom.server.auth import COOKIE
from tests.contract.conftest import Begun, Front, open_front


def cookie(front: Front, role: Role, room: str = "demo") -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={front.token(role, room)}", "Origin": "http://control.localhost"}


def links_on(page: httpx.Response) -> dict[str, str]:
    """Return id → address of the cards of a page."""
    found = re.findall(r'data-link="(.*?)".*?data-copy="(.*?)"', page.text, re.DOTALL)
    return {id_: html.unescape(url) for id_, url in found}


async def test_each_link_of_the_page_opens_and_is_drawn(front: Front) -> None:
    page = await front.http.get("/rooms/demo/controller/join", headers=cookie(front, Role.CONTROLLER))
    links = links_on(page)
    assert page.status_code == 200
    assert list(links) == "operator controller host analyst assistant wall remote".split()
    assert page.text.count("data:image/svg+xml") == len(links) + 1, "and the page's own sign"
    for url in links.values():
        assert (await front.http.get(url)).status_code == 200


async def test_a_link_is_given_and_ended_from_the_page(front: Front) -> None:
    base, mine = "/rooms/demo/controller/join", cookie(front, Role.CONTROLLER)
    made = await front.http.post(f"{base}/links", data={"whose": "host", "lasts": "1h"}, headers=mine)
    assert (made.status_code, made.headers["location"]) == (303, f"{base}?done=given")
    links = links_on(await front.http.get(base, headers=mine))
    (new,) = [id_ for id_ in links if id_.startswith("x-")]
    assert (await front.http.get(links[new])).status_code == 200
    ended = await front.http.post(f"{base}/ended", data={"link": new}, headers=mine)
    assert (ended.status_code, ended.headers["location"]) == (303, f"{base}?done=ended")
    assert new not in links_on(await front.http.get(base, headers=mine))
    assert (await front.http.get(links[new])).status_code == 401


async def test_the_page_is_found_from_its_own_address(front: Front) -> None:
    token = front.token(Role.CONTROLLER)
    assert (await front.http.get("/rooms/demo/join")).status_code == 401
    opened = await front.http.get(f"/rooms/demo/join?token={token}")
    assert opened.status_code == 200
    assert "Path=/rooms/demo/join" in opened.headers["set-cookie"]
    assert (await front.http.get("/rooms/demo/join")).status_code == 200
    front.http.cookies.clear()
    await front.http.get(f"/rooms/demo/controller?token={token}")
    led = await front.http.get("/rooms/demo/join")
    assert (led.status_code, led.headers["location"]) == (303, "/rooms/demo/controller/join")


@pytest.mark.parametrize("wrong", [{}, {"whose": "feed"}, {"whose": "host", "lasts": "9y"}, {"whose": "host nobody"}])
async def test_a_wrong_form_gives_nothing(front: Front, wrong: dict[str, str]) -> None:
    answer = await front.http.post(
        "/rooms/demo/controller/join/links", data=wrong, headers=cookie(front, Role.CONTROLLER)
    )
    assert answer.status_code == 400
    page = await front.http.get("/rooms/demo/controller/join", headers=cookie(front, Role.CONTROLLER))
    assert "x-" not in "".join(links_on(page))


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "http://control.localhost.evil.test"])
async def test_no_other_sites_form_is_taken(front: Front, origin: str) -> None:
    headers = cookie(front, Role.CONTROLLER) | {"Origin": origin}
    for path, form in (("links", {"whose": "host"}), ("ended", {"link": "host"})):
        answer = await front.http.post(f"/rooms/demo/controller/join/{path}", data=form, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "other_origin")


@pytest.mark.parametrize(
    ("public", "host", "words"),
    [(None, "127.0.0.1:8787", "this machine only"), ("http://192.168.1.9:8787", "192.168.1.9:8787", "unencrypted")],
)
async def test_the_page_says_whether_others_can_reach_its_address(
    begun: Begun, tmp_path: Path, public: str | None, host: str, words: str
) -> None:
    async with open_front(begun, tmp_path, public_url=public) as front:
        page = await front.http.get(
            "/rooms/demo/controller/join", headers=cookie(front, Role.CONTROLLER) | {"Host": host}
        )
    assert words in page.text
    assert f"http://{host}/rooms/demo/host?token=" in page.text
