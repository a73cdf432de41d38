"""The doors an analyst asks about spans of a show."""

from __future__ import annotations

import pytest

from controlroom.domain.roles import RIGHTS, Right, Role
from tests.contract.conftest import START_MS, Front


async def drive(front: Front, to_ms: int) -> None:
    await front.http.post("/api/v1/rooms/drill/clock", json={"to_ms": to_ms}, headers=front.as_(Role.FEED, "drill"))


async def test_marks_tell_what_happened_in_a_span(front: Front) -> None:
    await front.command("show.start", room="drill")
    await front.command("take", room="drill", segment="lamp", from_=None)
    await drive(front, START_MS + 60_000)
    await front.command("cue.show", room="drill", text="slower")
    every = (await front.get("marks", room="drill")).json()
    assert [(m["kind"], m["at_ms"], m["until_ms"], m["sku"]) for m in every["marks"]] == [
        ("start", START_MS, None, None),
        ("take", START_MS, None, "K-1"),
        ("cue", START_MS + 60_000, None, None),
    ]
    assert (every["show"], every["dropped"]) == ("drill-1", {})
    later = (await front.get(f"marks?from_ms={START_MS + 1000}", room="drill")).json()
    assert [m["kind"] for m in later["marks"]] == ["take", "cue"]
    before = (await front.get("marks?to_ms=2026-01-01T00:01:00Z", room="drill")).json()
    assert [m["kind"] for m in before["marks"]] == ["start", "take"]


async def test_comments_are_counted_by_class_and_minute(front: Front) -> None:
    await front.command("show.start", room="drill")
    said = [("太贵了", 0), ("how much", 1), ("没声音", 61)]
    told = [{"type": "comment", "user": "u", "text": text, "at": START_MS + at_s * 1000} for text, at_s in said]
    await drive(front, START_MS + 62_000)
    await front.post(told, room="drill")
    minutes = (await front.get("comments", room="drill")).json()["minutes"]
    assert [(m["at_ms"], {k: n for k, n in m["counts"].items() if n}) for m in minutes] == [
        (START_MS, {"negative": 1, "question": 1}),
        (START_MS + 60_000, {"negative": 1}),
    ]
    later = (await front.get(f"comments?from_ms={START_MS + 1}", room="drill")).json()
    assert [m["at_ms"] for m in later["minutes"]] == [START_MS + 60_000]


@pytest.mark.parametrize(("query", "path"), [("from_ms=soon", "from_ms"), ("since=1", "since"), ("to_ms=-1", "to_ms")])
async def test_a_question_that_cannot_be_read_is_400_and_names_the_field(front: Front, query: str, path: str) -> None:
    answer = await front.get(f"marks?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)


@pytest.mark.parametrize("role", list(Role))
async def test_spans_are_for_those_with_the_right(front: Front, role: Role) -> None:
    answer = await front.get("marks", role)
    assert answer.status_code == (200 if Right.READ_ANALYSIS in RIGHTS[role] else 403)


def asked(*at_s: int, more: str = "") -> str:
    names = ("a_from_ms", "a_to_ms", "b_from_ms", "b_to_ms")
    return "changed?" + "&".join(f"{n}={START_MS + s * 1000}" for n, s in zip(names, at_s, strict=False)) + more


async def sold(front: Front, at_s: int, order: str, minor: int) -> None:
    await drive(front, START_MS + at_s * 1000)
    line = {"sku": "K-1", "unit_minor": minor}
    body = {
        "type": "order",
        "id": order,
        "order": order,
        "status": "paid",
        "lines": [line],
        "at": START_MS + at_s * 1000,
    }
    assert (await front.post([{"type": "audience", "online": 40}, body], "drill")).status_code == 200


async def test_changed_divides_the_change_and_names_the_facts(front: Front) -> None:
    await front.command("show.start", room="drill")
    await sold(front, 20, "o1", 9900)
    await front.command("take", room="drill", segment="lamp", from_=None)
    await sold(front, 80, "o2", 19_900)
    await drive(front, START_MS + 120_000)
    told = (await front.get(asked(0, 60, 60, 120), room="drill")).json()
    assert (told["show"], told["change_minor"], told["a"]["orders"], told["b"]["viewers"]) == ("drill-1", 10_000, 1, 40)
    assert [f["code"] for f in told["factors"]] == ["paid_orders", "aov_minor"]  # nobody was counted before the first
    assert set(told["factors"][0]) == {"code", "from", "to", "contribution_minor"}
    assert sum(f["contribution_minor"] for f in told["factors"]) == 10_000
    assert {p["by"] for p in told["parts"]} == {"product", "traffic", "segment"}
    segments = {p["key"]: (p["from_minor"], p["to_minor"]) for p in told["parts"] if p["by"] == "segment"}
    assert segments == {"none": (9900, 0), "lamp": (0, 19_900)}
    assert [m["kind"] for m in told["facts"] if m["kind"] not in ("alert", "gap")] == ["start", "take"]
    products = (await front.get(asked(0, 60, 60, 120, more="&by=product"), room="drill")).json()
    assert [(p["by"], p["key"], p["rate_minor"]) for p in products["parts"]] == [("product", "K-1", 10_000)]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        (asked(0, 60, 60), "b_to_ms"),
        (asked(60, 60, 60, 90), "a_to_ms"),
        (asked(0, 60, 900, 960), "b_to_ms"),
        (asked(0, 60, 60, 90, more="&by=colour"), "by"),
    ],
)
async def test_windows_that_are_none_are_400_and_named(front: Front, query: str, path: str) -> None:
    await drive(front, START_MS + 120_000)
    answer = await front.get(query, room="drill")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)


async def test_changed_is_for_those_with_the_right(front: Front) -> None:
    for role in Role:
        answer = await front.get(asked(-120, -60, -60, -30), role, "drill")
        assert answer.status_code == (200 if Right.READ_ANALYSIS in RIGHTS[role] else 403), role


async def test_a_past_show_answers_what_it_answered_when_it_ran(front: Front) -> None:
    await front.command("show.start", room="drill")
    await sold(front, 20, "o1", 9900)
    await front.command("take", room="drill", segment="lamp", from_=None)
    await sold(front, 80, "o2", 19_900)
    await front.command("show.end", room="drill")
    await drive(front, START_MS + 120_000)
    questions = ("marks?", asked(0, 60, 60, 120))
    ran = [(await front.get(q, room="drill")).json() for q in questions]
    await front.command("show.open", room="drill", plan=None)
    for question, told in zip(questions, ran, strict=True):
        past = (await front.get(f"{question}&show=drill-1", room="drill")).json()
        assert past | {"as_of_ms": 0} == told | {"as_of_ms": 0}
    assert (await front.get("marks", room="drill")).json()["marks"] == []


async def test_past_shows_are_for_those_who_read_shows_and_of_the_same_room(front: Front) -> None:
    for role, status in ((Role.ANALYST, 404), (Role.WALL, 403), (Role.HOST, 403)):
        assert (await front.get("marks?show=drill-1", role)).status_code == status


async def test_a_page_asks_with_its_cookie(front: Front) -> None:
    await front.command("show.start", room="drill")
    await drive(front, START_MS + 60_000)
    assert (await front.http.get("/rooms/drill/analyst/marks")).status_code == 401
    front.http.cookies.set("cr_session", front.token(Role.ANALYST, "drill"), path="/rooms/drill/analyst")
    assert (await front.http.get("/rooms/drill/analyst/marks")).json()["marks"][0]["kind"] == "start"
    told = await front.http.get(f"/rooms/drill/analyst/{asked(0, 30, 30, 60)}")
    assert told.json()["change_minor"] == 0
