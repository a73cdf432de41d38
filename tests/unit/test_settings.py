"""The environment, read once: defaults, and what a wrong value is answered with."""

from __future__ import annotations

from pathlib import Path

import pytest

from controlroom.settings import Settings, load


def test_empty_environment_gives_the_defaults() -> None:
    assert load({}, data=Path("folder")) == Settings(data=Path("folder"))


def test_command_lines_folder_wins_over_the_environments() -> None:
    assert load({"CONTROLROOM_DATA": "theirs"}, data=Path("ours")).data == Path("ours")
    assert load({"CONTROLROOM_DATA": "theirs"}).data == Path("theirs")


def test_every_value_is_read() -> None:
    environ = {
        "CONTROLROOM_HOST": "::1", "CONTROLROOM_PORT": "0", "CONTROLROOM_LANG": "en", "CONTROLROOM_INTAKE_EVENTS": "5000",
        "CONTROLROOM_SNAPSHOT_RECORDS": "700", "CONTROLROOM_SNAPSHOT_EVERY_S": "9", "CONTROLROOM_NAMES_KEEP_S": "0",
        "CONTROLROOM_PAGE_EVENTS": "1", "CONTROLROOM_DESK_WEBHOOK": "http://127.0.0.1:9000/desk",
        "CONTROLROOM_PUBLIC_URL": "https://room.example/", "CONTROLROOM_PROXIES": "127.0.0.1, 10.0.0.0/8",
        "CONTROLROOM_RATE": "7", "CONTROLROOM_SOCKETS": "0", "CONTROLROOM_ROOM_SOCKETS": "9",
        "CONTROLROOM_CONNECTIONS": "8", "CONTROLROOM_ALL_CONNECTIONS": "80",
        "CONTROLROOM_NOTIFY": "team.yaml", "CONTROLROOM_WORDS": "lists",
        "CONTROLROOM_FEEDS": "ours.yaml",
    }  # fmt: skip
    assert load(environ, data=Path("d")) == Settings(
        data=Path("d"), host="::1", port=0, lang="en", intake_events=5000, snapshot_records=700, snapshot_every_s=9,
        names_keep_s=0, page_events=1, desk_webhook="http://127.0.0.1:9000/desk", notify=Path("team.yaml"), words=Path("lists"),
        feeds=Path("ours.yaml"),
        public_url="https://room.example", proxies=("127.0.0.1", "10.0.0.0/8"), rate=7, sockets=0, room_sockets=9,
        connections=8, all_connections=80,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONTROLROOM_PORT", "65536"),
        ("CONTROLROOM_PORT", "-1"),
        ("CONTROLROOM_PORT", "٣"),
        ("CONTROLROOM_LANG", "fr"),
        ("CONTROLROOM_PUBLIC_URL", "room.example"),
        ("CONTROLROOM_PUBLIC_URL", "https://room.example/x"),
        ("CONTROLROOM_PROXIES", "proxy"),
        ("CONTROLROOM_RATE", "-1"),
    ],
)
def test_wrong_value_is_named_with_what_is_wanted(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{name} (is|has) .*use "):
        load({name: value}, data=Path("d"))


def test_environment_is_looked_up_and_never_printed() -> None:
    settings = load({"SHOP_SECRET": "s3cret"}, data=Path("d"))
    assert settings.environment.get("SHOP_SECRET") == "s3cret"
    assert settings.environment.get("OTHER") is None
    assert "s3cret" not in repr(settings)
