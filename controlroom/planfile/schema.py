"""The plan file's shape for editors: its JSON Schema.

Owns: making the schema of the models of a plan (or another file read alike), with every key's meaning.
Law: made of the models that read the plan, so that it never promises what is refused; what an editor cannot check
(references, times, money's places) is left to `controlroom check`.
Must not know: what a value means beyond its words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from controlroom.planfile import models, sections
from controlroom.planfile.keys import meaning
from controlroom.planfile.models import PlanFile

Schema = dict[str, Any]


def plan_schema() -> Schema:
    """Return the JSON Schema (2020-12) of a plan file, as YAML and JSON editors take it."""
    return schema_of(PlanFile, "A Control Room plan", (models, sections), meaning)


def schema_of(
    file: type[BaseModel], title: str, places: Sequence[ModuleType], means: Callable[[type, str], str]
) -> Schema:
    """Return the JSON Schema of a document.

    Args:
        file: The model of the whole document.
        places: The modules that its parts' models stand in.
        means: Returns what a model's key means; empty where it explains itself.
    """
    schema = file.model_json_schema()
    parts: Schema = schema.pop("$defs")
    for name, part in parts.items():
        _finish(part, _model(name, places), means)
    _finish(schema, file, means)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **{key: value for key, value in schema.items() if key != "title"},
        "$defs": dict(sorted(parts.items())),
    }


def schema_text() -> str:
    """Return the plan's schema as it is published."""
    return written(plan_schema())


def written(schema: Schema) -> str:
    """Return a schema as it is published."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _model(name: str, places: Sequence[ModuleType]) -> type[BaseModel]:
    found = next(getattr(place, name) for place in places if hasattr(place, name))
    assert isinstance(found, type)
    assert issubclass(found, BaseModel)
    return found


def _finish(part: Schema, model: type[BaseModel], means: Callable[[type, str], str]) -> None:
    """Give each key its meaning, and let one that is not needed stand empty, as the reader does."""
    for key, value in part.get("properties", {}).items():
        value.pop("title", None)
        value.pop("default", None)
        if key not in part.get("required", ()) and {"type": "null"} not in value.get("anyOf", ()):
            rest = dict(value)
            value.clear()
            value["anyOf"] = [rest, {"type": "null"}]
        if said := means(model, key):
            value["description"] = said
    part.pop("title", None)
