import json

import pytest

from controlroom.domain.roles import PEOPLE, READS, RIGHTS, Right, Role
from controlroom.domain.topics import Topic
from tests.contract.conftest import START_MS, Front

ENTER = {"type": "enter", "id": "e1", "user": "u1"}


async def test_state_has_the_contracts_members(front: Front) -> None:
    seq = (await front.post(ENTER)).json()["seq"]
    state = (await front.get("state")).json()
    assert set(state) == {"room", "show", "mode", "clock", "epoch", "pos", "seq", "as_of_ms", "topics"}
    assert (state["room"], state["show"], state["mode"], state["seq"]) == ("demo", "demo-1", "live", seq)
    assert set(state["clock"]) == {"now_ms", "speed"}


@pytest.mark.parametrize("role", list(Role))
async def test_state_holds_what_the_role_may_read(front: Front, role: Role) -> None:
    state = (await front.get("state", role)).json()
    assert set(state["topics"]) == {str(topic) for topic in READS[role]}
    for topic in Topic:
        answer = await front.get(f"state?topics={topic}", role)
        if topic in READS[role]:
            assert list(answer.json()["topics"]) == [topic]
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_state_of_an_unknown_topic_is_400_and_names_those_there_are(front: Front) -> None:
    answer = await front.get("state?topics=kpi,mood")
    told = answer.json()
    assert (answer.status_code, told["code"], told["errors"][0]["path"]) == (400, "unknown_topic", "topics")
    assert "mood" in told["detail"]
    assert "rundown" in told["detail"]


@pytest.mark.parametrize("token", ["", "Bearer", "Bearer x.y", "Basic abc", "Bearer crk_x", "Bearer " + "x" * 5000])
async def test_state_without_a_good_token_is_401(front: Front, token: str) -> None:
    answer = await front.http.get("/api/v1/rooms/demo/state", headers={"Authorization": token})
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_a_token_of_another_room_or_generation_is_401(front: Front) -> None:
    for token in (front.token(room="drill"), front.token(generation=1)):
        answer = await front.http.get("/api/v1/rooms/demo/state", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


async def test_a_role_token_is_the_same_each_time(front: Front) -> None:
    assert front.token(Role.HOST) == front.token(Role.HOST)
    assert front.token(Role.HOST) != front.token(Role.ADMIN)


async def test_clock_advances_a_rehearsal_and_answers_where_it_is(front: Front) -> None:
    to_ms = START_MS + 20_000
    answer = await front.http.post(
        "/api/v1/rooms/drill/clock", json={"to_ms": to_ms, "speed": 2}, headers=front.as_(Role.FEED, "drill")
    )
    assert (answer.status_code, answer.json()) == (200, {"now_ms": to_ms, "speed": 2})
    rfc = await front.http.post(
        "/api/v1/rooms/drill/clock",
        json={"to_ms": "2026-01-01T00:01:00Z"},
        headers=front.as_(Role.FEED, "drill"),
    )
    assert rfc.json()["now_ms"] == START_MS + 60_000


@pytest.mark.parametrize(
    ("body", "path"),
    [("{}", ""), ('{"to_ms":-1}', "to_ms"), ('{"speed":"x"}', "speed"), ('{"pace":1}', "pace"), ("7", "")],
)
async def test_clock_refuses_what_it_cannot_read(front: Front, body: str, path: str) -> None:
    answer = await front.http.post("/api/v1/rooms/drill/clock", content=body, headers=front.as_(Role.FEED, "drill"))
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)


async def test_clock_of_a_live_room_is_not_driven(front: Front) -> None:
    answer = await front.http.post("/api/v1/rooms/demo/clock", json={"speed": 2}, headers=front.as_(Role.FEED))
    assert (answer.status_code, answer.json()["code"]) == (409, "clock_refused")


async def test_clock_is_the_feeds_to_drive(front: Front) -> None:
    for role in PEOPLE:
        answer = await front.http.post("/api/v1/rooms/drill/clock", json={"speed": 2}, headers=front.as_(role, "drill"))
        assert answer.status_code == 403


async def test_shows_tell_the_book_and_one_its_digest(front: Front) -> None:
    await front.command("show.start")
    await front.command("show.end")
    await front.command("show.open")
    shows = (await front.get("shows")).json()
    assert [(s["show"], s["room"]) for s in shows["shows"]] == [("demo-1", "demo"), ("demo-2", "demo")]
    show = (await front.get("shows/demo-1")).json()
    assert START_MS <= show["started_ms"] <= show["ended_ms"]
    assert show["seq"] >= 3
    assert set(show["digest"]) == {"seq", "as_of_ms", "value"}
    second = (await front.get("shows/demo-2")).json()
    assert (second["digest"], second["started_ms"], second["ended_ms"]) == (None, None, None)


@pytest.mark.parametrize("path", ["shows/drill-1", "shows/nothing", "shows/drill-1/journal"])
async def test_a_show_of_another_room_is_404(front: Front, path: str) -> None:
    answer = await front.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, "no_show")


async def test_journal_leaves_as_ndjson_with_gapless_seq(front: Front) -> None:
    await front.post([ENTER, ENTER | {"id": "e2"}])
    answer = await front.get("shows/demo-1/journal")
    assert answer.headers["content-type"] == "application/x-ndjson"
    records = [json.loads(line) for line in answer.text.splitlines()]
    assert [r["seq"] for r in records] == list(range(1, len(records) + 1))
    assert records[0]["type"] == "show.opened"
    assert [r["id"] for r in records if r["type"] == "enter"] == ["e1", "e2"]
    assert all(r.get("user") != "u1" for r in records)


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("shows", Right.READ_SHOWS),
        ("shows/demo-1", Right.READ_SHOWS),
        ("shows/demo-1/journal", Right.READ_SHOWS),
        ("rejects", Right.READ_REJECTS),
    ],
)
async def test_archive_is_for_those_with_the_right(front: Front, path: str, right: Right) -> None:
    for role in Role:
        answer = await front.get(path, role)
        assert answer.status_code == (200 if right in RIGHTS[role] else 403), role


async def test_rejects_limit_out_of_range_is_400(front: Front) -> None:
    answer = await front.get("rejects?limit=0")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, "limit")
