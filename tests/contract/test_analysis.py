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


@pytest.mark.parametrize(("query", "path"), [("from_ms=soon", "from_ms"), ("since=1", "since"), ("to_ms=-1", "to_ms")])
async def test_a_question_that_cannot_be_read_is_400_and_names_the_field(front: Front, query: str, path: str) -> None:
    answer = await front.get(f"marks?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (400, path)


@pytest.mark.parametrize("role", list(Role))
async def test_spans_are_for_those_with_the_right(front: Front, role: Role) -> None:
    answer = await front.get("marks", role)
    assert answer.status_code == (200 if Right.READ_ANALYSIS in RIGHTS[role] else 403)
