"""A rule-test file's shape for editors: its JSON Schema.

Owns: which models and meanings it is made of.
Law: made of the models that read the file, as a plan's is.
Must not know: how a schema is made (`planfile.schema`).
"""

from __future__ import annotations

from controlroom.planfile import keys, sections
from controlroom.planfile.schema import schema_of, written
from controlroom.ruletests import models
from controlroom.ruletests.meanings import MEANINGS
from controlroom.ruletests.models import RuleTestFile


def schema_text() -> str:
    """Return the schema as it is published."""
    return written(schema_of(RuleTestFile, "Tests of Control Room's alert rules", (models, sections), _meaning))


def _meaning(model: type, key: str) -> str:
    return MEANINGS.get(model.__name__, {}).get(key) or keys.meaning(model, key)
