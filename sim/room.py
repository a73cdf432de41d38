"""What the room says, read into the simulator's own words.

Owns: the reading of `GET …/state`: whose clock it is, whether the show is live, what is on air, what is sold.
Law: only what CONTRACT.md promises is needed; what a room tells beyond it is used where it is there.
Must not know: the wire, the world's insides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sim.standin import Place, places
from sim.truth.heard import Frame, OnAir
from sim.world.products import Catalogue

EACH_SECOND: Final = ("show", "rundown", "program")
AT_FIRST: Final = (*EACH_SECOND, "stock")
TO_COMPARE: Final = ("kpi", "stock", "show", "rundown")


@dataclass(frozen=True, slots=True)
class RoomState:
    """One answer of `GET …/state`.

    Args:
        body: The whole of it.
    """

    body: Mapping[str, Any]

    @property
    def mode(self) -> str:
        """`live`, `rehearsal` or `replay`."""
        return str(self.body.get("mode"))

    @property
    def now_ms(self) -> int:
        """The room's clock."""
        return int(self.body["clock"]["now_ms"])

    @property
    def seq(self) -> int:
        """The newest record."""
        return int(self.body.get("seq") or 0)

    @property
    def status(self) -> str:
        """`planned`, `live` or `ended`."""
        return str(self._topic("show").get("status"))

    @property
    def has_plan(self) -> bool:
        """Whether somebody else will start the show."""
        return bool(self.rundown) or self._topic("show").get("planned_start_ms") is not None

    @property
    def currency(self) -> str | None:
        """What orders are to name; None: nothing, the plan knows it."""
        return self.tells_currency or (None if self.has_plan else "CNY")

    @property
    def tells_currency(self) -> str | None:
        """What the show counts in; None: the room does not tell."""
        told = self._topic("show").get("currency")
        return str(told) if told else None

    @property
    def rundown(self) -> list[Place]:
        """The segments."""
        return places(self._topic("rundown"))

    @property
    def stock(self) -> dict[str, Mapping[str, Any]]:
        """The topic `stock`."""
        return dict(self._topic("stock"))

    @property
    def show(self) -> str:
        """The show's id."""
        return str(self.body.get("show"))

    @property
    def program_since_ms(self) -> int | None:
        """Since when the sku on air is."""
        told = self._topic("program").get("since_ms")
        return None if told is None else int(told)

    @property
    def program(self) -> str | None:
        """The sku on air."""
        sku = self._topic("program").get("sku")
        return None if sku is None else str(sku)

    def meet(self, catalogue: Catalogue) -> None:
        """Tell the catalogue what the room says of its products."""
        for sku, item in self.stock.items():
            catalogue.meet(sku, _words(item.get("title")), item.get("link"), item.get("price_minor"))
        program = self._topic("program")
        if program.get("sku") is not None:
            catalogue.meet(
                program["sku"], _words(program.get("title")), program.get("link"), program.get("price_minor")
            )

    def levels(self) -> dict[str, int]:
        """Return the pieces of each product that the room knows."""
        return {sku: int(item["on_hand"]) for sku, item in self.stock.items() if item.get("on_hand") is not None}

    def frame(self) -> Frame:
        """Return the instants that the ledger reckons from."""
        show, segments = self._topic("show"), self._topic("rundown").get("segments") or ()
        return Frame(
            as_of_ms=int(self.body["as_of_ms"]),
            started_ms=show.get("started_ms"),
            ended_ms=show.get("ended_ms"),
            segments=tuple(
                OnAir(each["id"], each["started_ms"], each.get("ended_ms"))
                for each in segments
                if each.get("started_ms") is not None
            ),
            safety={sku: item.get("safety") for sku, item in self.stock.items()},
        )

    def _topic(self, name: str) -> Mapping[str, Any]:
        return self.body.get("topics", {}).get(name) or {}


def _words(text: object) -> str | None:
    """Return a text that may be written per language, in Chinese where there is some."""
    if isinstance(text, dict):
        return str(text.get("zh-CN") or next(iter(text.values()), "")) or None
    return str(text) if text else None
