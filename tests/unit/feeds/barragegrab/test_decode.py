"""The Douyin relays' frames, both dialects (their samples and damaged ones: tests/unit/feeds/test_suite_adapters.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.events import Audience, Comment, Enter, Event, Gift, Like
from controlroom.feeds.barragegrab.client import BARRAGEGRAB
from controlroom.feeds.barragegrab.decode import Decoder
from controlroom.feeds.fields import Decoding, Ignored, Refused

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds"
FRAMES = sorted(
    path
    for folder in ("douyin_barragegrab", "douyin_wushuaihua_barragegrab")
    for path in (GOLDEN / folder).glob("*.json")
    if not path.name.endswith(".expected.json")
)


def payload(which: str) -> tuple[int, dict[str, Any], bool]:
    """Return (Type, Data, whether Data is written as a string) of a golden frame."""
    frame = json.loads((GOLDEN / f"{which}.json").read_bytes())
    nested = isinstance(frame["Data"], str)
    return frame["Type"], json.loads(frame["Data"]) if nested else frame["Data"], nested


def written(number: int, data: Any, nested: bool) -> bytes:
    return json.dumps({"Type": number, "Data": json.dumps(data) if nested else data}).encode()


def fed(which: str, decoder: Decoder | None = None, **changes: Any) -> Decoding:
    number, data, nested = payload(which)
    return (decoder or Decoder()).feed(written(number, data | changes, nested))


def sound(result: Decoding) -> None:
    """Check that what came out is what the contract takes."""
    if isinstance(result, list):
        for fact in result:
            assert msgspec.json.decode(msgspec.json.encode(fact), type=Event) == fact
    elif isinstance(result, Refused):
        assert result.message.endswith((".", "?"))
    else:
        assert isinstance(result, Ignored)


@given(st.binary(max_size=300) | st.text())
def test_arbitrary_frames_raise_nothing(frame: bytes | str) -> None:
    sound(Decoder().feed(frame))


@given(st.sampled_from(FRAMES), st.binary(max_size=3), st.integers(0, 900), st.integers(0, 4))
def test_mutated_frames_raise_nothing(path: Path, patch: bytes, at: int, cut: int) -> None:
    frame = path.read_bytes()
    sound(Decoder().feed(frame[:at] + patch + frame[at + cut :]))


def test_a_string_with_a_lone_surrogate_and_a_bottomless_frame_are_refused() -> None:
    for frame in ('{"Type":1,"Data":"\ud800"}', "[" * 100_000, '{"Data":"' + "[" * 100_000 + '"}'):
        result = Decoder().feed(frame)
        assert isinstance(result, Refused)
        assert result.code == "bad_json"


@pytest.mark.parametrize(
    ("which", "change", "fact"),
    [
        ("douyin_barragegrab/chat", {"MsgId": None}, {"id": None}),
        ("douyin_barragegrab/like", {"Total": "many"}, {"count": 5}),
        ("douyin_barragegrab/like", {"User": None}, {"user": None, "count": 5}),
        ("douyin_barragegrab/like", {"Count": "7"}, {"count": 7}),
        ("douyin_barragegrab/enter", {"EnterTipType": []}, {"traffic": None}),
        ("douyin_barragegrab/gift", {"DiamondCount": "?"}, {"amount_minor": None, "count": 2}),
        ("douyin_barragegrab/gift", {"GiftName": ""}, {"name": "gift 463"}),
        ("douyin_barragegrab/gift", {"GiftCount": 3, "RepeatCount": 99}, {"count": 3, "amount_minor": 30}),
        ("douyin_barragegrab/room_stats", {"TotalUserCount": -5}, {"online": 1380, "total": None}),
    ],
)
def test_a_bad_field_costs_itself_when_the_rest_suffices(
    which: str, change: dict[str, Any], fact: dict[str, Any]
) -> None:
    result = fed(which, **change)
    assert isinstance(result, list)
    assert {key: getattr(result[0], key) for key in fact} == fact


@pytest.mark.parametrize(
    ("which", "change", "code", "path"),
    [
        ("douyin_barragegrab/chat", {"Content": None}, "missing_field", "Data.Content"),
        ("douyin_barragegrab/chat", {"Content": ""}, "bad_field", "Data.Content"),
        ("douyin_barragegrab/chat", {"Content": "x" * 1001}, "too_long", "Data.Content"),
        ("douyin_barragegrab/chat", {"User": None}, "missing_field", "Data.User"),
        ("douyin_barragegrab/follow", {"User": {"SecUid": ""}}, "missing_field", "Data.User.Id"),
        ("douyin_barragegrab/like", {"Count": "five"}, "bad_field", "Data.Count"),
        ("douyin_barragegrab/gift", {"GiftCount": True}, "bad_field", "Data.GiftCount"),
        (
            "douyin_wushuaihua_barragegrab/room_user_seq",
            {"OnlineUserCount": -1},
            "bad_field",
            "Data.OnlineUserCount",
        ),
    ],
)
def test_a_field_that_the_fact_needs_refuses_the_frame(
    which: str, change: dict[str, Any], code: str, path: str
) -> None:
    result = fed(which, **change)
    assert isinstance(result, Refused)
    assert (result.code, result.path) == (code, path)


def test_user_is_the_sec_uid_else_the_id() -> None:
    user = payload("douyin_barragegrab/enter")[1]["User"]
    for change, wanted in (({}, "MS4wLjABAAAA_demo_3"), ({"SecUid": None}, "100000000003")):
        result = fed("douyin_barragegrab/enter", User=user | change)
        assert isinstance(result, list)
        assert isinstance(result[0], Enter)
        assert result[0].user == wanted


def test_text_and_nickname_stay_as_they_were_sent() -> None:
    result = fed("douyin_barragegrab/chat", Content=" 1\u200b\n", User={"SecUid": "s", "Nickname": " 小 "})
    assert result == [Comment(id="7575000000000000001", user="s", text=" 1\u200b\n", name=" 小 ")]


@pytest.mark.parametrize("dialect", ["douyin_barragegrab", "douyin_wushuaihua_barragegrab"])
def test_enter_by_a_share_has_its_traffic(dialect: str) -> None:
    result = fed(f"{dialect}/enter", EnterTipType=6)
    assert isinstance(result, list)
    assert isinstance(result[0], Enter)
    assert result[0].traffic == "share"


@pytest.mark.parametrize(
    ("which", "change", "kind"),
    [
        ("douyin_barragegrab/fansclub_join", {"Type": 1}, "club level-up"),
        ("douyin_wushuaihua_barragegrab/fansclub", {"Type": 1}, "club level-up"),
        ("douyin_barragegrab/like", {"Count": 0}, "like of none"),
        ("douyin_barragegrab/gift", {"GiftCount": 0}, "gift counted already"),
    ],
)
def test_what_is_no_fact_is_ignored_by_its_kind(which: str, change: dict[str, Any], kind: str) -> None:
    assert fed(which, **change) == Ignored(kind)


def test_unknown_types_are_ignored_by_their_number() -> None:
    assert Decoder().feed(b'{"Type":10,"Data":"{}"}') == Ignored("type 10", unknown=True)
    assert Decoder().feed(b'{"Type":10,"Data":{}}') == Ignored("room stats")
    assert Decoder().feed(b'{"Type":99,"Data":{}}') == Ignored("type 99", unknown=True)


def test_newest_like_total_goes_with_the_next_statistics_once() -> None:
    decoder = Decoder()
    fed("douyin_barragegrab/like", decoder, Total=50)
    fed("douyin_barragegrab/like", decoder, Count=0, Total=41)  # jumped back: the newest counts
    seen = [fed("douyin_barragegrab/room_stats", decoder) for _ in range(2)]
    assert seen == [
        [Audience(id="7575000000000000006", online=1380, total=26012, likes=41)],
        [Audience(id="7575000000000000006", online=1380, total=26012)],
    ]


def test_a_new_broadcast_forgets_the_like_total() -> None:
    decoder = Decoder()
    assert fed("douyin_barragegrab/like", decoder) == [
        Like(id="7575000000000000002", user="MS4wLjABAAAA_demo_2", count=5)
    ]
    result = fed("douyin_barragegrab/room_stats", decoder, RoomId="another")
    assert result == [Audience(id="7575000000000000006", online=1380, total=26012)]


@pytest.mark.parametrize(
    ("anchor", "taken"),
    [("MS4wLjABAAAA_anchor", True), ("90000000001", True), ("940152769375", True), ("someone", False)],
)
def test_an_anchor_lets_its_own_room_pass_only(anchor: str, taken: bool) -> None:
    result = fed("douyin_barragegrab/chat", Decoder(anchor))
    assert isinstance(result, list) if taken else result == Ignored("other room")


def test_another_room_leaves_the_anchors_like_total_alone() -> None:
    decoder = Decoder("7574990000000000001")
    fed("douyin_barragegrab/like", decoder, Total=50)
    fed("douyin_barragegrab/like", decoder, RoomId="another", WebRoomId="another", Total=9)
    result = fed("douyin_barragegrab/room_stats", decoder)
    assert result == [Audience(id="7575000000000000006", online=1380, total=26012, likes=50)]


def test_rooms_that_are_open_together_have_each_their_own_counters() -> None:
    decoder = Decoder()
    which = "douyin_wushuaihua_barragegrab/gift"
    counts = []
    for room, taps in ((1, 1), (2, 1), (1, 3), (2, 2), (1, 5)):
        result = fed(which, decoder, RoomId=room, GroupId=77, ComboCount=taps, GroupCount=1)
        assert isinstance(result, list)
        counts += [(room, gift.count) for gift in result if isinstance(gift, Gift)]
    assert counts == [(1, 1), (2, 1), (1, 2), (2, 1), (1, 2)]
    fed("douyin_barragegrab/like", decoder, RoomId="a", Total=50)
    fed("douyin_barragegrab/like", decoder, RoomId="b", Total=9)
    told = [fed("douyin_barragegrab/room_stats", decoder, RoomId=room) for room in "abab"]
    assert [one[0].likes for one in told if isinstance(one, list) and isinstance(one[0], Audience)] == [
        50,
        9,
        None,
        None,
    ]
    for room in range(300):
        fed("douyin_barragegrab/like", decoder, RoomId=f"r{room}", Total=1)
    assert len(decoder._likes) <= 100


def test_it_is_said_where_every_room_counts() -> None:
    assert (BARRAGEGRAB.notes({}), BARRAGEGRAB.notes({"anchor": "x"})) == (("every_room",), ())


def test_a_wushuaihua_combo_adds_up_to_its_counter() -> None:
    decoder = Decoder()
    which = "douyin_wushuaihua_barragegrab/gift"
    results = [
        fed(which, decoder, GroupId=77, ComboCount=taps, GroupCount=1, RepeatEnd=end)
        for taps, end in ((1, 0), (2, 0), (5, 0), (5, 1))
    ]
    counts = [r[0].count for r in results[:3] if isinstance(r, list) and isinstance(r[0], Gift)]
    amounts = [r[0].amount_minor for r in results[:3] if isinstance(r, list) and isinstance(r[0], Gift)]
    assert (counts, amounts) == ([1, 1, 3], [20, 20, 60])
    assert results[3] == Ignored("gift counted already")
