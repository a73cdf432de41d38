"""Feeds on the command line: entered, listed, taken out, without a server; a secret is never printed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from controlroom.cli import main

Run = Callable[..., tuple[int, str, str]]
SECRET = "s3cret-word"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CONTROLROOM_DATA", str(tmp_path))
    monkeypatch.setenv("SHOP_SECRET", SECRET)

    def command(*argv: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(list(argv))
        out, err = capfd.readouterr()
        return int(left.value.code or 0), out, err

    command("rooms", "new", "demo")
    return command


def test_feed_is_entered_listed_and_taken_out(run: Run, tmp_path: Path) -> None:
    assert run("feeds", "add", "demo", "relay", "--kind", "barragegrab", "--set", "url=ws://127.0.0.1:9")[0] == 0
    assert run("feeds", "add", "demo", "shop", "--kind", "shopify", "--set", f"secret={SECRET}")[0] == 0
    assert run("feeds", "add", "demo", "shop2", "--kind", "shopify", "--set", "secret=env:SHOP_SECRET")[0] == 0
    (tmp_path / "feeds.yaml").write_text("rooms:\n  demo:\n    - {name: relay, kind: obalive}\n")
    code, out, err = run("feeds", "list", "demo")
    assert (code, SECRET in out + err) == (0, False)
    rows = [" ".join(line.split()) for line in out.splitlines()[1:]]
    assert rows == [
        "relay obalive file (also on the page) - -",
        "shop shopify page secret set -",
        "shop2 shopify page secret set -",
    ]
    assert SECRET.encode() not in b"".join(p.read_bytes() for p in tmp_path.glob("controlroom.db*"))
    assert run("feeds", "remove", "demo", "shop")[0] == 0
    code, _, err = run("feeds", "remove", "demo", "shop")
    assert (code, "has no feed 'shop'" in err) == (2, True)


def test_faults_of_the_file_are_told_with_line_and_column(run: Run, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("rooms:\n  demo:\n    - {name: a, kind: barragrab}\n")
    code, out, err = run("feeds", "list", "demo")
    assert code == 1
    assert "feeds.yaml:3:23:" in out
    assert "Not every feed can run" in err


def test_a_typo_in_a_rooms_name_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "feeds.yaml").write_text("rooms:\n  dmeo:\n    - {name: a, kind: obalive}\n")
    code, _, err = run("feeds", "list", "demo")
    assert (code, "feeds.yaml:2:3: There is no room 'dmeo': did you mean demo?" in err) == (1, True)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("a", "--kind", "nonsense"), "no kind of feed called"),
        (("a", "--kind", "shopify"), "shopify needs secret"),
        (("a", "--kind", "shopify", "--set", "secret"), "write OPTION=VALUE"),
        (("a", "--kind", "shopify", "--set", "secret=env:NOWHERE"), "the environment has no NOWHERE"),
        (("a/b", "--kind", "barragegrab"), "cannot be a feed's name"),
    ],
)
def test_feed_that_cannot_be_is_refused(run: Run, argv: tuple[str, ...], said: str) -> None:
    code, out, err = run("feeds", "add", "demo", *argv)
    assert (code, out) == (2, "")
    assert said in err


def test_kinds_say_what_they_bring_and_what_is_an_estimate(run: Run) -> None:
    code, out, _ = run("feeds", "kinds")
    assert code == 0
    oba = next(line for line in out.splitlines() if line.startswith("obalive"))
    assert "order (estimate)" in oba
    assert "secret (secret)" in next(line for line in out.splitlines() if line.startswith("shopify"))


def test_room_alone_is_its_health_and_no_rejects_are_said(run: Run) -> None:
    code, _, err = run("feeds", "demo")
    assert (code, "No server runs" in err) == (1, True)
    assert "Nothing is on the list" in run("feeds", "rejects", "demo")[2]
