"""What a chat app answers beyond its status, which is all that Apprise looks at.

Owns: which robots refuse with status 200 and how their refusal is read; how long an app asks to be left alone, in a header or
in the body; how both are heard beside Apprise.
Law: Apprise goes on building and sending the message; of an answer only the code and the wait are handed on, never its words.
An answer without a code means what its status means.
Must not know: messages, addresses, what a refusal leads to.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct, field

from controlroom.retrying import WAIT_MOST_S, wait_of

if TYPE_CHECKING:
    from requests import Response

TOO_MANY: Final = 429
_ASKING: Final = frozenset({"get", "post", "put", "patch", "delete", "request"})
ROBOTS: Final = ("dingtalk", "wecombot")
"""Their errors (a wrong signature or token, a missing keyword, too many messages) come with status 200 and an `errcode`."""


class _Answer(Struct):
    errcode: int | str = 0


def refusal(body: bytes) -> str | None:
    """Return the code with which a robot refuses; None: it does not."""
    try:
        code = str(msgspec.json.decode(body, type=_Answer).errcode)
    except msgspec.MsgspecError:
        return None
    return code if code not in ("0", "") else None


class _Parameters(Struct):
    retry_after: float = 0.0


class _Busy(Struct):
    """How Telegram (in `parameters`) and Discord write the wait in the body, too."""

    retry_after: float = 0.0
    parameters: _Parameters = field(default_factory=_Parameters)


def asked_s(status: int, header: str | None, body: bytes) -> float:
    """Return for how many seconds an answer asks to be left alone.

    Args:
        header: Its `Retry-After`. body: Read where the status says that there were too many.
    """
    waits = [wait_of(header) or 0.0]
    if status == TOO_MANY:
        with suppress(msgspec.MsgspecError):
            busy = msgspec.json.decode(body, type=_Busy)
            waits += [busy.retry_after, busy.parameters.retry_after]
    return min(max(waits), WAIT_MOST_S)


Told = Callable[[str | None, float], None]
"""Takes an answer's code, if it refuses with one, and the wait that it asks for; on the thread that sends."""


class _Requests:
    """The library `requests` as a plugin sees it: each answer is read before the plugin has it."""

    def __init__(self, library: ModuleType, robot: bool, told: Told) -> None:
        self.library, self._robot, self._told = library, robot, told

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.library, name)
        return partial(self._ask, found) if name in _ASKING else found

    def _ask(self, ask: Callable[..., Response], *what: Any, **how: Any) -> Response:
        answer = ask(*what, **how)
        code = refusal(answer.content) if self._robot else None
        self._told(code, asked_s(answer.status_code, answer.headers.get("Retry-After"), answer.content))
        return answer


def listen(plugin: type, told: Told) -> None:
    """Hear from now on what is answered to a plugin of Apprise that asks by `requests`; again is the same as once."""
    for kind in plugin.__mro__:
        names = vars(sys.modules[kind.__module__])
        was = names.get("requests")
        if isinstance(was, ModuleType):
            names["requests"] = _Requests(was, kind.__module__.rpartition(".")[2] in ROBOTS, told)
