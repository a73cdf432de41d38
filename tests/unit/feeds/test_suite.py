"""The suite finds what is wrong with an adapter."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from msgspec.json import decode

from controlroom.domain.events import Fact, Follow, Like
from controlroom.feeds.base import Kind, Message
from controlroom.feeds.batches import Read
from controlroom.feeds.fields import Decoding, Fields, Ignored, Refused, Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT
from controlroom.feeds.suite import Sample, check_all, outcome, samples_in

KIND = Kind(name="made", title={"en": "M"}, carries=(Like,))
SAMPLES = [
    Sample("one", b'{"id": "1", "n": 2}', {"facts": [{"type": "like", "id": "1", "count": 2}]}),
    Sample("two", b'{"id": "2", "n": 3}', {"facts": [{"type": "like", "id": "2", "count": 3}]}),
]


def good(frame: bytes) -> Decoding:
    try:
        data = Fields(decode(frame), "")
        return [Like(id=data.key("id"), count=data.whole("n", 1, 100))]
    except Unfit as unfit:
        return Refused(unfit.code, unfit.path, unfit.message)
    except UNREADABLE_INPUT:
        return Refused("bad_json", "", "Torn.")


def reading(decode: Callable[[bytes], Decoding]) -> Callable[[], Read]:
    def read(frame: bytes) -> Sequence[Message]:
        return [Message(decode(frame), frame)]

    return lambda: read


def changed(frame: bytes, **fields: Any) -> Decoding:
    found = good(frame)
    return [type(fact)(**{**dict(like(fact)), **fields}) for fact in found] if isinstance(found, list) else found


def like(fact: Fact) -> dict[str, Any]:
    return {name: getattr(fact, name) for name in ("id", "count")}


_numbers = count()
"""The sample is read right once, under 1."""

FLAWS: list[tuple[str, Callable[[bytes], Decoding]]] = [
    (
        "KeyError left the adapter",
        lambda frame: good(frame) if len(frame) > 9 else [Like(count=json.loads(b"{}")["n"])],
    ),
    ("instead of", lambda frame: changed(frame, count=7)),
    ("told again under other ids", lambda frame: changed(frame, id=str(next(_numbers) + 1))),
    ("the source is the room's", lambda frame: changed(frame, source="s")),
    ("not among what made carries", lambda frame: [Follow(id="1", user="u")]),
    ("contract does not take", lambda frame: changed(frame, count=0)),
    ("no code of a refusal", lambda frame: Refused("Odd one", "", "Odd.") if frame[-1:] != b"}" else good(frame)),
    ("ignored without saying what", lambda frame: Ignored("") if frame[-1:] != b"}" else good(frame)),
    ("neither a fact nor why not", lambda frame: [] if frame[-1:] != b"}" else good(frame)),
]


def test_a_good_adapter_passes() -> None:
    check_all(KIND, reading(good), SAMPLES)


@pytest.mark.parametrize(("why", "decode"), FLAWS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_flaw_is_found(why: str, decode: Callable[[bytes], Decoding]) -> None:
    with pytest.raises(AssertionError, match=why):
        check_all(KIND, reading(decode), SAMPLES)


def test_what_depends_on_the_order_is_found() -> None:
    def new() -> Read:
        first: list[bytes] = []

        def read(frame: bytes) -> Sequence[Message]:
            first.append(frame)
            return [Message(good(frame) if frame == first[0] else Ignored("later"), frame)]

        return read

    with pytest.raises(AssertionError, match="depends on the order"):
        check_all(KIND, new, SAMPLES)


def test_samples_are_read_with_what_is_expected(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "a.expected.json").write_text('{"refused": "missing_field"}')
    assert samples_in(tmp_path) == [Sample("a", b"{}", {"refused": "missing_field"})]
    assert outcome([Message(good(b"{}"), b"{}")]) == {"refused": "missing_field"}
    assert outcome([Message(Ignored("x"), b"")]) == {"ignored": "x"}
