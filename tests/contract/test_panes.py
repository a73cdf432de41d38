"""What a page asks for by itself: behind its cookie, as its role may see it."""

import asyncio
import re

from controlroom.domain.roles import Role
from controlroom.server.panes import drawn
from controlroom.server.tokens import link_path
from tests.contract.conftest import START_MS, Front


async def sign_in(front: Front, role: Role = Role.ANALYST, room: str = "demo") -> str:
    path = link_path(room, role, front.token(role, room))
    assert (await front.http.get(path)).status_code == 200
    return path.partition("?")[0]


async def test_tile_opens_its_definition_with_its_figures(front: Front) -> None:
    await front.post([{"type": "enter", "user": f"u{i}", "at": 1_000 * i} for i in range(1, 4)])
    page = await sign_in(front)
    answer = await front.http.get(f"{page}/kpi/viewers?lang=zh-CN")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    assert "观看人数" in answer.text
    assert re.search(r"<b>3</b>", answer.text)
    assert re.search(r'最新一条</dt><dd><span class="nw">进入 <span data-since="\d{13}">', answer.text)


async def test_definition_is_for_who_is_signed_in_to_the_page_alone(front: Front) -> None:
    assert (await front.http.get("/rooms/demo/analyst/kpi/viewers")).status_code == 401
    page = await sign_in(front)
    assert (await front.http.get(f"{page}/kpi/nothing")).status_code == 404
    assert (await front.http.get(f"{page.replace('analyst', 'nowhere')}/kpi/viewers")).status_code == 404


async def test_host_gets_no_definition_with_money_in_it(front: Front) -> None:
    order = {"type": "order", "order": "o", "status": "paid", "user": "u", "amount_minor": 4_242, "id": "e"}
    await front.post([order])
    page = await sign_in(front, Role.HOST)
    answer = await front.http.get(f"{page}/kpi/gmv_minor?lang=en")
    assert answer.status_code == 200
    assert "42.42" not in answer.text
    assert "Newest fact" not in answer.text


async def test_browser_chooses_its_tiles(front: Front) -> None:
    page = await sign_in(front)
    front.http.cookies.set("cr_tiles", "likes_5m.nothing.online.likes_5m", path=page)
    html = (await front.http.get(page)).text
    assert re.findall(r'data-pane="kpi/(\w+)"', html) == ["likes_5m", "online"]
    front.http.cookies.set("cr_tiles", "", path=page)
    assert len(re.findall(r'data-pane="kpi/(\w+)"', (await front.http.get(page)).text)) == 12


async def test_rejects_are_gathered_by_their_reasons(front: Front) -> None:
    await front.post(
        [{"type": "like", "count": 0}, {"type": "like", "count": -1}, {"type": "nothing"}, {"type": "heartbeat"}]
    )
    page = await sign_in(front)
    for _ in range(50):
        html = (await front.http.get(f"{page}/rejects?lang=en")).text
        if "Nothing was rejected" not in html:
            break
        await asyncio.sleep(0.1)
    assert re.findall(r'<td class="b">(\d+)</td>', html) == ["2", "1"]
    host = await sign_in(front, Role.HOST)
    assert (await front.http.get(f"{host}/rejects")).status_code == 403


async def test_what_changed_is_told_for_two_windows_and_for_the_last_minutes(front: Front) -> None:
    page = await sign_in(front)
    await front.post([{"type": "like", "count": 3}])
    last = await front.http.get(f"{page}/why?lang=en")
    assert (last.status_code, 'aria-pressed="true">Factors' in last.text) == (200, True)
    now = (await front.get("state")).json()["as_of_ms"]
    half = now // 30_000 * 30_000
    windows = f"a_from_ms={half - 60_000}&a_to_ms={half - 30_000}&b_from_ms={half - 30_000}&b_to_ms={half}"
    told = await front.http.get(f"{page}/why?lang=en&by=product&{windows}")
    assert told.status_code == 200
    assert 'aria-pressed="true">Products' in told.text
    assert f'data-windows="{half - 60_000} {half - 30_000} {half - 30_000} {half}"' in told.text


