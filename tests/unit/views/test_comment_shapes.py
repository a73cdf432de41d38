"""On the wire the topic `comments` is one object, in the contract's names."""

from __future__ import annotations

from msgspec import json

from controlroom.views.comment_shapes import CommentsView
from controlroom.views.shapes import wire


def test_the_wire_has_the_contracts_names_also_when_nothing_was_written() -> None:
    told = json.decode(json.encode(wire(CommentsView())))
    assert {"tail", "pinned", "questions", "triage", "tally"} <= set(told)
    assert (told["tail"], told["pinned"], told["triage"]) == ([], None, {})
