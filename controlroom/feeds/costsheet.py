"""A sheet of costs as people keep it: CSV, in Chinese or English, from a spreadsheet or a platform's export.

Owns: which headings and words are understood, and the id of a row.
Law: the whole sheet is read before anything is used; a row that cannot be read is named by its line. The same row of the
same show has the same id, so that reading a sheet again, or one that has grown, adds only what is new.
Must not know: rooms, HTTP, files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from msgspec import Struct

from controlroom.domain.events import SpendKind
from controlroom.feeds.fields import Unfit
from controlroom.feeds.sheets.text import plain_head, rows_of
from controlroom.feeds.sheets.values import minor_of, shown
from controlroom.feeds.written import MINOR_MAX

KIND_HEADS: Final = ("kind", "type", "类型", "费用类型", "类别")
AMOUNT_HEADS: Final = ("amount", "金额", "费用")
MINOR_HEADS: Final = ("amountminor",)

KINDS: Final[Mapping[str, SpendKind]] = {
    **dict.fromkeys(("ads", "ad", "投放", "投流", "广告", "千川", "随心推", "广告费"), "ads"),
    **dict.fromkeys(("host", "主播", "主播费", "坑位费", "人工"), "host"),
    **dict.fromkeys(("commission", "佣金", "平台佣金", "达人佣金", "技术服务费"), "commission"),
    **dict.fromkeys(("logistics", "shipping", "物流", "快递", "运费", "快递费"), "logistics"),
    **dict.fromkeys(("other", "其他", "其它", "杂费"), "other"),
}
"""Words of a sheet → the kind of cost."""
_DIGITS: Final = 20
"""More than an amount can have."""


class BadSheet(ValueError):
    """A sheet of costs cannot be used; the message names the line and the mend."""


class Cost(Struct, frozen=True):
    """One row. `id`: the same for the same row of the same show."""

    line: int
    kind: SpendKind
    amount_minor: int
    id: str


def read_costs(text: str, show: str, currency: str) -> list[Cost]:
    """Return a sheet's rows.

    Args:
        text: CSV with a heading; columns separated by comma, semicolon or tab.
        show: Whose costs they are.
        currency: What amounts without `_minor` are in.

    Raises:
        BadSheet: Nothing of it is to be used.
    """
    names: list[str] | None = None
    costs: list[Cost] = []
    alike: Counter[tuple[str, ...]] = Counter()
    for row in rows_of(text):
        cells = [shown(cell) for cell in row.cells]
        if row.torn:
            raise BadSheet(f"line {row.line}: {row.torn}")
        if names is None:
            names = [plain_head(cell) for cell in cells]
            continue
        if len(cells) > len(names):
            more = "put an amount with a comma in quotes"
            raise BadSheet(f"line {row.line}: there are more cells than headings: {more}")
        kind, minor = _read(dict(zip(names, cells, strict=False)), names, currency, row.line)
        alike[tuple(cells)] += 1
        costs.append(Cost(row.line, kind, minor, _id(show, cells, alike[tuple(cells)])))
    if not costs:
        raise BadSheet("the sheet has no row of costs under its heading: columns kind and amount (类型, 金额)")
    return costs


def _read(cells: Mapping[str, str], names: list[str], currency: str, line: int) -> tuple[SpendKind, int]:
    kind_head = next((head for head in KIND_HEADS if head in names), None)
    minor_head = next((head for head in MINOR_HEADS if head in names), None)
    amount_head = next((head for head in AMOUNT_HEADS if head in names), None)
    if kind_head is None or (minor_head is None and amount_head is None):
        raise BadSheet(f"the heading has {', '.join(names)}: it needs kind and amount (类型, 金额), or amount_minor")
    word = cells.get(kind_head, "")
    kind = KINDS.get(word.lower())
    if kind is None:
        wanted = ", ".join(dict.fromkeys(KINDS.values()))
        raise BadSheet(f"line {line}: there is no kind {word!r}: use one of {wanted} (投放, 主播, 佣金, 物流, 其他)")
    minor = _minor(cells.get(minor_head or "", ""), line) if minor_head is not None else None
    if minor is None:
        minor = _amount(cells.get(amount_head or "", ""), currency, line)
    return kind, minor


def _minor(written: str, line: int) -> int | None:
    if not written:
        return None
    if not written.isascii() or not written.isdecimal() or len(written) > _DIGITS or int(written) > MINOR_MAX:
        raise BadSheet(f"line {line}: {written[:40]!r} is no amount in minor units: write digits only")
    return int(written)


def _amount(written: str, currency: str, line: int) -> int:
    try:
        return minor_of(written, "the amount", currency)
    except Unfit as error:
        raise BadSheet(f"line {line}: {error.message.rstrip('.')}") from error


def _id(show: str, cells: list[str], nth: int) -> str:
    return "sheet-" + blake2b("\x1f".join([show, *cells, str(nth)]).encode(), digest_size=16).hexdigest()
