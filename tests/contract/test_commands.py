from datetime import UTC, datetime
from typing import Any

import pytest

from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.errors import Refusal
from controlroom.domain.roles import COMMANDS, PAGES, PEOPLE, PageName, Role
from tests.contract.conftest import Front

FAR = "4102444800000"
EVENING: dict[str, Any] = {
    "show": {
        "title": "Evening", "room": "demo", "timezone": "Asia/Shanghai", "currency": "CNY",
        "starts": "2026-11-11T20:00:00+08:00",
    },
    "products": [{"sku": "K-1", "title": "Lamp", "price": "99.00"}],
    "segments": [{"id": "lamp", "title": "Lamp", "minutes": 5, "kind": "product", "sku": "K-1"}],
}  # fmt: skip
FIELDS: dict[str, dict[str, Any]] = {
    "price.set": {"sku": "K-1", "unit_minor": 8900},
    "offer.open": {"offer": "o"},
    "offer.close": {"offer": "o"},
    "scene.apply": {"scene": "s"},
    "desk.done": {"desk": "desk-1-explain"},
    "plan.apply": {"plan": {**EVENING, "show": {**EVENING["show"], "room": "drill"}}},
    "take": {"segment": "open", "from_": None},
    "next": {"from_": None},
    "back": {"from_": None},
    "skip": {"segment": "lamp"},
    "rundown.hold": {"on": True},
    "rundown.insert": {"after": "open", "segment": {"title": "Q&A", "planned_for_ms": 60_000}},
    "rundown.move": {"segment": "lamp", "after": None},
    "rundown.remove": {"segment": "lamp"},
    "rundown.set_duration": {"segment": "lamp", "planned_for_ms": 30_000},
    "rundown.fit": {"cuts": {"lamp": 0}},
    "segment.edit": {"segment": "lamp", "title": {"en": "Lamp", "zh-CN": "灯"}},
    "show.lock": {"on": True},
    "room.set": {"host_numbers": ["likes"]},
    "product.switch": {"sku": "K-1"},
    "stock.set": {"sku": "K-1", "on_hand": 5},
    "stock.add": {"sku": "K-1", "by": 2},
    "cue.show": {"text": "slower"},
    "cue.clear": {"cue": "q"},
    "cue.ack": {"cue": "q"},
    "timer.start": {"title": "Flash", "duration_for_ms": 60_000},
    "timer.pause": {"timer": "t"},
    "timer.resume": {"timer": "t"},
    "timer.add": {"timer": "t", "by_for_ms": 60_000},
    "timer.stop": {"timer": "t"},
    "task.done": {"task": "t"},
    "task.approve": {"task": "t"},
    "task.assign": {"task": "t", "owner": "host"},
    "task.call": {"tasks": ["t"]},
    "task.hand_over": {"owner": "host", "to": "analyst"},
    "prompter.seek": {"position": 40},
    "prompter.pace": {"cpm": 260},
    "totals.tell": {"gmv_minor": 7_980_000, "as_told_by": "li"},
    "spend.add": {"kind": "ads", "amount_minor": 50_000},
    "note.add": {"text": "louder"},
    "undo": {"command": "c-0"},
    "signal.send": {"kind": "slower"},
    "signal.seen": {"signal": "s"},
    "message.send": {"text": "louder", "target": "host"},
    "message.seen": {"message": "m"},
    "red_light.on": {"reason": "price"},
    "draw.open": {"title": "Cream", "keyword": "1"},
    "draw.close": {"draw": "d"},
    "draw.void": {"draw": "d"},
    "alert.ack": {"alert": "alert-9"},
    "alert.snooze": {"alert": "alert-9", "until_ms": int(FAR)},
    "alert.close": {"alert": "alert-9"},
    "alert.act": {"alert": "alert-9"},
    "silence.add": {"matchers": {"sku": "K-1"}, "until_ms": int(FAR), "why": "restocking"},
    "silence.expire": {"silence": "silence-9"},
    "rules.set": {"rule": {"id": "hot", "metric": "online", "above": {"value_millionths": 50_000_000}}},
    "rules.remove": {"rule": "hot"},
    "violation.tell": {"level": "warning", "text": "wording"},
    "stream.tell": {"state": "interrupted"},
    "slip.tell": {"text": "the best"},
    "comment.pin": {"comment": "c"},
    "comment.unpin": {},
    "comment.answer": {"question": "q", "text": "yes"},
    "comment.done": {"follow": "f"},
    "tally.open": {"keyword": "1"},
    "tally.close": {},
}
TYPES = [str(kind.__struct_config__.tag) for kind in COMMAND_TYPES]


