"""The JSON Schema of a rule-test file."""

from __future__ import annotations

import json

from controlroom.ruletests import models
from controlroom.ruletests.meanings import MEANINGS
from controlroom.ruletests.schema import schema_text


def test_every_key_of_every_model_is_in_it_with_its_meaning() -> None:
    schema = json.loads(schema_text())
    assert schema["title"] == "Tests of Control Room's alert rules"
    for name, meanings in MEANINGS.items():
        part = schema if name == "RuleTestFile" else schema["$defs"][name]
        assert part["additionalProperties"] is False
        assert {key: value["description"] for key, value in part["properties"].items()} == meanings, name


def test_a_rules_keys_are_those_of_a_plan() -> None:
    rule = json.loads(schema_text())["$defs"]["Rule"]["properties"]
    assert rule["for"]["description"].startswith("For how long")
    assert set(rule) == {field.alias or key for key, field in models.Rule.model_fields.items()}
