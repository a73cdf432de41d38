"""An order export becomes the steps of its orders.

Owns: how the rows of an order belong together, which steps its present state stands for, and the steps' ids.
Law: an export says how an order stands now. The same order in the same state gives the same ids, so that reading a file that
has grown adds only what is new; the rows' order plays no part; a row that cannot be used takes no other along.
Must not know: files, encodings, rooms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final, Literal, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from controlroom.domain.events import OrderStep
from controlroom.feeds.fields import Unfit
from controlroom.feeds.native.refusals import UNREADABLE_INPUT, explain
from controlroom.feeds.sheets.headings import (
    FURTHER,
    REFUND_DONE,
    SHOPIFY,
    STATES,
    TRAFFIC,
    Head,
    State,
    check_whole,
    is_sum,
    maker_of,
    state_of,
)
from controlroom.feeds.sheets.outcome import Bad, Outcome
from controlroom.feeds.sheets.text import Cell, Row, even
from controlroom.feeds.sheets.values import (
    count_of,
    even_id,
    id_of,
    instant_of,
    minor_of,
    rounded_ids,
    says_nothing,
    shown,
)
from controlroom.feeds.written import part_id

SKU_MOST: Final = 100
LINES_MOST: Final = 200
PART: Final = "part"
"""The refund of an export that does not name single refunds."""

T = TypeVar("T")

_AMOUNTS: Final = ("amount", "order_amount", "refund", "order_refund")
_TIMES: Final = ("created", "paid", "refunded", "cancelled")


class _Line(Struct, kw_only=True):
    """One row, read.

    `own`: the id that a shop's other messages name the order by. `state` None: it does not say. `back`: money is back by the
    after-sale column; None: there is none.
    """

    line: int
    order: str
    own: str = ""
    item: str = ""
    state: State | None = None
    back: bool | None = None
    sku: str = ""
    qty: int = 1
    unit: int | None = None
    amount: int | None = None
    order_amount: int | None = None
    refund: int | None = None
    order_refund: int | None = None
    refund_id: str = ""
    currency: str = ""
    created: int | None = None
    paid: int | None = None
    refunded: int | None = None
    cancelled: int | None = None
    user: str = ""
    traffic: str = ""

    def key(self) -> tuple[object, ...]:
        """Return what makes it another product of its order, and not the same one told again."""
        return (self.item,) if self.item else (self.sku, self.qty, self.unit)

    def rank(self) -> tuple[object, ...]:
        """Return what decides between two tellings of one product: the further state, then whatever tells more."""
        far = FURTHER.index(self.state) if self.state else -1
        told = [getattr(self, name) for name in (*_AMOUNTS, *_TIMES)]
        return (far, bool(self.back), *(-1 if value is None else value for value in told), self.user, self.line)


def read_orders(rows: Sequence[Row], head: Head, zone: ZoneInfo, currency: str) -> Outcome:
    """Return what an order export holds.

    Args:
        rows: Those below the headings.
        zone: Of instants that name none.
        currency: Of amounts, where no column names it.
    """
    outcome = Outcome()
    reading = _Reading(head, zone, currency, outcome)
    reading.note_currencies(rows)
    lines = [line for row in rows if (line := reading.row(row)) is not None]
    if rounded_ids([line.order for line in lines]):
        lines = [line for line in lines if not _rounded(line, reading, outcome)]
    orders: dict[str, list[_Line]] = {}
    for line in lines:
        orders.setdefault(line.order, []).append(line)
    each = "item" in head.columns or _differ(orders.values()) or _priced_each(orders.values())
    for order, parts in orders.items():
        unlike = {part.key(): part for part in sorted(parts, key=_Line.rank)}
        outcome.repeated += len(parts) - len(unlike)
        own = min((part.own for part in parts if part.own), default=order)
        wanted = _Order(own, sorted(unlike.values(), key=lambda part: repr(part.key())), each=each)
        try:
            steps = [msgspec.convert(step, OrderStep) for step in wanted.steps(outcome.note)]
        except UNREADABLE_INPUT as error:
            outcome.bad.append(Bad(parts[0].line, *explain(error), order))
        except Unfit as error:
            outcome.bad.append(Bad(parts[0].line, error.code, error.path, error.message, order))
        else:
            outcome.facts += steps
            outcome.things += 1
    outcome.bad.sort(key=lambda bad: bad.line)
    outcome.facts.sort(key=lambda fact: (fact.at, fact.id))
    return outcome


def _rounded(line: _Line, reading: _Reading, outcome: Outcome) -> bool:
    """Refuse a row whose long id ends in noughts, where the whole column shows that a spreadsheet has rounded it."""
    lost = len(line.order) > 15 and not line.order[15:].strip("0")
    if lost:
        name = reading.name("order")
        said = (
            f"{name} is {line.order[:40]}: like the others it ends in noughts from the sixteenth digit, where a spreadsheet "
            "rounds. Export the file again and import it without opening it in a spreadsheet."
        )
        outcome.bad.append(Bad(line.line, "bad_id", name, said, line.order))
    return lost


def _differ(orders: Iterable[list[_Line]]) -> bool:
    """Tell whether amounts are each row's own: somewhere the rows of one order name several different ones."""
    return any(len({p.amount for p in parts if p.amount is not None}) > 1 for parts in orders if len(parts) > 1)


