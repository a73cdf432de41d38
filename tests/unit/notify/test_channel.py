"""The way to a target through Apprise, against a receiver on loopback that refuses, hangs and is not there."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from controlroom.notify import channel as channel_module
from controlroom.notify.channel import LEFT_BEHIND, AppriseChannel, fault, unreached
from controlroom.ports import Message, NotTaken
from tests.process import ROOT
from tests.unit.notify.receiver import Receiver

MESSAGE = Message(title="[紧急] demo", body="20:00:00 面霜仅剩 3 件", severity="critical", ids=("demo-1/low/1",))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    made.open()
    yield made
    made.close()


async def test_a_message_arrives_whole_with_its_ids(receiver: Receiver) -> None:
    await AppriseChannel(receiver.url).send(MESSAGE)
    [told] = receiver.told
    assert (told["title"], told["message"], told["type"], told["ids"]) == (
        "[紧急] demo", "20:00:00 面霜仅剩 3 件", "failure", ["demo-1/low/1"],
    )  # fmt: skip


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
async def test_an_answer_that_says_no_is_a_refusal_with_its_code(receiver: Receiver, status: int) -> None:
    receiver.refuses = status
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(receiver.url).send(MESSAGE)
    assert (failure.value.why, failure.value.surely, failure.value.detail) == ("refused", True, str(status))


@pytest.mark.parametrize("status", [429, 503])
async def test_the_wait_that_an_answer_asks_for_is_handed_on(receiver: Receiver, status: int) -> None:
    receiver.refuses, receiver.later = status, "20"
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(receiver.url).send(MESSAGE)
    assert (failure.value.detail, failure.value.wait_s) == (str(status), 20.0)
    receiver.later = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(receiver.url).send(MESSAGE)
    assert 90 < failure.value.wait_s <= 100
    receiver.later = None
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(receiver.url).send(MESSAGE)
    assert failure.value.wait_s == 0


@pytest.mark.parametrize(
    ("url", "says", "later", "wait_s"),
    [
        (
            "tgram://123456789:abcdefg_hijklmnop-abcdefghijklmno/12315544/",
            b'{"parameters":{"retry_after":35}}',
            None,
            35.0,
        ),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#live", b"", "30", 30.0),
        ("feishu://" + "a" * 36, b"", "30", 30.0),
        ("dingtalk://" + "a" * 64, b"", "30", 30.0),
    ],
)
async def test_so_it_is_of_the_chat_apps(
    url: str, says: bytes, later: str | None, wait_s: float, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel_module.warm()
    plugin = type(channel_module.made(url))
    where = "webhook_url" if url.startswith("slack") else "notify_url"
    monkeypatch.setattr(plugin, where, f"http://127.0.0.1:{receiver.port}/")
    receiver.refuses, receiver.says, receiver.later = 429, says, later
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(url).send(MESSAGE)
    assert (failure.value.why, failure.value.surely, failure.value.wait_s) == ("refused", True, wait_s)


@pytest.fixture(params=["dingtalk://" + "a" * 64, "dingtalk://SECab12@" + "a" * 64, "wecombot://" + "a" * 36])
def robot(request: pytest.FixtureRequest, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a robot that is the receiver."""
    channel_module.warm()
    url: str = request.param
    plugin = type(channel_module.made(url))
    monkeypatch.setattr(plugin, "notify_url", f"http://127.0.0.1:{receiver.port}/robot?t=")
    return url


async def test_a_robot_that_says_no_in_its_answer_did_not_take_it(robot: str, receiver: Receiver) -> None:
    receiver.says = b'{"errcode":310000,"errmsg":"sign not match"}'
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(robot).send(MESSAGE)
    assert (failure.value.why, failure.value.surely, failure.value.detail) == ("refused", True, "310000")
    receiver.says = b'{"errcode":0,"errmsg":"ok"}'
    await AppriseChannel(robot).send(MESSAGE)
    assert [MESSAGE.body in told["text"]["content"] for told in receiver.told] == [True, True]
    receiver.says, receiver.refuses = b"", 503
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(robot).send(MESSAGE)
    assert failure.value.detail == "503"


