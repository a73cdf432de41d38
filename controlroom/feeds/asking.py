"""Asking a platform by HTTP for what its push left out.

Owns: one connection pool for each feed, how long an answer may take and how large it may be, which failures may pass;
what an option must be to be asked with: an address, a key that a header can hold.
Law: whatever goes wrong is `NotTold`, with no secret in its words.
Must not know: any platform; what is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from controlroom.feeds.base import BadOption, NotTold
from controlroom.feeds.faults import fault
from controlroom.retrying import wait_of

if TYPE_CHECKING:
    import httpx

WITHIN_S: Final = 10.0
ANSWER_MAX: Final = 1024 * 1024
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class Asker:
    """Asks one host."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None

    async def get(self, url: str, params: Mapping[str, str], headers: Mapping[str, str]) -> bytes:
        """Return the body of a good answer.

        Raises:
            NotTold: There is none.
        """
        import httpx  # only rooms that look something up need it

        if self._client is None:
            self._client = httpx.AsyncClient(timeout=WITHIN_S, follow_redirects=False)
        place = host_in(url)
        asked = self._client.stream("GET", url, params=dict(params) or None, headers=dict(headers))
        try:
            async with asyncio.timeout(WITHIN_S), asked as answer:
                if answer.status_code != 200:
                    again = answer.status_code in _PASSING
                    wait_s = wait_of(answer.headers.get("Retry-After"))
                    raise NotTold(f"{place} answers with status {answer.status_code}", again=again, wait_s=wait_s)
                body = bytearray()
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > ANSWER_MAX:
                        raise NotTold(f"{place} answers with more than {ANSWER_MAX:,} bytes", again=False)
                return bytes(body)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise NotTold(f"{place} does not answer ({type(error).__name__})", again=True) from error
        except UnicodeError as error:
            raise NotTold(f"{place} cannot be asked: there is a sign that cannot be sent", again=False) from error

    async def close(self) -> None:
        """Let the connections go."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def address(name: str, url: str) -> str:
    """Return an option that is an address.

    Raises:
        BadOption: It is none.
    """
    if not url.startswith(("http://", "https://")) or not host_in(url):
        raise BadOption(fault("bad_address", name=name, value=repr(url)))
    return url


def sendable(name: str, key: str) -> str:
    """Return an option that is sent as a header.

    Raises:
        BadOption: A header cannot hold it; the message does not say it.
    """
    if not (key.isascii() and key.isprintable()):
        raise BadOption(fault("bad_key", name=name))
    return key


def host_in(url: str) -> str | None:
    """Return the host that an address names; None: it names none, or is no address."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises on what is none
        return parts.hostname
    except ValueError:
        return None
