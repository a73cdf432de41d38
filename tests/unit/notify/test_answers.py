"""What a chat app's robot answers in the body."""

from __future__ import annotations

import sys

import pytest

from controlroom.notify.answers import ROBOTS, listen, refusal
from controlroom.notify.channel import _EAR, warm


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b'{"errcode":0,"errmsg":"ok"}', None),
        (b'{"errcode":"0"}', None),
        (b'{"errcode":310000,"errmsg":"keywords not in content"}', "310000"),
        (b'{"errcode":"45009"}', "45009"),
        (b'{"errcode":-1,"errmsg":"system busy"}', "-1"),
        (b'{"errmsg":"ok"}', None),
        (b'{"errcode":null}', None),
        (b"[]", None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_code_other_than_nought_is_a_refusal(body: bytes, code: str | None) -> None:
    assert refusal(body) == code


def test_listening_again_reads_an_answer_once() -> None:
    from apprise.apprise import N_MGR

    warm()
    listen(_EAR.refuse)
    for robot in ROBOTS:
        library = vars(sys.modules[N_MGR[robot].__module__])["requests"]
        assert library.library is sys.modules["requests"]
        assert library.codes.ok == 200
