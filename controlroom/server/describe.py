"""The OpenAPI document: what goes in and what comes out of each door, drawn from the structs themselves.

Owns: the parts of `/openapi.json` that FastAPI cannot see, because bodies are read by msgspec.
Law: a schema is made of the struct that reads or writes it, never written beside it.
Must not know: how a request is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from controlroom import __version__
from controlroom.domain.commands import COMMAND_TYPES, AnyCommand
from controlroom.domain.events import EVENT_TYPES, Event
from controlroom.domain.lots import Proof
from controlroom.domain.marks import SPANS, MarkKind
from controlroom.domain.topics import Topic
from controlroom.live.answers import Done, Receipt
from controlroom.server.describe_shapes import (
    AllRejected,
    ClockDriven,
    ClockView,
    ProblemDocument,
    Refused,
    Rejects,
    ShowDetail,
    Shows,
    State,
)
from controlroom.server.link_answers import Ended, LinksTold, LinkTold, LinkWanted
from controlroom.server.plan_answers import Checked, Versions
from controlroom.views.analysis import BYS, ChangedView, MarksView
from controlroom.views.audit import AuditView
from controlroom.views.owed import OwedView
from controlroom.views.said import SaidView
from controlroom.views.series import CODES, Curve

Doc = dict[str, Any]

EVENT_MEDIA: Final = (
    "application/json",
    "application/x-ndjson",
    "application/cloudevents+json",
    "application/cloudevents-batch+json",
)

_TOP: Final[dict[str, Any]] = {
    "Event": Event,
    "Command": AnyCommand,
    "Receipt": Receipt,
    "AllRejected": AllRejected,
    "Done": Done,
    "Refused": Refused,
    "Problem": ProblemDocument,
    "State": State,
    "ClockDriven": ClockDriven,
    "Clock": ClockView,
    "Shows": Shows,
    "ShowDetail": ShowDetail,
    "Rejects": Rejects,
    "Marks": MarksView,
    "Said": SaidView,
    "Curve": Curve,
    "Changed": ChangedView,
    "Proof": Proof,
    "Checked": Checked,
    "Versions": Versions,
    "Owed": OwedView,
    "Audit": AuditView,
    "LinkWanted": LinkWanted,
    "LinkTold": LinkTold,
    "LinksTold": LinksTold,
    "Ended": Ended,
}


def _ref(name: str) -> Doc:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(name: str, what: str, media: str = "application/json") -> Doc:
    return {"description": what, "content": {media: {"schema": _ref(name)}}}


def _problem(what: str, retry: bool = False) -> Doc:
    answer = _json("Problem", what, "application/problem+json")
    if retry:
        answer["headers"] = {
            "Retry-After": {
                "description": "Seconds until it is worth trying again.",
                "schema": {"type": "integer"},
            }
        }
    return answer


_DOOR: Final[Doc] = {
    "401": _problem("No token, or one that is not known."),
    "403": _problem("Not for this role."),
    "404": _problem("There is no such room or show."),
    "503": _problem("The store cannot be read or written, or the room cannot take more, now.", retry=True),
}
_BEARER: Final[Doc] = {"security": [{"role": []}, {"feed": []}]}
_FEED_ONLY: Final[Doc] = {"security": [{"feed": []}]}
_ROLE_ONLY: Final[Doc] = {"security": [{"role": []}]}
_TOPICS_PARAMETER: Final = {
    "name": "topics",
    "in": "query",
    "description": "Topics, separated by commas; without it all that the role may read.",
    "schema": {"type": "array", "items": {"type": "string", "enum": [str(topic) for topic in Topic]}},
    "style": "form",
    "explode": False,
}

_ONE_OR_MANY: Final = {"oneOf": [_ref("Event"), {"type": "array", "maxItems": 10_000, "items": _ref("Event")}]}
_ENVELOPE: Final = {
    "type": "object",
    "description": "A CloudEvent; its `type` is `controlroom.<type>`, `data` holds the rest of the event.",
    "required": ["specversion", "type", "id", "source"],
    "properties": {
        "specversion": {"type": "string", "const": "1.0"},
        "type": {"type": "string", "pattern": "^controlroom\\."},
        "id": {"type": "string"},
        "source": {"type": "string"},
        "time": {"type": "string", "format": "date-time"},
        "data": {"type": "object"},
    },
}

EVENTS: Final[Doc] = _FEED_ONLY | {
    "description": "At most 8 MiB or 10,000 events; `Content-Encoding: gzip` is taken too. "
    "CloudEvents binary mode carries the envelope in `ce-` headers over `application/json`.",
    "requestBody": {
        "content": {
            "application/json": {"schema": _ONE_OR_MANY},
            "application/x-ndjson": {"schema": {"type": "string", "description": "One Event a line."}},
            "application/cloudevents+json": {"schema": _ENVELOPE},
            "application/cloudevents-batch+json": {"schema": {"type": "array", "items": _ENVELOPE}},
        }
    },
    "responses": _DOOR
    | {
        "200": _json("Receipt", "Durable, duplicates included."),
        "400": _problem("The body does not parse at all."),
        "413": _problem("Over 8 MiB or 10,000 events."),
        "415": _problem("A media type, character set or encoding that events do not come in."),
        "422": _json("AllRejected", "Every event was rejected.", "application/problem+json"),
    },
}
HOOKS: Final[Doc] = {"security": [{}]} | {
    "description": "What the feed's platform sends, as it sends it, signed by its own rules over the raw body (at most 8 MiB). "
    "The answer is the one that the platform wants; it comes when what was told is durable.",
    "requestBody": {"required": True, "content": {"*/*": {"schema": {}}}},
    "responses": {
        "200": {"description": "Durable, duplicates included."},
        "401": _problem("Not signed by the feed's platform."),
        "404": _problem("There is no such room, or it has no such feed that takes webhooks."),
        "413": _problem("Over 8 MiB."),
        "503": _DOOR["503"],
    },
}
COMMANDS: Final[Doc] = _ROLE_ONLY | {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _ref("Command")}}},
    "responses": _DOOR
    | {
        "200": _json("Done", "Accepted; the same id again gets the first answer again."),
        "400": _problem("It cannot be read: the field is named."),
        "409": _json("Refused", "Refused; nothing has changed.", "application/problem+json"),
        "413": _problem("Over 2 MiB."),
    },
}
STATE: Final[Doc] = _BEARER | {
    "parameters": [_TOPICS_PARAMETER],
    "responses": _DOOR | {"200": _json("State", "The state."), "400": _problem("A topic is not known.")},
}
CLOCK: Final[Doc] = _FEED_ONLY | {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _ref("ClockDriven")}}},
    "responses": _DOOR
    | {
        "200": _json("Clock", "All up to then is applied."),
        "400": _problem("It cannot be read: the field is named."),
        "409": _problem("This room's clock cannot be driven like this."),
        "413": _problem("Over 2 MiB."),
    },
}
SHOWS: Final[Doc] = _ROLE_ONLY | {"responses": _DOOR | {"200": _json("Shows", "The shows.")}}
SHOW: Final[Doc] = _ROLE_ONLY | {"responses": _DOOR | {"200": _json("ShowDetail", "The show.")}}
JOURNAL: Final[Doc] = _ROLE_ONLY | {
    "responses": _DOOR
    | {
        "200": {
            "description": "One record a line, each with `seq` and `received_ms`.",
            "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
        }
    }
}
REJECTS: Final[Doc] = _ROLE_ONLY | {
    "responses": _DOOR | {"200": _json("Rejects", "The events."), "400": _problem("`limit` is out of range.")}
}


def _instant(name: str, what: str, *, required: bool = False) -> Doc:
    instant = {"oneOf": [{"type": "integer", "minimum": 0}, {"type": "string", "format": "date-time"}]}
    return {"name": name, "in": "query", "required": required, "description": what, "schema": instant}


def _query(name: str, what: str, schema: Doc, *, required: bool = False) -> Doc:
    return {"name": name, "in": "query", "description": what, "required": required, "schema": schema}


_PAST: Final = _query("show", "A past show of the room; without it the current one.", {"type": "string"})

DRAW: Final[Doc] = _ROLE_ONLY | {
    "description": "What `controlroom draw verify FILE` checks: the rules and the commitment announced when the draw opened, who "
    "took part, the seed told when it was drawn, and the winners.",
    "parameters": [_PAST],
    "responses": _DOOR
    | {
        "200": _json("Proof", "The proof."),
        "404": _problem("There is no such draw."),
        "409": _problem("It is not drawn."),
    },
}
PLAN: Final[Doc] = _ROLE_ONLY | {"responses": _DOOR | {"200": _json("Checked", "The plan's version and findings.")}}
PLANS: Final[Doc] = _ROLE_ONLY | {"responses": _DOOR | {"200": _json("Versions", "The versions.")}}
PLAN_TEXT: Final[Doc] = _ROLE_ONLY | {
    "responses": _DOOR
    | {"200": {"description": "The plan.", "content": {"application/yaml": {"schema": {"type": "string"}}}}}
}
MARKS: Final[Doc] = _ROLE_ONLY | {
    "description": "What happened: takes, product switches, cues, prices, stock, promotions, warnings, gaps, alerts, notes. "
    f"A mark with a span ({' '.join(f'`{kind}`' for kind in get_args(MarkKind) if kind in SPANS)}) lasts until `until_ms`, or "
    "still does where that is null.",
    "parameters": [
        _instant("from_ms", "Marks that touch the span from here; without it from the first."),
        _instant("to_ms", "To here, exclusive; without it to the newest."),
        _PAST,
    ],
    "responses": _DOOR
    | {"200": _json("Marks", "The marks, oldest first."), "400": _problem("A field cannot be read.")},
}
SAID: Final[Doc] = _ROLE_ONLY | {
    "description": "How many comments of each class were written in each minute; a minute in which nobody wrote is missing.",
    "parameters": [
        _instant("from_ms", "Minutes that begin at or after this; without it from the first."),
        _instant("to_ms", "To here, exclusive; without it to the newest."),
        _PAST,
    ],
    "responses": _DOOR
    | {"200": _json("Said", "The minutes, oldest first."), "400": _problem("A field cannot be read.")},
}
CHANGED: Final[Doc] = _ROLE_ONLY | {
    "description": "GMV = viewers × orders per viewer × order value; what each factor, product, source and segment contributed "
    "to its change, exactly, beside the marks of those minutes. Windows are widened to whole half minutes.",
    "parameters": [
        *(
            _instant(f"{window}_{end}_ms", f"{what} of window {window}.", required=True)
            for window in ("a", "b")
            for end, what in (("from", "Begin"), ("to", "End, exclusive,"))
        ),
        _query("by", "Divide by this alone; without it by each.", {"type": "string", "enum": list(BYS)}),
        _PAST,
    ],
    "responses": _DOOR
    | {"200": _json("Changed", "The change."), "400": _problem("A field cannot be read, or a window is empty.")},
}
SERIES: Final[Doc] = _ROLE_ONLY | {
    "description": "Each second of the last hour can be read, before it every tenth (in shows over 13 hours every "
    "20th, 40th …); there the step is rounded up to a multiple of that. Of a product, segment or traffic source each "
    "full minute is kept. A host reads its own tiles' codes only. A feed's outage blanks nothing: what the other feeds told "
    "stands, and its outage or silence is a mark of kind `gap`; null is what nobody told, and the time the server was away.",
    "parameters": [
        _query("kpi", "A tile's code.", {"type": "string", "enum": list(CODES)}, required=True),
        _instant("from_ms", "The first instant; without it the show's start."),
        _instant("to_ms", "The last instant; without it the newest."),
        _query(
            "step_ms",
            "A multiple of 1000; the instants are its multiples.",
            {"type": "integer", "minimum": 1000, "maximum": 86_400_000, "multipleOf": 1000, "default": 10_000},
        ),
        _PAST,
        _query("sku", "Of this product; without `sku`, `segment` and `traffic` of the show.", {"type": "string"}),
        _query("segment", "Of this segment.", {"type": "string"}),
        _query("traffic", "Of this traffic source.", {"type": "string"}),
        _query(
            "with",
            "`interval`: also numerator, denominator and interval; of the running show's `conversion_rate_5m` also what it "
            "should be with what was on air.",
            {"type": "string", "enum": ["interval"]},
        ),
    ],
    "responses": _DOOR | {"200": _json("Curve", "The values."), "400": _problem("A parameter is wrong: it is named.")},
}

RETRY: Final[Doc] = _ROLE_ONLY | {
    "description": "Rejected events that were kept whole go through their feed's reader as it is now; those it takes leave "
    "the list. The ids of their facts keep a repeat from counting twice; `made_up` gifts of a combo are not told again, for its "
    "next counter had them in it. The body may name one `feed`.",
    "responses": _DOOR
    | {
        "200": {
            "description": "What came of it.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {
                            name: {"type": "integer", "minimum": 0}
                            for name in ("taken", "accepted", "duplicates", "refused", "unreadable", "made_up")
                        },
                        "required": ["taken", "accepted", "duplicates", "refused", "unreadable", "made_up"],
                    }
                }
            },
        },
        "400": _problem("The body cannot be read."),
    },
}
FORGET: Final[Doc] = _ROLE_ONLY | {
    "description": "`user`: the platform's id, or the hash that stands for it. Nicknames are kept beside the journal, which has "
    "none; other rooms are not touched. Kept lines of rejected events that hold the id are blanked, too (`lines`: how many).",
    "responses": _DOOR
    | {
        "200": {
            "description": "It is forgotten, and gone from the screens.",
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {name: {"type": "integer", "minimum": 0} for name in ("forgotten", "lines")},
                        "required": ["forgotten", "lines"],
                    }
                }
            },
        }
    },
}

AUDIT: Final[Doc] = _ROLE_ONLY | {
    "description": "Every accepted command with who gave it, when, on what, and whether it was taken back.",
    "parameters": [
        _query("format", "`csv`: a sheet.", {"type": "string", "enum": ["json", "csv"], "default": "json"}),
        _query("lang", "Language of the sheet's texts.", {"type": "string", "enum": ["zh-CN", "en"]}),
    ],
    "responses": _DOOR
    | {
        "200": {
            "description": "The commands, oldest first.",
            "content": {
                "application/json": {"schema": _ref("Audit")},
                "text/csv": {"schema": {"type": "string"}},
            },
        }
    },
}
LINKS: Final[Doc] = _ROLE_ONLY | {"responses": _DOOR | {"200": _json("LinksTold", "The links that stand.")}}
LINK_GIVEN: Final[Doc] = _ROLE_ONLY | {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _ref("LinkWanted")}}},
    "responses": _DOOR
    | {
        "200": _json("LinkTold", "The new link."),
        "400": _problem("It cannot be read: the field is named."),
        "413": _problem("Over 2 MiB."),
    },
}
LINK_ENDED: Final[Doc] = _ROLE_ONLY | {"responses": _DOOR | {"200": _json("Ended", "It opens nothing any more.")}}

OWED: Final[Doc] = _ROLE_ONLY | {
    "description": "An offer's orders are those placed while it was open, in the order of their payment; cancelled and wholly "
    "refunded ones step out, the first `quota` of the others are owed, later ones are named and owed nothing.",
    "parameters": [
        _query("format", "`csv`: a sheet.", {"type": "string", "enum": ["json", "csv"], "default": "json"}),
        _PAST,
        _query("lang", "Language of the sheet's texts.", {"type": "string", "enum": ["zh-CN", "en"]}),
    ],
    "responses": _DOOR
    | {
        "200": {
            "description": "The orders of each opening.",
            "content": {
                "application/json": {"schema": _ref("Owed")},
                "text/csv": {"schema": {"type": "string"}},
            },
        },
        "400": _problem("A parameter is wrong: it is named."),
    },
}

_SECURITY: Final[Doc] = {
    "role": {
        "type": "http",
        "scheme": "bearer",
        "description": "A role's token, printed by `controlroom links ROOM`.",
    },
    "feed": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "crk_…",
        "description": "A feed's key, printed once by `controlroom keys new ROOM FEED`.",
    },
}


def document(app: FastAPI) -> Doc:
    """Return the OpenAPI document of `app`."""
    doc: Doc = get_openapi(
        title="Control Room",
        version=__version__,
        summary="The open control room for live-commerce shows",
        routes=app.routes,
    )
    components = doc.setdefault("components", {})
    components["schemas"] = _schemas()
    components["securitySchemes"] = _SECURITY
    for path in doc["paths"].values():
        for operation in path.values():
            _drop_unused(operation["responses"])
    return doc


def _schemas() -> Mapping[str, Doc]:
    # The unions first, so that each of their structs has a schema of its own name.
    tops, parts = msgspec.json.schema_components(
        [*_TOP.values(), *EVENT_TYPES, *COMMAND_TYPES], ref_template="#/components/schemas/{name}"
    )
    named = {name: schema for name, schema in zip(_TOP, tops, strict=False) if schema != _ref(name)}
    return dict(sorted((parts | named).items()))


def _drop_unused(responses: Doc) -> None:
    # FastAPI adds its own 422, in a shape that is never sent here: ours is described where there is one.
    schema = responses.get("422", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if schema == _ref("HTTPValidationError"):
        del responses["422"]
