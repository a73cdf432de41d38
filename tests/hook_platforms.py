"""The platforms with webhooks as tests see them: their options, their sample deliveries, what can go wrong with one.

A sample is `golden/feeds/FOLDER/NAME.json`, byte for byte as a platform would send it, with `NAME.headers.json` beside it (its
signature fits those bytes) and `NAME.expected.json`: what it comes to. `python -m tests.hook_platforms` writes the last.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from controlroom.domain.events import Event
from controlroom.feeds.base import Delivery, Hook, Message
from controlroom.feeds.fields import Decoding, Ignored, Refused
from controlroom.feeds.registry import door
from controlroom.feeds.signing import md5_base64

STAMP = "x-timestamp"
GOLDEN = Path(__file__).parent / "golden" / "feeds"
NO_DELIVERIES = {"_meta", "ping_form_body", "api_order_detail_result", "reply_ok", "reply_parse_error"}
WRONG: tuple[Any, ...] = (None, True, -1, 0, 1.5, 10**30, "", "x", "x" * 5000, [], [1], {}, {"a": 1})


class Platform(NamedTuple):
    """A kind with webhooks. `signature`: the header, or None when it stands in the body."""

    kind: str
    folder: str
    options: Mapping[str, str]
    signature: str | None

    def hook(self, **options: str) -> Hook:
        return door(self.kind, {**self.options, **options})

    def paths(self) -> list[Path]:
        found = sorted((GOLDEN / self.folder).glob("*.json"))
        return [path for path in found if "." not in path.stem and path.stem not in NO_DELIVERIES]

    def delivery(self, name: str, body: bytes | None = None, **headers: str | None) -> Delivery:
        """A sample's delivery; with another body, or headers changed (`_` for `-`; None: without it)."""
        path = GOLDEN / self.folder / f"{name}.json"
        beside = path.with_suffix(".headers.json")
        told = json.loads(beside.read_bytes()) if beside.exists() else {}
        changed = {key.replace("_", "-"): value for key, value in headers.items()}
        merged = {key.lower(): value for key, value in told.items()} | changed
        kept = {key: value for key, value in merged.items() if value is not None}
        stamp = told.get(STAMP, "1")
        return Delivery(headers=kept, query={}, body=path.read_bytes() if body is None else body, at_ms=int(stamp))

    def anew(self, delivery: Delivery, at_ms: int) -> Delivery:
        """The same, signed at an instant and come then, where the platform signs instants."""
        if STAMP not in delivery.headers:
            return delivery
        headers = {**delivery.headers, STAMP: str(at_ms)}
        told = "&".join(f"{name}={headers[name]}" for name in ("x-msg-type", "x-nonce-str", "x-roomid", STAMP))
        headers[str(self.signature)] = md5_base64(told.encode(), delivery.body, self.options["secret"].encode())
        return replace(delivery, headers=headers, at_ms=at_ms)


_APP = {"app_key": "test_app_key", "app_secret": "test_app_secret"}

PLATFORMS: dict[str, Platform] = {
    one.kind: one
    for one in (
        Platform(
            "shopify", "shopify", {"secret": "test_shopify_secret", "items": "271878346596884015=KC-L"},
            "x-shopify-hmac-sha256",
        ),
        Platform("woocommerce", "woocommerce", {"secret": "test_woo_secret"}, "x-wc-webhook-signature"),
        Platform("tiktokshop", "tiktok_shop", _APP, "authorization"),
        Platform("youzan", "youzan", {"client_id": "test_client_id", "client_secret": "test_client_secret"}, None),
        Platform("doudian", "doudian", _APP, "event-sign"),
        Platform("douyinpush", "douyin_official_live_data", {"secret": "test_data_secret"}, "x-signature"),
    )
}  # fmt: skip

SAMPLES: list[tuple[str, str]] = [(one.kind, path.stem) for one in PLATFORMS.values() for path in one.paths()]


def told(messages: list[Message]) -> list[dict[str, Any]]:
    """What messages came to, as it stands in `.expected.json`."""
    return [_told(message.came_to) for message in messages]


def _told(came_to: Decoding) -> dict[str, Any]:
    match came_to:
        case Refused():
            return {"refused": [came_to.code, came_to.path, came_to.message]}
        case Ignored():
            return {"ignored": came_to.kind, "unknown": came_to.unknown}
        case facts:
            return {"facts": json.loads(msgspec.json.encode(facts))}


def sound(messages: list[Message]) -> None:
    """Check that what came out is what the contract takes."""
    for message in messages:
        match message.came_to:
            case Refused() as refused:
                assert refused.message.endswith((".", "?")), refused
            case Ignored():
                pass
            case facts:
                for fact in facts:
                    assert msgspec.json.decode(msgspec.json.encode(fact), type=Event) == fact


def spoiled(value: Any) -> Iterator[Any]:
    """Copies of a JSON value with every field and item, at every depth, missing or of a wrong type in turn."""
    places = list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    for place in places:
        without = copy.copy(value)
        del without[place]
        yield without
        for wrong in (*WRONG, *spoiled(value[place])):
            changed = copy.copy(value)
            changed[place] = wrong
            yield changed


if __name__ == "__main__":
    for kind, name in SAMPLES:
        platform = PLATFORMS[kind]
        expected = told(platform.hook().read(platform.delivery(name)))
        place = GOLDEN / platform.folder / f"{name}.expected.json"
        place.write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
