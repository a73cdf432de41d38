"""What viewers are told of a draw: who takes part, how long, what can be checked, who won."""

from __future__ import annotations

import pytest

from controlroom.domain.draw_words import drawn, opened
from controlroom.domain.draws import Draw
from controlroom.domain.lots import Rules
from controlroom.domain.plan import Text, plain

RULES = Rules(draw="draw-1", title="Cream", source="comments", winners=1)


@pytest.mark.parametrize(
    ("rules", "product", "zh", "en"),
    [
        (RULES, None, "评论即参与，抽 1 人，开奖前有效", "comment to take part; winners: 1; open until it is drawn"),
        (
            Rules(
                draw="d",
                title="Cream",
                source="comments",
                winners=3,
                keyword="1",
                match="has",
                prize="Mask",
                for_ms=300_000,
            ),
            None,
            "评论含“1”参与，抽 3 人，奖品：Mask，限时 5 分钟",
            "comment with “1” in it to take part; winners: 3; prize: Mask; open for 5 min",
        ),
        (
            Rules(draw="d", title="Cream", source="orders", winners=1, sku="c", for_ms=90_000),
            {"zh-CN": "面霜", "en": "Cream 50"},
            "付款购买“面霜”即参与，抽 1 人，限时 90 秒",
            "every paid order of “Cream 50” takes part; winners: 1; open for 90 s",
        ),
        (
            Rules(draw="d", title="Cream", source="orders", winners=1),
            None,
            "付款下单即参与，抽 1 人，开奖前有效",
            "every paid order takes part; winners: 1; open until it is drawn",
        ),
    ],
)
def test_the_rules_and_the_whole_commitment_are_told(rules: Rules, product: Text | None, zh: str, en: str) -> None:
    text = opened(Draw(rules.draw, rules, 0, "c" * 64), product)
    assert plain(text, "zh-CN") == f"抽奖“Cream”：{zh}。承诺码（SHA-256）{'c' * 64}"
    assert plain(text, "en") == f"Draw “Cream”: {en}. Commitment (SHA-256) {'c' * 64}"


def test_the_whole_seed_and_the_winners_are_told() -> None:
    draw = Draw("draw-1", RULES, 0, "c" * 64, state="drawn", seed="5" * 64)
    assert plain(drawn(draw, {}), "en") == f"Draw “Cream” is drawn: seed {'5' * 64}. Nobody took part"
    draw.winners = ("u1abcd", "u2", "order:7788")
    assert plain(drawn(draw, {"u2": "小李"}), "en").endswith("Winners: viewer abcd, 小李, order …7788")
    assert plain(drawn(draw, {"u2": "小李"}), "zh-CN").endswith("中奖：观众 abcd、小李、尾号 7788 的订单")
