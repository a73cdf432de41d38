"""Words that make a question about price or stock one of its own: it asks for more than the product's price or stock now.

Owns: the list of such words, by what they ask for besides. It is edited here, and nowhere else.
Law: looked for in a question's even form (`asking.even`): lower case, no signs. Whoever asks so is not answered by what the
room knows of itself.
Must not know: topics, groups, answers.
"""

from __future__ import annotations

import re
from typing import Final

_MANY: Final = r"(?:[两俩二三四五六七八九十半整2-9]|\d{2,})"
_UNIT: Final = "瓶件盒个支套箱片包双条袋罐份只组斤对提桶"

PARTICULARS: Final[dict[str, tuple[str, ...]]] = {
    "size": (
        "码", "尺寸", "均号", "大号", "小号", "中号",
        r"\d ?(?:毫升|克|升|寸|厘米|公分|斤|ml|g|l|cm|kg|oz|inch)(?![a-z])", "大瓶", "小瓶",
        "正装", "大包装", "小包装", r"\bsizes?\b", r"\b(?:xs|xl|xxl|xxxl)\b",
        r"\b(?:small|medium|large|bigger|smaller)\b",
    ),
    "colour": (
        "颜色", "色号", "什么色", "[黑白红蓝绿粉灰紫黄棕杏橙青咖驼银金]色", "[黑白红蓝绿灰紫黄棕]的", "款式", "口味",
        "香型", r"\bcolou?rs?\b", r"\bshades?\b",
        r"\b(?:black|white|red|blue|green|pink|grey|gray|purple|yellow|brown|beige|orange)\b", r"\bflavou?rs?\b",
        r"\bscents?\b",
    ),
    "quantity": (
        f"{_MANY}[{_UNIT}]", "一箱", "一套", "一组", "一提", "整套", "全套", "套装", "组合", "一起", "多买", "买多",
        "批发", "团购",
        r"\bfor (?:\d+|two|three|four|five|six|ten|both)\b",
        r"\b(?:\d+|two|three|four|five|six|ten) (?:of|pieces?|bottles?|pcs|packs?|"
        r"boxes|pairs?|units?|sets?)\b", r"\b(?:bundle|both|bulk|wholesale|set of|the set|case of|pack of)\b",
    ),
    "when": (
        "什么时候", "啥时", "几时", "几点", "何时", "多久", "哪天", "几号(?!链接)", "下次", "下回", "下场", "明天",
        "明早", "后天", "今晚", "待会", "等会", "等下",
        "一会", "以后", "之后", "过后", "下播", "双11", "双十一", "618", "六一八", "补货", "补不补", "再上", "上架",
        "返场", "预售", r"\bwhen\b", r"\btomorrow\b",
        r"\btonight\b", r"\blater\b", r"\bnext\b", r"\brestock", r"\bback in\b", r"\bagain\b", r"\bafter\b",
        r"\bstill be\b", r"\bwill\b",
    ),
    "was": (
        "原价", "原来", "平时", "平常", "日常", "昨天", "前天", "上次", "上回", "上场", "以前", "之前", "刚才",
        "刚刚", "去年", "涨", "降", "专柜", "官网", "门店",
        "旗舰店", "别家", "别的", "其他", "其它", "比", "差价", "保价", "价保", "定金", "押金", "尾款", "会员",
        r"\boriginal", r"\bregular\b", r"\bnormal",
        r"\bretail\b", r"\brrp\b", r"\bmsrp\b", r"\bwas\b", r"\bwere\b", r"\busual", r"\byesterday\b", r"\blast\b",
        r"\bbefore\b", r"\bearlier\b",
        r"\bthan\b", r"\bhigher\b", r"\blower\b", r"\bcheaper\b", r"\belsewhere\b", r"\bother\b", r"\bdeposit\b",
        r"\bmembers?\b",
    ),
    "why": (
        "为什么", "为啥", "为何", "为毛", "凭什么", "怎么[会这那又变还就]", "咋[会这那又变还就]", r"\bwhy\b", r"\bhow come\b",
    ),
}  # fmt: skip
"""What is asked for besides, and its words as patterns."""

_ANY: Final = re.compile("|".join(word for words in PARTICULARS.values() for word in words))


def particular(flat: str) -> bool:
    """Tell whether a question, in its even form, asks for more than what is so of the product now."""
    return _ANY.search(flat) is not None
