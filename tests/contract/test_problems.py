import re
from typing import Any

import pytest

from tests.contract.conftest import Front


async def test_an_address_that_is_not_there_is_404(front: Front) -> None:
    answer = await front.http.get("/api/v2/rooms")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


async def test_a_method_that_is_not_taken_is_405_and_says_which_is(front: Front) -> None:
    answer = await front.http.delete("/api/v1/rooms/demo/state")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET"


async def test_a_mistake_is_500_with_an_id_that_stands_in_the_log(
    front: Front, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(front.house.book, "shows", broken)
    answer = await front.get("shows")
    told = answer.json()
    assert (answer.status_code, told["code"]) == (500, "internal")
    assert told["id"] in told["detail"]
    assert told["id"] in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivision" not in answer.text


async def test_a_person_gets_a_page_a_program_a_document(front: Front) -> None:
    person = await front.http.get("/rooms/demo/host", headers={"Accept": "text/html", "Accept-Language": "zh"})
    program = await front.http.get("/rooms/demo/host")
    assert (person.status_code, person.headers["content-type"]) == (401, "text/html; charset=utf-8")
    assert '<html lang="zh-CN"' in person.text
    assert "controlroom links demo" in person.text
    assert (program.status_code, program.json()["code"]) == (401, "not_signed_in")
    assert "content-security-policy" in person.headers


async def test_a_mistake_is_told_to_a_person_on_a_page_with_its_id(
    front: Front, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("a mistake")

    monkeypatch.setattr(front.house.renderer, "rooms", broken)
    answer = await front.http.get("/", headers={"Accept": "text/html", "Accept-Language": "zh"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "text/html; charset=utf-8")
    name = re.search(r"<code>(\w{12})</code>", answer.text)
    assert name is not None
    assert f"mistake {name[1]}" in caplog.text
    monkeypatch.setattr(front.house.renderer, "failure", broken)
    answer = await front.http.get("/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
