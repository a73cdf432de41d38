"""Everything that is found in a plan that can be read is said in Chinese too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from controlroom.planfile import commas, kept
from controlroom.planfile.chinese import in_chinese
from controlroom.planfile.trade import goods, keyboard, people, running
from tests.unit.planfile.trade.plans import found

INNER = {
    "what": (
        "The cue comes",
        "This time left would begin",
        "The countdown ends",
        "The timer starts",
        "The task is due",
    ),
    "of": ("a product", "a traffic product"),
    "who": ("only 'wang' confirms", "nobody confirms"),
    "lacks": ("'cream' has no list price", "no offer belongs to it"),
    "where": ("", " in the offer 'flash'"),
    "cut": ("12 characters", "12 words"),
    "pace": ("240 Chinese characters or 150 English words a minute",),
}
"""By the name of a variable: the words that it stands for inside a sentence."""


def sentences(tree: ast.AST) -> Iterator[str]:
    """Every sentence that a module says of a plan, with something in place of what it names."""
    for node in ast.walk(tree):
        values: list[ast.expr] = []
        match node:
            case ast.Assign(targets=[ast.Name(id="said" | "mend" | "message")]):
                values = [node.value]
            case ast.Call(func=ast.Attribute(attr="find")):
                values = [*node.args[2:3], *(k.value for k in node.keywords if k.arg == "mend")]
            case ast.Return(value=ast.JoinedStr()) if node.value is not None:
                values = [node.value]
        for value in values:
            yield from _spelled(value)


def _spelled(value: ast.expr) -> list[str]:
    match value:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            texts = [""]
            for part in parts:
                texts = [text + more for text in texts for more in _part(part)]
            return texts
    return []


def _part(part: ast.expr) -> tuple[str, ...]:
    match part:
        case ast.Constant(value=str(text)):
            return (text,)
        case ast.FormattedValue(value=ast.Name(id=name)) if name in INNER:
            return INNER[name]
        case _:
            return ("7",)


@pytest.mark.parametrize(
    "module", [goods, keyboard, people, running, kept, commas], ids=lambda module: module.__name__.rpartition(".")[2]
)
def test_every_sentence_of_the_checks_is_said_in_chinese(module: object) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    said = [sentence for sentence in sentences(tree) if " " in sentence]
    assert said
    assert [sentence for sentence in said if in_chinese(sentence) is None] == []


@pytest.mark.parametrize(
    ("old", "new", "chinese", "mend"),
    [
        (
            "[锁水, 轻薄, 夜间修护]",
            "[锁水, 夜间修护]",
            "'cream' 只有 2 个卖点，3–5 个才撑得起成交。",
            "再加 1 个，每个都要有能演示的东西。",
        ),
        (
            "at: 4m",
            "at: 9m",
            "提示要在这一段开始 9 分钟后出现，可这一段只有 5 分钟。",
            "提前一些，或者把这一段加长。",
        ),
        (
            "  network: *book\n",
            "",
            "团队没有为“断网”准备自己的预案，只有现成的步骤。",
            "加上 `network:`，写明负责人、步骤和话术（`say:` 或 `cue:`）。",
        ),
    ],
)
def test_what_a_sentence_names_is_named_in_chinese_too(old: str, new: str, chinese: str, mend: str) -> None:
    [finding] = found(old, new)
    assert (in_chinese(finding.message), in_chinese(finding.mend)) == (chinese, mend)


def test_what_nobody_has_said_in_chinese_stays_as_it_is() -> None:
    assert in_chinese("Something new.") is None
    assert in_chinese(None) is None