def _priced_each(orders: Iterable[list[_Line]]) -> bool:
    """Tell the same where amounts are alike: somewhere each row's is its own price, and nowhere that of all rows together."""
    own = whole = 0
    for parts in orders:
        unlike = list({part.key(): part for part in parts}.values())
        worth = [part.unit * part.qty for part in unlike if part.unit is not None]
        if len(unlike) > 1 and len(worth) == len(unlike):
            own += all(part.amount == one for part, one in zip(unlike, worth, strict=True))
            whole += unlike[0].amount == sum(worth)
    return own > 0 and whole == 0


class _Reading:
    """Reads rows by their headings."""

    def __init__(self, head: Head, zone: ZoneInfo, currency: str, outcome: Outcome) -> None:
        self._head, self._zone, self._currency, self._outcome = head, zone, currency, outcome
        self._shopify = maker_of(head) == SHOPIFY
        self._currencies: dict[str, str] = {}

    def name(self, column: str) -> str:
        """Return a column's heading as written."""
        at = self._head.columns.get(column)
        return self._head.names[at] if at is not None else column

    def note_currencies(self, rows: Sequence[Row]) -> None:
        """Remember the currency of each order's first row that names one: its further rows may leave it out."""
        for row in rows:
            own = self._cell(row, "currency")
            if not says_nothing(own):
                with suppress(Unfit):  # said when the row is read
                    self._currencies.setdefault(self._id(row, "order"), even_id(shown(own)).upper())

    def row(self, row: Row) -> _Line | None:
        """Return a row, read; None: it says nothing, or it is refused."""
        try:
            return self._row(row)
        except Unfit as error:
            text = " ".join(shown(cell) for cell in row.cells)[:300]
            self._outcome.bad.append(Bad(row.line, error.code, error.path, error.message, text))
            return None

    def _row(self, row: Row) -> _Line | None:
        check_whole(row, self._head)
        if is_sum(row):
            return None
        order = self._id(row, "order")
        if not order:
            name = self.name("order")
            raise Unfit(
                "missing_field", name, f"{name} is empty: every row needs its order's number (no merged cells)."
            )
        own = self._cell(row, "currency")
        named = even_id(shown(own)).upper() if not says_nothing(own) else self._currencies.get(order, "")
        currency = named or self._currency
        if len(currency) != 3 or not currency.isascii() or not currency.isalpha():
            raise Unfit("bad_field", self.name("currency"), f"{self.name('currency')} is {named[:20]!r}: write CNY.")
        line = _Line(line=row.line, order=order, item=self._id(row, "item"), state=self._state(row))
        line.own = self._id(row, "own") if self._shopify else ""
        line.back = self._back(row, line)
        line.sku = self._sku(row)
        if not says_nothing(cell := self._cell(row, "qty")):
            line.qty = count_of(cell, self.name("qty"), 1, 10**6)
        for name in _AMOUNTS:
            if not says_nothing(cell := self._cell(row, name)):
                setattr(line, name, minor_of(_size(cell) if "refund" in name else cell, self.name(name), currency))
        line.created = self._instant(row, "created")
        for name in ("paid", "refunded", "cancelled"):
            setattr(line, name, self._maybe(row, name, self._instant))
        line.unit = self._maybe(row, "unit", lambda r, n: self._unit(r, n, currency))
        line.refund_id = self._maybe(row, "refund_id", self._id) or ""
        user = self._maybe(row, "user", self._id) or ""
        line.user = "" if "*" in user else user  # masked: it may be anybody
        line.traffic = TRAFFIC.get(even(shown(self._cell(row, "traffic"))), "")
        line.currency = named
        return line

    def _cell(self, row: Row, column: str) -> Cell:
        at = self._head.columns.get(column)
        return row.cells[at] if at is not None and at < len(row.cells) else None

    def _id(self, row: Row, column: str) -> str:
        cell = self._cell(row, column)
        return "" if says_nothing(cell) else id_of(cell, self.name(column))

    def _instant(self, row: Row, column: str) -> int | None:
        cell = self._cell(row, column)
        return None if says_nothing(cell) else instant_of(cell, self.name(column), self._zone)

    def _unit(self, row: Row, column: str, currency: str) -> int | None:
        cell = self._cell(row, column)
        return None if says_nothing(cell) else minor_of(cell, self.name(column), currency, exact=False)

    def _state(self, row: Row) -> State | None:
        cell = self._cell(row, "state")
        if says_nothing(cell):
            return None
        state = state_of(shown(cell))
        if state is None:
            name = self.name("state")
            known = "待付款 已付款 已发货 已完成 已关闭 已退款 部分退款, or pending paid cancelled refunded"
            said = f"{name} is {shown(cell)[:40]!r}, which is not understood: use one of {known}."
            raise Unfit("bad_field", name, said)
        return state

    def _back(self, row: Row, line: _Line) -> bool | None:
        if "aftersale" not in self._head.columns:
            return None
        word = even(shown(self._cell(row, "aftersale")))
        if word not in REFUND_DONE:
            return False
        if word in STATES and STATES[word] == "part":
            line.state = "part"
        return True

    def _sku(self, row: Row) -> str:
        for column in ("code", "goods", "title"):
            found = self._maybe(row, column, self._id)
            if found and len(found) <= SKU_MOST:
                return found
        return ""

    def _maybe(self, row: Row, column: str, read: Callable[[Row, str], T]) -> T | None:
        """Return what is read, None where it does not fit: the order counts without it, and that is told."""
        try:
            return read(row, column)
        except Unfit as error:
            self._outcome.note(row.line, error.message)
            return None


