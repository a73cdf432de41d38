"""What every command carries, on the wire."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from controlroom.domain.command import Command

DECODER = msgspec.json.Decoder(Command)


def test_a_command_may_say_what_it_was_decided_on_and_until_when_it_is_wanted() -> None:
    told = DECODER.decode(b'{"type":"Command","id":"c","expected_seq":7,"expires_ms":"2026-11-22T12:00:00Z"}')
    assert (told.expected_seq, told.expires_ms) == (7, datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    "body", [b'{"type":"Command"}', b'{"type":"Command","id":""}', b'{"type":"Command","id":"c","x":1}']
)
def test_a_command_has_an_id_and_nothing_it_does_not_know(body: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        DECODER.decode(body)
