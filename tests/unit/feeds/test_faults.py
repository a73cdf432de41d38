"""What can be wrong with a feed, as sentences with codes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import controlroom
from controlroom.feeds.faults import FAULTS, Fault, fault, known

NAMED = {code: set(re.findall(r"(?<!{){(\w+)}", text)) for code, text in FAULTS.items()}
CODE = Path(controlroom.__file__).parent


@pytest.mark.parametrize("code", FAULTS)
def test_a_sentence_is_known_again_with_what_it_names(code: str) -> None:
    named = {name: f"‹{name}, 1.5 x›" for name in NAMED[code]}
    assert known(fault(code, **named)) == Fault(code, named)
    assert known(f"feeds.yaml:3:7: {fault(code, **named)}") == Fault(code, named, "feeds.yaml:3:7")


def test_what_has_no_code_stays_as_it_is() -> None:
    for text in ("", "KeyError", "wss://a.test: Unheard of.", "the store is away: try again"):
        assert known(text) is None


def test_what_a_sentence_names_may_hold_colons_lines_and_nothing() -> None:
    told = fault("no_answer", place="ws://127.0.0.1:9", error="Multiple exceptions: [Errno 111] a,\n[Errno 111] b")
    assert known(told) == Fault("no_answer", {"place": "ws://127.0.0.1:9", "error": told.split("(")[1].split(")")[0]})
    assert known(fault("ended", place="wss://a.test", error="")) == Fault(
        "ended", {"place": "wss://a.test", "error": ""}
    )


def test_every_fault_that_is_made_has_its_code_and_all_that_it_names() -> None:
    made: dict[str, set[str | None]] = {}
    for path in (*CODE.glob("feeds/**/*.py"), *CODE.glob("live/feed*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "fault":
                (code,) = node.args
                assert isinstance(code, ast.Constant)
                made[code.value] = {keyword.arg for keyword in node.keywords}
                assert made[code.value] == NAMED[code.value], (path, code.value)
    assert made.keys() == FAULTS.keys()
