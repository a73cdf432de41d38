from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from controlroom.planfile.demo import demo_text
from controlroom.planfile.read import read_yaml
from controlroom.planfile.schema import plan_schema

EXAMPLE = (Path(__file__).resolve().parents[2] / "golden" / "plan-example.yaml").read_text(encoding="utf-8")
SCHEMA = plan_schema()
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int,
    "number": (int, float),
}  # fmt: skip


def fits(value: object, schema: dict) -> bool:  # type: ignore[type-arg]
    """Tell whether a value fits a schema: the part of JSON Schema that ours uses, and nothing else."""
    known = {
        "$schema", "$defs", "$comment", "$ref", "title", "description", "type", "enum", "anyOf", "properties", "required",
        "additionalProperties", "propertyNames", "minProperties", "items", "pattern", "minLength", "maxLength", "minimum",
        "maximum", "exclusiveMinimum",
    }  # fmt: skip
    assert set(schema) <= known, set(schema) - known
    if "$ref" in schema and not fits(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]):
        return False
    if "type" in schema:
        names = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
        if not any(isinstance(value, TYPES[n]) and (n == "boolean" or not isinstance(value, bool)) for n in names):
            return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "anyOf" in schema and not any(fits(value, one) for one in schema["anyOf"]):
        return False
    match value:
        case str():
            return re.search(schema.get("pattern", ""), value) is not None and len(value) >= schema.get("minLength", 0)
        case bool() | None:
            return True
        case int() | float():
            above = value > schema.get("exclusiveMinimum", float("-inf"))
            return above and schema.get("minimum", float("-inf")) <= value <= schema.get("maximum", float("inf"))
        case list():
            return all(fits(item, schema.get("items", {})) for item in value)
        case dict():
            return _mapping_fits(value, schema)
    raise AssertionError(type(value))


def _mapping_fits(value: dict, schema: dict) -> bool:  # type: ignore[type-arg]
    rest = schema.get("additionalProperties", {})
    for key, item in value.items():
        inner = schema.get("properties", {}).get(key, rest)
        if inner is False or not fits(item, inner) or not fits(key, schema.get("propertyNames", {})):
            return False
    return set(schema.get("required", ())) <= set(value) and len(value) >= schema.get("minProperties", 0)


def loaded(text: str) -> object:
    """What an editor sees: YAML's values, dates as texts."""
    return json.loads(json.dumps(yaml.safe_load(text), default=lambda day: day.isoformat()))


def test_demo_fits() -> None:
    assert fits(loaded(demo_text()), SCHEMA)


def test_example_fits_once_its_commas_are_quoted() -> None:
    assert not fits(loaded(EXAMPLE), SCHEMA)
    cut = ("刚才网络有点波动,现在恢复了,5 分钟内下单加送护手霜", "网络波动,马上回来", "敏感肌可用,建议先耳后试")
    text = EXAMPLE
    for words in cut:
        text = text.replace(words, f'"{words}"')
    assert fits(loaded(text), SCHEMA)


SHOW = "show: {title: a, room: b, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z}\n"


@pytest.mark.parametrize(
    "text",
    [
        "products: [{sku: 7, title: {en: a}, price: '1.50', stock: 3}]",
        "products: [{sku: a, title: a, price: 1, stock: , points: }]",
        "segments: [{id: a, title: a, minutes: 2.5, kind: draw, tasks: [{title: x, at: -15m}]}]",
        "rules: [{id: a, metric: stock.available, by: sku, below: {field: safety, times: 1.1}, for: 0s, critical: {below: 3}}]",
        "playbooks: {low_stock: {steps: [a]}}",
        "cues: []\nfaq: ",
    ],
)
def test_what_the_schema_takes_is_read(text: str) -> None:
    assert fits(loaded(SHOW + text), SCHEMA)
    assert read_yaml(SHOW + text + "\n").plan is not None


@pytest.mark.parametrize(
    "text",
    [
        "extra: 1",
        "products: [{sku: a, title: a}]",
        "products: [{sku: a, title: a, price: cheap}]",
        "products: [{sku: a, title: a, price: -1}]",
        "products: [{sku: a, title: a, price: 1, link: 1000}]",
        "products: [{sku: a, title: a, price: 1, role: heroe}]",
        "products: [{sku: a, title: {中文: a}, price: 1}]",
        "products: [{sku: a, title: a, price: 1, stock: 1.5}]",
        "segments: [{id: a, title: a, minutes: 0, kind: draw}]",
        "segments: [{id: a, title: a, minutes: 1, kind: draw, tasks: [{title: x, at: soon}]}]",
        "rules: [{id: a, below: {feld: safety}}]",
        "playbooks: [a]",
    ],
)
def test_what_the_schema_refuses_is_refused_by_the_reader_too(text: str) -> None:
    assert not fits(loaded(SHOW + text), SCHEMA)
    assert read_yaml(SHOW + text + "\n").plan is None


def test_editors_are_told_what_a_key_means() -> None:
    product = SCHEMA["$defs"]["Product"]["properties"]
    assert product["list_price"]["description"] == "The price it is compared with; it needs evidence."
    assert "for" in SCHEMA["$defs"]["Rule"]["properties"]
