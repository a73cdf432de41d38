"""The suite finds what is wrong with an adapter."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs
from msgspec.json import decode

from controlroom.domain.events import Fact, Follow, Like
from controlroom.feeds.base import Delivery, Forged, Kind, Message, Option, Reply
from controlroom.feeds.batches import Read
from controlroom.feeds.fields import Decoding, Fields, Ignored, Refused, Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT
from controlroom.feeds.suite import Sample, check_all, check_hook, outcome, samples_in

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


OPTION = Option(name="token", default=None, means="T", secret=True)


def test_an_option_that_is_missing_must_be_named() -> None:
    def make(name: str, options: Mapping[str, str]) -> Any:
        return SimpleNamespace(name=name, run=print, token=options["token"])

    kind = Kind(name="made", title={"en": "M"}, carries=(Like,), options=(OPTION,), make=make)
    for options in ({}, {"token": "t"}):
        with pytest.raises(AssertionError, match="made, without options: KeyError instead of BadOption"):
            check_all(kind, reading(good), SAMPLES, options=options)
    nameless = structs.replace(kind, make=lambda name, options: SimpleNamespace(name="other"))
    with pytest.raises(AssertionError, match="another name"):
        check_all(nameless, reading(good), SAMPLES, options={"token": "t"})


class Door:
    """A door whose signature is the token itself, behind the body."""

    def __init__(self, token: str, *, checks: bool = True) -> None:
        self._token, self._checks = token, checks

    def check(self, delivery: Delivery) -> None:
        """See `Hook`."""
        if self._checks and not delivery.body.endswith(f' "{self._token}"]'.encode()):
            raise Forged("x")

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        try:
            return [Message(good(json.dumps(json.loads(delivery.body)[0]).encode()), delivery.body)]
        except (ValueError, LookupError, TypeError):
            return [Message(Refused("bad_json", "", "Torn."), delivery.body)]

    def reply(self, delivery: Delivery) -> Reply:
        """See `Hook`."""
        return Reply()


DELIVERY = Delivery(
    headers={"sort": "like", "sign": "x"}, query={}, body=b'[{"id": "1", "n": 2}, "secret-token-1"]', at_ms=1
)


class Sorted(Door):
    """A door that reads by a header that is not kept."""

    def read(self, delivery: Delivery) -> list[Message]:
        """See `Hook`."""
        if "sort" not in delivery.headers:
            return [Message(Ignored("other"), delivery.body)]
        return super().read(delivery)


@pytest.mark.parametrize(
    ("hook", "said"),
    [
        (lambda options: Door(options["token"]), None),
        (lambda options: Door(options["token"], checks=False), "another body or another secret"),
        (lambda options: Sorted(options["token"]), "kept and read again"),
    ],
)
def test_a_door_is_checked_for_what_nobody_signed_and_what_is_read_again(
    hook: Callable[[Mapping[str, str]], Door], said: str | None
) -> None:
    kind = Kind(name="made", title={"en": "M"}, carries=(Like,), options=(OPTION,), hook=hook)
    with nullcontext() if said is None else pytest.raises(AssertionError, match=said):
        check_hook(kind, {"token": "secret-token-1"}, [DELIVERY])
