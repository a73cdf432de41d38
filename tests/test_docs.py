"""The documents that are made from tables in the code say what the tables say.

`UPDATE_DOCS=1 pytest tests/test_docs.py` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

from controlroom.domain.metrics import TABLE
from controlroom.domain.roles import COMMANDS, READS, Role
from controlroom.domain.topics import Topic

DOCS = Path(__file__).resolve().parent.parent / "docs"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def roles_document() -> str:
    """Return docs/roles.md."""
    topics = _table(
        ["topic", *Role], [[f"`{topic}`", *("yes" if topic in READS[role] else "" for role in Role)] for topic in Topic]
    )
    types = sorted(set().union(*COMMANDS.values()))
    commands = _table(
        ["command", *Role],
        [[f"`{type_}`", *("yes" if type_ in COMMANDS[role] else "" for role in Role)] for type_ in types],
    )
    return (
        "# Who may do what\n\nMade from the tables in `controlroom/domain/roles.py`, which the server reads.\n\n"
        "## Reading\n\nWhat a role sees inside a topic is decided in `controlroom/views`: a host sees no money beyond the price, "
        "no buyers and no script but its own; nicknames of commenters reach controller, host and analyst only.\n\n"
        f"{topics}\n## Commanding\n\n`undo` takes back only the giver's own command, unless a controller gives it.\n\n{commands}"
    )


def metrics_document() -> str:
    """Return docs/metrics.md."""
    rows = [
        [f"`{k.code}`", k.unit, " ".join(sorted(k.scopes)), k.zh, k.en, k.definition_en, f"`{k.formula}`"]
        for k in TABLE
    ]
    return (
        "# What each number means\n\nMade from the table in `controlroom/domain/metrics.py`. Scopes: `w` also over windows "
        "(`_1m`, `_5m`, `_30m`), `p` per product, `s` per segment, `t` per traffic source.\n\n"
        + _table(["code", "unit", "scopes", "中文", "English", "definition", "formula"], rows)
    )


def _check(name: str, text: str) -> None:
    path = DOCS / name
    if os.environ.get("UPDATE_DOCS"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, (
        f"docs/{name} is out of date: UPDATE_DOCS=1 pytest tests/test_docs.py"
    )


def test_roles_document_says_what_the_tables_say() -> None:
    _check("roles.md", roles_document())


def test_metrics_document_says_what_the_table_says() -> None:
    _check("metrics.md", metrics_document())
