"""The stand-in relay's words in the form of oba-live-tool (FEEDS.md 1.6).

Owns: its messages, and what a listener can know from them.
Law: as the tool does: a comment and an order name the viewer by nickname only, a like has no count, an order names one product
and neither amount nor quantity; steps after the payment are not told.
Must not know: who listens, what they make of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from sim.facts import Body, Fact
from sim.names import name_of, named

STATES: Final = {"created": ("已下单", 0), "paid": ("已付款", 3)}
TYPES: Final = {
    "comment": "comment",
    "like": "room_like",
    "enter": "room_enter",
    "follow": "room_follow",
    "club": "ecom_fansclub_participate",
}
CARRIED: Final = frozenset(TYPES) | {"order"}
FIRST_MESSAGE: Final = 7_575_300_000_000_000_001


@dataclass(slots=True)
class ObaLive:
    """One evening's speaker. An order whose product no step has named yet is not told: the tool's always names one."""

    _numbers: dict[str, int] = field(default_factory=dict)
    _products: dict[str, str] = field(default_factory=dict)
    _buyers: dict[str, str] = field(default_factory=dict)

    def carries(self, fact: Fact) -> bool:
        """Tell whether the relay tells this fact."""
        if fact.kind != "order":
            return fact.kind in TYPES
        order = fact.fields["order"]
        for line in (fact.fields.get("lines") or ())[:1]:
            self._products.setdefault(order, line["sku"])
        if fact.fields.get("user"):
            self._buyers.setdefault(order, fact.fields["user"])
        return fact.fields["status"] in STATES and order in self._products

    def frame(self, fact: Fact) -> str:
        """Return a fact's frame. The same fact again has the same message number."""
        heard = self.heard(fact)
        told: dict[str, Any]
        if fact.kind == "order":
            sku = heard["lines"][0]["sku"]
            told = {
                "msg_type": "live_order",
                "order_status": STATES[fact.fields["status"]][0],
                "order_ts": fact.at // 1000,
                "product_id": sku,
                "product_title": sku,
            }
            if "user" in heard:
                told["nick_name"] = heard["user"]
        else:
            told = {"msg_type": TYPES[fact.kind], "nick_name": name_of(fact)}
            if fact.kind == "comment":
                told["content"] = fact.fields["text"]
            else:
                told["user_id"] = fact.fields.get("user")
        return json.dumps({**told, "msg_id": heard["id"], "time": fact.at}, ensure_ascii=False)

    def end(self) -> str:
        """Return nothing: the tool does not tell the end."""
        return ""

    def heard(self, fact: Fact) -> Body:
        """Return the event that a listener can make of the frame."""
        if fact.kind == "order":
            return self._order(fact)
        number = self._numbers.setdefault(fact.id, FIRST_MESSAGE + len(self._numbers))
        body: Body = {"type": fact.kind, "id": str(number), "at": fact.at}
        if fact.kind == "comment":
            return {**body, "user": name_of(fact), "name": name_of(fact), "text": fact.fields["text"]}
        user = fact.fields.get("user")
        return body if user is None else {**body, "user": user}

    def _order(self, fact: Fact) -> Body:
        order, status = fact.fields["order"], fact.fields["status"]
        body: Body = {
            "type": "order",
            "id": f"{order}#{STATES[status][1]}",
            "at": fact.at // 1000 * 1000 if status == "created" else fact.at,
            "order": order,
            "status": status,
            "lines": [{"sku": self._products[order]}],
            "estimated": True,
        }
        buyer = self._buyers.get(order)
        return body if buyer is None else {**body, "user": named({"user": buyer})}
