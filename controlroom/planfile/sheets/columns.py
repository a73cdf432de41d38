"""Which sheets a plan has, with which columns, by which names.

Owns: the tables, their Chinese and English heads, and the words that stand for a key's values.
Law: every column leads to one key of the plan file; a head is known by its Chinese name, its English one, or the key.
Must not know: files, cells, what a value means.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, NamedTuple

Kind = Literal["text", "number", "truth", "instant", "day", "list"]
"""How a cell is read: `list` is several texts, a line each, or parted by `;` or `|` on one line."""

ZH: Final = "zh-CN"
EN: Final = "en"


class Column(NamedTuple):
    """One column. `path`: the key in the row's mapping; one that ends in a language holds that language's text."""

    path: tuple[str, ...]
    zh: str
    en: str
    kind: Kind = "text"
    words: dict[str, str] = {}  # noqa: RUF012 - never written to
    other: tuple[str, ...] = ()


class Table(NamedTuple):
    """One sheet.

    Args:
        into: The plan's key that its rows go to.
        under: The list and the key of its entries that own the rows (`segments` by `id`); None: the plan itself.
        loose: A row without an owner belongs to the plan itself.
    """

    name: str
    zh: str
    en: str
    into: str
    columns: tuple[Column, ...]
    under: tuple[str, str] | None = None
    loose: bool = False
    other: tuple[str, ...] = ()


OWNER: Final = "_owner"
"""The path of the column that names a row's owner, and of a playbook's own name."""


def _words(key: str, zh: str, en: str, kind: Kind = "text") -> tuple[Column, Column]:
    return Column((key, ZH), zh, en, kind), Column((key, EN), f"英文{zh}", f"{en} (en)", kind)


_ROLES: Final = {
    "主播": "host", "场控": "controller", "运营": "operator", "数据员": "analyst", "数据": "analyst", "助理": "assistant",
    "助播": "assistant", "管理员": "admin",
}  # fmt: skip
_PRODUCT_ROLES: Final = {
    "主推": "hero", "主推款": "hero", "爆款": "hero", "引流": "traffic", "引流款": "traffic", "利润": "profit",
    "利润款": "profit", "高端": "premium", "形象款": "premium", "高端款": "premium", "过款": "filler", "辅助": "filler",
    "填充": "filler",
}  # fmt: skip
_SEGMENT_KINDS: Final = {
    "开场": "opening", "讲解": "product", "产品": "product", "商品": "product", "互动": "interaction", "秒杀": "flash_sale",
    "抽奖": "draw", "福袋": "draw", "休息": "break", "收尾": "closing", "结束": "closing",
}  # fmt: skip
_PRIORITIES: Final = {"普通": "info", "提示": "info", "推送": "push", "重要": "push", "紧急": "urgent"}
_TIMER_KINDS: Final = {"倒计时": "countdown", "正计时": "countup", "截止": "until"}
_TROUBLES: Final = {
    "库存告急": "low_stock", "售罄": "sold_out", "差评": "negative_wave", "负面": "negative_wave", "价格争议": "price_question",
    "断网": "network", "网络": "network", "口误": "host_slip", "平台警告": "platform_warning",
}  # fmt: skip
_CATEGORIES: Final = {"美妆": "beauty", "服饰": "apparel", "服装": "apparel", "食品": "food"}

TABLES: Final[tuple[Table, ...]] = (
    Table("show", "节目", "Show", "show", (
        *_words("title", "标题", "Title"),
        Column(("room",), "直播间", "Room"),
        Column(("timezone",), "时区", "Time zone"),
        Column(("currency",), "货币", "Currency"),
        Column(("starts",), "开始时间", "Starts", "instant", other=("开播时间",)),
        Column(("ends",), "结束时间", "Ends", "instant"),
        Column(("category",), "类目", "Category", words=_CATEGORIES),
        Column(("target", "gmv"), "目标GMV", "Target GMV", "number", other=("GMV目标",)),
        Column(("staff_accounts",), "内部账号", "Staff accounts", "list"),
        Column(("host_numbers",), "主播数字", "Host numbers", "list"),
    )),
    Table("team", "团队", "Team", "team", (
        Column(("id",), "编号", "Id"),
        Column(("name",), "姓名", "Name"),
        Column(("role",), "角色", "Role", words=_ROLES, other=("岗位",)),
    )),
    Table("papers", "资质", "Papers", "papers", (
        *_words("title", "资质名称", "Paper"),
        Column(("valid_until",), "有效期至", "Valid until", "day"),
    )),
    Table("products", "商品", "Products", "products", (
        Column(("sku",), "货号", "SKU", other=("商品编码", "商品编号")),
        *_words("title", "商品名称", "Title"),
        Column(("link",), "链接号", "Link", "number", other=("链接",)),
        Column(("aliases",), "别名", "Aliases", "list"),
        Column(("price",), "直播价", "Price", "number", other=("售价", "价格")),
        Column(("list_price",), "原价", "List price", "number", other=("划线价", "柜台价")),
        Column(("cost",), "成本", "Cost", "number", other=("成本价",)),
        Column(("stock",), "库存", "Stock", "number"),
        Column(("safety",), "安全库存", "Safety", "number"),
        Column(("expected_units",), "预计销量", "Expected units", "number"),
        Column(("target", "gmv"), "目标GMV", "Target GMV", "number"),
        Column(("role",), "定位", "Role", words=_PRODUCT_ROLES, other=("角色",)),
        *_words("points", "卖点", "Points", "list"),
        *_words("gifts", "赠品", "Gifts", "list"),
        Column(("instead",), "替代品货号", "Instead", other=("替代品",)),
        Column(("ships_within",), "发货时效", "Ships within"),
        Column(("presale",), "预售", "Presale", "truth"),
    ), other=("产品", "货盘")),
    Table("evidence", "凭证", "Evidence", "evidence", (
        Column((OWNER,), "货号", "SKU", other=("商品编码",)),
        Column(("claim",), "宣称", "Claim", words={"原价": "list_price", "划线价": "list_price"}),
        Column(("file",), "文件", "File"),
        Column(("valid_until",), "有效期至", "Valid until", "day"),
    ), under=("products", "sku")),
    Table("offers", "优惠", "Offers", "offers", (
        Column(("id",), "编号", "Id"),
        Column(("sku",), "货号", "SKU"),
        *_words("title", "标题", "Title"),
        *_words("gift", "赠品", "Gift"),
        Column(("price",), "优惠价", "Price", "number"),
        Column(("quota",), "名额", "Quota", "number"),
        Column(("minutes",), "分钟", "Minutes", "number"),
        *_words("announce", "公告", "Announcement"),
    )),
    Table("segments", "环节", "Segments", "segments", (
        Column(("id",), "编号", "Id"),
        *_words("title", "标题", "Title"),
        Column(("minutes",), "分钟", "Minutes", "number", other=("时长",)),
        Column(("kind",), "类型", "Kind", words=_SEGMENT_KINDS),
        Column(("starts",), "固定开始", "Starts", "instant"),
        Column(("sku",), "货号", "SKU"),
        Column(("host",), "主播", "Host"),
        Column(("target", "gmv"), "目标GMV", "Target GMV", "number"),
        Column(("script",), "脚本", "Script", other=("话术", "口播稿")),
    ), other=("流程", "Rundown")),
    Table("cues", "提示", "Cues", "cues", (
        Column((OWNER,), "环节", "Segment"),
        Column(("id",), "编号", "Id"),
        *_words("text", "内容", "Text"),
        Column(("priority",), "优先级", "Priority", words=_PRIORITIES),
        Column(("at",), "时间", "At"),
        Column(("when", "left"), "剩余时间", "When left"),
        Column(("when", "timer"), "计时器", "When timer"),
        Column(("when", "stock_below"), "库存低于", "When stock below", "number"),
        Column(("when", "sku"), "库存货号", "When SKU"),
        Column(("when", "kpi"), "指标", "When KPI"),
        Column(("when", "above"), "高于", "When above", "number"),
        Column(("when", "below"), "低于", "When below", "number"),
        Column(("offer",), "优惠编号", "Offer"),
        Column(("rescue",), "救场", "Rescue", "truth"),
        Column(("target",), "对象", "Target"),
        Column(("expires",), "过期", "Expires"),
        *_words("announce", "公告", "Announcement"),
    ), under=("segments", "id"), loose=True),
    Table("timers", "计时器", "Timers", "timers", (
        Column((OWNER,), "环节", "Segment"),
        Column(("id",), "编号", "Id"),
        *_words("title", "标题", "Title"),
        Column(("kind",), "类型", "Kind", words=_TIMER_KINDS),
        Column(("minutes",), "分钟", "Minutes", "number"),
        Column(("until",), "截止时间", "Until", "instant"),
        Column(("start",), "开始", "Start"),
        Column(("offer",), "优惠编号", "Offer"),
        Column(("warn",), "预警", "Warn"),
        Column(("danger",), "告急", "Danger"),
    ), under=("segments", "id")),
    Table("tasks", "任务", "Tasks", "tasks", (
        Column((OWNER,), "环节", "Segment"),
        Column(("id",), "编号", "Id"),
        Column(("at",), "时间", "At"),
        *_words("title", "任务", "Task"),
        Column(("owner",), "负责人", "Owner"),
        Column(("approve",), "确认人", "Approve", other=("审批人",)),
        Column(("inform",), "知会", "Inform", "list"),
        Column(("sku",), "货号", "SKU"),
    ), under=("segments", "id")),
    Table("playbooks", "预案", "Playbooks", "playbooks", (
        Column((OWNER,), "情况", "Trouble", words=_TROUBLES),
        Column(("owner",), "负责人", "Owner"),
        *_words("steps", "步骤", "Steps", "list"),
        *_words("say", "话术", "Say"),
        Column(("cue",), "提示编号", "Cue"),
    )),
    Table("scenes", "场景", "Scenes", "scenes", (
        Column(("id",), "编号", "Id"),
        *_words("title", "标题", "Title"),
        Column(("key",), "按键", "Key"),
        Column(("product",), "货号", "Product"),
        Column(("offer",), "优惠编号", "Offer"),
        Column(("cue",), "提示编号", "Cue"),
        Column(("timer",), "计时器", "Timer"),
        Column(("tasks",), "任务编号", "Tasks", "list"),
        *_words("announce", "公告", "Announcement"),
    )),
    Table("faq", "问答", "FAQ", "faq", (
        Column(("ask",), "问法", "Ask", "list"),
        *_words("answer", "回答", "Answer"),
        Column(("sku",), "货号", "SKU"),
    )),
)  # fmt: skip

IN_SHOW: Final = frozenset({"team", "papers"})
"""Tables whose rows stand inside `show`."""


def plain_head(text: str) -> str:
    """Return a head or a sheet's name as it is compared: without case, width, blanks, `*` and what is in brackets."""
    evened = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_*:]|\[[^\]]*\]", "", evened)


def heads_of(column: Column) -> set[str]:
    """Return every head that means `column`, as compared."""
    key = ".".join(step for step in column.path if step != OWNER)
    return {plain_head(name) for name in (column.zh, column.en, key, *column.other) if name}


def names_of(table: Table) -> set[str]:
    """Return every name of a sheet that means `table`, as compared."""
    return {plain_head(name) for name in (table.name, table.zh, table.en, *table.other)}