@pytest.mark.parametrize("type_", TYPES)
async def test_role_table_holds_over_the_wire(front: Front, type_: str) -> None:
    for role in PEOPLE:
        answer = await front.command(type_, role, "drill", id=f"{role}", **FIELDS.get(type_, {}))
        allowed = type_ in COMMANDS[role]
        assert (answer.status_code != 403) is allowed, (role, answer.text)
        assert answer.status_code in ((200, 409) if allowed else (403,))


async def test_accepted_command_answers_its_seq_and_the_same_id_the_same(front: Front) -> None:
    first = await front.command("show.start")
    again = await front.command("show.start")
    assert first.status_code == 200
    assert first.json() == {"ok": True, "seq": first.json()["seq"]}
    assert again.json() == first.json()


async def test_refused_command_is_409_with_code_message_and_subject(front: Front) -> None:
    await front.command("show.start", room="drill")
    answer = await front.command("take", room="drill", segment="nowhere", from_=None)
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
    assert (told["code"], told["about"]) == ("unknown_segment", "nowhere")
    assert told["message"] == told["detail"] != ""


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        ("{", "", "bad_json"),
        ("[]", "", "not_an_object"),
        ("{}", "type", "missing_field"),
        ('{"type":"dance"}', "type", "unknown_command"),
        ('{"type":"show.start"}', "id", "missing_field"),
        ('{"type":"show.start","id":"1","mood":"good"}', "mood", "unknown_field"),
        ('{"type":"take","id":"1","segment":7}', "segment", "bad_field"),
        ('{"type":"take","id":"1","segment":"a","from":{"x":1}}', "from.x", "unknown_field"),
        ('{"type":"timer.start","id":"1","title":"x","duration_for_ms":5}', "duration_for_ms", "bad_field"),
        ('{"type":"show.start","id":"1","expires_ms":"tomorrow"}', "expires_ms", "bad_field"),
        ('{"type":"show.start","id":"1","expires_ms":"2026-01-01T00:00:00"}', "expires_ms", "bad_field"),
        ('{"type":"show.open","id":"1","plan":{"show":7}}', "plan.show", None),
    ],
)
async def test_what_cannot_be_read_is_400_and_names_the_field(
    front: Front, body: str, path: str, code: str | None
) -> None:
    answer = await front.http.post("/api/v1/rooms/demo/commands", content=body, headers=front.as_(Role.CONTROLLER))
    told = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    (error,) = told["errors"]
    assert error["path"] == path
    assert code in (None, error["code"])
    assert error["message"]


async def test_too_large_a_command_is_413(front: Front) -> None:
    answer = await front.http.post(
        "/api/v1/rooms/demo/commands", content=b" " * 3_000_000, headers=front.as_(Role.CONTROLLER)
    )
    assert answer.status_code == 413


async def test_expiry_may_be_rfc_3339(front: Front) -> None:
    past = datetime(2020, 1, 1, tzinfo=UTC).isoformat()
    future = datetime(2199, 1, 1, tzinfo=UTC).isoformat()
    late = await front.command("show.start", expires_ms=past)
    timely = await front.command("show.start", expires_ms=future)
    assert (late.status_code, late.json()["code"]) == (409, "expired")
    assert timely.status_code == 200


async def test_show_open_takes_a_plan(front: Front) -> None:
    answer = await front.command("show.open", plan=EVENING)
    assert answer.status_code == 200, answer.text
    shows = (await front.get("shows")).json()["shows"]
    assert [s["current"] for s in shows if s["show"] == "demo-2"] == [True]
    rundown = (await front.get("state?topics=rundown")).json()["topics"]["rundown"]
    assert [(s["id"], s["sku"]) for s in rundown["segments"]] == [("lamp", "K-1")]


async def test_without_a_token_is_401(front: Front) -> None:
    answer = await front.http.post("/api/v1/rooms/demo/commands", json={"id": "1", "type": "show.start"})
    assert answer.status_code == 401


async def test_a_failing_store_is_503(front: Front) -> None:
    await front.get("state")
    front.store_fails()
    answer = await front.command("show.start")
    front.store_fails(False)
    assert (answer.status_code, answer.json()["code"]) == (503, "store_full")


