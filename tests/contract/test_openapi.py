import re
from typing import Any

from controlroom.domain.commands import COMMAND_TYPES
from controlroom.domain.events import EVENT_TYPES
from controlroom.domain.marks import SPANS
from controlroom.domain.topics import Topic
from tests.contract.conftest import Front


async def test_document_describes_every_door_with_its_answers(front: Front) -> None:
    doc = (await front.http.get("/openapi.json")).json()
    assert {(path, method) for path, item in doc["paths"].items() for method in item} == {
        ("/api/v1/rooms/{room}/events", "post"),
        ("/api/v1/rooms/{room}/hooks/{feed}", "post"),
        ("/api/v1/rooms/{room}/commands", "post"),
        ("/api/v1/rooms/{room}/state", "get"),
        ("/api/v1/rooms/{room}/clock", "post"),
        ("/api/v1/rooms/{room}/shows", "get"),
        ("/api/v1/rooms/{room}/shows/{show}", "get"),
        ("/api/v1/rooms/{room}/shows/{show}/journal", "get"),
        ("/api/v1/rooms/{room}/shows/{show}/plan", "get"),
        ("/api/v1/rooms/{room}/plan", "get"),
        ("/api/v1/rooms/{room}/plans", "get"),
        ("/api/v1/rooms/{room}/plans/{version}", "get"),
        ("/api/v1/rooms/{room}/rejects", "get"),
        ("/api/v1/rooms/{room}/rejects/retry", "post"),
        ("/api/v1/rooms/{room}/comments", "get"),
        ("/api/v1/rooms/{room}/marks", "get"),
        ("/api/v1/rooms/{room}/series", "get"),
        ("/api/v1/rooms/{room}/changed", "get"),
        ("/api/v1/rooms/{room}/draws/{draw}", "get"),
        ("/api/v1/rooms/{room}/offers/{offer}/owed", "get"),
        ("/api/v1/rooms/{room}/people/{user}", "delete"),
        ("/api/v1/rooms/{room}/shows/{show}/audit", "get"),
        ("/api/v1/rooms/{room}/links", "get"),
        ("/api/v1/rooms/{room}/links", "post"),
        ("/api/v1/rooms/{room}/links", "delete"),
        ("/api/v1/rooms/{room}/links/{link}", "delete"),
        ("/healthz", "get"),
        ("/readyz", "get"),
        ("/metrics", "get"),
    }
    for path, item in doc["paths"].items():
        for operation in item.values():
            if path.startswith("/api/"):
                signed = path.endswith("/hooks/{feed}")  # by the platform: there is no role that could be wrong
                assert {"200", "401", "404", "503"} | ({"403"} - {"403" if signed else ""}) <= operation[
                    "responses"
                ].keys()
                assert operation["security"]


async def test_document_names_every_event_and_command_and_every_reference_is_there(front: Front) -> None:
    doc = (await front.http.get("/openapi.json")).json()
    schemas = doc["components"]["schemas"]
    assert {kind.__name__ for kind in (*EVENT_TYPES, *COMMAND_TYPES)} <= schemas.keys()
    assert len(schemas["Event"]["anyOf"]) == len(EVENT_TYPES)
    assert len(schemas["Command"]["anyOf"]) == len(COMMAND_TYPES)
    named = {ref.rpartition("/")[2] for ref in _references(doc)}
    assert named <= schemas.keys()
    assert schemas["OrderStep"]["properties"]["type"]["enum"] == ["order"]


async def test_document_describes_every_topic_and_every_kind_of_mark_that_lasts(front: Front) -> None:
    doc = (await front.http.get("/openapi.json")).json()
    assert doc["components"]["schemas"]["Topics"]["properties"].keys() == set(Topic)
    told = doc["paths"]["/api/v1/rooms/{room}/marks"]["get"]["description"]
    assert set(re.findall(r"`(\w+)`", told)) == SPANS | {"until_ms"}


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _references(value)]
    return [ref for value in node for ref in _references(value)] if isinstance(node, list) else []
