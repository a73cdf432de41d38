import gzip
import hashlib
import re

import pytest

from controlroom.domain.roles import HOME, PAGES, PEOPLE, Role
from controlroom.server.language import preferred
from controlroom.server.tokens import LINK_SECRET, link_path, role_token
from tests.contract.conftest import Front


def shown(html: str) -> dict[str, str]:
    """Return the attributes of a page's body."""
    found = re.search(r"<body ([^>]*)>", html)
    assert found, html[:300]
    return dict(re.findall(r'([\w:-]+)="(.*?)"', found[1]))


async def test_link_signs_in_to_its_page_only_and_answers_the_page_directly(front: Front) -> None:
    answer = await front.http.get(link_path("demo", Role.HOST, front.token(Role.HOST)))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    (session,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("cr_session=")]
    assert "Path=/rooms/demo/host" in session
    assert "HttpOnly" in session
    assert "samesite=strict" in session.lower()
    assert "Secure" not in session
    again = await front.http.get("/rooms/demo/host")
    other = await front.http.get("/rooms/demo/analyst")
    assert (again.status_code, other.status_code) == (200, 401)


@pytest.mark.parametrize("role", PEOPLE)
async def test_every_roles_link_opens_its_page(front: Front, role: Role) -> None:
    answer = await front.http.get(link_path("demo", role, front.token(role)))
    assert answer.status_code == 200
    assert shown(answer.text)["data-page"] == HOME[role]
    assert role in PAGES[HOME[role]]


async def test_page_is_rendered_for_its_role_at_the_hubs_position(front: Front) -> None:
    answer = await front.http.get(link_path("drill", Role.HOST, front.token(Role.HOST, "drill")))
    (room,) = front.house.running()
    body = shown(answer.text)
    assert (body["data-page"], body["data-room"], body["data-mode"]) == ("host", "drill", "rehearsal")
    assert (body["data-epoch"], body["data-pos"], body["data-seq"]) == (
        room.hub.epoch, str(room.hub.pos), str(room.hub.seq),
    )  # fmt: skip


async def test_page_carries_the_headers_that_keep_it_safe(front: Front) -> None:
    headers = (await front.http.get(link_path("demo", Role.HOST, front.token(Role.HOST)))).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")


async def test_page_is_compressed_where_asked(front: Front) -> None:
    path = link_path("demo", Role.HOST, front.token(Role.HOST))
    squeezed = await front.http.get(path, headers={"Accept-Encoding": "gzip"})
    plain = await front.http.get(path, headers={"Accept-Encoding": "identity"})
    assert (squeezed.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert 0 < int(squeezed.headers["content-length"]) < len(plain.content) / 2
    assert shown(squeezed.text).keys() == shown(plain.text).keys()


async def test_language_and_theme_follow_the_address_then_the_cookie_then_the_browser(front: Front) -> None:
    path = link_path("demo", Role.HOST, front.token(Role.HOST))
    browser = {"Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8"}
    looks = []
    for query in ("", "&lang=en&theme=light", "", "&lang=xx&theme=pink"):
        html = (await front.http.get(path + query, headers=browser)).text
        found = re.search(r'<html lang="(.+?)" data-theme="(.+?)"', html)
        assert found
        looks.append(found.groups())
    assert looks == [("zh-CN", "dark"), ("en", "light"), ("en", "light"), ("en", "light")]


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("", "en"), ("fr,de;q=0.5", "en"), ("zh", "zh-CN"), ("en;q=0.5,zh-CN;q=0.6", "zh-CN"),
        ("en,zh", "en"), ("zh;q=0,en;q=0.1", "en"), ("zh;q=x", "en"), ("*", "en"),
    ],
)  # fmt: skip
def test_preferred_reads_accept_language(accept: str, lang: str) -> None:
    assert preferred(accept, "en") == lang


async def test_list_of_rooms_names_the_pages_signed_in_to(front: Front) -> None:
    html = (await front.http.get("/")).text
    assert re.findall(r"controlroom links \w+", html) == ["controlroom links demo", "controlroom links drill"]
    for role in (Role.HOST, Role.ANALYST):
        await front.http.get(link_path("demo", role, front.token(role)))
    html = (await front.http.get("/")).text
    assert sorted(re.findall(r'href="(/rooms/.+?)"', html)) == ["/rooms/demo/analyst", "/rooms/demo/host"]
    assert re.findall(r"controlroom links \w+", html) == ["controlroom links drill"]
    led = await front.http.get("/rooms/demo")
    assert (led.status_code, led.headers["location"]) == (303, "/rooms/demo/host")


