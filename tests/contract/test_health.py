from prometheus_client.openmetrics.parser import text_string_to_metric_families

from tests.contract.conftest import Front


async def test_healthz_answers(front: Front) -> None:
    answer = await front.http.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (200, "alive")


async def test_readyz_names_running_rooms_and_turns_503_with_the_store(front: Front) -> None:
    await front.get("state")
    ready = await front.http.get("/readyz")
    assert ready.json() == {"status": "ready", "rooms": ["demo"]}
    front.store_fails()
    failing = await front.http.get("/readyz")
    front.store_fails(False)
    assert (failing.status_code, failing.json()["code"]) == (503, "store_full")


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
