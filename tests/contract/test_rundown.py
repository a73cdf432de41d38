"""What the controller's rundown asks for by itself: behind its cookie, for those who may edit."""

from __future__ import annotations

import re

from controlroom.domain.roles import Role
from tests.contract.conftest import Front
from tests.contract.test_panes import sign_in


async def page_of(front: Front, role: Role = Role.CONTROLLER) -> str:
    return await sign_in(front, role, "drill")


async def test_a_segments_form_holds_what_stands_in_the_plan(front: Front) -> None:
    page = await page_of(front)
    answer = await front.http.get(f"{page}/segment/lamp?lang=en")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    assert re.search(r'name="title" required maxlength="200" value="Lamp"', answer.text)
    assert re.search(r'<option value="K-1" selected>', answer.text)


async def test_a_new_segment_stands_where_it_was_asked_for(front: Front) -> None:
    page = await page_of(front)
    assert 'value="rundown.insert"' in (await front.http.get(f"{page}/segment-new")).text
    assert re.search(r'<option value="lamp"[^>]* selected>', (await front.http.get(f"{page}/segment-new/lamp")).text)


async def test_a_form_that_was_sent_changes_what_it_names(front: Front) -> None:
    page = await page_of(front)
    form = {"id": "e", "type": "segment.edit", "segment": "lamp", "planned_for_ms": "90000", "script": ""}
    assert (await front.http.post(f"{page}/commands", data=form)).status_code == 200
    segments = (await front.get("state?topics=rundown", room="drill")).json()["topics"]["rundown"]["segments"]
    assert [(s["title"], s["planned_for_ms"]) for s in segments if s["id"] == "lamp"] == [("Lamp", 90_000)]


async def test_cuts_are_proposed_once_the_show_would_end_late(front: Front) -> None:
    page = await page_of(front)
    assert "cuts." not in (await front.http.get(f"{page}/fit?lang=en")).text
    await front.command("show.start", room="drill")
    late = {"planned_for_ms": 20 * 60_000, "segment": "lamp"}
    assert (await front.command("rundown.set_duration", room="drill", **late)).status_code == 200
    assert 'name="cuts.lamp"' in (await front.http.get(f"{page}/fit?lang=en")).text


async def test_what_is_not_there_is_404_and_another_role_is_refused(front: Front) -> None:
    page = await page_of(front)
    assert (await front.http.get(f"{page}/segment/nothing")).status_code == 404
    assert (await front.http.get("/rooms/drill/host/fit")).status_code == 401
    operator = await page_of(front, Role.OPERATOR)
    assert (await front.http.get(f"{operator}/fit")).status_code == 403
