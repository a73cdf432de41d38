"""The orders of the show as a platform's back office exports them.

Owns: the columns, words and quirks of such a file: Chinese headings, a row for each product of an order, ids behind a tab,
amounts with thousands commas, seconds without an offset, in GB18030 or in UTF-8 with its mark.
Law: written from the ledger alone, as each order stands at the end; the rows of an order add up to it exactly.
Must not know: how such a file is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

from sim.truth.orders import UNKNOWN, Order, share

ENCODINGS: Final = ("gb18030", "utf-8-sig")
HEAD: Final = (
    "主订单编号", "子订单编号", "选购商品", "商品数量", "商家编码", "商品金额", "订单应付金额", "运费", "收件人", "订单提交时间",
    "支付完成时间", "订单状态", "售后状态", "退款金额", "流量来源",
)  # fmt: skip
SOURCES: Final[Mapping[str, str]] = {
    "recommend": "推荐", "follow": "关注", "search": "搜索", "paid": "付费", "video": "短视频", "share": "分享",
    "private": "私域", "other": "其他",
}  # fmt: skip
_HERE: Final = timezone(timedelta(hours=8))


def write(file: Path, orders: Iterable[Order], titles: Mapping[str, str], encoding: str = ENCODINGS[0]) -> int:
    """Write the orders to a file, the newest first, and return how many rows there are.

    Args:
        titles: Of products, by sku.
        encoding: One of `ENCODINGS`.
    """
    text = io.StringIO(newline="")
    out = csv.writer(text, lineterminator="\r\n")
    out.writerow(HEAD)
    rows = [row for order in sorted(orders, key=lambda o: (-o.created_at, o.id)) for row in _rows(order, titles)]
    out.writerows(rows)
    file.write_bytes(text.getvalue().encode(encoding))
    return len(rows)


def _rows(order: Order, titles: Mapping[str, str]) -> Iterator[list[str]]:
    lines = order.paid_lines if order.paid else order.created_lines
    amounts = share(order.paid_minor if order.paid else order.created_minor, lines)
    refunds = share(order.refunded_minor, lines)
    goods = [(line.sku, line.qty, line.minor) for line in lines] or [(UNKNOWN, 1, amounts[UNKNOWN])]
    for number, (sku, qty, minor) in enumerate(goods, 1):
        back = refunds[sku]
        yield [
            f"\t{order.id}", f"\t{order.id}-{number}", titles.get(sku, ""), str(qty), "" if sku == UNKNOWN else sku,
            _yuan(minor // qty), _yuan(amounts[sku]), "0", "*", _clock(order.created_at),
            _clock(order.paid_at) if order.paid_at is not None else "", _state(order),
            "退款成功" if back else "-", _yuan(back) if back else "", SOURCES.get(order.traffic, ""),
        ]  # fmt: skip


def _state(order: Order) -> str:
    if not order.paid:
        return "已关闭" if order.returned else "待支付"
    return "已关闭" if order.refunded_minor and order.refunded_minor == order.paid_minor else "已发货"


def _yuan(minor: int) -> str:
    return f"{minor // 100:,}.{minor % 100:02}"


def _clock(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, _HERE).strftime("%Y-%m-%d %H:%M:%S")
