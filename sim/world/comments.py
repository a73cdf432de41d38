"""What viewers write: wishes, questions, praise, complaints, noise, in Chinese as written in such rooms.

Owns: the pools of wording and the invented nicknames.
Law: wording is invented; a nickname depends on the viewer only, not on when somebody writes.
Must not know: orders, stock.
"""

from __future__ import annotations

from typing import Final
from zlib import crc32

from sim.facts import Fact, Ids
from sim.world.audience import Crowd, user_id
from sim.world.chance import Weighted, instant, poisson, stream
from sim.world.products import Catalogue, Product

POOLS: Final[dict[str, tuple[str, ...]]] = {
    "intent": (
        "{link}号链接拍了",
        "想要{title}",
        "已拍{link}号,坐等发货",
        "{title}再上一点库存呀",
        "冲{link}号",
        "给我留一单",
        "拍了两件{title}",
        "下单了下单了",
    ),
    "question": (
        "{title}多少钱",
        "{link}号链接还有吗",
        "{title}敏感肌能用吗",
        "什么时候发货",
        "有运费险吗",
        "{link}号和昨天的是一样的吗",
        "{title}保质期多久",
        "孕妇可以用吗",
        "怎么领券",
        "送的小样有吗",
    ),
    "praise": (
        "{title}回购第三次了",
        "主播讲得好清楚",
        "上次买的很好用",
        "这个价格真可以",
        "包装好看",
        "喜欢主播",
    ),
    "negative": (
        "上次发货太慢了",
        "{title}用了没什么感觉",
        "客服一直不回",
        "怎么又涨价了",
        "和图片不一样",
        "讲太快了听不清",
    ),
    "spam": ("关注我看主页", "加群领福利", "666666", "1111111", "互关互关"),
    "other": (
        "来了来了",
        "晚上好",
        "主播今天真精神",
        "这里是哪里",
        "声音有点小",
        "哈哈哈哈",
        "第一次来",
        "打卡",
    ),
}
KINDS: Final = Weighted({"intent": 22.0, "question": 28.0, "praise": 12.0, "negative": 5.0, "spam": 5.0, "other": 28.0})
COMPLAINTS: Final = (
    "买到假货,客服不理人,大家千万别在他家下单",
    "货不对板,退钱",
    "质量太差了",
    "虚假宣传吧",
    "客服不理人,差评",
    "上次的还没发货",
    "用了过敏,骗人的",
    "再也不买了",
    "价格比昨天还贵,坑人",
    "退货一直不处理",
    "假货,大家别买",
)
"""What is written when a wave of complaints comes: the first is copied by many, the others are what anybody writes."""
FIRST: Final = (
    "爱笑的",
    "早起的",
    "山里的",
    "不吃辣的",
    "慢慢走的",
    "下雨天的",
    "会发光的",
    "隔壁的",
    "南方的",
    "认真的",
)
SECOND: Final = (
    "小鹿",
    "橘子",
    "阿梅",
    "青柠",
    "月亮",
    "豆包",
    "小周",
    "云朵",
    "麦子",
    "团子",
    "海棠",
    "阿福",
)


def nickname(viewer: int) -> str:
    """Return the public name of a viewer."""
    mark = crc32(f"name {viewer}".encode())
    name = FIRST[mark % len(FIRST)] + SECOND[mark // 16 % len(SECOND)]
    return name + str(mark % 89 + 10) if mark % 3 else name


class Talk:
    """The comments of the room."""

    def __init__(self, seed: int, rate: float) -> None:
        self._rate = rate
        self._rng = stream(seed, "comments")
        self._ids = Ids("c", seed)
        self._wave, self._wave_ids = stream(seed, "complaints"), Ids("w", seed)

    def step(self, end_ms: int, crowd: Crowd, catalogue: Catalogue, sold: Product | None, pull: float) -> list[Fact]:
        """Return what is written in the second that ends at `end_ms`.

        Args:
            end_ms: Whole second, epoch milliseconds.
            crowd: Who may write.
            catalogue: What may be named.
            sold: The product on air.
            pull: How many times as much as usual is written.
        """
        facts = []
        for _ in range(poisson(self._rng, crowd.online * self._rate * pull)):
            writer = crowd.viewer(self._rng)
            about = sold if sold is not None and self._rng.random() < 0.85 else catalogue.another(self._rng, None)
            wording = self._rng.choice(POOLS[KINDS.draw(self._rng)])
            at = instant(self._rng, end_ms)
            if writer is None:
                continue
            title, link = (about.title, about.link) if about else ("这个", 1)
            fields = {"user": user_id(writer), "text": wording.format(title=title, link=link)}
            if self._rng.random() < 0.9:
                fields["name"] = nickname(writer)
            facts.append(Fact("comment", self._ids.next(), at, fields))
        return facts

    def complain(self, end_ms: int, crowd: Crowd, times: int) -> list[Fact]:
        """Return so many complaints, by viewers who are here; every third is the same text."""
        rng, facts = self._wave, []
        for _ in range(times):
            writer = crowd.viewer(rng)
            text = COMPLAINTS[0] if rng.random() < 1 / 3 else rng.choice(COMPLAINTS)
            if writer is not None:
                fields = {"user": user_id(writer), "text": text, "name": nickname(writer)}
                facts.append(Fact("comment", self._wave_ids.next(), instant(rng, end_ms), fields))
        return facts