async def test_unknown_page_is_404(front: Front) -> None:
    answer = await front.http.get("/rooms/demo/kitchen")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_page")


async def test_static_file_is_kept_for_ever_by_its_hash_and_checked_otherwise(front: Front) -> None:
    body = b"body { color: red; }" * 50
    static = front.house.settings.data / "web" / "static"
    (static / "a.css").write_bytes(body)
    digest = hashlib.sha256(body).hexdigest()
    fixed = await front.http.get(f"/static/a.css?v={digest[:12]}")
    stale = await front.http.get("/static/a.css?v=000000000000")
    assert (fixed.content, fixed.headers["content-type"]) == (body, "text/css; charset=utf-8")
    assert fixed.headers["content-encoding"] == "gzip"
    assert "immutable" in fixed.headers["cache-control"]
    assert stale.headers["cache-control"] == "no-cache"
    unchanged = await front.http.get("/static/a.css", headers={"If-None-Match": fixed.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    (static / "b.css").write_bytes(b"b{}")
    joined = await front.http.get("/static/a+b.css")
    assert (joined.status_code, joined.content, joined.headers["content-type"]) == (
        200, body + b"\nb{}", "text/css; charset=utf-8"
    )  # fmt: skip
    assert (await front.http.get("/static/a+none.css")).status_code == 404
    (static / "a.css").write_bytes(b"changed")
    assert (await front.http.get("/static/a+b.css")).content == b"changed\nb{}"
    assert (await front.http.get("/static/a.css")).content == b"changed"


@pytest.mark.parametrize("name", ["none.css", "../secret", "..%2fsecret", "%2e%2e/secret", "", "/etc/passwd"])
async def test_nothing_outside_the_folder_is_served(front: Front, name: str) -> None:
    (front.house.settings.data / "web" / "secret").write_bytes(gzip.compress(b"secret"))
    answer = await front.http.get(f"/static/{name}")
    assert answer.status_code == 404


async def test_page_reads_its_rooms_doors_with_its_own_cookie(front: Front) -> None:
    await front.http.get(link_path("demo", Role.ANALYST, front.token(Role.ANALYST)))
    mine = await front.http.get("/rooms/demo/analyst/shows")
    assert (mine.status_code, mine.json()) == (200, (await front.get("shows", Role.ANALYST)).json())
    assert (await front.http.get("/rooms/demo/controller/shows")).status_code == 401
    assert (await front.http.get("/rooms/demo/nobody/shows")).status_code == 404
    assert "/rooms/{room}/{page}/shows" not in (await front.http.get("/openapi.json")).json()["paths"]


async def test_pages_cookie_opens_no_door_that_its_role_may_not(front: Front) -> None:
    await front.http.get(link_path("demo", Role.HOST, front.token(Role.HOST)))
    assert (await front.http.get("/rooms/demo/host/shows")).status_code == 403
    await front.http.get(link_path("demo", Role.CONTROLLER, front.token(Role.CONTROLLER)))
    assert (await front.http.get("/rooms/demo/host/shows")).status_code == 403


async def test_a_persons_own_link_says_who_reads_and_who_commands(front: Front) -> None:
    team = "[{id: zhang, name: Zhang, role: assistant}, {id: li, name: Li, role: analyst}]"
    plan = f"show: {{title: Evening, room: drill, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z, team: {team}}}\n"
    plan += "segments: [{id: open, title: Hello, minutes: 5, kind: opening}]\n"
    assert (await front.command("plan.apply", room="drill", plan=plan)).status_code == 200
    token = role_token(await front.house.book.secret(LINK_SECRET), "drill", Role.ASSISTANT, 0, "zhang")
    answer = await front.http.get(f"/rooms/drill/mine?token={token}")
    assert 'data-me="zhang"' in answer.text
    assert (
        'data-me=""'
        in (
            await front.http.get(
                link_path("drill", Role.HOST, front.token(Role.HOST, "drill")).replace("/host?", "/mine?")
            )
        ).text
    )
    note = {"id": "n", "type": "note.add", "text": "louder"}
    own = role_token(await front.house.book.secret(LINK_SECRET), "drill", Role.ANALYST, 0, "li")
    given = await front.http.post("/api/v1/rooms/drill/commands", json=note, headers={"Authorization": f"Bearer {own}"})
    assert given.status_code == 200
    notes = (await front.get("state?topics=notes", room="drill")).json()["topics"]["notes"]
    assert [(one["role"], one["person"]) for one in notes] == [("analyst", "li")]
