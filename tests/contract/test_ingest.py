import asyncio
import gzip
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from controlroom.domain.roles import Role
from tests.contract.conftest import Begun, Front, open_front

ENTER = {"type": "enter", "id": "e1", "user": "u1"}
EVERY_TYPE: list[dict[str, Any]] = [
    {"type": "audience", "online": 5},
    {"type": "enter", "user": "u"},
    {"type": "leave", "user": "u"},
    {"type": "comment", "user": "u", "text": "hi", "name": "Ann"},
    {"type": "like"},
    {"type": "follow", "user": "u"},
    {"type": "share", "user": "u"},
    {"type": "club", "user": "u"},
    {"type": "gift", "user": "u", "name": "rose"},
    {"type": "impression", "sku": "a"},
    {"type": "click", "sku": "a"},
    {"type": "order", "order": "o1", "status": "created", "lines": [{"sku": "a", "unit_minor": 100}]},
    {"type": "stock", "sku": "a", "on_hand": 3},
    {"type": "stock_change", "sku": "a", "by": -1},
    {"type": "price", "sku": "a", "unit_minor": 90},
    {"type": "product", "sku": "a", "state": "explaining"},
    {"type": "promo", "kind": "coupon", "state": "open"},
    {"type": "totals", "gmv_minor": 1},
    {"type": "spend", "kind": "ads", "amount_minor": 5},
    {"type": "speech", "text": "welcome"},
    {"type": "violation", "level": "notice", "text": "careful"},
    {"type": "stream", "state": "live"},
    {"type": "heartbeat"},
]


@pytest.mark.parametrize("event", EVERY_TYPE, ids=lambda e: str(e["type"]))
async def test_every_type_of_the_contract_is_accepted(front: Front, event: dict[str, Any]) -> None:
    answer = await front.post(event | {"id": "1"})
    assert answer.status_code == 200, answer.text
    assert {k: v for k, v in answer.json().items() if k != "seq"} == {
        "accepted": 1, "duplicates": 0, "rejected": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("application/json", json.dumps(ENTER)),
        ("application/json; charset=utf-8", json.dumps([ENTER])),
        ("application/x-ndjson", json.dumps(ENTER) + "\n"),
        (
            "application/cloudevents+json",
            json.dumps(
                {"specversion": "1.0", "type": "controlroom.enter", "id": "e1", "source": "x", "data": {"user": "u"}}
            ),
        ),
        (
            "application/cloudevents-batch+json",
            json.dumps(
                [{"specversion": "1.0", "type": "controlroom.enter", "id": "e1", "source": "x", "data": {"user": "u"}}]
            ),
        ),
    ],
)  # fmt: skip
async def test_each_media_type_brings_the_event_in(front: Front, media: str, body: str) -> None:
    answer = await front.post(body, Content_Type=media)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1), answer.text


async def test_cloudevents_binary_mode_takes_its_envelope_from_the_headers(front: Front) -> None:
    headers = {"ce_specversion": "1.0", "ce_type": "controlroom.enter", "ce_id": "b1", "ce_source": "x"}
    answer = await front.post({"user": "u"}, **headers)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1), answer.text


@pytest.mark.parametrize("repeat", [1, 4_000])
async def test_gzip_bodies_are_expanded(front: Front, repeat: int) -> None:
    lines = "\n".join(json.dumps(ENTER | {"id": f"{n}", "user": f"{n * 7919}"}) for n in range(repeat))
    answer = await front.post(
        gzip.compress(lines.encode(), 0), Content_Type="application/x-ndjson", Content_Encoding="gzip"
    )
    assert (answer.status_code, answer.json()["accepted"]) == (200, repeat)


