import httpx
import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from controlroom.domain.roles import Role
from controlroom.server import health
from controlroom.server.tokens import LINK_SECRET, admin_token
from tests.contract.conftest import Front
from tests.contract.test_access import app_of


async def test_healthz_answers(front: Front) -> None:
    answer = await front.http.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "alive")


async def test_readyz_turns_503_with_the_store_tries_it_once_a_second_and_names_no_room(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    await front.get("state")
    ready = await front.http.get("/readyz")
    assert ready.json() == {"status": "ready"}
    front.store_fails()
    assert (await front.http.get("/readyz")).status_code == 200
    monkeypatch.setattr(health, "KEPT_S", 0.0)
    app_of(front).state.doors.tried.until_s = 0.0
    failing = await front.http.get("/readyz")
    front.store_fails(False)
    assert (failing.status_code, failing.json()["code"]) == (503, "store_full")
    assert (await front.http.get("/readyz")).status_code == 200


async def test_metrics_are_for_this_machine_and_the_installations_admin(front: Front) -> None:
    elsewhere = httpx.ASGITransport(app_of(front), client=("203.0.113.9", 1))
    secret = await front.house.book.secret(LINK_SECRET)
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://control.localhost") as http:
        for word, status in (("", 403), (front.token(Role.ADMIN), 403), (admin_token(secret, 0), 200)):
            answer = await http.get("/metrics", headers={"Authorization": f"Bearer {word}"})
            assert answer.status_code == status, word
        front.store_fails()
        told = [(await one.get("/readyz")).json()["detail"] for one in (http, front.http)]
        front.store_fails(False)
        assert ["disk" in detail for detail in told] == [False, True]


async def test_metrics_are_openmetrics_and_count_events_and_commands(front: Front) -> None:
    await front.post([{"type": "heartbeat"}, {"type": "dance"}])
    await front.command("show.start")
    await front.command("show.end", expected_seq=0)
    answer = await front.http.get("/metrics")
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    samples = {
        (s.name, *sorted(s.labels.items())): s.value
        for family in text_string_to_metric_families(answer.text)  # type: ignore[no-untyped-call]
        for s in family.samples
    }
    place = (("feed", "shop"), ("result", "accepted"), ("room", "demo"))
    assert samples["controlroom_events_total", *place] == 1
    rejected = (("feed", "shop"), ("result", "rejected"), ("room", "demo"))
    assert samples["controlroom_events_total", *rejected] == 1
    done = (("result", "done"), ("room", "demo"), ("type", "show.start"))
    assert samples["controlroom_commands_total", *done] == 1
    assert samples[("controlroom_post_seconds_count",)] == 1
