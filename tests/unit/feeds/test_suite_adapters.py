"""Every adapter of the registry passes the suite, with the samples of its platform; and so does every webhook's door."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import pytest
from msgspec.structs import replace

from controlroom.feeds import registry
from controlroom.feeds.barragegrab.decode import Decoder as BarrageGrabDecoder
from controlroom.feeds.batches import each
from controlroom.feeds.bilibili.decode import read as read_bilibili
from controlroom.feeds.bilibili.packets import MESSAGE, ZLIB, packed
from controlroom.feeds.douyinlive.decode import Decoder as DouyinLiveDecoder
from controlroom.feeds.obalive.decode import Decoder as ObaLiveDecoder
from controlroom.feeds.suite import (
    New,
    Pack,
    Sample,
    check_all,
    check_cut,
    check_damage,
    check_hook,
    check_options,
    check_repeats,
    samples_in,
)
from controlroom.feeds.twitch.decode import Decoder as TwitchDecoder
from controlroom.feeds.youtube.decode import Decoder as YouTubeDecoder
from tests.hook_platforms import PLATFORMS, SAMPLES, Platform

GOLDEN = Path(__file__).parents[2] / "golden" / "feeds"


class Row(NamedTuple):
    """An adapter and the folder of its samples."""

    kind: str
    folder: str
    new: New
    pack: Pack = bytes


def inflated(body: bytes) -> bytes:
    """Wrap a message as the open platform does under load."""
    return packed(MESSAGE, zlib.compress(packed(MESSAGE, body, 0), 1), ZLIB)


OPTIONS = {
    "twitch": {"client": "c", "token": "t", "broadcaster": "1"},
    "youtube": {"chat": "c", "key": "k", "currency": "JPY"},
    "bilibili": {"key": "k", "secret": "s", "app": "1", "code": "c"},
    "douyinlive": {"url": "ws://127.0.0.1/ws/1"},
}
"""Of kinds that need some."""

ROWS = (
    Row("barragegrab", "douyin_barragegrab", lambda: each(BarrageGrabDecoder())),
    Row("barragegrab", "douyin_wushuaihua_barragegrab", lambda: each(BarrageGrabDecoder())),
    Row("douyinlive", "douyin_jwwsjlm_ws", lambda: each(DouyinLiveDecoder())),
    Row("obalive", "oba_live_tool_ws", lambda: each(ObaLiveDecoder())),
    Row("bilibili", "bilibili", lambda: read_bilibili, lambda body: packed(MESSAGE, body, 0)),
    Row("bilibili", "bilibili", lambda: read_bilibili, inflated),
    Row("twitch", "twitch", lambda: each(TwitchDecoder())),
    Row("youtube", "youtube_livechat", lambda: YouTubeDecoder("JPY").read),
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_adapter_passes_the_suite(row: Row) -> None:
    kind = registry.find(row.kind)
    options = OPTIONS.get(row.kind, {option.name: option.default for option in kind.options if option.default})
    check_all(kind, row.new, samples_in(GOLDEN / row.folder), row.pack, options)


@pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))
def test_every_webhooks_door_passes_the_suite(platform: Platform) -> None:
    kind, deliveries = registry.find(platform.kind), [platform.delivery(path.stem) for path in platform.paths()]
    check_options(kind, platform.options)
    check_hook(kind, platform.options, deliveries)


def test_every_kind_with_a_client_has_a_row() -> None:
    built_in = {name for name in registry.names() if registry.find(name).make is not None}
    assert {row.kind for row in ROWS} == built_in


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.folder)
def test_every_sample_has_its_documented_events(row: Row) -> None:
    folder = GOLDEN / row.folder
    payloads = {path.stem for path in folder.glob("*.json") if not path.name.endswith(".expected.json")}
    assert payloads == {sample.name for sample in samples_in(folder)}


@pytest.mark.parametrize(("kind", "name"), SAMPLES)
def test_a_webhooks_door_passes_the_suite(kind: str, name: str) -> None:
    # What each sample comes to, and signatures: test_registry_hooks.py.
    platform = PLATFORMS[kind]
    hook, delivery = platform.hook(), platform.delivery(name)
    for check in (check_repeats, check_cut, check_damage):
        check(
            registry.find(kind),
            lambda: lambda body: hook.read(replace(delivery, body=body)),
            [Sample(name, delivery.body, None)],
        )


@pytest.mark.parametrize("name", [name for kind, name in SAMPLES if kind == "youzan"])
def test_what_youzan_escapes_is_damaged_too(name: str) -> None:
    hook, delivery = PLATFORMS["youzan"].hook(), PLATFORMS["youzan"].delivery(name)
    outer = json.loads(delivery.body)
    check_damage(
        registry.find("youzan"),
        lambda: lambda body: hook.read(replace(delivery, body=body)),
        [Sample(name, unquote(outer["msg"]).encode(), None)],
        lambda body: json.dumps(outer | {"msg": quote(body)}).encode(),
    )