async def test_a_robot_that_is_not_there_surely_did_not_hear(robot: str, receiver: Receiver) -> None:
    receiver.close()
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(robot).send(MESSAGE)
    assert (failure.value.why, failure.value.surely) == ("unreachable", True)


async def test_nobody_there_surely_did_not_hear(receiver: Receiver, capfd: pytest.CaptureFixture[str]) -> None:
    receiver.close()
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(receiver.url).send(MESSAGE)
    assert (failure.value.why, failure.value.surely) == ("unreachable", True)
    assert "127.0.0.1" not in "".join(capfd.readouterr()) + str(failure.value)


async def test_of_silence_nobody_knows_and_the_loop_is_not_held_up(receiver: Receiver) -> None:
    receiver.hangs = True
    channel = AppriseChannel(receiver.url + "?rto=20", takes_s=0.3)
    await channel.ready()
    began = time.monotonic()
    with pytest.raises(NotTaken) as failure:
        await channel.send(MESSAGE)
    assert (failure.value.why, failure.value.surely) == ("silent", False)
    assert time.monotonic() - began < 5
    for _ in range(LEFT_BEHIND - 1):
        with pytest.raises(NotTaken):
            await channel.send(MESSAGE)
    heard = len(receiver.told)
    with pytest.raises(NotTaken) as refused:
        await channel.send(MESSAGE)
    assert refused.value.surely
    assert len(receiver.told) == heard == LEFT_BEHIND


async def test_a_connection_that_is_cut_without_an_answer_may_have_brought_it(receiver: Receiver) -> None:
    receiver.hangs = True
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(receiver.url + "?rto=0.2").send(MESSAGE)
    assert (failure.value.why, failure.value.surely) == ("silent", False)
    assert len(receiver.told) == 1


async def test_a_sending_takes_one_thread_which_loads_what_is_not_loaded_yet(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    aside = channel_module._aside
    monkeypatch.setattr(channel_module, "_aside", lambda *how: (begun.append(how), aside(*how)))
    logging.getLogger("apprise").removeHandler(channel_module._EAR)  # as if nothing had been loaded
    receiver.refuses = 503
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel(receiver.url).send(MESSAGE)
    assert failure.value.detail == "503"
    assert len(begun) == 1
    monkeypatch.setattr("apprise.Apprise.instantiate", pytest.fail)
    channel_module.warm()  # once is enough


async def test_an_address_that_nobody_understands_is_said() -> None:
    with pytest.raises(NotTaken) as failure:
        await AppriseChannel("pigeon://loft").send(MESSAGE)
    assert (failure.value.why, failure.value.surely) == ("address", True)


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("dingtalk://abcdefghijkl", None),
        ("feishu://" + "a" * 36, None),
        ("wecombot://" + "a" * 36, None),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#live", None),
        ("tgram://123456789:abcdefg_hijklmnop-abcdefghijklmno/12315544/", None),
        ("mailto://me:secret@example.com?to=team@example.com", None),
        ("json://127.0.0.1:9000/alerts", None),
        ("pigeon://loft", "not understood"),
        ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#live/#team", "2 receivers"),
    ],
)
def test_addresses_of_the_chat_apps_are_understood(url: str, wrong: str | None) -> None:
    found = fault(url)
    assert (found is None) if wrong is None else (found is not None and wrong in found)


def test_what_reached_nobody_is_told_from_what_may_have_arrived() -> None:
    assert unreached(ConnectionRefusedError())
    assert unreached(RuntimeError("while", ConnectionRefusedError()))
    assert not unreached(TimeoutError())
    assert not unreached(ConnectionResetError())


def test_the_module_loads_without_apprise() -> None:
    told = subprocess.run(
        [sys.executable, "-c", "import sys, controlroom.notify.post; print('apprise' in sys.modules)"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert told.stdout.strip() == "False"
