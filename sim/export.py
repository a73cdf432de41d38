"""What a platform's back office exports of the show: its orders, and what its board said.

Owns: each sheet's columns, words and quirks: headings in its language, a row for each product of an order, ids behind a tab or
as a formula, amounts with thousands commas, what stands on an order's first row alone, in GB18030 or in UTF-8 with its mark.
Law: written from the ledger alone, orders as each stands at the end; the rows of an order add up to it exactly.
Must not know: how such a file is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from sim.money import decimal
from sim.truth.heard import Heard
from sim.truth.orders import UNKNOWN, Order, share

ENCODINGS: Final = ("gb18030", "utf-8-sig")
SOURCES: Final[Mapping[str, str]] = {
    "recommend": "推荐", "follow": "关注", "search": "搜索", "paid": "付费", "video": "短视频", "share": "分享",
    "private": "私域", "other": "其他",
}  # fmt: skip
BOARD: Final[Mapping[str, str]] = {
    "gmv_minor": "直播间累计成交金额", "orders": "成交订单数", "buyers": "成交人数", "exposure": "直播间曝光次数",
    "entries": "进入直播间人数", "clicks": "商品点击次数",
}  # fmt: skip
"""A figure of the board → its heading."""
_HERE: Final = timezone(timedelta(hours=8))

Titles = Mapping[str, str]
"""Of products, by sku."""


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of an order, as a row tells it. `sku`, `title` empty: unknown. `amount`, `back`: its parts of the order's."""

    number: int
    sku: str
    title: str
    qty: int
    unit: int
    amount: int
    back: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A platform's order export: its headings, and the row of one of an order's products, of a show in a currency."""

    head: tuple[str, ...]
    row: Callable[[Order, Goods, str], list[str]]


def write(
    file: Path,
    orders: Iterable[Order],
    titles: Titles,
    encoding: str = ENCODINGS[0],
    sheet: str = "doudian",
    currency: str = "CNY",
) -> int:
    """Write the orders to a file, the newest first, and return how many rows there are.

    Args:
        encoding: One of `ENCODINGS`.
        sheet: Whose: a name of `SHEETS`.
        currency: What was paid in.
    """
    whose = SHEETS[sheet]
    newest = sorted(orders, key=lambda o: (-o.created_at, o.id))
    rows = [whose.row(order, goods, currency) for order in newest for goods in _goods(order, titles)]
    _put(file, whose.head, rows, encoding)
    return len(rows)


def write_board(file: Path, readings: Iterable[Heard], encoding: str = ENCODINGS[0], currency: str = "CNY") -> int:
    """Write what the board said, as it was read off it, the oldest first, and return how many rows there are.

    Args:
        readings: Facts of the type `totals`.
    """
    rows = [
        [
            _clock(fact.at),
            *(_figure(name, fact.fields.get(name), currency) for name in BOARD),
            str(fact.fields["as_told_by"]),
        ]
        for fact in sorted(readings, key=lambda fact: fact.newest)
    ]
    _put(file, ("时间", *BOARD.values(), "来源"), rows, encoding)
    return len(rows)


def _put(file: Path, head: Sequence[str], rows: Iterable[Sequence[str]], encoding: str) -> None:
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(head)
    out.writerows(rows)
    file.write_bytes(text.getvalue().encode(encoding))


def _goods(order: Order, titles: Titles) -> Iterator[Goods]:
    lines = order.paid_lines if order.paid else order.created_lines
    amounts = share(order.paid_minor if order.paid else order.created_minor, lines)
    refunds = share(order.refunded_minor, lines)
    goods = [(line.sku, line.qty, line.minor) for line in lines] or [(UNKNOWN, 1, amounts[UNKNOWN])]
    for number, (sku, qty, minor) in enumerate(goods, 1):
        known = "" if sku == UNKNOWN else sku
        yield Goods(number, known, titles.get(sku, ""), qty, minor // qty, amounts[sku], refunds[sku])


def _doudian(order: Order, goods: Goods, currency: str) -> list[str]:
    back = goods.back
    return [
        f"\t{order.id}", f"\t{order.id}-{goods.number}", goods.title, str(goods.qty), goods.sku, _grouped(goods.unit, currency),
        _grouped(goods.amount, currency), "0", "*", _clock(order.created_at), _paid(order), _STATES[_fate(order)],
        "退款成功" if back else "-", _grouped(back, currency) if back else "", SOURCES.get(order.traffic, ""),
    ]  # fmt: skip


def _taobao(order: Order, goods: Goods, currency: str) -> list[str]:
    back = order.refunded_minor
    return [
        f'="{order.id}"', order.user or "", _grouped(_whole(order), currency), _TAOBAO[_fate(order)], _clock(order.created_at),
        _paid(order), goods.title or "-", goods.sku, str(goods.qty), _grouped(goods.unit, currency),
        _grouped(back, currency) if back else "",
    ]  # fmt: skip


def _shopify(order: Order, goods: Goods, currency: str) -> list[str]:
    line = [str(goods.qty), goods.title, decimal(goods.unit, currency), goods.sku]
    if goods.number > 1:  # all that is the order's stands on its first row alone
        return [f"#{order.id}", "", "", "", "", "", _clock(order.created_at, " +0800"), *line, "", ""]
    paid = _clock(order.paid_at, " +0800") if order.paid_at is not None else ""
    return [
        f"#{order.id}", order.user or "", _SHOPIFY[_fate(order)], paid, currency, decimal(_whole(order), currency),
        _clock(order.created_at, " +0800"), *line, decimal(order.refunded_minor, currency), order.id,
    ]  # fmt: skip


def _woocommerce(order: Order, goods: Goods, currency: str) -> list[str]:
    return [
        order.id, _WOO[_fate(order)], _clock(order.created_at), _paid(order), order.user or "", decimal(_whole(order), currency),
        decimal(order.refunded_minor, currency), goods.sku, goods.title, str(goods.qty), decimal(goods.unit, currency),
    ]  # fmt: skip


SHEETS: Final[Mapping[str, Sheet]] = {
    "doudian": Sheet(
        ("主订单编号", "子订单编号", "选购商品", "商品数量", "商家编码", "商品金额", "订单应付金额", "运费", "收件人",
         "订单提交时间", "支付完成时间", "订单状态", "售后状态", "退款金额", "流量来源"),
        _doudian,
    ),
    "taobao": Sheet(
        ("订单编号", "买家会员名", "买家应付货款", "订单状态", "订单创建时间", "订单付款时间", "宝贝标题", "商家编码",
         "购买数量", "宝贝单价", "退款金额"),
        _taobao,
    ),
    "shopify": Sheet(
        ("Name", "Email", "Financial Status", "Paid at", "Currency", "Total", "Created at", "Lineitem quantity",
         "Lineitem name", "Lineitem price", "Lineitem sku", "Refunded Amount", "Id"),
        _shopify,
    ),
    "woocommerce": Sheet(
        ("Order Number", "Order Status", "Order Date", "Paid Date", "Customer User ID", "Order Total Amount",
         "Order Refund Amount", "SKU", "Item Name", "Quantity", "Item Cost"),
        _woocommerce,
    ),
}  # fmt: skip
"""By whose back office."""

_FATES: Final = ("open", "gone", "paid", "part", "back")
"""Not paid, cancelled unpaid, paid, a part of it is back, all of it is back."""
_STATES: Final = dict(zip(_FATES, ("待支付", "已关闭", "已发货", "已发货", "已关闭"), strict=True))
_TAOBAO: Final = dict(
    zip(
        _FATES,
        ("等待买家付款", "交易关闭", "买家已付款,等待卖家发货", "买家已付款,等待卖家发货", "交易关闭"),
        strict=True,
    )
)
_SHOPIFY: Final = dict(zip(_FATES, ("pending", "voided", "paid", "partially_refunded", "refunded"), strict=True))
_WOO: Final = dict(zip(_FATES, ("pending", "cancelled", "processing", "processing", "refunded"), strict=True))


def _fate(order: Order) -> str:
    if not order.paid:
        return "gone" if order.returned else "open"
    if not order.refunded_minor:
        return "paid"
    return "back" if order.refunded_minor == order.paid_minor else "part"


def _whole(order: Order) -> int:
    return order.paid_minor if order.paid else order.created_minor


def _figure(name: str, value: int | None, currency: str) -> str:
    if value is None:
        return ""
    return _grouped(value, currency) if name == "gmv_minor" else f"{value:,}"


def _grouped(minor: int, currency: str) -> str:
    return decimal(minor, currency, ",")


def _paid(order: Order) -> str:
    return _clock(order.paid_at) if order.paid_at is not None else ""


def _clock(at_ms: int, offset: str = "") -> str:
    return datetime.fromtimestamp(at_ms / 1000, _HERE).strftime("%Y-%m-%d %H:%M:%S") + offset
