"""What a chat app's robot answers in the body, where Apprise looks at the status only.

Owns: which robots refuse with status 200, how their refusal is read, and how it is heard beside Apprise.
Law: Apprise goes on building and sending the message; of an answer only the code is handed on, never its words. An answer
without a code means what its status means.
Must not know: messages, addresses, what a refusal leads to.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from requests import Response

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


class _Requests:
    """The library `requests` as a robot's plugin sees it: each answer is read before the plugin has it."""

    def __init__(self, library: ModuleType, told: Callable[[str], None]) -> None:
        self.library, self._told = library, told

    def __getattr__(self, name: str) -> Any:
        return getattr(self.library, name)

    def post(self, *what: Any, **how: Any) -> Response:
        """Post as the library does."""
        answer: Response = self.library.post(*what, **how)
        code = refusal(answer.content)
        if code is not None:
            self._told(code)
        return answer


def listen(told: Callable[[str], None]) -> None:
    """Hear the robots' refusals from now on; Apprise must be loaded.

    Args:
        told: Takes the code, on the thread that sends.
    """
    from apprise.apprise import N_MGR

    for robot in ROBOTS:
        names = vars(sys.modules[N_MGR[robot].__module__])
        was = names["requests"]
        names["requests"] = _Requests(was.library if isinstance(was, _Requests) else was, told)
