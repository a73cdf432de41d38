import json

import pytest

from controlroom.push import frames
from controlroom.push.frames import Ack, TimeAsked


def test_decode_client_reads_ack_and_time() -> None:
    assert frames.decode_client('{"ack":12}') == Ack(12)
    assert frames.decode_client(b'{"ack":0}') == Ack(0)
    assert frames.decode_client('{"time":1719.5}') == TimeAsked(1719.5)


def test_decode_client_passes_over_what_a_newer_client_says() -> None:
    assert frames.decode_client('{"mood":"fine"}') is None


@pytest.mark.parametrize("text", ["", "nonsense", '{"ack":-1}', '{"ack":"1"}', "[1]", '{"time":"x"}'])
def test_decode_client_refuses_what_is_wrong(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        frames.decode_client(text)


def test_decode_client_refuses_a_long_message() -> None:
    with pytest.raises(ValueError, match="4096"):
        frames.decode_client(" " * 5000)


def test_hello_is_as_the_contract_has_it() -> None:
    frame = frames.hello(
        "topics", epoch='e"1', pos=3, seq=9, now_ms=77, speed=1.5, resumed=True,
        entries=[frames.entry("kpi", b'{"a":1}'), frames.entry("cue", b"null")],
    )  # fmt: skip
    assert json.loads(frame) == {
        "kind": "hello", "epoch": 'e"1', "pos": 3, "seq": 9, "clock": {"now_ms": 77, "speed": 1.5},
        "resumed": True, "topics": {"kpi": {"a": 1}, "cue": None},
    }  # fmt: skip


def test_update_carries_slots_for_pages_and_skipped_only_when_something_was() -> None:
    entries = [frames.entry("kpi-orders", b'"<b>1</b>"')]
    plain = json.loads(frames.update("page", pos=4, seq=10, entries=entries, skipped=0))
    assert plain == {"kind": "update", "pos": 4, "seq": 10, "slots": {"kpi-orders": "<b>1</b>"}}
    merged = json.loads(frames.update("page", pos=4, seq=10, entries=entries, skipped=2))
    assert merged == plain | {"skipped": 2}


def test_heartbeat_and_time_are_json() -> None:
    assert json.loads(frames.heartbeat(pos=4, now_ms=5, speed=0)) == {
        "kind": "heartbeat", "pos": 4, "now_ms": 5, "speed": 0,
    }  # fmt: skip
    assert json.loads(frames.time(t0=1.25, now_ms=5)) == {"kind": "time", "t0": 1.25, "now_ms": 5}
