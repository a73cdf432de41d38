"""What every adapter must hold, for its own tests: those of this package and those of others (docs/feeds.md).

Owns: reading samples with the events documented for them, and breaking them: in another order, twice, cut off, each field
missing or of a wrong type in turn; options that are missing or odd; webhooks that nobody signed.
Law: a check raises `AssertionError` and says which sample, broken how; it never needs the network or a clock.
Must not know: any platform, any test runner.

An adapter is given as `new`, which makes its `Read` (`feeds.batches`): bytes in, messages out. A sample is a file `NAME.json`
with `NAME.expected.json` beside it: `{"facts": [events as on the wire]}`, `{"ignored": kind}` or `{"refused": code}`.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct, ValidationError, structs
from msgspec.json import decode, encode

from controlroom.domain.events import Event, Fact
from controlroom.feeds import again
from controlroom.feeds.base import BadOption, Delivery, Forged, Hook, Kind, Message, Read, Reply
from controlroom.feeds.fields import Ignored, Refused

WRONG: Final[tuple[Any, ...]] = (
    None, True, False, -1, 0, 1.5, 10**30, "", "x", "7", "x" * 200, "x" * 5000, "\ud800", [], [1], [None], {}, {"a": 1}, [[[]]],
)  # fmt: skip
"""What may stand where something else should."""

NO_OPTIONS: Final[Mapping[str, str]] = MappingProxyType({})
CODE: Final = re.compile(r"[a-z]+(_[a-z]+)*")
ORDERS: Final = 5

New = Callable[[], Read]
Pack = Callable[[bytes], bytes]


class Sample(Struct, frozen=True):
    """A payload and what is documented for it. `expected`: as in its file."""

    name: str
    body: bytes
    expected: Any


def samples_in(folder: Path) -> list[Sample]:
    """Return a folder's samples, by name."""
    ending = ".expected.json"
    return [
        Sample(
            path.name.removesuffix(ending),
            path.with_name(path.name.removesuffix(ending) + ".json").read_bytes(),
            json.loads(path.read_bytes()),
        )
        for path in sorted(folder.glob(f"*{ending}"))
    ]


def outcome(messages: Sequence[Message]) -> Any:
    """Return what messages came to, as an expected file says it."""
    facts: list[Any] = []
    for message in messages:
        match message.came_to:
            case Refused() as why:
                return {"refused": why.code}
            case Ignored(kind=kind):
                if len(messages) == 1:
                    return {"ignored": kind}
            case told:
                facts += decode(encode(told))
    return {"facts": facts}


def check_all(
    kind: Kind, new: New, samples: Sequence[Sample], pack: Pack = bytes, options: Mapping[str, str] = NO_OPTIONS
) -> None:
    """Check everything below but webhooks (`check_hook`).

    Args:
        kind: What the adapter says of itself.
        new: Makes what reads, with nothing remembered.
        samples: Payloads of every message it knows, with the documented events.
        pack: Wraps a payload as the wire does; by default the payload is the frame.
        options: With which a feed of the kind can be made.
    """
    assert samples, f"{kind.name}: no samples"
    check_options(kind, options)
    check_expected(kind, new, samples, pack)
    check_repeats(kind, new, samples, pack)
    check_order(kind, new, samples, pack)
    check_cut(kind, new, samples, pack)
    check_damage(kind, new, samples, pack)


def check_options(kind: Kind, options: Mapping[str, str]) -> None:
    """What a kind makes from these options is made; from others that are missing or odd too, or it says `BadOption`."""
    makers: list[Callable[[Mapping[str, str]], object]] = [partial(kind.make, "mine")] if kind.make is not None else []
    makers += [maker for maker in (kind.hook, kind.details, kind.read) if maker is not None]
    for maker in (*makers, kind.notes) if options else ():
        made: Any = maker(kind.settled(options))
        if maker is makers[0] and kind.make is not None:
            assert made.name == "mine", f"{kind.name}: its client has another name than the feed"
            assert callable(made.run), f"{kind.name}: what it makes cannot be run"
    for what, given in _odd(kind, options):
        for maker in makers:
            try:
                maker(kind.settled(given))
            except BadOption:
                continue
            except Exception as error:
                said = f"{kind.name}, {what}: {type(error).__name__} instead of BadOption: {error}"
                raise AssertionError(said) from error


