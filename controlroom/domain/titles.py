"""What viewers call a plan's products: titles, aliases, and titles without what nobody says of them.

Owns: how a title is read without its amount and what stands in brackets, whose name that is, and whether anybody would write it.
Law: what a plan's author wrote is a name as it stands. A shortened title is one only where nothing else that is sold is called
so or ends so: of 精华 30ml and 玫瑰精华 neither is 精华. Compared in even form; the same plan gives the same names.
Must not know: plans' other parts, comments, which product is on air.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from controlroom.domain.asking import even

_NUM: Final = r"\d+(?:[.,]\d+)?"
_LATIN: Final = (
    r"(?:ml|cl|l|fl\.?\s?oz|oz|lbs?|kg|mg|g|mm|cm|m|inch(?:es)?|gb|tb|pcs|pieces?|packs?|count|ct|bags?|sachets?|tablets?|"
    r"capsules?|sheets?|rolls?|pairs?|bottles?|boxes|tubes?)(?![a-z])"
)
_HAN: Final = (
    "(?:毫升|毫克|千克|公斤|厘米|公分|[升克斤两瓶片盒箱袋包支只个枚粒颗条双对罐管卷抽块张米寸贴入]|件(?!套))装?(?!套)"
)
_UNIT: Final = f"(?:{_LATIN}|{_HAN})"
_TIMES: Final = rf"(?:\s?[*x×]\s?\d+(?![a-z\d])(?:\s?{_HAN})?)"
_BRACKETED: Final = re.compile(r"\([^()]*\)|\[[^][]*\]|【[^【】]*】|〔[^〔〕]*〕|\{[^{}]*\}")
_AMOUNT: Final = re.compile(
    rf"\b(?:pack|set|box|case) of \d+\b|(?<![\d.a-z]){_NUM}\s?[*x×](?=\s?\d)"
    rf"|(?<![\d.a-z])(?:{_NUM}\s?[-~]\s?)?{_NUM}\s?-?{_UNIT}(?:\s?/\s?{_UNIT})?{_TIMES}*"
    rf"|(?<![a-z]){_TIMES}|(?<=[\u3400-\u9fff ])[一二三四五六七八九十两]{{1,2}}{_HAN}$",
    re.IGNORECASE,
)
"""An amount: 30ml, 50 g*2, 10 片/盒, x2, pack of 3, 十片装. 四件套 is none: it is what is sold."""
_EDGES: Final = " \t,;:.|/+*&·、,;:。-–—~_"
_RUNS: Final = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
_SHORTEST: Final = 2
SAYABLE: Final = 6
"""Of more than so many Chinese characters, or half as many words, nobody writes a name out."""


class Goods(NamedTuple):
    """A product, as far as it has names. `titles`: in each language."""

    sku: str
    titles: tuple[str, ...]
    aliases: tuple[str, ...] = ()


def bare(title: str) -> str:
    """Return a title without its amount and what stands in brackets; as it is where that leaves no name."""
    flat = unicodedata.normalize("NFKC", title)
    left = " ".join(_AMOUNT.sub(" ", _BRACKETED.sub(" ", flat)).split()).strip(_EDGES)
    plain = even(left)
    return left if len(plain) >= _SHORTEST and not plain.replace(" ", "").isdigit() else title


def called(goods: Iterable[Goods]) -> dict[str, str]:
    """Return the skus of products by all that viewers call them."""
    goods = tuple(goods)
    given = {name: one.sku for one in goods for name in (*one.titles, *one.aliases)}
    short = [(bare(title), one.sku) for one in goods for title in one.titles]
    whose: dict[str, str | None] = {}
    for name, sku in (*((name, one.sku) for one in goods for name in (*one.titles, *one.aliases)), *short):
        flat = even(name)
        for start in range(len(flat)):
            end = flat[start:]
            whose[end] = sku if whose.get(end, sku) == sku else None
    return given | {name: sku for name, sku in short if name not in given and whose[even(name)] == sku}


def sayable(name: str) -> bool:
    """Tell whether anybody would write a name out in a comment."""
    runs = _RUNS.findall(even(name))
    return sum(1 if "\u3400" <= run <= "\u9fff" else 2 for run in runs) <= SAYABLE
