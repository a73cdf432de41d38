"""What a chat app answers beyond its status."""

from __future__ import annotations

import sys

import pytest

from controlroom.notify.answers import asked_s, listen, refusal
from controlroom.notify.channel import _EAR, made, warm
from controlroom.retrying import WAIT_MOST_S


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


@pytest.mark.parametrize(
    ("status", "header", "body", "wait_s"),
    [
        (429, "20", b"", 20.0),
        (503, "20", b"{}", 20.0),
        (200, None, b'{"retry_after":35}', 0.0),
        (429, None, b'{"ok":false,"error_code":429,"parameters":{"retry_after":35}}', 35.0),
        (429, "3", b'{"retry_after":3.5,"global":false}', 3.5),
        (429, "99999", b'{"retry_after":1e300}', WAIT_MOST_S),
        (429, "soon", b'{"retry_after":"soon"}', 0.0),
        (429, None, b"[]", 0.0),
        (429, None, b'{"retry_after":-5}', 0.0),
    ],
)
def test_a_wait_is_read_in_the_header_and_where_there_were_too_many_in_the_body(
    status: int, header: str | None, body: bytes, wait_s: float
) -> None:
    assert asked_s(status, header, body) == wait_s


@pytest.mark.parametrize("url", ["json://localhost", "dingtalk://" + "a" * 64, "feishu://" + "a" * 36])
def test_listening_again_reads_an_answer_once(url: str) -> None:
    warm()
    plugin = type(made(url))
    listen(plugin, _EAR.answered)
    library = vars(sys.modules[plugin.__module__])["requests"]
    listen(plugin, _EAR.answered)
    assert vars(sys.modules[plugin.__module__])["requests"] is library
    assert library.library is sys.modules["requests"]
    assert library.codes.ok == 200