async def test_question_about_a_change_that_cannot_be_read_names_its_field(front: Front) -> None:
    page = await sign_in(front)
    answer = await front.http.get(f"{page}/why?by=weather")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "by")
    host = await sign_in(front, Role.HOST)
    assert (await front.http.get(f"{host}/why")).status_code == 403


async def test_before_a_show_begins_nothing_has_passed(front: Front) -> None:
    page = await sign_in(front)
    told = await front.http.get(
        f"{page}/why?lang=en&a_from_ms=9000000000000&a_to_ms=9000000060000&b_from_ms=0&b_to_ms=30000"
    )
    assert (told.status_code, "Nothing has passed yet" in told.text) == (200, True)


async def test_curves_come_in_one_answer_for_the_tiles_that_this_browser_has(front: Front) -> None:
    page = await sign_in(front)
    front.http.cookies.set("cr_tiles", "likes.online", path=page)
    told = (await front.http.get(f"{page}/curves")).json()
    assert list(told["curves"]) == ["likes", "online"]
    assert (drawn(0.123456789), drawn(12), drawn(None)) == (0.12346, 12, None)
    assert {len(values) for values in told["curves"].values()} == {len(told["t"])}
    host = await sign_in(front, Role.HOST)
    assert (await front.http.get(f"{host}/curves")).json()["curves"] == {}


async def test_curves_know_no_more_than_the_tiles_did(front: Front) -> None:
    async def drive(seconds: int) -> None:
        to_ms = START_MS + seconds * 1000
        headers = front.as_(Role.FEED, "drill")
        await front.http.post("/api/v1/rooms/drill/clock", json={"to_ms": to_ms}, headers=headers)

    page = await sign_in(front, room="drill")
    front.http.cookies.set("cr_tiles", "online.comments", path=page)
    await drive(1)
    await front.command("show.start", room="drill")
    await drive(20)
    await front.post([{"type": "audience", "online": 40}, {"type": "comment", "user": "a", "text": "hi"}], room="drill")
    await drive(59)
    await front.post({"type": "audience", "online": 50}, room="drill")
    await drive(90)
    told = (await front.http.get(f"{page}/curves")).json()
    assert told["t"] == [START_MS + s * 1000 for s in (30, 60, 90)]
    assert told["curves"] == {"online": [None, 50, None], "comments": [None, 1, None]}


async def test_tables_are_csv_for_those_who_may_analyse(front: Front) -> None:
    lines = [{"sku": "K-1", "qty": 1}]
    order = {
        "type": "order",
        "order": "o",
        "status": "paid",
        "user": "u",
        "amount_minor": 4_242,
        "id": "e",
        "lines": lines,
    }
    await front.post([order])
    page = await sign_in(front)
    answer = await front.http.get(f"{page}/tables/products?lang=en")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    heads, *rows = [line.split(",") for line in answer.text.splitlines()]
    assert dict(zip(heads, next(row for row in rows if row[0] == "K-1"), strict=True))["gmv"] == "42.42"
    assert (await front.http.get(f"{page}/tables/secrets")).status_code == 404
    host = await sign_in(front, Role.HOST)
    assert (await front.http.get(f"{host}/tables/products")).status_code == 403


async def test_the_controller_chooses_the_hosts_figures_in_a_form(front: Front) -> None:
    page = await sign_in(front, Role.CONTROLLER, "drill")

    async def shown() -> list[str]:
        state = (await front.get("state?topics=show", room="drill")).json()
        return list(state["topics"]["show"]["host_numbers"])

    usual = await shown()
    text = (await front.http.get(f"{page}/host-numbers?lang=en")).text
    assert (text.count("<select"), text.count(" selected")) == (3, len(usual))
    form = "id=h&type=room.set&host_numbers=likes&host_numbers=&host_numbers=viewers"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await front.http.post(f"{page}/commands", content=form, headers=headers)).status_code == 200
    assert await shown() == ["likes", "viewers"]
    none = "id=i&type=room.set&host_numbers=&host_numbers=&host_numbers="
    assert (await front.http.post(f"{page}/commands", content=none, headers=headers)).status_code == 200
    assert await shown() == usual
    host = await sign_in(front, Role.HOST, "drill")
    assert (await front.http.get(f"{host}/host-numbers")).status_code == 403
