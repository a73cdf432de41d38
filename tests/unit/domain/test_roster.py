"""The packed table of ids: it counts and remembers like a dict, and what a snapshot reads stays as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.roster import PARTS, WIDTH, Roster, _swapped, id_of

ids = st.one_of(st.integers(1, 40), st.integers(1, 2**64 - 1), st.integers(0, 9).map(lambda n: (7 << 56) + n * 97 + 1))
numbers = st.integers(0, 2**32 - 1)


@given(st.lists(st.tuples(ids, numbers, st.booleans()), max_size=120))
def test_it_remembers_like_a_dict(puts: list[tuple[int, int, bool]]) -> None:
    roster, plain = Roster(), dict[int, int]()
    for id_, number, replace in puts:
        assert roster.put(id_, number, replace=replace) == plain.get(id_)
        if replace or id_ not in plain:
            plain[id_] = number
        assert roster.get(id_) == plain[id_]
    assert len(roster) == len(plain)
    assert {id_: roster.get(id_) for id_ in plain} == plain
    assert roster.get(2**63 + 12345) is None


def test_a_hundred_thousand_ids_are_counted_exactly_in_little_room() -> None:
    roster = Roster()
    for n in range(100_000):
        roster.put(id_of(f"user-{n % 60_000}"), n, replace=False)
    assert len(roster) == 60_000
    assert all(roster.get(id_of(f"user-{n}")) == n for n in range(60_000))
    assert sum(map(len, roster.parts)) < 60_000 * WIDTH / 0.4


@given(st.lists(st.tuples(ids, numbers), max_size=60), st.lists(st.tuples(ids, numbers), max_size=60))
def test_what_was_shared_never_changes(before: list[tuple[int, int]], after: list[tuple[int, int]]) -> None:
    roster = Roster()
    for id_, number in before:
        roster.put(id_, number)
    parts = roster.share()
    kept = [bytes(part) for part in parts]
    straight = Roster([bytearray(part) for part in kept], list(roster.counts))
    for id_, number in after:
        roster.put(id_, number)
        straight.put(id_, number)
    assert [bytes(part) for part in parts] == kept
    assert roster == straight


def test_an_id_is_the_hash_that_the_door_made_else_one_of_its_own() -> None:
    assert id_of("00000000000000ff") == 255
    assert id_of("0" * 16) == 1
    assert id_of("u1") == id_of("u1") != id_of("u2")
    assert 0 < id_of("not sixteen hexa") < 2**64
    assert id_of("zzzzzzzzzzzzzzzz") != id_of("zzzzzzzzzzzzzzzy")
    assert id_of("\ud800") > 0


def test_rosters_differ_when_one_number_does() -> None:
    one, other = Roster(), Roster()
    one.put(5, 1), other.put(5, 2)
    assert one != other
    assert one != [bytearray()] * PARTS


@given(st.lists(st.tuples(ids, st.booleans()), max_size=120), st.integers(1, 4), st.booleans())
def test_changing_many_is_getting_and_putting_one_by_one(
    told: list[tuple[int, bool]], rounds: int, shared: bool
) -> None:  # fmt: skip
    def change(old: int, told: bool) -> int:
        return old + 1 + 5 * told

    many, single = Roster(), Roster()
    for id_, _ in told:
        many.put(id_, 7, replace=False), single.put(id_, 7, replace=False)
    for _ in range(rounds):
        kept = many.share() if shared else []
        copies = [bytes(part) for part in kept]
        many.change_all(told, change)
        for id_, more in told:
            single.put(id_, change(single.get(id_) or 0, more))
        assert [bytes(part) for part in kept] == copies, "a snapshot's parts stay as they were"
    assert many == single


def test_parts_are_turned_for_a_machine_that_keeps_numbers_the_other_way() -> None:
    roster = Roster()
    roster.put(0x0102030405060708, 0x0A0B0C0D)
    turned = _swapped(roster.parts[1])
    assert bytes(turned) != bytes(roster.parts[1])
    assert _swapped(turned) == roster.parts[1]
    at = turned.index(0x01)
    assert bytes(turned[at : at + 8]) == bytes(range(1, 9))