async def test_partial_acceptance_names_index_path_and_reason(front: Front) -> None:
    body = [
        ENTER,
        {"type": "order", "order": "o", "status": "paid", "lines": [{"sku": "a", "qty": 0}]},
        {"type": "dance"},
    ]
    answer = await front.post(body)
    told = answer.json()
    assert (answer.status_code, told["accepted"]) == (200, 1)
    assert [(r["index"], r["code"], r["path"]) for r in told["rejected"]] == [
        (1, "bad_field", "lines[0].qty"),
        (2, "unknown_type", "type"),
    ]
    assert all(r["message"] for r in told["rejected"])


async def test_a_repeat_is_a_duplicate_and_answers_with_the_head(front: Front) -> None:
    first = (await front.post(ENTER)).json()
    again = (await front.post(ENTER)).json()
    assert (again["accepted"], again["duplicates"], again["seq"]) == (0, 1, first["seq"])


async def test_an_empty_body_is_200_with_zeros(front: Front) -> None:
    answer = await front.post(b"", Content_Type="application/x-ndjson")
    assert answer.status_code == 200
    assert (answer.json()["accepted"], answer.json()["duplicates"], answer.json()["rejected"]) == (0, 0, [])


async def test_all_rejected_is_422_with_every_reason(front: Front) -> None:
    answer = await front.post([{"type": "dance"}, {"type": "enter"}])
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [(e["path"], e["code"]) for e in told["errors"]] == [
        ("[0].type", "unknown_type"),
        ("[1].user", "missing_field"),
    ]
    assert [r["index"] for r in told["rejected"]] == [0, 1]


