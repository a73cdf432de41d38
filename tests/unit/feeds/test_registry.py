"""Kinds by name, ours and those of installed packages."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from controlroom.domain.events import EVENT_TYPES, Audience, Comment, OrderStep
from controlroom.feeds.base import BadOption
from controlroom.feeds.registry import UnknownKind, details, door, find, make, names, notes, reader
from controlroom.feeds.socket import SocketFeed


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package that offers kinds, most of them broken."""
    (tmp_path / "strange_feed.py").write_text(
        "from controlroom.feeds.base import Kind\nKIND = Kind(name='strange', title={'en': 'S'}, carries=())\nX = 5\n"
        "def chokes(*_):\n    raise ERROR('s3cret')\n"
        "def kind(**how):\n    return Kind(name='c', title={'en': 'C'}, **{'carries': ()} | how)\n"
        "CHOKES = kind(make=chokes, hook=chokes, details=chokes, read=chokes, notes=chokes)\nERROR = ValueError\n"
        "STRANGER, NO_OPTION, NO_LIST = kind(carries=(int,)), kind(options=('token',)), kind(carries=5)\n"
    )
    (tmp_path / "slip_feed.py").write_text("def x(:\n")
    (tmp_path / "leaves_feed.py").write_text("raise SystemExit('used as a script')\n")
    meta = tmp_path / "strange_feed-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: strange-feed\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text(
        "[controlroom.feeds]\nstrange = strange_feed:KIND\nnative = strange_feed:KIND\n"
        "torn = strange_feed:MISSING\nwrong = strange_feed:X\nchokes = strange_feed:CHOKES\n"
        "stranger = strange_feed:STRANGER\nno_option = strange_feed:NO_OPTION\nno_list = strange_feed:NO_LIST\n"
        "slip = slip_feed:KIND\nleaves = leaves_feed:KIND\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "strange_feed", raising=False)
    return tmp_path


def test_what_any_kind_of_ours_rejects_can_be_read_again() -> None:
    assert all(kind.make is None or kind.read is not None for kind in map(find, names()))


def test_built_in_kinds_are_there_with_what_they_carry() -> None:
    assert {"barragegrab", "native"} <= set(names())
    assert find("native").carries == EVENT_TYPES
    assert find("barragegrab").idle_s == {Audience: 120.0}
    assert find("obalive").rare_s[OrderStep] == 2400.0
    for kind in map(find, names()):
        assert kind.rare_s.keys() <= set(kind.carries)
        assert (Comment in kind.rare_s) == (kind.make is not None and Comment in kind.carries), kind.name
        assert all(least_s >= 1200 for least_s in kind.rare_s.values()), "what may rightly be rare is no noise"


def test_make_gives_a_client_of_the_kind() -> None:
    feed = make("barragegrab", "douyin", {"url": "ws://127.0.0.1:9"})
    assert isinstance(feed, SocketFeed)
    assert (feed.name, feed.kind) == ("douyin", "barragegrab")


def test_make_refuses_what_it_cannot_make_with_the_mend() -> None:
    with pytest.raises(UnknownKind, match="no kind of feed called 'douyu': use one of barragegrab"):
        make("douyu", "x", {})
    with pytest.raises(UnknownKind, match="native has no client to run"):
        make("native", "x", {})
    with pytest.raises(BadOption, match="url is 'http://a'"):
        make("barragegrab", "x", {"url": "http://a"})
    with pytest.raises(BadOption, match="ping_s is 'often'"):
        make("barragegrab", "x", {"ping_s": "often"})


@pytest.mark.usefixtures("package")
def test_a_package_offers_a_kind_and_cannot_replace_ours() -> None:
    assert {"strange", "torn", "wrong"} <= set(names())
    assert find("strange").title == {"en": "S"}
    assert find("native").carries == EVENT_TYPES


@pytest.mark.usefixtures("package")
def test_a_broken_package_is_refused_only_when_asked_for() -> None:
    for name in ("torn", "slip", "leaves", "no_list"):
        with pytest.raises(UnknownKind, match=rf"'{name}' .* does not load"):
            find(name)
    for name in ("wrong", "stranger", "no_option"):
        with pytest.raises(UnknownKind, match=rf"'{name}' .* is no"):
            find(name)


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize("error", [ValueError, KeyError, RuntimeError])
def test_a_kind_that_chokes_on_a_value_is_one_whose_option_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    find("chokes")
    monkeypatch.setattr(sys.modules["strange_feed"], "ERROR", error)
    for made in (partial(make, "chokes", "x"), *(partial(ask, "chokes") for ask in (door, details, reader, notes))):
        with pytest.raises(BadOption, match=rf"option of chokes cannot be used \({error.__name__}\)"):
            made({})  # type: ignore[operator]


def test_gifts_of_chinese_platforms_are_worth_yuan() -> None:
    assert {kind.name for kind in map(find, names()) if kind.money == "CNY"} == {
        "barragegrab", "bilibili", "douyinlive", "douyinpush",
    }  # fmt: skip


CLIENTS = {
    "twitch": {"client": "c", "token": "t", "broadcaster": "1"},
    "youtube": {"chat": "c", "key": "k"},
    "bilibili": {"key": "k", "secret": "s", "app": "1", "code": "c"},
    "douyinlive": {"url": "ws://127.0.0.1/ws/1"},
}


@pytest.mark.parametrize(
    ("kind", "option", "value"),
    [
        *((kind, "api", url) for kind in ("twitch", "youtube", "bilibili") for url in ("", "a.example", "https://[a")),
        *((kind, name, "k\u00e9y") for kind, name in (
            ("twitch", "client"), ("twitch", "token"), ("youtube", "key"), ("bilibili", "key"), ("douyinlive", "token"),
        )),
        ("youtube", "least_s", "9" * 5000),
        ("bilibili", "app", "9" * 5000),
    ],
)  # fmt: skip
def test_what_a_platform_cannot_be_asked_with_is_refused_by_its_name(kind: str, option: str, value: str) -> None:
    make(kind, "x", CLIENTS[kind])
    with pytest.raises(BadOption, match=f"^{option} ") as refused:
        make(kind, "x", CLIENTS[kind] | {option: value})
    assert "k\u00e9y" not in str(refused.value)
