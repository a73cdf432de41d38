"""The prompter's commands on the wire."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain.commands import AnyCommand
from controlroom.domain.prompting import PrompterPace, PrompterSeek

DECODER = msgspec.json.Decoder(AnyCommand)


def test_a_place_is_a_position_and_may_name_its_script() -> None:
    told = DECODER.decode(b'{"type":"prompter.seek","id":"c","position":40,"script_rev":3}')
    assert told == PrompterSeek(id="c", position=40, script_rev=3)
    assert DECODER.decode(b'{"type":"prompter.pace","id":"c","cpm":260}') == PrompterPace(id="c", cpm=260)


@pytest.mark.parametrize("told", ['"seek","position":-1', '"seek"', '"pace","cpm":9', '"pace","cpm":6001', '"pace"'])
def test_places_before_the_top_and_paces_of_nobody_are_refused(told: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        DECODER.decode('{"id":"c","type":' + told.replace('"', '"prompter.', 1) + "}")
