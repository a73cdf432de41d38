from typing import Any

import pytest

from controlroom.domain.roles import READS, Role
from controlroom.domain.topics import Topic
from controlroom.views.kpi import HOST_TILES
from tests.contract.conftest import START_MS, Front

DRILL = {"room": "drill"}


async def drive(front: Front, seconds: int) -> None:
    to_ms = START_MS + seconds * 1000
    headers = front.as_(Role.FEED, "drill")
    assert (await front.http.post("/api/v1/rooms/drill/clock", json={"to_ms": to_ms}, headers=headers)).is_success


async def a_show(front: Front) -> None:
    """A minute of the rehearsal: started at 1 s, a viewer and a comment at 10 s, a payment at 30 s."""
    await drive(front, 1)
    assert (await front.command("show.start", **DRILL)).is_success
    await drive(front, 10)
    enter, comment = {"type": "enter", "user": "a"}, {"type": "comment", "user": "a", "text": "hi"}
    await front.post([enter, comment], **DRILL)
    await drive(front, 30)
    await front.post({"type": "order", "order": "o", "status": "paid", "user": "a", "amount_minor": 500}, **DRILL)
    await drive(front, 60)


async def read(front: Front, query: str, role: Role = Role.ANALYST) -> dict[str, Any]:
    answer = await front.get(f"series?{query}", role, "drill")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_series_is_the_tile_as_of_each_instant(front: Front) -> None:
    await a_show(front)
    told = await read(front, f"kpi=gmv_minor&from_ms={START_MS}&step_ms=10000")
    assert told == {
        "show": "drill-1",
        "kpi": "gmv_minor",
        "unit": "money",
        "t": [START_MS + s * 1000 for s in range(10, 61, 10)],
        "v": [0, 0, 0, 500, 500, 500],
    }


async def test_series_of_the_newest_second_is_the_tile_of_the_state(front: Front) -> None:
    await a_show(front)
    tiles = (await front.get("state?topics=kpi", Role.ANALYST, "drill")).json()["topics"]["kpi"]["tiles"]
    now = START_MS + 60_000
    for code in ("viewers", "comments_1m", "conversion_rate", "aov_minor", "online"):
        told = await read(front, f"kpi={code}&from_ms={now}&to_ms={now}&with=interval")
        assert (told["t"], told["v"]) == ([now], [tiles[code]["value"]])
        for name in ("num", "den", "lo", "hi"):
            assert told[name] == [tiles[code][name]]


async def test_instants_may_be_written_in_rfc_3339(front: Front) -> None:
    await a_show(front)
    told = await read(front, "kpi=comments&from_ms=2026-01-01T00:00:20Z&to_ms=2026-01-01T00:00:22Z&step_ms=1000")
    assert told["t"] == [START_MS + 20_000, START_MS + 21_000, START_MS + 22_000]
    assert told["v"] == [1, 1, 1]


async def test_series_of_a_past_show_is_kept(front: Front) -> None:
    await a_show(front)
    query = "kpi=gmv_minor_5m&step_ms=1000&with=interval"
    live = await read(front, query)
    assert (await front.command("show.end", **DRILL)).is_success
    await drive(front, 65)
    assert (await front.command("show.open", **DRILL)).is_success
    assert await read(front, query + "&show=drill-1") == live
    assert (await read(front, query)) == live | {
        "show": "drill-2", "t": [], "v": [], "num": [], "den": [], "lo": [], "hi": [],
    }  # fmt: skip


async def test_what_no_feed_told_any_more_is_null_also_of_a_past_show(front: Front) -> None:
    await drive(front, 1)
    assert (await front.command("show.start", **DRILL)).is_success
    await drive(front, 10)
    await front.post({"type": "audience", "online": 40, "total": 90}, **DRILL)
    await drive(front, 50)
    query = f"kpi=online&step_ms=1000&from_ms={START_MS + 10_000}&to_ms={START_MS + 72_000}"
    pulse = (await front.get("state?topics=pulse", Role.ANALYST, "drill")).json()["topics"]["pulse"]
    assert (pulse["online"], pulse["comments_1m"]) == (None, 0)
    assert pulse["until_ms"] == dict.fromkeys(("online", "conversion_rate_5m"), START_MS + 11_000)
    await front.post({"type": "audience", "online": 50, "total": 99}, **DRILL)
    await drive(front, 55)
    live = await read(front, query)
    assert live["v"] == [None, 40, *[None] * 39, *[50] * 5]
    assert (await front.command("show.end", **DRILL)).is_success
    await drive(front, 58)
    assert (await front.command("show.open", **DRILL)).is_success
    assert (await read(front, query + "&show=drill-1"))["v"][:40] == live["v"][:40]


