from __future__ import annotations

import msgspec
import pytest

from controlroom.domain.alerts.commands import AlertAck, SilenceAdd, StreamTell
from controlroom.domain.commands import AnyCommand

READ = msgspec.json.Decoder(AnyCommand)


def test_an_acknowledgement_may_name_its_end_in_three_ways() -> None:
    def until(value: str) -> object:
        command = READ.decode(f'{{"type":"alert.ack","id":"a","alert":"alert-1","until":{value}}}')
        assert isinstance(command, AlertAck)
        return command.until

    assert [until(v) for v in ("null", "1764000000000", '"sold_out"', '"segment_end"')] == [
        None, 1_764_000_000_000, "sold_out", "segment_end",
    ]  # fmt: skip
    with pytest.raises(msgspec.ValidationError):
        until('"christmas"')


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"silence.add","id":"a","matchers":{},"until_ms":1,"why":"x"}',
        '{"type":"silence.add","id":"a","matchers":{"rule":"r"},"until_ms":1,"why":""}',
        '{"type":"stream.tell","id":"a","state":"ended"}',
        '{"type":"alert.act","id":"a","alert":"alert-1","do":"dance"}',
    ],
)
def test_what_says_too_little_is_refused(text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        READ.decode(text)


def test_a_silence_names_what_it_silences() -> None:
    text = '{"type":"silence.add","id":"a","matchers":{"rule":"low_stock","sku":"A1"},"until_ms":5,"why":"restock"}'
    assert READ.decode(text) == SilenceAdd(
        id="a", matchers={"rule": "low_stock", "sku": "A1"}, until_ms=5, why="restock"
    )
    assert READ.decode('{"type":"stream.tell","id":"a","state":"live"}') == StreamTell(id="a", state="live")