def cookie(front: Front, role: Role, room: str = "demo") -> dict[str, str]:
    return {"Cookie": f"cr_session={front.token(role, room)}"}


async def test_page_form_is_a_command_with_numbers_and_nothing_for_null(front: Front) -> None:
    await front.command("show.start", room="drill")
    answer = await front.http.post(
        "/rooms/drill/controller/commands",
        data={"id": "f1", "type": "take", "segment": "open", "from": "", "expected_seq": "", "expires_ms": FAR},
        headers=cookie(front, Role.CONTROLLER, "drill"),
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    timer = await front.http.post(
        "/rooms/drill/controller/commands",
        data={"id": "f2", "type": "timer.start", "title": "Flash", "duration_for_ms": "60000"},
        headers=cookie(front, Role.CONTROLLER, "drill"),
    )
    assert timer.status_code == 200, timer.text


async def test_page_json_is_a_command_too(front: Front) -> None:
    answer = await front.http.post(
        "/rooms/demo/controller/commands",
        json={"id": "j1", "type": "show.start"},
        headers=cookie(front, Role.CONTROLLER),
    )
    assert (answer.status_code, answer.json()["ok"]) == (200, True)


async def test_page_refusal_comes_as_words_in_the_pages_language(front: Front) -> None:
    answer = await front.http.post(
        "/rooms/demo/controller/commands?lang=zh-CN",
        data={"id": "f1", "type": "show.end"},
        headers=cookie(front, Role.CONTROLLER),
    )
    assert (answer.status_code, answer.headers["content-type"]) == (409, "text/html; charset=utf-8")
    refusal = Refusal(code="not_live", message="")
    assert answer.text == front.house.renderer.refusal("zh-CN", refusal)
    assert answer.text != front.house.renderer.refusal("en", refusal)


async def test_page_says_in_words_that_a_role_may_not(front: Front) -> None:
    form = {"id": "o1", "type": "show.start"}
    answer = await front.http.post("/rooms/demo/host/commands?lang=en", data=form, headers=cookie(front, Role.HOST))
    assert answer.status_code == 403
    assert "Your role may not do this" in answer.text
    program = await front.http.post(
        "/rooms/demo/host/commands", data=form, headers=cookie(front, Role.HOST) | {"Accept": "application/json"}
    )
    assert (program.status_code, program.json()["code"]) == (403, "not_allowed")


async def test_dotted_fields_of_a_form_are_an_object_and_empty_ones_say_none(front: Front) -> None:
    form = {
        "id": "f1", "type": "rundown.insert", "after": "", "segment.title": "Q&A", "segment.planned_for_ms": "90000",
        "segment.starts_ms": "2026-11-11T20:00:00+08:00", "segment.script": "", "segment.id": "talk",
    }  # fmt: skip
    url, headers = "/rooms/drill/controller/commands", cookie(front, Role.CONTROLLER, "drill")
    answer = await front.http.post(url, data=form, headers=headers)
    assert answer.status_code == 200, answer.text
    rundown = (await front.get("state?topics=rundown", room="drill")).json()["topics"]["rundown"]
    first = rundown["segments"][0]
    assert (first["id"], first["title"], first["planned_for_ms"]) == ("talk", "Q&A", 90_000)
    assert first["starts_ms"] == 1_794_398_400_000
    wrong = await front.http.post(url, data={"type": "skip", "type.x": "1", "id": "f2"}, headers=headers)
    assert wrong.status_code == 400


@pytest.mark.parametrize(
    ("origin", "status"),
    [(None, 200), ("http://control.localhost", 200), ("https://evil.test", 403), ("null", 403)],
)
async def test_page_commands_come_from_our_own_pages_only(front: Front, origin: str | None, status: int) -> None:
    headers = cookie(front, Role.CONTROLLER) | ({"Origin": origin} if origin else {})
    answer = await front.http.post(
        "/rooms/demo/controller/commands", data={"id": "f1", "type": "show.start"}, headers=headers
    )
    assert answer.status_code == status


@pytest.mark.parametrize("page", list(PAGES))
async def test_page_opens_for_its_roles_only(front: Front, page: PageName) -> None:
    for role in PEOPLE:
        answer = await front.http.get(f"/rooms/demo/{page}", headers=cookie(front, role))
        assert answer.status_code == (200 if role in PAGES[page] else 403), role
