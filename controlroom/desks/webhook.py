"""A desk behind an address: each act is posted to a program of the team's own, which does it on the platform.

Owns: the request: JSON, `Idempotency-Key`, the time it may take, what counts as taken.
Law: an act is posted once; any 2xx means that it was taken on, everything else is a refusal with its reason. Whether it was
done, the feed tells. No redirect is followed, no proxy of the environment is used.
Must not know: state, platforms.
"""

from __future__ import annotations

from typing import Final

import httpx
import msgspec

from controlroom.ports import DeskAct, DeskRefused

TAKES_S: Final = 5.0
_SHOWN: Final = 200


class Webhook:
    """The port `Desk` over HTTP.

    Args:
        address: Where acts are posted, such as `http://127.0.0.1:9000/desk`.
        client: Instead of one of its own (tests).
    """

    def __init__(self, address: str, client: httpx.AsyncClient | None = None) -> None:
        self._address = address
        self._client = client

    async def do(self, act: DeskAct) -> None:
        """Post an act.

        Raises:
            DeskRefused: It was not taken on; the message says why.
        """
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=TAKES_S, trust_env=False)
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"{act.show}/{act.id}"}
        try:
            answer = await self._client.post(self._address, content=msgspec.json.encode(act), headers=headers)
        except httpx.TimeoutException as error:
            raise DeskRefused(f"no answer within {TAKES_S:g} s") from error
        except httpx.HTTPError as error:
            raise DeskRefused(f"cannot be reached ({type(error).__name__})") from error
        if not answer.is_success:
            raise DeskRefused(f"answered {answer.status_code}: {answer.text[:_SHOWN].strip()}".rstrip(": "))

    async def close(self) -> None:
        """Let its connections go."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None
