"""What a question asks: its even form, what it is about, which product it means, and how near two of them are.

Owns: the even form of a question, the table of topics, the measure of likeness, and how much a text says.
Law: the same text gives the same reading anywhere; wording that asks the same evens out (politeness, particles, ways of
saying "when" or "may I"), numbers of a body do not part two questions. Who names a link number means that link or no known
product, never the one on air. Bounded by the text's length.
Must not know: plans, who asks, which questions there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeVar

from msgspec import Struct, field

from controlroom.domain.characters import simplified
from controlroom.domain.numbered import named, plain
from controlroom.domain.particulars import particular

T = TypeVar("T")
About = Literal[
    "price", "stock", "size", "colour", "delivery", "postage", "returns", "gift", "offer", "suits", "material", "use",
    "expiry", "genuine", "warranty", "other",
]  # fmt: skip

ONE_ANSWER: Final[frozenset[About]] = frozenset({"price", "stock", "delivery", "postage", "expiry", "genuine"})
"""Topics in which whatever is asked about one product has one answer; of price and stock, what is asked of now
(`particulars`), of delivery, when."""

_OF_NOW: Final[frozenset[About]] = frozenset({"price", "stock"})
_PREPARED: Final[frozenset[About]] = _OF_NOW | {"delivery"}
"""Of these, what the plan answers to one way of asking it answers to all."""

_WHEN: Final = re.compile(
    r"什么时[候间]|啥时|几时|何时|多久|多长时间|[几多]少?天|[几哪]天|几[号日]|今[天晚]|[明后当]天|马上|立[刻即]|快(?!递)|慢|小时|"
    r"现货|预售|^(?:发货|到货)(?:时间)?[吗呢么不]?$|\bwhen\b|how (?:long|fast|soon|quick|many days)|\btoday\b|tomorrow|"
    r"\bdays?\b|\bsoon\b|^(?:shipping|ship|delivery)$|(?:shipping|delivery|ship) time"
)
_ARRIVES: Final = re.compile(r"到|arriv|get here|\breach")
"""Asked is when it is there, not when it is sent."""

TOPICS: Final[tuple[tuple[About, str], ...]] = (
    ("returns", r"运费险|无理由|[7七]天退|能退|退换|退货|换货|包退|不合适.{0,4}[退换]|\breturns?\b|refund|exchange"),
    ("postage", r"邮费|运费|包邮|补邮|快递费|free shipping|ship\w* (?:fee|cost)|ship\w* (?:is )?free|"
                r"(?:how much|price|cost).{0,12}shipping|postage"),
    ("delivery", r"发货|发出|发走|到货|[几多]\w{0,3}[天久日]\w{0,3}[到发]|能到|快递|物流|顺丰|哪里?发|现货|预售|寄|"
                 r"\bship|deliver|arrive|dispatch|get here"),
    ("warranty", r"质保|保修|保换|售后|坏了|warrant|guarantee|repair"),
    ("expiry", r"保质期|生产日期|过期|日期|到期|新鲜吗|expir|shelf life|best before|use by"),
    ("genuine", r"正品|真的假的|真假|防伪|授权|验货|质检|genuine|authentic|original|\bfake\b|is (?:it|this) real"),
    ("gift", r"赠|送什么|送啥|送几|送的|送小样|小样|礼品|买\w送|gift|freebie|bonus|samples?\b"),
    ("offer", r"优惠|券|满减|打折|折扣|便宜|叠加|最低价|活动|立减|拼团|discount|coupon|\bdeal|\bsale\b|cheaper|promo|voucher"),
    ("stock", r"有货|还有[吗么嘛没不]|还有\w{0,6}吗$|库存|还剩|补货|补不补|没货|断货|卖完|in stock|any left|left\b|restock|"
              r"sold out|available"),
    ("price", r"多少钱|多少米|几钱|多钱|什么价|啥价|价格|价钱|怎么卖|咋卖|几块|几多钱|how much|\bhw much|price|\bcosts?\b"),
    ("size", r"码|尺寸|多大|多高|多长|多宽|多重|裤长|衣长|腰围|胸围|[斤公千]\w{0,2}能?穿|\d斤|身高|体重|几升|容量|毫升|几个装|"
             r"小个子|size|\bfits?\b|\btall\b|inch|\bcm\b|\blbs\b|\bkg\b|how (?:big|tall|long is|heavy|many)|\bml\b"),
    ("expiry", r"多久\w{0,2}(?:吃|用)完"),
    ("suits", r"敏感|油皮|干皮|痘|孕|哺乳|宝宝|婴儿|小孩|孩子|儿童|老人|男[生士的]|女[生士]|岁|适合|能用|可以用|能吃|能喝|能穿|"
              r"过敏|糖尿病|sensitive|oily|dry skin|pregnan|nursing|bab(?:y|ies)|kids?\b|child|suit|safe\b|good for"),
    ("colour", r"颜色|色号|什么色|啥色|几种色|哪个色|[黑白红蓝绿粉灰紫黄]色|显白|掉色|褪色|colou?rs?\b|shade|\bblack\b|\bwhite\b|"
               r"\bpink\b|\bblue\b|\bred\b|\bgreen\b"),
    ("material", r"材质|面料|成分|配料|纯棉|真皮|什么做|什么料|含\w{0,3}吗|含糖|起球|透气|材料|material|fabric|leather|cotton|"
                 r"ingredient|made of|contain|what.?s in"),
    ("use", r"怎么用|怎么吃|怎么洗|怎么装|怎么戴|用法|几次|一天几|饭前|饭后|机洗|安装|如何使?用|早晚|how (?:do|to|often)|wash|"
            r"install|assemble|instructions|apply"),
)  # fmt: skip
"""What is looked for in a question, in this order: the first that is found says what it is about."""

_TOPICS: Final = tuple((topic, re.compile(words)) for topic, words in TOPICS)
_WORDS: Final = {topic: re.compile(rf"(?:{words})[a-z]*") for topic, words in TOPICS if topic in _PREPARED}
_ASKING: Final = re.compile(r"何时|如何|[何几价]|\b(?:when|how|long|soon|fast|much|many|days?|time|[a-z])\b")

_SAME: Final = {
    "何时": ("什么时候", "什么时间", "啥时候", "啥时", "几时", "多久", "多长时间", "几天", "哪天", "几号能", "多少天"),
    "如何": ("怎么样", "怎么", "咋样", "咋", "怎样"),
    "何": ("什么", "啥", "哪个", "哪种", "哪款", "甚么"),
    "几": ("多少",),
    "肌": ("皮肤", "肌肤", "皮"),
    "孕": ("孕妇", "怀孕", "孕期"),
    "娃": ("宝宝", "小孩子", "小孩", "孩子", "儿童", "小朋友"),
    "价": ("多少钱", "几钱", "价格", "价钱", "怎么卖", "咋卖", "多钱", "多少米"),
}
"""Ways of saying the same, the longest first."""

_FILLERS: Final = (
    "请问一下", "请问", "问一下", "想问", "问下", "主播", "老板", "老师", "亲", "宝子", "姐姐", "哥", "可不可以", "能不能",
    "会不会", "是不是", "有没有", "可以", "能够", "能否", "可否", "这款", "这个", "这", "那个", "那款", "此款", "一下", "号链接",
    "链接", "吗", "嘛", "么", "呢", "啊", "呀", "哦", "吧", "哈", "啦", "了", "的", "地", "得", "能", "会", "有", "是", "就",
    "还", "都", "也", "我", "你", "您", "们", "家", "不", "没",
)  # fmt: skip
_STOP_WORDS: Final = frozenset(
    "a an the is it its are am was be do does did you u ur your i im me my we they this that these those to for of in on "
    "at and or with can could will would should pls please plz ok okay hi hey hello host there have has if so any one what "
    "whats which get".split()
)
_WAYS: Final = {way: even for even, ways in _SAME.items() for way in ways}
_EVENING: Final = re.compile("|".join(sorted(_WAYS, key=lambda way: (-len(way), way))))
_FILLING: Final = re.compile("|".join(sorted(_FILLERS, key=lambda word: (-len(word), word))))
_RUNS: Final = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+|\d+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_LETTERS: Final = "0-9a-z\u00c0-\u052f\u1e00-\u1fff"
"""Of scripts whose words stand apart, as they are in an even text."""
_LETTER: Final = re.compile(f"[{_LETTERS}]")
_STEM: Final = 4
"""Of a word in letters so much counts: ship, shipping and shipped are one."""

NUMBER: Final = "0"
"""The gram of any number."""

LONGEST: Final = 120
"""Of a longer text no more is read: a question is short."""

ALIKE_NUM: Final = 11
ALIKE_DEN: Final = 20
"""Two questions are one from this share of what both say on (Dice's coefficient)."""


class Reading(NamedTuple):
    """A question as it is compared.

    Args:
        grams: Pairs of Chinese characters, and stems of words, each once.
        particular: It asks for more than the product's price or stock now, or not when it is delivered.
    """

    topic: About
    grams: tuple[str, ...]
    particular: bool = False


class Meant(NamedTuple):
    """Which product a text is about.

    Args:
        sku: None: none, or none that is known.
        links: The link numbers that it names, where they lead to no one product.
    """

    sku: str | None
    links: tuple[int, ...] = ()


class Lexicon(Struct):
    """What a plan's products are called, and which questions its answers are for, all in even form.

    Args:
        names: Names of products → sku. `links`: link numbers → sku.
        asks: Words that answers of the plan are for → the answers' places in the plan.
        about: By place, the product that an answer is about; None: any.
    """

    names: dict[str, str] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    asks: dict[str, list[int]] = field(default_factory=dict)
    about: list[str | None] = field(default_factory=list)


@lru_cache(maxsize=4096)
def even(text: str) -> str:
    """Return a text without what does not tell texts apart: width, case, signs, blanks between Chinese characters; in
    simplified ones."""
    flat = simplified(unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    words = _RUNS.findall(flat)
    return "".join(
        word if not i or _HAN.match(word) or _HAN.match(words[i - 1]) else f" {word}" for i, word in enumerate(words)
    )


@lru_cache(maxsize=4096)
def says(flat: str) -> tuple[int, int]:
    """Return how much a text in its even form says: how many Chinese characters and how many words, fillers aside."""
    runs = _RUNS.findall(_FILLING.sub("", flat))
    han = sum(len(run) for run in runs if _HAN.match(run))
    return han, sum(not _HAN.match(run) and run not in _STOP_WORDS for run in runs)


def read(text: str) -> Reading:
    """Return what a question asks."""
    flat = even(text)
    topic = _topic(flat)
    return Reading(topic, _grams(flat), _more(flat, topic))


@lru_cache(maxsize=4096)
def stands(word: str, flat: str) -> bool:
    """Tell whether a word stands in a text, both in even form; one of letters does by itself, not within another."""
    return word in flat and _bounded(word).search(flat) is not None


@lru_cache(maxsize=1024)
def _bounded(word: str) -> re.Pattern[str]:
    before = rf"(?<![{_LETTERS}])" if _LETTER.match(word[:1]) else ""
    behind = rf"(?![{_LETTERS}])" if _LETTER.match(word[-1:]) else ""
    return re.compile(f"{before}{re.escape(word)}{behind}")


def _more(flat: str, topic: About) -> bool:
    return _WHEN.search(flat) is None if topic == "delivery" else topic in _OF_NOW and particular(flat)


def _topic(flat: str) -> About:
    return next((topic for topic, words in _TOPICS if words.search(flat)), "other")


def _grams(flat: str) -> tuple[str, ...]:
    told = _FILLING.sub("", _EVENING.sub(lambda found: _WAYS[found[0]], flat))
    found: dict[str, None] = {}
    for run in _RUNS.findall(told):
        if _HAN.match(run):
            found.update(dict.fromkeys(run[i : i + 2] for i in range(max(1, len(run) - 1))))
        elif run.isdigit():
            found[NUMBER] = None
        elif run not in _STOP_WORDS:
            found[run[:_STEM]] = None
    return tuple(found)


def alike(some: Collection[str], others: Collection[str]) -> bool:
    """Tell whether two questions say the same, by their grams; one that says nothing is like another that does not."""
    if not some or not others:
        return not some and not others
    both = sum(gram in others for gram in some)
    fewer = min(len(some), len(others))
    return 2 * both * ALIKE_DEN >= ALIKE_NUM * (len(some) + len(others)) or (both == fewer and both > 2)


def meant_by(text: str, lexicon: Lexicon, on_air: str | None) -> Meant:
    """Return the product that a text is about: by link number or by name, the longest name first, else the one on air."""
    flat = even(text)
    name, sku = next(((name, sku) for name, sku in lexicon.names.items() if _names(name, flat)), ("", on_air))
    links = [number for number, words in named(plain(text[:LONGEST])[:LONGEST]).items() if even(words) not in name]
    if not links:
        return Meant(sku)
    skus = {lexicon.links.get(str(number)) for number in links}
    found = skus.pop() if len(skus) == 1 else None
    return Meant(found) if found is not None else Meant(None, tuple(sorted(links)))


def _names(name: str, flat: str) -> bool:
    """Tell whether a product's name stands in a text, or of letters, several of it."""
    return name in flat and any(stands(f"{name}{more}", flat) for more in ("", "s", "es"))


def answer_to(text: str, meant: Meant, lexicon: Lexicon) -> int:
    """Return the place of the plan's answer to a question: one about its product first, then that of the longest words.

    What asks for more than the price or stock of now is answered by words alone that ask for more too. What asks for no more
    than a price, a stock or when it is delivered is also answered by words that ask for the same otherwise.

    Returns:
        −1: the plan has none, or nobody knows which product is meant.
    """
    if meant.links or not lexicon.asks:
        return -1
    flat = even(text)
    topic = _topic(flat)
    more = topic in _OF_NOW and particular(flat)
    found = _fitting([ask for ask in lexicon.asks if ask in flat and (not more or particular(ask))], meant.sku, lexicon)
    if not found and topic in _PREPARED and not _more(flat, topic):
        of = _prepared_for(flat)
        asks = [ask for ask in lexicon.asks if _plainly(ask) and _prepared_for(ask) == of]
        asks.sort(key=lambda ask: (_HAN.search(ask) is None) != (_HAN.search(flat) is None))
        found = _fitting(asks, meant.sku, lexicon)
    return min(found, key=lambda at: lexicon.about[at] is None, default=-1)


def _fitting(asks: Iterable[str], sku: str | None, lexicon: Lexicon) -> list[int]:
    """Return the places of the answers that words are for, but those about another product."""
    return [at for ask in asks for at in lexicon.asks[ask] if lexicon.about[at] in (sku, None)]


def _prepared_for(flat: str) -> tuple[About, bool]:
    """Return what a question has one answer in the plan for: its topic, and of delivery whether the arrival is meant."""
    topic = _topic(flat)
    return topic, topic == "delivery" and _ARRIVES.search(flat) is not None


@lru_cache(maxsize=8192)
def _plainly(flat: str) -> bool:
    """Tell whether words ask for a price, a stock or when it is delivered, and say nothing besides (学生价多少钱 does)."""
    topic = _topic(flat)
    if topic not in _PREPARED or _more(flat, topic):
        return False
    rest = _EVENING.sub(lambda found: _WAYS[found[0]], _WORDS[topic].sub(" ", flat))
    han, words = says(_ASKING.sub(" ", rest))
    return han <= 1 and words == 0


def longest_first(found: Mapping[str, T]) -> dict[str, T]:
    """Return words with the longest first, so that the first that is found in a text is the one that tells most."""
    return {word: found[word] for word in sorted(found, key=lambda word: (-len(word), word)) if word}
