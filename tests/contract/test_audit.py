"""Who did what, for programs, as a sheet and as a page."""

import csv
import io

from controlroom.domain.roles import Role
from controlroom.server.auth import COOKIE
from tests.contract.conftest import Front
from tests.contract.test_access import app_of


async def acted(front: Front) -> str:
    await front.command("note.add", Role.ANALYST, text="=cmd|x", id="n-1")
    await front.command("note.add", text="kept", id="n-2")
    await front.command("undo", Role.ANALYST, command="n-1", id="n-3")
    assert (await front.command("show.end", id="n-4")).status_code == 409
    (room,) = front.house.running()
    return room.show


async def test_accepted_commands_are_told_with_who_gave_them_and_what_became_of_them(front: Front) -> None:
    show = await acted(front)
    told = (await front.get(f"shows/{show}/audit")).json()
    assert [(line["id"], line["role"], line["command"], line["result"]) for line in told["lines"]] == [
        ("n-1", "analyst", "note.add", "undone"), ("n-2", "controller", "note.add", "done"), ("n-3", "analyst", "undo", "done"),
    ]  # fmt: skip
    assert (await front.get("shows/none/audit")).status_code == 404


async def test_refusals_links_and_their_ends_are_told_beside_them(front: Front) -> None:
    show = await acted(front)
    assert (await front.command("take", Role.HOST, segment="lamp", from_=None)).status_code == 403
    headers = front.as_(Role.ADMIN)
    given = await front.http.post("/api/v1/rooms/demo/links", json={"role": "wall"}, headers=headers)
    id_ = given.json()["id"]
    assert (await front.http.delete(f"/api/v1/rooms/demo/links/{id_}", headers=headers)).status_code == 200
    told = (await front.get(f"shows/{show}/audit")).json()
    assert len(told["lines"]) == 3
    assert [(one["role"], one["what"], one["about"], one["code"]) for one in told["asides"]] == [
        ("controller", "show.end", "", "not_live"), ("host", "take", "lamp", "not_allowed"),
        ("admin", "link.give", f"wall · {id_}", None), ("admin", "link.end", f"wall · {id_}", None),
    ]  # fmt: skip


async def test_a_refused_line_is_about_what_the_command_was_about_not_what_had_changed(front: Front) -> None:
    assert (await front.command("show.start", room="drill")).status_code == 200
    for wanted in ({"type_": "take", "segment": "lamp"}, {"type_": "next"}):
        refused = await front.command(**wanted, room="drill", from_="lamp")
        assert (refused.status_code, refused.json()["code"]) == (409, "stale"), refused.text
    show = (await front.get("state?topics=show", room="drill")).json()["show"]
    told = (await front.get(f"shows/{show}/audit", room="drill")).json()["asides"]
    assert [(one["what"], one["about"], one["code"]) for one in told] == [
        ("take", "lamp", "stale"), ("next", "", "stale"),
    ]  # fmt: skip


async def test_the_sheet_says_the_same(front: Front) -> None:
    show = await acted(front)
    answer = await front.get(f"shows/{show}/audit?format=csv&lang=en")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [(row["role"], row["did"], row["with"], row["result"]) for row in rows] == [
        ("Analyst", "Note", "text: =cmd|x", "taken back"), ("Controller", "Note", "text: kept", "done"),
        ("Analyst", "Undo", "", "done"), ("Controller", "End", "The show is not live", "refused"),
    ]  # fmt: skip
    assert [row["undid"].partition("”")[0] for row in rows] == ["", "", "Note “=cmd|x", ""]


async def test_the_page_stands_behind_a_desks_cookie_and_has_the_sheet(front: Front) -> None:
    show = await acted(front)
    mine = {"Cookie": f"{COOKIE}={front.token(Role.CONTROLLER)}"}
    page = await front.http.get("/rooms/demo/controller/audit?lang=en", headers=mine)
    assert page.status_code == 200
    assert page.text.count("<tr>") == 5
    assert "taken back" in page.text
    assert "<td>undid: Note “=cmd|x” " in page.text
    some = await front.http.get("/rooms/demo/controller/audit?lang=en&only=refused", headers=mine)
    assert some.text.count("<tr>") == 2
    sheet = await front.http.get(f"/rooms/demo/controller/audit?format=csv&show={show}", headers=mine)
    assert sheet.headers["content-disposition"] == f'attachment; filename="audit-{show}.csv"'
    led = await front.http.get(f"/rooms/demo/audit?token={front.token(Role.CONTROLLER)}")
    assert led.status_code == 200


async def test_only_so_many_read_journals_at_once(front: Front) -> None:
    show = await acted(front)
    app_of(front).state.doors.trying.most = 0
    assert (await front.get(f"shows/{show}/audit")).status_code == 429
    mine = {"Cookie": f"{COOKIE}={front.token(Role.CONTROLLER)}"}
    assert (await front.http.get("/rooms/demo/controller/audit", headers=mine)).status_code == 429
