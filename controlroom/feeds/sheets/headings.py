"""Which headings and words of exports are understood, as data tables.

Owns: the columns of order exports and of board exports by every name they go by, the words for an order's state, and which
export is whose.
Law: a table says all; of two columns that mean the same, the first name in its row counts. Headings are compared without
width, case, blanks, and units in brackets (`text.plain_head`).
Must not know: cells, files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, Literal, TypeVar

from msgspec import Struct

from controlroom.domain.events import Traffic
from controlroom.domain.totals import Figure
from controlroom.feeds.fields import Unfit
from controlroom.feeds.sheets.text import Cell, Row, even, plain_head
from controlroom.feeds.sheets.values import says_nothing

C = TypeVar("C", bound=str)

HEAD_ROWS: Final = 15
"""Among the first so many rows the headings are looked for: above them stand titles and remarks."""

OrderColumn = Literal[
    "order", "own", "item", "state", "aftersale", "code", "goods", "title", "qty", "unit", "amount", "order_amount", "refund",
    "order_refund", "refund_id", "currency", "created", "paid", "refunded", "cancelled", "user", "traffic",
]  # fmt: skip
"""`amount`, `refund`: of the row or of the whole order, as the rows show; `order_…`: surely of the whole order."""

ORDERS: Final[Mapping[OrderColumn, tuple[str, ...]]] = {
    "order": (
        "主订单编号", "主订单号", "父订单号", "订单编号", "订单号", "订单ID", "交易编号", "order_number",
        "Order Number", "Order ID", "order_id", "Order #", "Order", "Name",
    ),
    "own": ("Id",),  # Shopify's alone
    "item": ("子订单编号", "子订单号", "子订单ID", "商品订单号", "商品单号", "SubOrder", "Item ID", "order_item_id"),
    "state": (
        "订单状态", "交易状态", "状态", "Financial Status", "Order Status", "status", "order_status",
        "Payment Status",
    ),
    "aftersale": ("售后状态", "退款状态", "退款/售后状态", "售后/退款状态"),
    "code": (
        "商家编码", "商家SKU编码", "SKU编码", "SKU编号", "规格编码", "商家编码-规格维度", "货号", "商品编码",
        "外部编码", "商家自定义编码", "sku", "Lineitem sku", "Item SKU", "Product SKU",
    ),
    "goods": ("SKU ID", "SKUID", "商品ID", "商品编号", "宝贝ID", "商品id", "Product ID", "product_id"),
    "title": (
        "选购商品", "商品名称", "商品标题", "商品", "宝贝标题", "标题", "Lineitem name", "Item Name", "Product Name",
    ),
    "qty": (
        "商品数量", "数量", "购买数量", "宝贝总数量", "商品件数", "件数", "Lineitem quantity", "Quantity",
        "Quantity (- Refund)", "Item Quantity", "qty",
    ),
    "unit": (
        "商品单价", "单价", "商品价格", "宝贝单价", "商品金额", "Lineitem price", "Item Cost", "Item Price",
        "unit_price", "Price",
    ),
    "amount": (
        "实付金额", "买家实付金额", "买家实际支付金额", "实际支付金额", "用户实付金额", "用户实付", "订单实付金额",
        "实付款", "支付金额", "买家应付货款", "订单应付金额", "应付金额", "商家实收金额", "订单实际支付金额",
        "实收金额",
    ),
    "order_amount": (
        "订单总金额", "订单金额", "总金额", "Total", "Order Total Amount", "order_total", "Order Total", "N. Revenue",
    ),
    "refund": ("退款金额", "退款成功金额", "已退款金额", "实际退款金额", "售后退款金额", "item_refunded"),
    "order_refund": ("Refunded Amount", "Order Refund Amount", "refunded_total", "total_refunded", "订单退款金额"),
    "refund_id": ("退款单号", "退款编号", "售后单号", "售后编号", "Refund ID"),
    "currency": ("币种", "货币", "Currency", "order_currency", "Order Currency"),
    "created": (
        "订单提交时间", "下单时间", "订单创建时间", "创建时间", "提交时间", "Created at", "Order Date", "order_date",
        "date_created", "Date", "日期",
    ),
    "paid": (
        "支付完成时间", "支付时间", "付款时间", "订单付款时间", "订单支付时间", "Paid at", "paid_date", "Paid Date",
        "Date Paid",
    ),
    "refunded": ("退款时间", "退款完成时间", "退款成功时间", "售后完成时间", "Refunded at"),
    "cancelled": ("取消时间", "订单取消时间", "关闭时间", "订单关闭时间", "Cancelled at"),
    "user": (
        "买家ID", "用户ID", "买家用户ID", "买家会员名", "买家昵称", "用户昵称", "下单用户", "Email", "customer_id",
        "Customer User ID", "Customer ID", "customer_email", "Email (Billing)",
    ),
    "traffic": ("流量渠道", "流量来源", "来源渠道", "订单来源"),
}  # fmt: skip

BoardColumn = Literal["at", "ended", "day", "told_by"] | Figure

BOARD: Final[Mapping[BoardColumn, tuple[str, ...]]] = {
    "at": (
        "时间", "统计时间", "数据时间", "更新时间", "数据更新时间", "截止时间", "采集时间", "时刻", "at", "time",
        "timestamp", "as of", "datetime",
    ),
    "ended": ("直播结束时间", "下播时间", "关播时间", "结束时间"),
    "day": ("日期", "直播日期", "统计日期", "date", "day"),
    "told_by": ("来源", "数据来源", "平台", "看板", "as_told_by", "source", "board"),
    "gmv_minor": (
        "累计成交金额", "直播间成交金额", "直播间累计成交金额", "成交金额", "用户支付金额", "支付金额",
        "累计支付金额", "成交额", "销售额", "GMV", "pay_amt", "Gross revenue", "Revenue", "Sales",
    ),
    "orders": (
        "累计成交订单数", "直播间成交订单数", "成交订单数", "支付订单数", "成交单量", "成交订单量", "订单数",
        "订单量", "pay_cnt", "orders", "Paid orders",
    ),
    "buyers": (
        "累计成交人数", "直播间成交人数", "成交人数", "支付人数", "成交用户数", "买家数", "pay_ucnt", "buyers",
        "customers",
    ),
    "exposure": (
        "直播间曝光人数", "直播间曝光次数", "曝光人数", "曝光次数", "累计曝光人数", "曝光量", "曝光", "exposure",
        "Impressions",
    ),
    "entries": (
        "进入直播间人数", "直播间进入人数", "进入人数", "累计进入人数", "累计观看人数", "直播间观看人数", "观看人数",
        "观看次数", "场观", "watch_ucnt", "entries", "Viewers", "Views",
    ),
    "clicks": (
        "商品点击次数", "直播间商品点击次数", "商品点击人数", "直播间商品点击人数", "商品点击", "点击次数",
        "点击人数", "点击量", "点击", "clicks", "Product clicks",
    ),
}  # fmt: skip

State = Literal["created", "paid", "cancelled", "refunded", "part"]
"""`part`: paid, and a part of it is back."""


def _words(words: str) -> tuple[str, ...]:
    return tuple(even(word) for word in words.split("|"))


STATES: Final[Mapping[str, State]] = {
    **dict.fromkeys(_words(
        "待付款|待支付|未付款|未支付|等待买家付款|等待付款|已下单|已创建|待确认|已提交|下单成功|created|pending|"
        "pending payment|authorized|partially_paid|partially paid|unpaid|on-hold|on hold|draft|checkout-draft|"
        "wc-pending|wc-on-hold|awaiting payment"
    ), "created"),
    **dict.fromkeys(_words(
        "已付款|已支付|支付成功|付款成功|买家已付款|等待卖家发货|买家已付款,等待卖家发货|等待发货|待发货|备货中|未发货|"
        "部分发货|待成团|拼团中|已发货|卖家已发货|等待买家确认收货|卖家已发货,等待买家确认|待收货|待签收|已签收|"
        "已收货|待评价|已完成|完成|交易成功|已结算|待使用|已核销|paid|processing|completed|complete|shipped|"
        "delivered|fulfilled|wc-processing|wc-completed"
    ), "paid"),
    **dict.fromkeys(_words(
        "已取消|取消|已关闭|关闭|交易关闭|交易已关闭|订单关闭|订单取消|超时关闭|超时未付款|未付款关闭|用户取消|"
        "已作废|cancelled|canceled|voided|expired|failed|wc-cancelled|wc-failed|trash"
    ), "cancelled"),
    **dict.fromkeys(_words(
        "已退款|退款成功|全额退款|已全额退款|退款完成|交易退款|已退货退款|全额退款完成|refunded|wc-refunded"
    ), "refunded"),
    **dict.fromkeys(_words("部分退款|已部分退款|部分退款成功|partially_refunded|partially refunded"), "part"),
}  # fmt: skip

REFUND_DONE: Final = frozenset(_words(
        "退款成功|退款完成|已退款|售后完成|售后成功|已全额退款|全额退款|部分退款|已部分退款|部分退款成功|"
        "退货退款成功|仅退款成功|refunded|partially_refunded|partially refunded"
    ))  # fmt: skip
"""Words of an after-sale column that say money is back; with any other it is not (yet)."""

TRAFFIC: Final[Mapping[str, Traffic]] = {
    **dict.fromkeys(_words("推荐|推荐feed|直播推荐|自然推荐|recommend"), "recommend"),
    **dict.fromkeys(_words("关注|关注页|follow"), "follow"),
    **dict.fromkeys(_words("搜索|search"), "search"),
    **dict.fromkeys(_words("付费|付费流量|广告|千川|随心推|paid"), "paid"),
    **dict.fromkeys(_words("短视频|短视频引流|video"), "video"),
    **dict.fromkeys(_words("分享|share"), "share"),
    **dict.fromkeys(_words("私域|private"), "private"),
    **dict.fromkeys(_words("其他|其它|other"), "other"),
}  # fmt: skip

SHOPIFY: Final = "Shopify"

MAKERS: Final = (
    ("抖店 (Doudian)", ("主订单编号", "子订单编号")),
    ("淘宝/天猫 (Taobao)", ("宝贝标题",)),
    (SHOPIFY, ("Financial Status", "Lineitem quantity")),
    ("WooCommerce", ("Order Number", "Order Status", "Order Total Amount")),
    ("WooCommerce", ("order_id", "order_date", "order_total")),
)
"""Whose an order export is, by headings that all must be there; none: the general columns."""

_PARTS: Final = re.compile(r"[,/、;|+]")

_SUMS: Final = frozenset(_words("合计|总计|汇总|共计|小计|total|sum"))
"""What a row that only adds up the others begins with."""


class Head(Struct, frozen=True):
    """The headings of a sheet.

    Args:
        row: Which of its rows they are.
        columns: The place of each column that is understood.
        names: Every column's heading as written, by place.
        unknown: Headings that are not understood.
        width: How many cells a row of the sheet has; one that has more is not as it was.
    """

    row: int
    columns: dict[str, int]
    names: list[str]
    unknown: tuple[str, ...]
    width: int = 0


@cache
def _compared(name: str) -> str:
    """Return a name out of the tables as it is compared."""
    return plain_head(name)


FURTHER: Final[tuple[State, ...]] = ("created", "paid", "part", "cancelled", "refunded")
"""Of two states that are told of one thing, the one that stands further back here counts."""


def state_of(words: str) -> State | None:
    """Return what an order's state is called; one of several parts (`已发货，退款成功`) is its furthest. None: nobody knows."""
    text = even(words)
    parts = [text] if text in STATES else [part.strip() for part in _PARTS.split(text)]
    known = [STATES[part] for part in parts if part in STATES]
    return max(known, key=FURTHER.index, default=None)


