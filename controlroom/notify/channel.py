"""The way to a target, through Apprise.

Owns: loading Apprise, the thread that each sending runs in, and what its failing means.
Law: Apprise is loaded when something is first sent or warmed up, never with this module; nothing here runs on the event
loop; a sending that takes too long is left behind, its outcome unknown. What is logged or raised names no address.
Must not know: the outbox, alerts.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from controlroom.notify.answers import listen
from controlroom.ports import Message, NotTaken

if TYPE_CHECKING:
    from apprise import NotifyBase

log = logging.getLogger(__name__)

_T = TypeVar("_T")

TAKES_S: Final = 15.0
"""No answer by then: nobody knows whether it arrived. Apprise itself gives up a silent connection after four seconds."""

LEFT_BEHIND: Final = 3
"""So many sendings that took too long may still be under way before no other is begun."""

_ANSWER: Final = re.compile(r"error=(\d{3})\b")


class _Ear(logging.Handler):
    """Hears, thread by thread, why a sending fails: Apprise itself tells only that it did."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the error at hand, and the answer's code; never the words, which may hold an address."""
        error = sys.exc_info()[1]
        if error is not None:
            self.heard.error = error
        found = _ANSWER.search(record.getMessage())
        if found is not None:
            self.heard.code = found.group(1)

    def begin(self) -> None:
        """Forget what this thread heard before."""
        self.heard.error = self.heard.code = self.heard.refused = None
        self.heard.wait_s = 0.0

    def answered(self, code: str | None, wait_s: float) -> None:
        """Keep of an answer to this thread the code of a refusal that Apprise takes for a yes, and the wait it asks for."""
        if code is not None:
            self.heard.refused = self.heard.code = code
        self.heard.wait_s = max(self.heard.wait_s, wait_s)

    def verdict(self) -> NotTaken:
        """Return what this thread's failed sending means."""
        code: str | None = self.heard.code
        if code is not None:
            return NotTaken("refused", surely=True, detail=code, wait_s=self.heard.wait_s)
        error: BaseException | None = self.heard.error
        if error is None:
            return NotTaken("refused", surely=True, wait_s=self.heard.wait_s)
        if unreached(error):
            return NotTaken("unreachable", surely=True, detail=type(error).__name__)
        return NotTaken("silent", surely=False, detail=type(error).__name__)


_EAR: Final = _Ear()
_WARMING: Final = threading.Lock()


def unreached(error: BaseException) -> bool:
    """Return whether an error says that no connection was made, so that nothing can have arrived."""
    names = set()
    waiting: list[object] = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, BaseException):
            names |= {kind.__name__ for kind in type(one).__mro__}
            waiting += [*one.args, one.__cause__, getattr(one, "reason", None)]
    return bool(names & {"NewConnectionError", "ConnectTimeout", "ConnectionRefusedError", "gaierror", "SSLError"})


def warm() -> None:
    """Load Apprise, if it is not loaded yet; it takes about a second. Any thread may ask for it."""
    with _WARMING:
        logger = logging.getLogger("apprise")
        if _EAR in logger.handlers:
            return
        import apprise

        apprise.Apprise.instantiate("json://localhost")
        logger.addHandler(_EAR)
        logger.propagate = False  # its words may hold an address


def made(url: str) -> NotifyBase | None:
    """Return what Apprise makes of an address; None: it does not understand it."""
    from apprise import Apprise, AppriseAsset

    asset = AppriseAsset(
        app_id="Control Room",
        app_desc="Control Room",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        service_timeout=0,  # all of it on our own thread: the time is ours to take
    )
    found: NotifyBase | None = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    return found


def fault(url: str) -> str | None:
    """Return what is wrong with an address, in words for whoever wrote it; None: nothing that can be seen."""
    warm()
    plugin = made(url)
    if plugin is None:
        return f"{url.partition('://')[0]}:// is not understood: see docs/notify.md for how an address is written"
    if len(plugin) > 1:
        return f"it has {len(plugin)} receivers: give each a target of its own, else one that fails makes the others hear twice"
    return None


class AppriseChannel:
    """The port `Channel`, to one address.

    Args:
        url: The address.
        takes_s: How long a sending may take, seconds.
    """

    def __init__(self, url: str, takes_s: float = TAKES_S) -> None:
        self._url = url
        self._takes_s = takes_s
        self._out = 0

    async def ready(self) -> None:
        """Load Apprise, beside the loop."""
        loaded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        _aside(_loaded, lambda nothing: _settle(loaded, nothing))
        await loaded

    async def send(self, message: Message) -> None:
        """Send a message from a thread of its own.

        Raises:
            NotTaken: It was not taken, or nobody knows.
        """
        if self._out >= LEFT_BEHIND:
            raise NotTaken("silent", surely=True)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[NotTaken | None] = loop.create_future()

        def ended(verdict: NotTaken | None) -> None:
            """Back on the loop."""
            self._out -= 1
            _settle(done, verdict)

        self._out += 1
        _aside(lambda: _sent(self._url, message), ended)
        try:
            async with asyncio.timeout(self._takes_s):
                verdict = await done
        except TimeoutError as error:
            raise NotTaken("silent", surely=False) from error
        if verdict is not None:
            raise verdict


def _aside(work: Callable[[], _T], ended: Callable[[_T], None]) -> None:
    """Do work on a thread of its own and tell the loop what came of it; the loop may be gone by then."""
    loop = asyncio.get_running_loop()

    def run() -> None:
        """On the thread."""
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(ended, work())

    threading.Thread(target=run, name="notify", daemon=True).start()


def _settle(future: asyncio.Future[_T], value: _T) -> None:
    if not future.done():
        future.set_result(value)


def _loaded() -> None:
    """Load Apprise; runs on a thread. Where that fails, every sending says so."""
    try:
        warm()
    except Exception:  # the supervisor of a stranger's code
        log.exception("Apprise cannot be loaded")


def _sent(url: str, message: Message) -> NotTaken | None:
    """Send; runs on a thread. Whatever goes wrong is a verdict."""
    plugin = None
    try:
        warm()
        plugin = made(url)
        if plugin is None:
            return NotTaken("address", surely=True)
        listen(type(plugin), _EAR.answered)
        _EAR.begin()
        return None if _notify(plugin, message) and _EAR.heard.refused is None else _EAR.verdict()
    except Exception as error:  # noqa: BLE001 - the supervisor of a stranger's code: a message that fails is tried again
        return NotTaken("silent", surely=plugin is None or unreached(error), detail=type(error).__name__)


def _notify(plugin: NotifyBase, message: Message) -> bool:
    from apprise import Apprise, NotifyFormat, NotifyType

    kinds = {"info": NotifyType.INFO, "warning": NotifyType.WARNING, "critical": NotifyType.FAILURE}
    extras: dict[str, Any] | None = getattr(plugin, "payload_extras", None)
    if extras is not None and message.ids:  # a program that listens can tell what it has heard before
        extras.setdefault("ids", list(message.ids))
    post = Apprise(asset=plugin.asset)
    post.add(plugin)
    return bool(
        post.notify(
            body=message.body, title=message.title, notify_type=kinds[message.severity], body_format=NotifyFormat.TEXT
        )
    )
