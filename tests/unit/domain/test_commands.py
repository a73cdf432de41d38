"""Commands on the wire."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain import commands as cmd
from controlroom.domain.roles import COMMANDS

DECODER = msgspec.json.Decoder(cmd.AnyCommand)


def test_every_type_is_somebodys_to_give_and_every_right_is_a_type() -> None:
    types = {str(t.__struct_config__.tag) for t in cmd.COMMAND_TYPES}
    assert set().union(*COMMANDS.values()) == types


@pytest.mark.parametrize(
    ("told", "from_"),
    [('"from":"cream"', "cream"), ('"from":null', None), ('"from":{"segment":"cream"}', cmd.FromSegment("cream"))],
)
def test_from_is_a_segment_null_or_an_object(told: str, from_: object) -> None:
    assert DECODER.decode('{"type":"next","id":"1",' + told + "}").from_ == from_


def test_from_that_was_not_told_is_not_null() -> None:
    assert DECODER.decode(b'{"type":"next","id":"1"}').from_ is msgspec.UNSET


@pytest.mark.parametrize(
    "line",
    [
        '{"type":"next","id":"1","form":"cream"}',
        '{"type":"cue.show","id":"1","text":""}',
        '{"type":"cue.show","id":"1","text":"x","priority":"loud"}',
        '{"type":"timer.start","id":"1","title":"x","duration_for_ms":999}',
        '{"type":"take","id":"1"}',
        '{"type":"take","segment":"cream"}',
        '{"type":"dance","id":"1"}',
    ],
)
def test_what_a_command_does_not_know_is_refused(line: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        DECODER.decode(line)
