"""What is found in a plan, said in Chinese.

Owns: each sentence of the findings about a plan that can be read, with what is named in it, and how it is said in Chinese.
Law: the English sentence is the finding; here it is only said again, word for word where it names something. What is not
here stays English, and a test sees that nothing the checks of the trade say is missing.
Must not know: the checks, pages.

`<name>` stands for what a sentence names; `<t…>` for a length of time.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # goods
    (
        "The safety line (<line>) lies above the stock (<stock>): it is low from the start.",
        "安全线（<line>）高于库存（<stock>），一开播就是库存告急。",
    ),
    ("Lower it.", "调低一些。"),
    (
        "<name> is not this product's name alone: who writes it is taken to mean the one on air.",
        "<name> 不只是这件商品的叫法：观众这么写，会当成在问正在讲的那件。",
    ),
    (
        "Nobody writes <name> in a comment: who says less is taken to mean the one on air.",
        "没有观众会打出 <name>：叫得短一些，就会当成在问正在讲的那件。",
    ),
    ("Add `aliases:` as viewers say it.", "加上 `aliases:`，写观众的叫法。"),
    ("<sku> goes on air without a link number.", "<sku> 要上播，却没有链接号。"),
    ("Add `link:` as viewers see it; it is the switch key too.", "加上观众看到的 `link:`，换品也按这个数字。"),
    (
        "<sku> has <n> selling points; more than <many> nobody remembers.",
        "<sku> 有 <n> 个卖点，多于 <many> 个没人记得住。",
    ),
    ("Keep the best <many>.", "留下最好的 <many> 个。"),
    (
        "<sku> has <n> selling point<s>; <few> to <many> carry a sale.",
        "<sku> 只有 <n> 个卖点，<few>–<many> 个才撑得起成交。",
    ),
    ("Add <n>, each with something to show.", "再加 <n> 个，每个都要有能演示的东西。"),
    ("The list price <list> is lower than the price <price>.", "划线价 <list> 低于售价 <price>。"),
    ("Check both, or delete the list price.", "两个都核对一下，或者删掉划线价。"),
    (
        "The list price <list> has no evidence; for a false one a room loses its reach.",
        "划线价 <list> 没有证明；虚假划线价会被限流。",
    ),
    (
        "Add `evidence: [{claim: list_price, file: …}]`: the price as it was really asked.",
        "加上 `evidence: [{claim: list_price, file: …}]`：真实卖过这个价的凭证。",
    ),
    (
        "<sku> has no cost: neither its margin nor the profit can be reckoned.",
        "<sku> 没有成本，毛利和利润都算不出来。",
    ),
    ("Add `cost:`; the host never sees it.", "加上 `cost:`，主播看不到它。"),
    (
        "<price> in the offer <offer> is less than the cost, <cost>: each piece loses <loss>.",
        "优惠 <offer> 的价格 <price> 低于成本 <cost>，每件亏 <loss>。",
    ),
    ("<price> is less than the cost, <cost>: each piece loses <loss>.", "<price> 低于成本 <cost>，每件亏 <loss>。"),
    ("Check the figures; if it is meant, a person decides.", "核对数字；如果有意为之，由人来定。"),
    (
        "At <price> in the offer <offer> the margin is <percent> %; a traffic product needs <wanted> %.",
        "优惠 <offer> 按 <price> 卖，毛利只有 <percent>%；引流品要 <wanted>%。",
    ),
    (
        "At <price> in the offer <offer> the margin is <percent> %; a product needs <wanted> %.",
        "优惠 <offer> 按 <price> 卖，毛利只有 <percent>%；要有 <wanted>%。",
    ),
    (
        "At <price> the margin is <percent> %; a traffic product needs <wanted> %.",
        "按 <price> 卖，毛利只有 <percent>%；引流品要 <wanted>%。",
    ),
    (
        "At <price> the margin is <percent> %; a product needs <wanted> %.",
        "按 <price> 卖，毛利只有 <percent>%；要有 <wanted>%。",
    ),
    ("Ask <price> or more, or give it another role.", "卖到 <price> 以上，或者换个定位。"),
    ("<sku> has no stock: nobody is warned when it runs low.", "<sku> 没有库存数，快卖完时没人会收到提醒。"),
    ("Add `stock:`.", "加上 `stock:`。"),
    ("<sku> has no expected sales to compare its stock with.", "<sku> 没有预计销量，备货多少无从比较。"),
    ("Add `expected_units:`.", "加上 `expected_units:`。"),
    (
        "<stock> in stock for <expected> expected sales: <low>–<high> % more are wanted (<least>–<most>).",
        "预计卖 <expected> 件，备货 <stock> 件：要多备 <low>–<high>%（<least>–<most> 件）。",
    ),
    ("Get <n> more, or name what to offer instead.", "再备 <n> 件，或者写好替代品。"),
    (
        "<stock> in stock for <expected> expected sales: <low>–<high> % more would do (<least>–<most>).",
        "预计卖 <expected> 件，备货 <stock> 件：多备 <low>–<high>% 就够（<least>–<most> 件）。",
    ),
    ("Expect more of it, or hold less.", "把预计销量提高，或者少备一些。"),
    ("The offer <offer> gives nothing.", "优惠 <offer> 什么也没给。"),
    ("Add `gift:` or `price:`.", "加上 `gift:`（赠品）或 `price:`（优惠价）。"),
    ("The offer <offer> never ends.", "优惠 <offer> 没有结束的时候。"),
    (
        "Add `quota:` (orders) or `minutes:`, and keep to it: what is said on air must be true.",
        "加上 `quota:`（名额）或 `minutes:`（分钟），并且说到做到：播出去的话必须是真的。",
    ),
    ("<price> is no offer: the price is <usual>.", "<price> 算不上优惠：平时就卖 <usual>。"),
    ("<quota> are offered, and <stock> pieces are in stock.", "名额有 <quota> 个，库存只有 <stock> 件。"),
    ("Lower the quota: what is promised must be there.", "减少名额：答应的必须有货。"),
    (
        "A number in this cue will stay empty: <sku> has no list price.",
        "这条提示里有个数字会空着：<sku> 没有划线价。",
    ),
    (
        "A number in this cue will stay empty: no offer belongs to it.",
        "这条提示里有个数字会空着：没有对应的优惠。",
    ),
    ("Add it, or say it otherwise.", "补上，或者换个说法。"),
    # running
    ("<segment> sells, and names no product.", "<segment> 是卖货的环节，却没写商品。"),
    ("Add `sku:`, so that a take puts it on sale.", "加上 `sku:`，切到这一段就会上这个商品。"),
    ("Nobody is named as the host of <segment>.", "<segment> 没写由谁来讲。"),
    ("Add `host:` with a member's id.", "加上 `host:`，填成员编号。"),
    (
        "<segment> has a start of its own, and what precedes it ends <t> later.",
        "<segment> 有固定的开始时间，前面的环节却要晚 <t> 才讲完。",
    ),
    ("Shorten what precedes it, or let it start later.", "缩短前面的环节，或者让它晚点开始。"),
    ("The show ends before it starts.", "结束时间早于开始时间。"),
    ("Check `starts` and `ends`.", "核对 `starts` 和 `ends`。"),
    (
        "The segments take <t>, <tmore> more than the slot's <tslot>.",
        "各环节共 <t>，比档期的 <tslot> 多 <tmore>。",
    ),
    ("Shorten segments or move the end.", "缩短环节，或者推后结束时间。"),
    (
        "The segments take <t>; <tfree> of the slot's <tslot> are empty.",
        "各环节共 <t>；档期 <tslot> 里还有 <tfree> 是空的。",
    ),
    ("Plan what fills it.", "想好这段时间讲什么。"),
    (
        "The segments take <t>; whether they fit the slot is not checked without its end.",
        "各环节共 <t>；没写档期几点结束，查不出排不排得下。",
    ),
    ("Add `ends:` to the show.", "在 `show` 里加上 `ends:`。"),
    ("The show begins with <segment>, which is no opening.", "第一段是 <segment>，不是开场。"),
    (
        "Begin with a segment of kind `opening`: self-introduction and a hook.",
        "第一段用 `opening`：自我介绍，再加一个留人的钩子。",
    ),
    ("The opening takes <t>, more than <tmost>.", "开场要 <t>，超过 <tmost>。"),
    ("Come to the first product sooner.", "早点进入第一个商品。"),
    ("Nobody says within the first <t> who is speaking.", "开头 <t>之内没有人说自己是谁。"),
    (
        "Let the host introduce himself or herself (15–20 s), then the hook.",
        "让主播先自我介绍（15–20 秒），再说钩子。",
    ),
    (
        "The introduction, to the end of its paragraph, takes <t>; 15–20 s keep people.",
        "自我介绍（到这一段末尾）要 <t>；15–20 秒才留得住人。",
    ),
    ("Shorten it.", "写短一些。"),
    ("<segment> has no script.", "<segment> 没有话术。"),
    ("Write what the host says, or at least the points.", "写下主播要说的话，至少写要点。"),
    (
        "The script takes <t> at <c> Chinese characters or <w> English words a minute, <tover> too long "
        "for the segment's <tsegment>.",
        "按每分钟 <c> 个汉字或 <w> 个英文词，话术要念 <t>，比这一段的 <tsegment> 多 <tover>。",
    ),
    ("Cut about <n> characters, or give the segment more minutes.", "大约删掉 <n> 个字，或者给这一段多几分钟。"),
    ("Cut about <n> words, or give the segment more minutes.", "大约删掉 <n> 个词，或者给这一段多几分钟。"),
    (
        "The cue comes <t> after the segment's begin, and it lasts <tsegment>.",
        "提示要在这一段开始 <t>后出现，可这一段只有 <tsegment>。",
    ),
    (
        "This time left would begin <t> after the segment's begin, and it lasts <tsegment>.",
        "写的是还剩 <t>，可这一段只有 <tsegment>。",
    ),
    (
        "The countdown ends <t> after the segment's begin, and it lasts <tsegment>.",
        "倒计时要到这一段开始 <t>后才结束，可这一段只有 <tsegment>。",
    ),
    (
        "The timer starts <t> after the segment's begin, and it lasts <tsegment>.",
        "计时器要在这一段开始 <t>后才开始，可这一段只有 <tsegment>。",
    ),
    (
        "The task is due <t> after the segment's begin, and it lasts <tsegment>.",
        "任务要在这一段开始 <t>后才到时间，可这一段只有 <tsegment>。",
    ),
    ("Bring it forward, or lengthen the segment.", "提前一些，或者把这一段加长。"),
    ("The key <key> does something else on the controller's page already.", "场控页上 <key> 键已经有别的用处。"),
    ("Choose one that is free, such as F1 to F4.", "换一个没用到的键，比如 F1–F4。"),
    # people and papers
    ("Nobody does the task <task>.", "任务 <task> 没有人做。"),
    ("Add `owner:` with a member's id or a role.", "加上 `owner:`，填成员编号或角色。"),
    ("<who> does <task> and approves it too.", "<task> 由 <who> 做，又由同一个人确认。"),
    ("Let another person approve it.", "换一个人来确认。"),
    ("Nobody confirms the stock before the show.", "开播前没有人核对库存。"),
    (
        "Add a task to the opening: {at: -15m, title: 核对库存, owner: …, sku: …}; for hero products `approve:` too.",
        "在开场加一个任务：{at: -15m, title: 核对库存, owner: …, sku: …}；主推款还要加 `approve:`。",
    ),
    (
        "<sku> is a hero product, and only <who> confirms its stock; two people must.",
        "<sku> 是主推款，只有 <who> 核对库存；必须两个人核对。",
    ),
    (
        "<sku> is a hero product, and nobody confirms its stock; two people must.",
        "<sku> 是主推款，没有人核对库存；必须两个人核对。",
    ),
    (
        "Give its stock task an `owner:` and another person in `approve:` (sku: <sku>).",
        "给它的库存任务写上 `owner:`，再在 `approve:` 里写另一个人（sku: <sku>）。",
    ),
    (
        "The team has prepared nothing of its own for when <trouble>: there are only the ready-made steps.",
        "团队没有为“<trouble>”准备自己的预案，只有现成的步骤。",
    ),
    (
        "Add `<name>:` with an owner, steps and wording (`say:` or `cue:`).",
        "加上 `<name>:`，写明负责人、步骤和话术（`say:` 或 `cue:`）。",
    ),
    ("Nobody owns <name>.", "预案 <name> 没有负责人。"),
    ("<name> says not what to do.", "预案 <name> 没写怎么做。"),
    ("Add `steps:`, each a short line.", "加上 `steps:`，每步一句短话。"),
    ("<name> has no words for the host.", "预案 <name> 没有给主播的话。"),
    ("Add `say:`, or `cue:` with a prepared cue's id.", "加上 `say:`，或者在 `cue:` 里写一条备好的提示的编号。"),
    ("There is no line to rescue the host with.", "没有一句能救场的话。"),
    (
        "Add a cue with `rescue: true`, such as 我们先看几条大家的问题.",
        "加一条 `rescue: true` 的提示，比如“我们先看几条大家的问题”。",
    ),
    ("No papers are listed: a licence that is missing closes a shop.", "没有登记资质：缺一张证就可能关店。"),
    (
        "Add `papers: [{title: 直播备案, valid_until: …}]` to show, for the account and each category of goods.",
        "在 show 里加上 `papers: [{title: 直播备案, valid_until: …}]`，账号和每个类目都要有。",
    ),
    ("Nobody says until when <paper> is valid.", "<paper> 没写有效期到哪天。"),
    ("Add `valid_until: <day>`.", "加上 `valid_until: <day>`。"),
    ("<paper> ran out on <day>, before the show (<show>).", "<paper> 在 <day> 就到期了，早于开播（<show>）。"),
    ("Renew it before the show.", "开播前续期。"),
    ("Get a new one, or drop the claim.", "换一份新的，或者别再这么宣称。"),
    (
        "The evidence for <claim> ran out on <day>, before the show (<show>).",
        "<claim> 的证明在 <day> 就到期了，早于开播（<show>）。",
    ),
    # what YAML reads otherwise than it looks
    (
        "YAML reads <text> as <truth>: write <same>, or put the word in quotes if it is a text.",
        "YAML 把 <text> 读成 <truth>：就写 <same>；如果它是文字，给它加引号。",
    ),
    (
        "YAML reads <text> as a number; it is kept as a text. Put it in quotes: <quoted>.",
        "YAML 把 <text> 读成数字，这里按文字保留。请加引号：<quoted>。",
    ),
    (
        "YAML reads <text> without quotes as a mapping: put the whole text in quotes.",
        "<text> 没加引号，YAML 会读成一组键值：请给整段文字加引号。",
    ),
    (
        "Inside { } a comma ends a text, so that <rest> is cut off from it: put the whole text in quotes.",
        "在 { } 里逗号会结束一段文字，<rest> 被切掉了：请给整段文字加引号。",
    ),
    (
        "Inside { } a comma ends a text, so that <rest> would be cut off from it; it is read as one text, <whole>. "
        "Put the whole text in quotes.",
        "在 { } 里逗号会结束一段文字，<rest> 会被切掉；这里按一段文字 <whole> 来读。请给整段文字加引号。",
    ),
)

_TROUBLES: Final = {
    "stock runs low": "库存告急", "a product is sold out": "商品售罄", "complaints come in a wave": "差评刷屏",
    "the price is disputed": "价格争议", "the network drops": "断网", "the host says something wrong": "主播口误",
    "the platform warns": "平台警告",
}  # fmt: skip

_NAMED: Final = re.compile(r"<(\w+)>")


def in_chinese(sentence: str | None) -> str | None:
    """Return a finding's sentence in Chinese; None: nobody has said it in Chinese yet."""
    if sentence is None:
        return None
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            named = {name: _said(name, text) for name, text in found.groupdict().items()}
            return _NAMED.sub(lambda place, named=named: named[place[1]], chinese)  # type: ignore[misc]
    return None


@lru_cache(1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((_pattern(english), chinese) for english, chinese in _SENTENCES)


def _pattern(english: str) -> re.Pattern[str]:
    parts = _NAMED.split(english)
    return re.compile(
        "".join(f"(?P<{part}>.*?)" if n % 2 else re.escape(part) for n, part in enumerate(parts)), re.DOTALL
    )


def _said(name: str, text: str) -> str:
    if name.startswith("t") and name not in ("text", "task", "truth", "trouble"):
        return text.replace(" min", " 分钟").replace(" s", " 秒")
    return _TROUBLES.get(text, text)
