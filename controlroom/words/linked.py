"""A product named by its link in what viewers write: 3号链接, 链接3, 小黄车3号, link 3.

Owns: how a link with its number is written in a folded text, and what is said of the link itself.
Law: a link with its number is the name of a product, like its title, unless the text is about the link alone or asks to have
it (3号链接在哪, 发一下3号链接): then it stays what it is. Whether any product has that number is asked by nobody here.
Must not know: plans, classes.
"""

from __future__ import annotations

import re
from typing import Final

from controlroom.domain.numbered import CART
from controlroom.words.goods import SIGN

_HAN: Final = "一二三四五六七八九十"
_NUMBER: Final = rf"(?:\d{{1,4}}|[{_HAN}]{{1,4}})"
_PIECES: Final = "[瓶件盒个支套箱片包双条袋罐份只组斤对单块]"
_NAMED: Final = re.compile(
    rf"第?{_NUMBER} ?[个号]? ?链接的?|(?:链接|{CART}) ?第?{_NUMBER}(?!{_PIECES}) ?号?的?"
    r"|\blink ?#?(?:number |no )?\d{1,4}\b|\b\d{1,4}(?:st|nd|rd|th) link\b"
)
_FETCHED: Final = re.compile(
    "在哪|哪里|哪儿|呢(?:$|[ ,.!?])|发一?[下个]|发出来|[挂弹甩求补找]|上一?[下个架]|[给来]一?个|新上"
    "|没了|有吗|打不开|点不|进不|失效"
    r"|\b(?:drop|send|pin|post|where|find|open|opens|opening|broken|working|works|need|want|get|give|add)\b"
)
_SPOKEN: Final = re.compile("链接|link|车|购物袋|橱窗")
"""Without one of them no link is named."""
_REST: Final = re.compile(r"[^\W_]")


def without_links(plain: str) -> str:
    """Return a folded text with the sign of a product in place of each link that has its number."""
    if _SPOKEN.search(plain) is None:
        return plain
    rest, times = _NAMED.subn("", plain)
    if not times or _REST.search(rest) is None or _FETCHED.search(rest) is not None:
        return plain
    return _NAMED.sub(SIGN, plain)
