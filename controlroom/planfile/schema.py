"""The plan file's shape for editors: its JSON Schema.

Owns: making the schema of the models, with every key's meaning.
Law: made of the models that read the plan, so that it never promises what is refused; what an editor cannot check
(references, times, money's places) is left to `controlroom check`.
Must not know: what a value means beyond its words.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel

from controlroom.planfile import models, sections
from controlroom.planfile.keys import meaning
from controlroom.planfile.models import PlanFile

Schema = dict[str, Any]


def plan_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a plan file, as YAML and JSON editors take it."""
    schema = PlanFile.model_json_schema()
    parts: Schema = schema.pop("$defs")
    for name, part in parts.items():
        _finish(part, _model(name))
    _finish(schema, PlanFile)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Control Room plan",
        **{key: value for key, value in schema.items() if key != "title"},
        "$defs": dict(sorted(parts.items())),
    }


def schema_text() -> str:
    """Return the schema as it is published."""
    return json.dumps(plan_schema(), ensure_ascii=False, indent=1) + "\n"


def _model(name: str) -> type[BaseModel]:
    found = getattr(models, name, None) or getattr(sections, name)
    assert isinstance(found, type)
    assert issubclass(found, BaseModel)
    return found


def _finish(part: Schema, model: type[BaseModel]) -> None:
    """Give each key its meaning, and let one that is not needed stand empty, as the reader does."""
    for key, value in part.get("properties", {}).items():
        value.pop("title", None)
        value.pop("default", None)
        if key not in part.get("required", ()) and {"type": "null"} not in value.get("anyOf", ()):
            rest = dict(value)
            value.clear()
            value["anyOf"] = [rest, {"type": "null"}]
        if said := meaning(model, key):
            value["description"] = said
    part.pop("title", None)
