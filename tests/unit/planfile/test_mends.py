from __future__ import annotations

from controlroom.planfile.read import read_yaml


def told(text: str) -> list[str]:
    return [finding.message for finding in read_yaml(text).findings]


def test_missing_key_is_told_with_how_to_write_it() -> None:
    assert told("show: {title: a, room: b, timezone: UTC, currency: CNY}") == [
        "show has no starts: add `starts: 2026-11-22T20:00:00+08:00`."
    ]


def test_empty_key_is_told_from_a_missing_one() -> None:
    [message] = told("show: {title: a, room: b, timezone: UTC, starts: 2026-11-22T20:00:00Z, currency: }")
    assert message == "currency is empty: write `currency: CNY`."


def test_unknown_key_names_those_of_its_own_mapping() -> None:
    text = "show: {title: a, room: b, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z, target: {gvm: 5}}"
    assert told(text) == ["There is no key 'gvm' here: did you mean gmv? Known are gmv."]


def test_scalar_where_keys_belong_names_the_keys() -> None:
    text = "show: {title: a, room: b, timezone: UTC, currency: CNY, starts: 2026-11-22T20:00:00Z, team: [x]}"
    assert told(text) == ["Keys are wanted here, each with a colon: id, name, role."]
