"""An adapter's code behind a guard: what it raises costs the message that it was reading, and nothing else.

Owns: what a failure of an adapter comes to: a refused message, a delivery that is not signed, a plain answer.
Law: adapters are anybody's and raise nothing, as they say; whatever leaves one all the same is logged, with its trace the first
time, and shown by its type alone: its text may hold what is secret.
Must not know: any platform, rooms.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from controlroom.feeds.base import Delivery, Forged, Hook, Message, Probe, Read, Reply
from controlroom.feeds.fields import Refused

_log: Final = logging.getLogger(__name__)


class _Saying:
    """Says what an adapter failed in; the trace once for each type."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def failed(self, doing: str, error: Exception) -> str:
        """Return what is shown of a failure."""
        name = type(error).__name__
        _log.error("a feed's adapter failed in %s: %s", doing, name, exc_info=None if name in self._said else error)
        self._said.add(name)
        return name


def guarded(read: Read) -> Read:
    """Return a reader that refuses what this one fails in."""
    saying = _Saying()

    def reading(line: bytes) -> Sequence[Message]:
        """Take a frame apart."""
        try:
            return list(read(line))
        except Exception as error:  # noqa: BLE001 - the supervisor of a stranger's code
            return [_refused(saying.failed("reading", error), line)]

    return reading


class GuardedHook:
    """A webhook's door that raises nothing but `Forged` and `Probe`; implements `Hook`."""

    def __init__(self, hook: Hook) -> None:
        self._hook = hook
        self._saying = _Saying()

    def check(self, delivery: Delivery) -> None:
        """Return when the delivery is signed; a check that fails has found no signature."""
        try:
            self._hook.check(delivery)
        except (Forged, Probe):
            raise
        except Exception as error:
            raise Forged(f"the check itself failed ({self._saying.failed('checking', error)})") from error

    def read(self, delivery: Delivery) -> list[Message]:
        """Return what a delivery holds."""
        try:
            return list(self._hook.read(delivery))
        except Exception as error:  # noqa: BLE001 - the supervisor of a stranger's code
            return [_refused(self._saying.failed("reading", error), delivery.body)]

    def reply(self, delivery: Delivery) -> Reply:
        """Return the answer: what came is durable, so it is at least a plain one."""
        try:
            return self._hook.reply(delivery)
        except Exception as error:  # noqa: BLE001 - the supervisor of a stranger's code
            self._saying.failed("answering", error)
            return Reply()


def _refused(name: str, line: bytes) -> Message:
    return Message(Refused("adapter_failed", "", f"The feed's adapter failed ({name})."), line)
