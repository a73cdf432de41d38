"""How webhooks are signed."""

from __future__ import annotations

from base64 import b64decode

import pytest

from controlroom.feeds.base import BadOption, Delivery, Forged
from controlroom.feeds.signing import compare, delivery_id, header, hmac_base64, hmac_hex, md5_base64, md5_hex, needed

JEFE = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def delivery(body: bytes = b"x", **headers: str) -> Delivery:
    return Delivery(headers=headers, query={}, body=body, at_ms=1)


def test_signatures_are_those_of_published_vectors() -> None:
    # RFC 4231 case 2, RFC 1321
    assert hmac_hex("Jefe", b"what do ya want ", b"for nothing?") == JEFE
    assert b64decode(hmac_base64("Jefe", b"what do ya want for nothing?")).hex() == JEFE
    assert md5_hex(b"a", b"bc") == "900150983cd24fb0d6963f7d28e17f72"
    assert md5_base64(b"abc") == "kAFQmDzST7DWlj99KOF/cg=="


def test_a_signature_that_is_missing_empty_or_endless_is_forged() -> None:
    for headers in ({}, {"sign": " "}, {"sign": "a" * 513}):
        with pytest.raises(Forged, match="sign is missing"):
            header(delivery(**headers), "sign")
    assert header(delivery(sign=" abc "), "sign") == "abc"


@pytest.mark.parametrize("told", ["", "ab", "abcd", "ABC", "äbc", "abc\x00"])
def test_only_the_very_text_passes_and_the_message_tells_none(told: str) -> None:
    compare("sign", "abc", "xyz", "abc")
    with pytest.raises(Forged, match=r"^sign does not fit the body$"):
        compare("sign", told, "xyz", "abc")


def test_a_delivery_without_a_usable_id_has_its_bodys_digest() -> None:
    assert delivery_id(delivery(id="7"), "id") == "7"
    none, other, endless = delivery(), delivery(b"y"), delivery(id="7" * 101)
    assert delivery_id(none, "id") == delivery_id(endless, "id") != delivery_id(other, "id")
    assert delivery_id(none, "id", "a") != delivery_id(none, "id", "b")


def test_a_webhook_without_its_secret_is_not_opened() -> None:
    assert needed("shop", {"secret": "s"}, "secret") == "s"
    for options in ({}, {"secret": ""}):
        with pytest.raises(BadOption, match="shop needs secret"):
            needed("shop", options, "secret")
