"""The made moment's comments: what waits to be read, what many ask, what stands before the host."""

from __future__ import annotations

from controlroom.domain.events import CommentKind
from controlroom.domain.plan import Text
from controlroom.views.comment_shapes import (
    CommentsView,
    CommentView,
    FollowView,
    PinnedView,
    QuestionView,
    RepliesView,
    TallyView,
    WaveView,
    WhoView,
)
from tests.unit.render.moment import MINUTE, NOW, both

SKIN = both("敏感肌可用，建议先耳后试", "Fine for sensitive skin; patch-test behind the ear first")


def comments() -> CommentsView:
    said: tuple[tuple[CommentKind, str | None, str], ...] = (
        ("intent", "雪梨", "3 号拍了，送眼霜吗"),
        ("negative", "momo", "刚才说的全网最低 399 哪来的"),
        ("question", "小葵", "两件能叠券不"),
        ("question", "Anna", "精华 Serum 什么时候上"),
        ("question", None, "还剩多少件啊"),
        ("negative", "老王家", "上次快递慢了三天"),
        ("question", "七七", "敏感肌能用吗？"),
        ("other", "K", "主播手背再推一次看看"),
        ("intent", "桃子", "已拍，坐等发货"),
        ("other", "阿宁", "<b>便宜</b>吗 & 包邮吗"),
    )
    tail = tuple(
        CommentView(
            id=f"k{90 - i}", at_ms=NOW - 3_000 - i * 2_400, user=f"u{i}", text=text, name=name, kind=kind,
            times=4 if i == 7 else 1, watched=("全网最低",) if i == 1 else (),
            question=f"question-{i}" if kind == "question" else None,
        )
        for i, (kind, name, text) in enumerate(said)
    )  # fmt: skip
    triage: dict[CommentKind, tuple[CommentView, ...]] = {}
    for one in tail:
        triage[one.kind] = (*triage.get(one.kind, ()), one)
    triage["spam"] = tuple(
        CommentView(id=id_, at_ms=NOW - 9_000, user=id_, text=text, name=None, kind="spam", times=times)
        for id_, text, times in (("s2", "发货发货发货发货发货还不发货", 1), ("s1", "加微信领券 vx8848", 6))
    )
    triage["negative"] += (
        CommentView(
            id="k60", at_ms=NOW - 5_000, user="u60", text="收到的是假货，客服不理人，大家别买", name=None, kind="negative",
            times=6, accounts=6, copied=True,
        ),
    )  # fmt: skip
    return CommentsView(
        tail=tail,
        pinned=PinnedView(
            kind="question", id="question-6", text="敏感肌能用吗？", count=37, name=None, answer=SKIN, since_ms=NOW - 8000
        ),
        questions=(
            _question("question-6", "敏感肌能用吗？", 37, "cream-50", SKIN),
            _question("question-3", "什么时候发货", 12, "cream-50", both("48 小时内发货", "Ships within 48 hours")),
            _question("question-2", "两件能叠券不", 4, None, None),
            _question("question-1", "多少钱", 9, "cream-50", both("现在 ¥199", "¥199 now"), closed=True),
        ),
        triage=triage,
        tally=(
            TallyView(id="tally-7", keyword="1", users=218, said=260, since_ms=NOW - 70_000, closed_ms=None),
            TallyView(id="tally-2", keyword="想要", users=93, said=99, since_ms=NOW - 600_000, closed_ms=NOW - 500_000),
        ),
        follow=(
            FollowView(
                id="follow-9", text="收到的瓶子裂了", users=(WhoView(user="u6", name="青柠"),), count=1,
                answer=both("抱歉，请把照片发给客服，今天补发", "Sorry! Send us a photo, a new one ships today"),
                since_ms=NOW - 2 * MINUTE, done_ms=None,
            ),
        ),
        counts={"intent": 120, "negative": 14, "question": 310, "praise": 88, "other": 402, "spam": 61},
        lately={"intent": 12, "negative": 14, "question": 64, "praise": 20, "other": 90, "spam": 41},
        wave=WaveView(complaints=14, accounts=11, people=5, copies=6, text="收到的是假货，客服不理人，大家别买", said=6),
        flagged={"最便宜": 6, "第一": 2},
        watched=tuple(one for one in tail if one.watched),
        replies=RepliesView(closed=21, median_for_ms=34_000, slowest_for_ms=182_000),
    )  # fmt: skip


def _question(
    id_: str, text: str, count: int, sku: str | None, answer: Text | None, *, closed: bool = False
) -> QuestionView:
    return QuestionView(
        id=id_, text=text, count=count, asked=count + 3, first_ms=NOW - 182_000, sku=sku,
        title=both("熬夜面霜 50ml", "Night cream 50 ml") if sku is not None else None, link=3 if sku is not None else None,
        topic="suits", answer=answer, state="answered" if closed else "open", closed_ms=NOW - 30_000 if closed else None,
    )  # fmt: skip