def _odd(kind: Kind, options: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "without options", {}
    for option in kind.options:
        yield f"without {option.name}", {name: value for name, value in options.items() if name != option.name}
        for value in ("", "x", "\u00e9", "-1", "9" * 5000, "ws://[x"):
            yield f"with {option.name}={value[:9]!r}", {**options, option.name: value}


def check_hook(kind: Kind, options: Mapping[str, str], deliveries: Sequence[Delivery]) -> None:
    """Check the door of a kind's webhooks.

    Args:
        options: With which a feed of the kind can be made, its secrets among them.
        deliveries: Some of each sort, and the platform's probe, each signed as the platform would with those secrets.
    """
    assert kind.hook is not None, f"{kind.name} has no webhooks"
    hook = kind.hook(kind.settled(options))
    for n, delivery in enumerate(deliveries):
        what = f"{kind.name}, delivery {n}"
        hook.check(delivery)
        _check_forged(kind, options, delivery, what)
        came_to = _heard(kind, hook, delivery, what)
        assert came_to == _heard(kind, hook, delivery, what), f"{what}: read twice it comes to something else"
        assert isinstance(hook.reply(delivery), Reply), f"{what}: the answer is no Reply"
        line = again.kept(delivery, delivery.body)
        if came_to and len(line) <= again.WHOLE_BYTES:  # what a kept reject is read from
            read = outcome(_read(kind, again.of_hook(hook, delivery.at_ms), line, f"{what} once more"))
            assert read == outcome(came_to), f"{what}: kept and read again it comes to {read}"
        for end in range(0, len(delivery.body), max(1, len(delivery.body) // 50)):
            _heard(kind, hook, structs.replace(delivery, body=delivery.body[:end]), f"{what} cut at {end}")
        with suppress(ValueError):
            for where, broken in _broken(json.loads(delivery.body), ""):
                body = json.dumps(broken).encode()
                _heard(kind, hook, structs.replace(delivery, body=body), f"{what} with {where}")


def _check_forged(kind: Kind, options: Mapping[str, str], delivery: Delivery, what: str) -> None:
    """What nobody signed like this is `Forged`: another body, another secret."""
    assert kind.hook is not None
    forged = [
        (kind.hook(kind.settled(options)), structs.replace(delivery, body=body)) for body in (delivery.body[:-20], b"")
    ]
    for option in kind.options:
        if option.secret and option.name in options:
            forged.append((kind.hook(kind.settled({**options, option.name: "another"})), delivery))
    assert len(forged) > 2, f"{what}: no option of the kind is the secret that signs"
    signed = [bad for bad in forged if not _is_forged(*bad)]
    assert not signed, f"{what}: taken with another body or another secret"


def _is_forged(hook: Hook, delivery: Delivery) -> bool:
    try:
        hook.check(delivery)
    except Forged:
        return True
    return False


def _heard(kind: Kind, hook: Hook, delivery: Delivery, what: str) -> Sequence[Message]:
    return _read(kind, lambda _: hook.read(delivery), delivery.body, what)


def check_expected(kind: Kind, new: New, samples: Sequence[Sample], pack: Pack = bytes) -> None:
    """Each sample comes to what is documented for it."""
    for sample in samples:
        found = outcome(_read(kind, new(), pack(sample.body), sample.name))
        assert found == sample.expected, f"{sample.name}: {found} instead of {sample.expected}"


def check_repeats(kind: Kind, new: New, samples: Sequence[Sample], pack: Pack = bytes) -> None:
    """A sample that comes twice tells nothing that the intake could count twice, as far as it has ids."""
    for sample in samples:
        read = new()
        first, again = (_ids(_read(kind, read, pack(sample.body), f"{sample.name} twice")) for _ in range(2))
        assert set(again) <= set(first), f"{sample.name}: told again under other ids: {again}, at first {first}"
        known = [id_ for _, id_ in first if id_ is not None]
        assert len(known) == len(set(known)), f"{sample.name}: one id for several facts: {known}"


def check_order(kind: Kind, new: New, samples: Sequence[Sample], pack: Pack = bytes) -> None:
    """Samples in another order tell the same facts."""
    told = []
    for seed in range(ORDERS):
        shuffled = list(samples)
        random.Random(seed).shuffle(shuffled)
        read = new()
        facts = [f for sample in shuffled for f in _ids(_read(kind, read, pack(sample.body), f"order {seed}"))]
        told.append(sorted(facts, key=repr))
    assert all(facts == told[0] for facts in told), f"{kind.name}: what is told depends on the order"


def check_cut(kind: Kind, new: New, samples: Sequence[Sample], pack: Pack = bytes) -> None:
    """A frame that is cut off, or has something behind it, comes to something."""
    for sample in samples:
        frame = pack(sample.body)
        for cut in {*range(0, len(frame), max(1, len(frame) // 200)), len(frame) - 1}:
            _read(kind, new(), frame[:cut], f"{sample.name} cut at {cut}")
        _read(kind, new(), frame + b"\x00}", f"{sample.name} with a tail")


def check_damage(kind: Kind, new: New, samples: Sequence[Sample], pack: Pack = bytes) -> None:
    """A payload with each field, at every depth, missing or wrong in turn comes to something."""
    for sample in samples:
        read = new()
        for where, broken in _broken(json.loads(sample.body), ""):
            text = json.dumps(broken, ensure_ascii=True).encode()
            _read(kind, read, pack(text), f"{sample.name} with {where}")


def _broken(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """Yield (what is wrong, the value with it)."""
    for wrong in WRONG:
        yield f"{place or 'all'} = {str(wrong)[:20]!r}", wrong
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{place}.{key} missing", {k: v for k, v in value.items() if k != key}
            for where, broken in _broken(inner, f"{place}.{key}"):
                yield where, {**value, key: broken}
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            for where, broken in _broken(inner, f"{place}[{at}]"):
                changed = copy.copy(value)
                changed[at] = broken
                yield where, changed
    elif isinstance(value, str) and value[:1] in ("{", "["):
        try:
            inner = json.loads(value)
        except ValueError:
            return
        for where, broken in _broken(inner, f"{place}→"):
            yield where, json.dumps(broken)


def _read(kind: Kind, read: Read, frame: bytes, what: str) -> Sequence[Message]:
    try:
        messages = read(frame)
    except Exception as error:
        raise AssertionError(f"{kind.name}, {what}: {type(error).__name__} left the adapter: {error}") from error
    for message in messages:
        assert isinstance(message.line, bytes), f"{what}: the line is no bytes"
        came_to = message.came_to
        if isinstance(came_to, Refused):
            assert CODE.fullmatch(came_to.code), f"{what}: no code of a refusal: {came_to.code}"
            assert came_to.message.endswith((".", "?")), f"{what}: no sentence: {came_to.message}"
        elif isinstance(came_to, Ignored):
            assert 0 < len(came_to.kind) <= 220, f"{what}: ignored without saying what"
        else:
            assert came_to, f"{what}: neither a fact nor why not"
            for fact in came_to:
                _sound(kind, fact, what)
    return messages


def _sound(kind: Kind, fact: Fact, what: str) -> None:
    assert type(fact) in kind.carries, f"{what}: {type(fact).__name__} is not among what {kind.name} carries"
    assert fact.source is None, f"{what}: the source is the room's to say"
    try:
        again: Any = decode(encode(fact), type=Event)  # the contract's bounds: ids are texts, money whole numbers
    except (ValidationError, UnicodeError) as error:
        raise AssertionError(f"{what}: the contract does not take {fact!r}: {error}") from error
    assert again == fact, f"{what}: {fact} is not what the contract takes"


def _ids(messages: Sequence[Message]) -> list[tuple[str, str | None]]:
    return [
        (str(fact.__struct_config__.tag), fact.id)
        for message in messages
        if isinstance(message.came_to, list)
        for fact in message.came_to
    ]
