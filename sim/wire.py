"""The wire: the public contract as a client sees it — events in, state out, the clock, commands.

Owns: requests, their time-outs, and what to do when the room is busy or away.
Law: a body that was not answered is sent again as it was, so that ids make the repeat harmless; a refusal is
not sent again.
Must not know: what the facts mean.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import msgspec

from sim.facts import Body

BATCH: Final = 500
TIMEOUT_S: Final = 10.0
GREETING_S: Final = 10.0
"""How long a room that never answered yet is tried: a wrong address should not cost minutes."""
FIRST_WAIT_S: Final = 0.05
LONGEST_WAIT_S: Final = 2.0
AGAIN: Final = frozenset({429, 502, 503, 504})


_MENDS: Final = {
    401: "check the key (controlroom keys new ROOM FEED)",
    403: "this key or token may not do that",
    404: "is the room's name right (controlroom rooms list)?",
}
"""What is said of a refusal that gives no detail itself."""


class WireError(Exception):
    """The room could not be reached, or said no; the message says which, and what to do."""


@dataclass(slots=True)
class Accepted:
    """What became of the events of a second.

    Args:
        taken: Events that were accepted or were duplicates, as sent.
        duplicates: How many of them the room knew.
        rejected: The reasons of those it refused.
        seq: The newest record's number.
    """

    taken: list[Body] = field(default_factory=list)
    duplicates: int = 0
    rejected: list[str] = field(default_factory=list)
    seq: int = 0


class Wire:
    """One room's door.

    Args:
        url: The server's address.
        room: The room's slug.
        key: The feed's key.
        patience_s: How long a room that was there is tried again before giving up.
        transport: For tests; None: the network.
    """

    def __init__(
        self,
        url: str,
        room: str,
        key: str,
        *,
        patience_s: float = 120.0,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url, self._path = url.rstrip("/"), f"/api/v1/rooms/{room}"
        self._key = key
        self._patience_s = patience_s
        self._encode = msgspec.json.Encoder().encode
        self._client = httpx.AsyncClient(base_url=self._url, timeout=TIMEOUT_S, transport=transport, trust_env=False)
        self._met = False
        self.retries = 0
        self.lag_ms = 0.0
        """How long the newest body of events took until it was durable."""

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def state(self, topics: Iterable[str], token: str | None = None) -> dict[str, Any]:
        """Return `GET …/state`.

        Args:
            topics: Which.
            token: A role's token; None: the feed's key.

        Raises:
            WireError: Not reachable, or refused.
        """
        params = {"topics": ",".join(topics)}
        return _object(await self._send("GET", "/state", token=token, params=params))

    async def post(self, events: Sequence[Body]) -> Accepted:
        """Post events in batches and return when all are durable.

        Raises:
            WireError: Not reachable, or the whole was refused.
        """
        accepted = Accepted()
        for start in range(0, len(events), BATCH):
            batch = events[start : start + BATCH]
            content = b"\n".join(self._encode(event) for event in batch)
            began = time.monotonic()
            answer = await self._send("POST", "/events", content=content, kind="application/x-ndjson", bad=(422,))
            self.lag_ms = (time.monotonic() - began) * 1000
            _take(accepted, batch, answer)
        return accepted

    async def clock(self, to_ms: int, speed: float) -> None:
        """Move a rehearsal's clock and return when everything up to then is applied.

        Args:
            to_ms: Epoch milliseconds.
            speed: What screens reckon with; 0: paused.

        Raises:
            WireError: Not reachable, or refused.
        """
        content = self._encode({"to_ms": to_ms, "speed": speed})
        await self._send("POST", "/clock", content=content)

    async def opening(self, show: str, token: str) -> dict[str, Any]:
        """Return a show's first record, which holds its plan; empty where the room does not tell.

        Args:
            show: The show's id.
            token: A role's token that may read journals.
        """
        headers = {"authorization": f"Bearer {token}"}
        async with self._client.stream("GET", f"{self._path}/shows/{show}/journal", headers=headers) as answer:
            if answer.status_code != 200:
                return {}
            async for line in answer.aiter_lines():
                told = msgspec.json.decode(line)
                return told if isinstance(told, dict) else {}
        return {}

    async def command(self, body: Body, token: str) -> str | None:
        """Give a command with a role's token.

        Returns:
            None when it was accepted, else the refusal's code.

        Raises:
            WireError: Not reachable, or the token does not do.
        """
        answer = await self._send("POST", "/commands", token=token, content=self._encode(body), bad=(409,))
        return None if answer.status_code == 200 else str(_object(answer).get("code", "refused"))

    async def hook(self, feed: str, headers: Mapping[str, str], body: bytes) -> None:
        """Deliver a webhook: its signature is its key.

        Raises:
            WireError: Not reachable, or refused.
        """
        began = time.monotonic()
        await self._send("POST", f"/hooks/{feed}", content=body, alone=headers)
        self.lag_ms = (time.monotonic() - began) * 1000

    async def _send(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        params: dict[str, str] | None = None,
        content: bytes | None = None,
        kind: str = "application/json",
        bad: tuple[int, ...] = (),
        alone: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        headers = dict(alone) if alone is not None else {"authorization": f"Bearer {token or self._key}"}
        if content is not None and alone is None:
            headers["content-type"] = kind
        wait_s, began = FIRST_WAIT_S, time.monotonic()
        while True:
            try:
                answer = await self._client.request(
                    method, self._path + path, headers=headers, params=params, content=content
                )
                self._met = True
                if answer.status_code == 200 or answer.status_code in bad:
                    return answer
                if answer.status_code not in AGAIN:
                    raise WireError(_refusal(method, str(answer.request.url), answer))
                trouble = f"{answer.status_code} {answer.reason_phrase}"
                told = answer.headers.get("retry-after", "")
                pause_s = min(float(told), 10.0) if told.isdigit() else wait_s
            except httpx.TransportError as error:
                trouble, pause_s = f"{type(error).__name__} {error}".strip(), wait_s
            patience_s = self._patience_s if self._met else min(GREETING_S, self._patience_s)
            if time.monotonic() - began + pause_s > patience_s:
                where = f"{method} {self._url}{self._path}{path}"
                raise WireError(f"{where}: no answer for {patience_s:g} s ({trouble}): is the server running?")
            self.retries += 1
            await asyncio.sleep(pause_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)


def _take(accepted: Accepted, batch: Sequence[Body], answer: httpx.Response) -> None:
    told = _object(answer)
    refused = {int(each["index"]): each for each in told.get("rejected") or told.get("errors") or () if "index" in each}
    if answer.status_code == 422 and not refused:
        refused = {index: {"message": told.get("detail", "refused")} for index in range(len(batch))}
    accepted.taken += [event for index, event in enumerate(batch) if index not in refused]
    accepted.duplicates += int(told.get("duplicates", 0))
    accepted.seq = max(accepted.seq, int(told.get("seq") or 0))
    for index, why in refused.items():
        accepted.rejected.append(f"{batch[index].get('type')} {why.get('path', '')}: {why.get('message', '')}")


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise WireError(
            f"{answer.request.url} answered {answer.status_code} with something that is not JSON"
        ) from error
    if not isinstance(told, dict):
        raise WireError(f"{answer.request.url} answered {answer.status_code} with JSON that is not an object")
    return told


def _refusal(method: str, url: str, answer: httpx.Response) -> str:
    try:
        told = answer.json()
    except ValueError:
        told = {"title": answer.text[:200]}
    told = told if isinstance(told, dict) else {}
    why = told.get("detail") or _MENDS.get(answer.status_code) or told.get("title") or "refused"
    return f"{method} {url}: {answer.status_code} {why}"
