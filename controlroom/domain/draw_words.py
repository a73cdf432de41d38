"""What viewers are told of a draw of ours: its rules and commitment when it opens, its seed and winners when it is drawn.

Owns: these two announcements, in both languages.
Law: all of the commitment and of the seed is told, else nobody could check them. Whose nickname is not known, or no longer
kept, is told by the end of the hash or of the order.
Must not know: desks, roles, where nicknames come from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.draws import Draw
from controlroom.domain.lots import Rules
from controlroom.domain.marks import both
from controlroom.domain.plan import Text, plain
from controlroom.domain.units import MINUTE_MS, SECOND_MS

_ORDER: Final = "order:"
_END: Final = 4


def opened(draw: Draw, product: Text | None = None) -> Text:
    """Return what is announced when a draw opens.

    Args:
        draw: One of ours.
        product: The title of what must be bought; None: whatever is.
    """
    rules = draw.rules
    zh, en = _part(rules, product)
    prize_zh, prize_en = (f"，奖品：{rules.prize}", f"; prize: {rules.prize}") if rules.prize else ("", "")
    time_zh, time_en = _time(rules.for_ms)
    return both(
        f"抽奖“{rules.title}”：{zh}，抽 {rules.winners} 人{prize_zh}{time_zh}。承诺码（SHA-256）{draw.commitment}",
        f"Draw “{rules.title}”: {en}; winners: {rules.winners}{prize_en}{time_en}. Commitment (SHA-256) {draw.commitment}",
    )


def _part(rules: Rules, product: Text | None) -> tuple[str, str]:
    """Return how one takes part."""
    if rules.source == "orders":
        if rules.sku is None:
            return "付款下单即参与", "every paid order takes part"
        bought = product if product is not None else rules.sku
        return f"付款购买“{plain(bought, 'zh-CN')}”即参与", f"every paid order of “{plain(bought, 'en')}” takes part"
    if not rules.keyword:
        return "评论即参与", "comment to take part"
    if rules.match == "is":
        return f"评论“{rules.keyword}”参与", f"comment “{rules.keyword}” to take part"
    return f"评论含“{rules.keyword}”参与", f"comment with “{rules.keyword}” in it to take part"


def _time(for_ms: int | None) -> tuple[str, str]:
    if for_ms is None:
        return "，开奖前有效", "; open until it is drawn"
    if for_ms % MINUTE_MS == 0:
        return f"，限时 {for_ms // MINUTE_MS} 分钟", f"; open for {for_ms // MINUTE_MS} min"
    return f"，限时 {for_ms // SECOND_MS} 秒", f"; open for {for_ms // SECOND_MS} s"


def drawn(draw: Draw, names: Mapping[str, str]) -> Text:
    """Return what is announced when a draw was drawn.

    Args:
        draw: One of ours that is drawn.
        names: Public nicknames by hashed user.
    """
    title, seed, word = draw.rules.title, draw.seed, draw.word
    word_zh, word_en = (f"，现场词“{word}”", f", word “{word}”") if word else ("", "")
    told = [_winner(user, names.get(user)) for user in draw.winners]
    who_zh = "中奖：" + "、".join(zh for zh, _ in told) if told else "没有人参与"
    who_en = "Winners: " + ", ".join(en for _, en in told) if told else "Nobody took part"
    return both(
        f"抽奖“{title}”已开奖：种子 {seed}{word_zh}。{who_zh}",
        f"Draw “{title}” is drawn: seed {seed}{word_en}. {who_en}",
    )


def _winner(user: str, name: str | None) -> tuple[str, str]:
    if name:
        return name, name
    end = user[-_END:]
    return (f"尾号 {end} 的订单", f"order …{end}") if user.startswith(_ORDER) else (f"观众 {end}", f"viewer {end}")