def _size(cell: Cell) -> Cell:
    """Return an amount without its sign: what was given back may be written below zero."""
    match cell:
        case str():
            return cell.lstrip("-")
        case int():
            return abs(cell)
        case Decimal():
            return abs(cell)
        case _:
            return cell


_Kind = Literal["created", "paid", "cancelled", "refunded"]


class _Order:
    """One order, all its rows together. `each`: amounts are of the single rows."""

    def __init__(self, id_: str, lines: list[_Line], *, each: bool) -> None:
        self._id, self._lines, self._each = id_, lines, each
        self._states = {line.state for line in lines if line.state is not None}
        self._paid_at = self._first("paid")
        back = any(line.back for line in lines) or bool(self._states & {"refunded", "part"})
        self._paid = self._paid_at is not None or "paid" in self._states or back

    def steps(self, note: Callable[[int, str], None]) -> Iterator[dict[str, Any]]:
        """Yield the steps that the order has taken, as events.

        Raises:
            Unfit: It says neither when it was made nor when it was paid.
        """
        lines = self._lines
        created_at = self._first("created")
        if created_at is None:
            created_at = self._paid_at
        if created_at is None:
            raise Unfit(
                "missing_field", "", "The order has no time: export the column 下单时间 or 支付时间 (Created at)."
            )
        paid_at = self._paid_at if self._paid_at is not None else created_at
        amount = self._amount()
        money: dict[str, Any] = {} if amount is None else {"amount_minor": amount}
        buyer: dict[str, Any] = {name: value for name in ("user", "traffic", "currency") if (value := self._said(name))}
        goods = self._goods()
        yield self._step("created", created_at, **({"lines": goods} if goods else {}), **money, **buyer)
        if self._paid:
            yield self._step("paid", paid_at, **money)
        gone = [line for line in lines if line.state == "cancelled"]
        last = paid_at if self._paid else created_at
        if (gone and len(gone) == len(self._stated())) or self._first("cancelled") is not None:
            at = self._first("cancelled")
            yield self._step("cancelled", last if at is None else at)
        elif self._paid:
            yield from self._refunds(amount, last, note)

    def _refunds(self, amount: int | None, last: int, note: Callable[[int, str], None]) -> Iterator[dict[str, Any]]:
        at = self._first("refunded")
        at = last if at is None else at
        back = [line for line in self._lines if self._is_back(line)]
        told = self._told_refund(back)
        known = told if told is not None else self._sum_refund(back)
        all_back = bool(back) and len(back) >= len(self._stated())
        if known is not None and amount is not None:
            all_back = all_back and known >= amount
        elif any(line.state == "part" for line in back):
            all_back = False
        if all_back:
            yield self._step("refunded", at)
        elif told is not None:
            yield self._step("refunded", at, PART, refund=PART, amount_minor=told)
        else:
            for line in back:
                minor = self._refund_of(line) if self._each else None
                if minor is None:
                    note(line.line, "how much was refunded is not told: the order counts as paid, without the refund.")
                    continue
                name = line.refund_id or line.item or line.sku or PART
                when = line.refunded if line.refunded is not None else at
                yield self._step("refunded", when, name, refund=name, amount_minor=minor)

    def _is_back(self, line: _Line) -> bool:
        """Tell whether money of a row is back: by its state, by its after-sale column, else by an amount that was refunded."""
        if line.state == "refunded" or line.back or (line.state == "cancelled" and self._paid):
            return True
        if line.state == "part":
            return True
        return line.back is None and bool(line.refund or line.order_refund)

    def _told_refund(self, back: list[_Line]) -> int | None:
        """Return what was refunded of the whole order, where that is told as one amount."""
        told = [line.order_refund for line in self._lines if line.order_refund]
        if not told and not self._each:
            told = [line.refund for line in back if line.refund]
        return max(told, default=None)

    def _sum_refund(self, back: list[_Line]) -> int | None:
        """Return what was refunded by the rows, None where one of them does not tell."""
        told = [minor for line in back if (minor := self._refund_of(line)) is not None] if self._each else []
        return sum(told) if back and len(told) == len(back) else None

    def _refund_of(self, line: _Line) -> int | None:
        if line.refund is not None or line.state == "part":
            return line.refund
        return self._worth(line)

    def _stated(self) -> list[_Line]:
        """Return the rows that say a state: a further row of an order may leave it out."""
        return [line for line in self._lines if line.state is not None or line.back is not None] or self._lines

    def _amount(self) -> int | None:
        whole = [line.order_amount for line in self._lines if line.order_amount is not None]
        told = [line.amount for line in self._lines if line.amount is not None]
        if not told or (whole and not self._each):
            return max(told or whole, default=None)
        if self._each:
            return sum(told) if len(told) == len(self._lines) else max(whole, default=None)
        return max(told)

    def _worth(self, line: _Line) -> int | None:
        if self._each and line.amount is not None:
            return line.amount
        return None if line.unit is None else line.unit * line.qty

    def _goods(self) -> list[dict[str, Any]]:
        named = [line for line in self._lines if line.sku][:LINES_MOST]
        paid_each = self._each and all(line.amount is not None and line.amount % line.qty == 0 for line in named)
        goods = []
        for line in named:
            unit = (line.amount or 0) // line.qty if paid_each else line.unit
            goods.append({"sku": line.sku, "qty": line.qty} | ({} if unit is None else {"unit_minor": unit}))
        return goods

    def _step(self, status: _Kind, at: int, /, *more: str, **fields: object) -> dict[str, Any]:
        id_ = part_id(self._id, status, *more)
        return {"type": "order", "id": id_, "at": at, "order": self._id, "status": status, **fields}

    def _first(self, column: str) -> int | None:
        return min((at for line in self._lines if (at := getattr(line, column)) is not None), default=None)

    def _said(self, column: str) -> str:
        return min((value for line in self._lines if (value := getattr(line, column))), default="")
