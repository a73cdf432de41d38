"""What else an alert can say than its value: the facts of its metric.

Owns: the words behind the placeholders that only some rules have.
Law: facts are those of now, as the state has them; what nobody knows is left out, never guessed.
Must not know: which text they are put into, incidents.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from controlroom.domain.alerts.heard import SHORT_S
from controlroom.domain.alerts.methods import line_of
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.alerts.wording import clock
from controlroom.domain.plan import Text
from controlroom.domain.units import SECOND_MS, half_up
from controlroom.domain.wordings import money
from controlroom.room.running_out import forecast
from controlroom.room.selling import instead_on_air, told_price, wanted_price
from controlroom.room.showing import CURRENCY
from controlroom.room.state import RoomState

Facts = dict[str, Text | int]
QUOTED: Final = 30
"""Of what viewers write an alert quotes so many signs."""


def facts(s: RoomState, rule: Rule, labels: str) -> Facts:
    """Return what a rule's text may name besides title, value and threshold."""
    tells = _TELLS.get(line_of(rule).metric)
    return tells(s, labels) if tells is not None else {}


def _dip(s: RoomState, labels: str) -> Facts:
    judged = s.watch.judge()
    if judged is None:
        return {}
    since = datetime.fromtimestamp(judged.since_s, ZoneInfo(s.timezone))
    return {"expected": judged.expected, "seen": judged.seen, "odds": judged.odds, "since": f"{since:%H:%M}"}


def _online(s: RoomState, labels: str) -> Facts:
    mean = s.observed.online.mean()
    return {"usual": half_up(*mean)} if mean is not None else {}


def _wave(s: RoomState, labels: str) -> Facts:
    wave = s.comments.complaints.wave()
    if not wave.complaints:
        return {}
    told: Facts = {
        "accounts": wave.accounts, "people": wave.people, "share": f"{half_up(100 * wave.most, wave.complaints)}%"
    }  # fmt: skip
    if wave.text is not None:
        told["most"] = wave.text if len(wave.text) <= QUOTED else f"{wave.text[: QUOTED - 1]}…"
    return told


def _runs_out(s: RoomState, labels: str) -> Facts:
    found = forecast(s, labels) if labels in s.shelves else None
    return {"hi": clock(round(found.hi_s))} if found is not None else {}


def _stock(s: RoomState, labels: str) -> Facts:
    sku, shelf = instead_on_air(s, labels), s.shelves.get(labels)
    product = s.plan.product(sku) if s.plan is not None and sku is not None else None
    told: Facts = {"instead": product.title} if product is not None else {}
    if shelf is not None and shelf.safety is not None:
        told["safety"] = shelf.safety
    return told


def _waiting(s: RoomState, labels: str) -> Facts:
    group = s.comments.questions.by_id.get(labels)
    return {"people": group.count} if group is not None and group.state == "open" and group.people else {}


def _said(s: RoomState, labels: str) -> Facts:
    told = s.marks.past.get("violation")
    return {"said": told[-1].text} if told else {}


def _words(s: RoomState, labels: str) -> Facts:
    now_s, quote = s.as_of_ms // SECOND_MS, s.heard.quote
    words = s.heard.told(now_s)
    found: Facts = {"words": {"zh-CN": "、".join(words), "en": ", ".join(words)}} if words else {}
    if quote is not None and now_s - quote.second <= SHORT_S:
        found["said"] = quote.text
    slips = s.marks.past.get("slip") if not found else None
    if slips and now_s - slips[-1].at_ms // SECOND_MS <= SHORT_S:  # told with one key, without a word
        found["said"] = slips[-1].text
    return found


def _prices(s: RoomState, labels: str) -> Facts:
    ours, theirs, currency = wanted_price(s, labels), told_price(s, labels), s.currency or CURRENCY
    if ours is None or theirs is None:
        return {}
    return {"ours": money(ours, currency), "theirs": money(theirs, currency)}


def _shown(s: RoomState, labels: str) -> Facts:
    sku = s.desk.showing
    if sku is None:
        return {}
    product = s.plan.product(sku) if s.plan is not None else None
    return {"theirs": product.title if product is not None else sku}


_TELLS: Final[dict[str, Callable[[RoomState, str], Facts]]] = {
    "dip.sure": _dip,
    "online": _online,
    "air.runs_out_lo_s": _runs_out,
    "stock.runs_out_lo_s": _runs_out,
    "stock.available": _stock,
    "comments.negative_5m": _wave,
    "comments.unanswered_s": _waiting,
    "violations": _said,
    "speech.banned_5m": _words,
    "show.price_differs": _prices,
    "show.platform_differs": _shown,
}
