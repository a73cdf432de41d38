"""Every platform's webhooks, by the same measure: signatures, damage, redelivery, what each sample comes to."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.feeds.base import BadOption, Forged
from controlroom.feeds.registry import UnknownKind, door, find
from tests.hook_platforms import GOLDEN, PLATFORMS, SAMPLES, Platform, sound, spoiled, told

each_sample = pytest.mark.parametrize(("kind", "name"), SAMPLES)
each_platform = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))


@each_sample
def test_a_sample_passes_its_signature_and_comes_to_what_is_expected(kind: str, name: str) -> None:
    platform = PLATFORMS[kind]
    hook, delivery = platform.hook(), platform.delivery(name)
    hook.check(delivery)
    messages = hook.read(delivery)
    expected = json.loads((GOLDEN / platform.folder / f"{name}.expected.json").read_bytes())
    assert told(messages) == expected
    sound(messages)
    assert told(hook.read(delivery)) == told(platform.hook().read(delivery)) == expected, "it remembers something"
    assert hook.reply(delivery).status == 200


@each_sample
def test_a_signature_that_is_wrong_missing_or_of_other_bytes_is_forged(kind: str, name: str) -> None:
    platform = PLATFORMS[kind]
    hook, good = platform.hook(), platform.delivery(name)
    bad = [platform.delivery(name, good.body[:-20]), platform.delivery(name, b"")]
    if platform.signature is None:  # it stands in the body, over a part of it
        told = json.loads(good.body)
        changes = (
            {"msg": told["msg"] + "+"},
            {"sign": told["sign"][::-1]},
            {"sign": ""},
            {"sign": None},
            {"msg": None},
        )
        bad += [platform.delivery(name, json.dumps(told | change).encode()) for change in changes]
    else:
        bad.append(platform.delivery(name, good.body + b" "))
        right = good.headers[platform.signature]
        for sign in (None, "", right[::-1], right + "0", right[:-1], "\xff" * 40):
            bad.append(platform.delivery(name, **{platform.signature: sign}))
    for delivery in bad:
        with pytest.raises(Forged) as forged:
            hook.check(delivery)
        assert good.headers.get(platform.signature or "", "in the body") not in str(forged.value)
    for option in find(kind).options:
        if option.secret and option.name in platform.options:
            with pytest.raises(Forged):
                platform.hook(**{option.name: "another"}).check(good)


@each_sample
def test_every_field_missing_or_wrong_in_turn_raises_nothing(kind: str, name: str) -> None:
    platform = PLATFORMS[kind]
    hook, good = platform.hook(), platform.delivery(name)
    for bad in spoiled(json.loads(good.body)):
        sound(hook.read(platform.delivery(name, json.dumps(bad).encode())))


@each_sample
def test_a_truncated_delivery_raises_nothing_and_brings_no_fact(kind: str, name: str) -> None:
    platform = PLATFORMS[kind]
    hook, body = platform.hook(), platform.delivery(name).body.rstrip()
    for end in range(0, len(body), 7):
        messages = hook.read(platform.delivery(name, body[:end]))
        sound(messages)
        assert not any(isinstance(message.came_to, list) for message in messages)


@given(st.sampled_from(SAMPLES), st.binary(max_size=3), st.integers(0, 900), st.integers(0, 4))
def test_mutated_deliveries_raise_nothing(sample: tuple[str, str], patch: bytes, at: int, cut: int) -> None:
    platform = PLATFORMS[sample[0]]
    body = platform.delivery(sample[1]).body
    sound(platform.hook().read(platform.delivery(sample[1], body[:at] + patch + body[at + cut :])))


@each_platform
@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b"[" * 100_000, b'{"id":"\xff"}', b"webhook_id=3"])
def test_what_is_no_delivery_raises_nothing(platform: Platform, body: bytes) -> None:
    for path in platform.paths():
        sound(platform.hook().read(platform.delivery(path.stem, body)))


@each_platform
def test_a_door_without_its_secret_is_not_opened(platform: Platform) -> None:
    for option in find(platform.kind).options:
        if option.secret and option.name in platform.options:
            with pytest.raises(BadOption, match=option.name):
                door(platform.kind, {k: v for k, v in platform.options.items() if k != option.name})


def test_a_kind_without_webhooks_has_no_door() -> None:
    with pytest.raises(UnknownKind, match="native has no webhooks"):
        door("native", {})
    assert find("shopify").make is None