async def test_rejected_events_are_kept_with_their_reasons(front: Front) -> None:
    await front.post([ENTER, {"type": "dance"}])
    await asyncio.sleep(1.2)  # they are written aside once a second
    (kept,) = (await front.get("rejects")).json()["rejects"]
    assert (kept["feed"], kept["code"], kept["path"], kept["line"]) == (
        "shop", "unknown_type", "type", '{"type":"dance"}',
    )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ("{nonsense", {}, 400, "bad_json"),
        (b"\x1f\x8bnot gzip", {"Content_Encoding": "gzip"}, 400, "bad_gzip"),
        ("x", {"Content_Type": "text/plain"}, 415, "unknown_media"),
        ("{}", {"Content_Encoding": "br"}, 415, "unknown_encoding"),
        (b" " * (8 * 1024 * 1024 + 1), {}, 413, "too_large"),
        (b"[" + b'{"type":"heartbeat"},' * 10_000 + b'{"type":"heartbeat"}]', {}, 413, "too_many"),
        (gzip.compress(b" " * (8 * 1024 * 1024 + 1)), {"Content_Encoding": "gzip"}, 413, "too_large"),
    ],
)
async def test_a_body_that_cannot_be_taken_is_a_problem(
    front: Front, body: bytes | str, headers: dict[str, str], status: int, code: str
) -> None:
    answer = await front.post(body, **headers)
    told = answer.json()
    assert (answer.status_code, told["code"], told["status"]) == (status, code, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["detail"]


async def test_who_sends_too_large_a_body_whole_before_listening_hears_413_and_no_broken_line(served: Front) -> None:
    def post() -> int:
        request = urllib.request.Request(
            f"{served.address}/api/v1/rooms/demo/events", b" " * (20 * 1024 * 1024), served.as_(Role.FEED)
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30)
        refused.value.close()
        return refused.value.code

    assert await asyncio.to_thread(post) == 413


async def test_who_asks_before_sending_too_large_a_body_hears_413_at_once(served: Front) -> None:
    host, port = served.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    asked = f"Content-Length: {9 * 1024 * 1024}\r\nExpect: 100-continue\r\n\r\n"
    head = f"Host: localhost\r\nAuthorization: {served.as_(Role.FEED)['Authorization']}\r\n{asked}"
    writer.write(f"POST /api/v1/rooms/demo/events HTTP/1.1\r\n{head}".encode())
    assert (await asyncio.wait_for(reader.read(200), 5)).startswith(b"HTTP/1.1 413 ")
    writer.close()


async def test_without_a_key_is_401_and_a_persons_token_is_403(front: Front) -> None:
    path = "/api/v1/rooms/demo/events"
    none = await front.http.post(path, json=ENTER)
    wrong = await front.http.post(path, json=ENTER, headers={"Authorization": "Bearer crk_nobody"})
    other = await front.http.post(path, json=ENTER, headers=front.as_(Role.FEED, "drill"))
    person = await front.http.post(path, json=ENTER, headers=front.as_(Role.ADMIN))
    assert [a.status_code for a in (none, wrong, other, person)] == [401, 401, 401, 403]
    assert none.headers["www-authenticate"].startswith("Bearer")


async def test_a_key_made_just_now_opens_the_door_at_once(front: Front) -> None:
    from controlroom.server.tokens import key_hash, new_feed_key

    key = new_feed_key()
    headers = {"Authorization": f"Bearer {key}"}
    before = await front.http.post("/api/v1/rooms/demo/events", json=ENTER, headers=headers)
    await front.house.book.add_key("demo", "late", key_hash(key), 0)
    after = await front.http.post("/api/v1/rooms/demo/events", json=ENTER, headers=headers)
    assert (before.status_code, after.status_code) == (401, 200)


async def test_an_unknown_room_is_404(front: Front) -> None:
    answer = await front.http.post("/api/v1/rooms/nowhere/events", json=ENTER, headers=front.as_(Role.FEED))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_room")


async def test_a_store_that_cannot_write_is_503_and_nothing_was_taken(front: Front) -> None:
    await front.post(ENTER)
    front.store_fails()
    answer = await front.post(ENTER | {"id": "e2"})
    assert (answer.status_code, answer.json()["code"]) == (503, "store_full")
    assert int(answer.headers["retry-after"]) > 0
    front.store_fails(False)
    repeated = await _until_taken(front, ENTER | {"id": "e2"})
    assert (repeated["accepted"], repeated["duplicates"]) == (1, 0)


async def _until_taken(front: Front, event: dict[str, Any]) -> dict[str, Any]:
    for _ in range(100):
        answer = await front.post(event)
        if answer.status_code == 200:
            taken: dict[str, Any] = answer.json()
            return taken
        await asyncio.sleep(0.05)
    raise AssertionError("the store works again, and the room does not")


async def test_a_full_intake_is_503_and_nothing_was_taken(begun: Begun, tmp_path: Path) -> None:
    async with open_front(begun, tmp_path, intake_events=5) as front:
        answer = await front.post([{"type": "enter", "user": "u", "id": f"{n}"} for n in range(50)])
        assert (answer.status_code, answer.json()["code"]) == (503, "intake_full")
        assert int(answer.headers["retry-after"]) > 0
        assert (await front.post(ENTER)).json()["accepted"] == 1


async def test_socket_answers_each_frame_in_order(served: Front) -> None:
    frames = [
        json.dumps(ENTER),
        "\n".join(json.dumps(ENTER | {"id": f"n{n}"}) for n in range(3)),
        json.dumps([ENTER | {"id": "a1"}, ENTER | {"id": "a2"}]),
        "{nonsense",
        json.dumps({"type": "dance"}),
        json.dumps(ENTER),
    ]
    async with served.connect("/api/v1/rooms/demo/events", served.as_(Role.FEED)) as socket:
        for text in frames:
            await socket.send(text)
        answers = [json.loads(await socket.recv()) for _ in frames]
    assert [a.get("accepted", a.get("code")) for a in answers] == [1, 3, 2, "bad_json", 0, 0]
    assert answers[4]["code"] == "all_rejected"
    assert answers[5]["duplicates"] == 1


@pytest.mark.parametrize(("role", "code"), [(None, 4401), (Role.CONTROLLER, 4403)])
async def test_socket_for_events_needs_a_feeds_key(served: Front, role: Role | None, code: int) -> None:
    headers = served.as_(role) if role else {}
    async with served.connect("/api/v1/rooms/demo/events", headers) as socket:
        await socket.wait_closed()
        assert socket.close_code == code