def head_of(rows: Sequence[Row], table: Mapping[C, tuple[str, ...]], needs: Sequence[str]) -> Head | None:
    """Return the headings among the first rows, None when no row has them.

    Args:
        table: `ORDERS` or `BOARD`.
        needs: Columns of which one must be there.
    """
    best: Head | None = None
    for number, row in enumerate(rows[:HEAD_ROWS]):
        found = _columns(row.cells, table)
        if not any(name in found for name in needs) or len(found) < 2:
            continue
        if best is None or len(found) > len(best.columns):
            names = [cell if isinstance(cell, str) else "" for cell in row.cells]
            known = {head for of in table.values() for head in map(_compared, of)}
            unknown = tuple(name for name in names if name and plain_head(name) not in known)
            best = Head(number, found, names, unknown)
    return best


def _columns(cells: Sequence[Cell], table: Mapping[C, tuple[str, ...]]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, cell in enumerate(cells):
        if isinstance(cell, str) and cell:
            places.setdefault(plain_head(cell), at)
    found: dict[str, int] = {}
    for column, names in table.items():
        there = [places[head] for head in map(_compared, names) if head in places]
        free = next((at for at in there if at not in found.values()), None)
        if free is not None:
            found[column] = free
    return found


def maker_of(head: Head) -> str:
    """Return whose an order export is; empty: nobody's in particular."""
    there = {plain_head(name) for name in head.names}
    return next((name for name, marks in MAKERS if {plain_head(mark) for mark in marks} <= there), "")


def is_sum(row: Row) -> bool:
    """Tell whether a row only adds up the others, or nothing at all."""
    first = next((cell for cell in row.cells if not says_nothing(cell)), None)
    return first is None or (isinstance(first, str) and even(first).rstrip(":") in _SUMS)


def check_whole(row: Row, head: Head) -> None:
    """Return when a row has its cells.

    Raises:
        Unfit: It was taken apart wrongly, or it ends too early.
    """
    if row.torn:
        raise Unfit("bad_row", "", f"The row cannot be read: {row.torn}.")
    if len(row.cells) > max(head.width, len(head.names)) or any(row.cells[len(head.names) :]):
        said = "The row has more cells than there are headings: a text or an amount with a comma must stand in quotes."
        raise Unfit("bad_row", "", said)
    if row.last and len(row.cells) < len(head.names):
        raise Unfit("bad_row", "", "The file ends in the middle of this row: export or copy it again.")