@pytest.mark.parametrize("role", list(Role))
async def test_series_is_for_those_who_read_the_kpi_and_a_hosts_for_its_own_tiles(front: Front, role: Role) -> None:
    for code in ("online", "gmv_minor"):
        answer = await front.get(f"series?kpi={code}", role)
        allowed = Topic.KPI in READS[role] and (role is not Role.HOST or code in HOST_TILES)
        assert answer.status_code == (200 if allowed else 403), (role, code)


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("", "kpi", "missing_field"),
        ("kpi=mood", "kpi", "unknown_kpi"),
        ("kpi=refunds_minor_5m", "kpi", "unknown_kpi"),
        ("kpi=online&from_ms=soon", "from_ms", "bad_field"),
        ("kpi=online&from_ms=-1", "from_ms", "bad_field"),
        ("kpi=online&from_ms=2000&to_ms=1000", "to_ms", "bad_field"),
        ("kpi=online&step_ms=1500", "step_ms", "bad_field"),
        ("kpi=online&step_ms=0", "step_ms", "bad_field"),
        ("kpi=online&with=love", "with", "bad_field"),
        ("kpi=online&until_ms=5", "until_ms", "unknown_field"),
        ("kpi=online&sku=K-1", "kpi", "unknown_kpi"),
        ("kpi=orders_5m&segment=open", "kpi", "unknown_kpi"),
        ("kpi=orders&sku=K-1&traffic=search", "traffic", "bad_field"),
        ("kpi=orders&sku=K-9", "sku", "unknown_sku"),
    ],
)
async def test_a_wrong_parameter_is_400_and_named(front: Front, query: str, path: str, code: str) -> None:
    answer = await front.get(f"series?{query}")
    told = answer.json()
    assert (answer.status_code, told["errors"][0]["path"], told["code"]) == (400, path, code)


async def test_a_show_of_another_room_is_404_and_past_shows_are_for_those_who_read_shows(front: Front) -> None:
    answer = await front.get("series?kpi=online&show=demo-1", room="drill")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_show")
    assert (await front.get("series?kpi=online&show=demo-9", Role.HOST)).status_code == 403


async def test_a_page_reads_the_series_with_its_cookie(front: Front) -> None:
    await a_show(front)
    assert (await front.http.get("/rooms/drill/analyst/series?kpi=online")).status_code == 401
    token = front.token(Role.ANALYST, "drill")
    front.http.cookies.set("cr_session", token, path="/rooms/drill/analyst")
    answer = await front.http.get("/rooms/drill/analyst/series?kpi=comments&step_ms=60000")
    assert answer.json()["v"] == [1]


async def test_a_fourth_show_is_compared_with_the_rooms_own_past_at_the_same_minute(front: Front) -> None:
    at_s = 0
    for n in range(4):
        at_s += 100
        await drive(front, at_s)
        if n:
            assert (await front.command("show.open", id=f"open-{n}", **DRILL)).is_success
        assert (await front.command("show.start", id=f"start-{n}", **DRILL)).is_success
        await front.post([{"type": "comment", "user": "a", "text": "hi", "id": f"c{n}-{i}"} for i in range(n)], **DRILL)
        at_s += 70
        await drive(front, at_s)
        tile = (await front.get("state?topics=kpi", Role.ANALYST, "drill")).json()["topics"]["kpi"]["tiles"]["comments"]
        if n < 3:
            assert (tile["band"], tile["band_source"]) == (None, None)
            assert (await front.command("show.end", id=f"end-{n}", **DRILL)).is_success
    assert (tile["value"], tile["band"]) == (3, [0, 2])
    assert tile["band_source"] == {"zh-CN": "本房间前3场同一分钟", "en": "own past: last 3 shows, same minute"}


async def test_series_of_a_product_a_segment_and_a_source_are_kept_each_minute(front: Front) -> None:
    await a_show(front)
    await front.post({"type": "click", "sku": "K-1", "count": 3}, **DRILL)
    await front.command("take", id="t", segment="lamp", from_=None, **DRILL)
    await drive(front, 190)
    assert (await read(front, "kpi=clicks&sku=K-1"))["v"] == [None, 3, 3]
    told = await read(front, "kpi=entered&traffic=unknown&step_ms=1000")
    assert (told["t"], told["v"]) == ([START_MS + m * 60_000 for m in (1, 2, 3)], [1, 1, 1])
    assert (await read(front, "kpi=on_air_s&segment=lamp"))["v"] == [None, 60, 120]
    assert (await front.get("series?kpi=orders&sku=K-1", Role.HOST, "drill")).status_code == 403
    assert (await front.command("show.end", **DRILL)).is_success
    await drive(front, 195)
    assert (await front.command("show.open", **DRILL)).is_success
    assert (await read(front, "kpi=clicks&sku=K-1&show=drill-1"))["v"] == [None, 3, 3]
