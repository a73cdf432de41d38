"""Why an event was refused: each sentence that intake or an adapter says is known again."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import msgspec
import pytest

import controlroom
from controlroom.domain.events import EVENT_TYPES
from controlroom.feeds.fields import Refused
from controlroom.feeds.native.decode import decode_ndjson
from controlroom.feeds.reasons import REASONS, Why, reason
from tests.hook_platforms import GOLDEN, PLATFORMS, SAMPLES, spoiled

NAMED = {name: re.findall(r"{(\w+)}", text) for name, text in REASONS.items()}
CODE = Path(controlroom.__file__).parent
RAISED = {"Refused", "Unfit"}
ELSEWHERE = {"feeds/native", "feeds/sheets", "feeds/suite.py"}
"""Where sentences come from `explain`, which the damage below takes apart, or go to who brought the file."""


@pytest.mark.parametrize("name", REASONS)
def test_a_sentence_is_known_again_with_what_it_names(name: str) -> None:
    named = {one: f"‹{one}›" for one in NAMED[name]}
    assert reason(REASONS[name].format(**named)) == Why(name, named)


def test_what_is_none_of_them_stays_as_it_is() -> None:
    for text in ("", "KeyError", "lamp is sold", "There is no event 'join'"):
        assert reason(text) is None


def sentences() -> list[str]:
    """What the adapters say as it stands in their code, with «x» for what is filled in."""
    found = []
    for path in CODE.glob("feeds/**/*.py"):
        if any(str(path.relative_to(CODE)).startswith(place) for place in ELSEWHERE):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                found += [_text(node.args[2])] if len(node.args) > 2 else []
    return [text for text in found if text]


def _text(node: ast.expr) -> str:
    match node:
        case ast.Constant():
            return str(node.value)
        case ast.JoinedStr():
            return "".join(_text(part) if isinstance(part, ast.Constant) else "«x»" for part in node.values)
    return ""


def test_every_sentence_of_an_adapters_code_is_known() -> None:
    said = sentences()
    assert len(said) > 25
    mend = "name it in the feed's option items, or send products/update too"
    filled = {text.replace("item «x»: «x»", f"item «x»: {mend}").replace(", not «x»", ", not an id") for text in said}
    assert {text for text in filled if reason(text) is None} == set()


@pytest.mark.parametrize(("kind", "name"), SAMPLES)
def test_whatever_is_wrong_with_a_webhook_is_known(kind: str, name: str) -> None:
    platform = PLATFORMS[kind]
    hook, good = platform.hook(), platform.delivery(name)
    bodies = [json.dumps(bad).encode() for bad in spoiled(json.loads(good.body))]
    refused = {
        message.came_to.message
        for body in (*bodies, good.body[:40], b"\xff", b"[" * 3000)
        for message in hook.read(platform.delivery(name, body))
        if isinstance(message.came_to, Refused)
    }
    assert {text for text in refused if reason(text) is None} == set()


def test_whatever_is_wrong_with_an_event_is_known() -> None:
    lines = [line for line in (GOLDEN / "generic" / "events.ndjson").read_bytes().splitlines() if line]
    for kind in EVENT_TYPES:
        fields = {field.encode_name: [] for field in msgspec.structs.fields(kind)}
        tag = str(kind.__struct_config__.tag)
        lines += [json.dumps({**fields, "type": tag}).encode(), json.dumps({"type": tag}).encode()]
    bad = [json.dumps(one).encode() for line in lines for one in spoiled(json.loads(line))]
    bad += [b"{", b"[1]", b"7", b'{"type":"like","x":' + b"[" * 5000, b'{"type":"like","text":"\xff"}']
    said = {one.message for line in bad for one in decode_ndjson(line + b"\n{}").refused}
    assert len(said) > 50
    assert {text for text in said if reason(text) is None} == set()
