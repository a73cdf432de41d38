"""Looking up orders at a program of the shop's own, which answers in the contract's own form.

Owns: the options of such a program's address and key, and which of its answer is taken.
Law: only steps of the order that was asked for are taken, under ids of ours, so that asking again adds nothing.
Must not know: any platform, rooms.

For platforms whose own look-up is not documented well enough to be built on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from msgspec import structs

from controlroom.domain.events import Fact, OrderStep
from controlroom.feeds.asking import Asker, address, sendable
from controlroom.feeds.base import BadOption, NotTold, Option, OrderDetails
from controlroom.feeds.faults import fault
from controlroom.feeds.native.decode import Unreadable, decode_json
from controlroom.feeds.written import part_id

PLACE: Final = "{order}"

BRIDGE_OPTIONS: Final = (
    Option(
        name="details_url",
        default=None,
        means="An address that answers with an order's steps as events, lines and amounts with them; {order} stands for its id",
    ),
    Option(name="details_key", default=None, means="Sent to that address as a bearer token", secret=True),
)


class Bridge:
    """Asks one program.

    Args:
        url: With `{order}` in it.
        key: Its bearer token, if it wants one.
    """

    whose: Final = None

    def __init__(self, url: str, key: str | None) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        self._asker = Asker()

    async def of(self, order: str) -> list[Fact]:
        """See `OrderDetails`."""
        body = await self._asker.get(self._url.replace(PLACE, quote(order, safe="")), {}, self._headers)
        try:
            decoded = decode_json(body)
        except Unreadable as error:
            raise NotTold(f"the answer about order {order} cannot be read: {error}", again=False) from error
        if decoded.refused:
            raise NotTold(f"the answer about order {order} cannot be read: {decoded.refused[0].message}", again=False)
        return [
            structs.replace(fact, id=part_id(order, "detail", fact.status, fact.refund or ""), source=None)
            for fact in decoded.facts
            if isinstance(fact, OrderStep) and fact.order == order
        ]

    async def close(self) -> None:
        """See `OrderDetails`."""
        await self._asker.close()


def bridge(options: Mapping[str, str]) -> OrderDetails | None:
    """Return who is asked for orders' details; None: nobody.

    Raises:
        BadOption: The address cannot be used.
    """
    url = options.get("details_url")
    if url is None:
        return None
    if PLACE not in address("details_url", url):
        raise BadOption(fault("no_place", value=repr(url), order=PLACE))
    key = options.get("details_key")
    return Bridge(url, sendable("details_key", key) if key is not None else None)
