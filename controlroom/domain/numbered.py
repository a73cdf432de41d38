"""The link numbers that a text names, however they are written: 3号, 三号, 链接3, 3链接, 小黄车3, #3, no. 3, 3多少钱.

Owns: how a link number is written, and what looks like one and is none: a shade (3号色), a day of a month (11月3号), so many
pieces (链接3瓶), which one (哪一号).
Law: a number that is named is told whether or not any product has it. Read in a plain text (`plain`), in no more time than its
length allows: what repeats in a pattern is never tried in two ways.
Must not know: plans, products, what is asked.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from controlroom.domain.characters import simplified

_DIGITS: Final = "零一二三四五六七八九"
_HAN: Final = "零〇一二三四五六七八九十百"
_NUM: Final = rf"(?:\d{{1,6}}|[{_HAN}]{{1,5}})"
_ALSO: Final = rf"(?:\s*+(?:号\s*+)?[、,/和跟与或到~&+-]\s*{_NUM})*"
"""3、5号: whoever names several means none alone."""
_START: Final = rf"(?<![\d{_HAN}几数哪这那每同另唯统某月])(?<!\d\.)"
_PIECES: Final = r"\s*[瓶件盒个支套箱片包双条袋罐份只组斤对提桶块元天次折色]|\.?\d"
_LINK: Final = "(?:链接|链结|连接|连结)"
CART: Final = r"(?:小?黄车|购物[车袋]|橱窗)\s*(?:里面?)?"
"""Where a platform shows the links."""
_PRICE: Final = r"(?:多少|几钱|几块|几多|多钱|什么价|啥价|价格|价钱|怎么卖|咋卖|还有)"
_STOCK: Final = r"(?:有货|有没有|有吗|没货|库存|补货|卖完|how much|price|left|available|in stock|still)"
_ASKED: Final = rf"(?:$|[\s号,.?!~:;]|{_PRICE}|{_STOCK}|[的能是好发包敏孕贵什啥怎咋])"
_TO: Final = r"^\W*+(?:(?:请问|想?问一?下|主播|老板|老师|亲|宝子?+|姐|哥|那个?+)\W*+)*+"
"""Nothing of it is tried anew: the time is that of reading the text once."""

_WAYS: Final = tuple(
    re.compile(way)
    for way in (
        rf"{_START}({_NUM}{_ALSO})\s*号(?!色|码)",
        rf"{_START}({_NUM}{_ALSO})\s*{_LINK}",
        rf"第\s*({_NUM})\s*[个款]\s*{_LINK}",
        rf"(?:{_LINK}|{CART})\s*的?\s*第?(\d{{1,6}}{_ALSO})(?!\d|{_PIECES})",
        rf"(?:{_LINK}|{CART})\s*的?\s*第?([{_HAN}]{{1,5}})(?={_ASKED})",
        r"#\s*(\d{1,6})(?!\d|\.\d|色)",
        r"(?<![a-z])(?:link|number|item|no\.?)\s*#?\s*(\d{1,6})(?![\da-z%]|\.\d|\s*(?:left|pcs|pieces?|ml|g|kg|cm|oz)\b)",
        r"(?<!\d)(\d{1,3})(?:st|nd|rd|th)?\s*link\b",
        rf"{_TO}(\d{{1,3}})\s*的?\s*(?={_PRICE}|{_STOCK})",
        rf"{_TO}([{_HAN}]{{1,3}})\s*的?\s*(?={_PRICE})",
        r"(?:多少钱|怎么卖|how much is|price of)\s*(\d{1,3})\W*$",
    )
)
"""Ways of writing a link number, on a plain text; the last three without a word for a link, where a price or a stock is
asked for."""

_EACH: Final = re.compile(_NUM)
_DECOR: Final = re.compile("[\ufe0f\u20e3\u200b-\u200f]")
"""What makes a picture of a digit, and what nobody sees."""


def plain(text: str) -> str:
    """Return a text as numbers are looked for in it: even width and case, simplified characters."""
    return simplified(_DECOR.sub("", unicodedata.normalize("NFKC", text)).casefold())


def named(told: str) -> dict[int, str]:
    """Return the link numbers that a plain text names, each with the words that name it, in no order that matters."""
    found: dict[int, str] = {}
    for way in _WAYS:
        for words in way.finditer(told):
            for number in _EACH.findall(words[1]):
                found.setdefault(value(number), words[0])
    return found


def value(written: str) -> int:
    """Return a number as digits or Chinese numerals write it (12, 十二, 一二, 一百零二)."""
    if written.isdecimal():
        return int(written)
    total, places = 0, ""
    digit: int | None = None
    for sign in written.replace("〇", "零"):
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
            places += str(digit)
            continue
        total += (1 if digit is None else digit) * (10 if sign == "十" else 100)
        digit, places = None, ""
    return total + int(places or 0)
