"""What to do when something goes wrong: steps and prepared words, the product's own and the plan's.

Owns: the ready-made playbooks in both languages, and how a plan's playbook of the same name changes one.
Law: a plan says only what it wants otherwise: what it leaves out stays as it is ready-made. Words to be said are true
whatever the numbers are: a playbook never says a price, a number or a time of its own.
Must not know: rules, alerts, who is present.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain.plan import Playbook, Text


def _book(*steps: tuple[str, str], say: tuple[str, str] | None = None) -> Playbook:
    return Playbook(steps=tuple(map(_both, steps)), say=_both(say) if say is not None else None)


def _both(words: tuple[str, str]) -> Text:
    zh, en = words
    return {"zh-CN": zh, "en": en}


READY: Final[dict[str, Playbook]] = {
    "low_stock": _book(
        ("告诉主播还剩几件", "Tell the host how many are left"),
        ("问仓库还能不能加", "Ask the warehouse whether more can be added"),
        ("准备好替代品和它的链接", "Line up the substitute and its link"),
        say=("这款库存不多了，想要的先拍", "There is not much left of this one; if you want it, order now"),
    ),
    "sold_out": _book(
        ("请主播停止推这一款", "Let the host stop selling it"),
        ("下架链接，切到替代品", "Take the link down and switch to the substitute"),
        ("告诉没拍到的观众怎么预约", "Tell those who missed it how to be told of more"),
        say=("这款已经拍完了，我们来看另一款", "This one is gone; let us look at another"),
    ),
    "oversold": _book(
        ("马上下架链接，不再接单", "Take the link down at once; no more orders"),
        ("和平台、仓库各对一次库存", "Compare the stock with the platform and the warehouse"),
        ("把多出来的订单号交给运营：补货、换货或退款", "Give the operator the orders over: restock, exchange or refund"),
        ("请主播如实说明，不再催单", "Let the host say it as it is, and push no more"),
        say=("这款卖得比库存多了，客服会逐个联系", "We sold more of this than we have; service will write to each of you"),
    ),
    "runs_out_early": _book(
        ("告诉主播大约几分钟后卖完", "Tell the host in about how many minutes it will be gone"),
        ("缩短这一段，或问仓库加库存", "Shorten the segment, or ask for more stock"),
        ("提前准备下一款", "Get the next product ready early"),
        say=("这款拍的人多，想要的早点拍", "Many are ordering this one; if you want it, order soon"),
    ),
    "conversion_dip": _book(
        ("先看数据：换品、改价、断流、推流来源有没有变", "First the figures: product, price, a gap, where viewers come from"),
        ("自己点一遍链接，下一单试试", "Open the link yourself and try an order"),
        ("看评论在问什么，把答案递给主播", "See what comments ask and hand the host the answer"),
        ("请主播再讲一遍价格、赠品和怎么拍", "Let the host say again the price, what comes with it and how to order"),
    ),
    "viewer_drop": _book(
        ("看画面和声音是否正常", "See whether picture and sound are right"),
        ("看平台后台有没有提示", "Look for a notice on the platform's desk"),
        ("做一次互动或抽奖，换一个话题", "Interact or draw once; change the subject"),
    ),
    "online_surge": _book(
        ("告诉主播来了新观众，重新自我介绍", "Tell the host there are new viewers: introduce yourself again"),
        ("换上引流款或主推款", "Put a traffic or a hero product on"),
        ("看来源：推荐、付费还是短视频", "See where they come from: recommendation, ads or a video"),
    ),
    "gmv_behind": _book(
        ("看差在人数、转化还是客单价", "See whether viewers, conversion or order value lacks"),
        ("把卖得好的款往前排", "Move up the products that sell"),
        ("和主播、投流商量下一小时怎么走", "Agree with the host and the ads on the next hour"),
    ),
    "pay_rate_drop": _book(
        ("自己下一单，看付款是否正常", "Place an order yourself and see whether paying works"),
        ("看优惠券和价格是否生效", "See whether coupon and price apply"),
        ("请主播提醒还没付款的观众", "Let the host remind those who have not paid"),
        say=("拍下的记得付款，没付款库存会退回去", "If you ordered, please pay; unpaid orders give their pieces back"),
    ),
    "refund_spike": _book(
        ("看退的是哪一款、什么原因", "See which product it is and the reasons given"),
        ("核对价格、赠品和发货时间说得对不对", "Check what was said of price, gifts and shipping"),
        ("说错了就请主播当场更正", "If something was said wrongly, let the host correct it now"),
    ),
    "negative_wave": _book(
        ("看是多少人、多少账号、是不是同一句话", "See how many people and accounts, and whether it is one text"),
        ("先回答真实的问题，复制的同一句话按平台规则处理", "Answer what is real first; treat copies of one text by the rules"),
        ("请主播用准备好的话回应一次，不争论", "Let the host answer once with the prepared words, without an argument"),
        ("记下订单号，交给客服", "Note the order numbers for customer service"),
        say=("看到大家的问题了，请把订单号发给客服，我们逐个处理", "Send service your order number; each one is answered"),
    ),
    "host_slip": _book(
        ("亮红灯，写明是哪一句", "Red light, with the sentence"),
        ("请主播当场更正", "Let the host correct it at once"),
        ("记下原话，提示卡、回答和提词里有的一起改掉", "Note the words; mend them in cards, answers and the script too"),
        say=("刚才有一句说得不准确，更正一下，以商品页为准", "One thing I said was not accurate; go by the product's page"),
    ),
    "banned_words": _book(
        ("看是哪几条评论、谁写的", "See which comments they are, and who wrote them"),
        ("请主播不念、不接这样的话", "Let the host neither read them out nor answer them"),
        ("在平台后台删除评论或禁言", "Remove them, or mute the writer, on the platform's desk"),
    ),
    "unanswered": _book(
        ("看问的是什么、问的是哪一款", "See what is asked, and about which product"),
        ("有现成答案就推给主播，没有就问运营", "If there is an answer, push it to the host; if not, ask the operator"),
        ("回答后标记为已答", "Mark it answered"),
    ),
    "feed_silent": _book(
        ("看采集程序和网络", "Look at the feed's program and the network"),
        ("重启采集，看数据是否恢复", "Start the feed again and see whether data come"),
        ("恢复之前，不要相信页面上的这些数字", "Until it is back, do not trust its figures on the page"),
    ),
    "feed_lag": _book(
        ("看采集机的网络和负载", "Look at the feed machine's network and load"),
        ("告诉主播和场控：数字晚了几秒", "Tell host and controller that figures are seconds late"),
    ),
    "network": _book(
        ("切备用网络或备用推流", "Switch to the spare line or the spare stream"),
        ("在评论区发公告", "Post the notice in the comments"),
        ("恢复后请主播说明，并补时或重讲", "When it is back, let the host say so, and repeat what was missed"),
        say=("刚才网络有点波动，马上回来", "A hiccup of the network; back in a moment"),
    ),
    "platform_warning": _book(
        ("截图，看清是哪一条规则", "Take a picture and read which rule it is"),
        ("停下被指出的话、商品或链接", "Stop the words, the product or the link it names"),
        ("告诉主播换说法", "Tell the host to say it otherwise"),
        ("由运营决定申诉还是更正", "The operator decides between appeal and correction"),
    ),
    "segment_over": _book(
        ("提醒主播收尾", "Tell the host to close"),
        ("看后面哪一段可以缩短或跳过", "See which segment ahead can be shortened or skipped"),
    ),
    "host_screen_lost": _book(
        ("用手势或纸条告诉主播，口播先靠稿", "By sign or slip to the host; read from paper meanwhile"),
        ("看主播屏的网络和电源，重新打开链接", "Look at the screen's network and power; open its link again"),
        ("需要时用手机打开提词遥控页", "If need be, open the remote page on a phone"),
    ),
    "task_late": _book(
        ("问负责人现在能不能做", "Ask whoever has it whether it can be done now"),
        ("做不了就交给别人", "If not, give it to somebody else"),
    ),
    "price_question": _book(
        ("对一遍平台页面、价格牌和提示屏", "Compare the platform's page, the price board and the screen"),
        ("不一致就先改平台，再请主播更正", "Where they differ, mend the platform first, then let the host correct it"),
        ("按错价拍下的订单交给运营", "Give the operator the orders taken at the wrong price"),
        say=("价格以商品页为准", "The price on the product's page is the one that counts"),
    ),
    "platform_differs": _book(
        ("看平台上正在讲解的是哪一款", "See which product the platform shows as being explained"),
        ("在平台后台弹正确的讲解卡，或在这里切换商品", "Pop the right card on the platform's desk, or switch the product here"),
    ),
    "offer_ends": _book(
        ("在平台后台把价格改回去，或下掉赠品", "Put the price back on the platform's desk, or take the gift off"),
        ("告诉主播优惠已经结束，不再提", "Tell the host that the offer is over and is not said again"),
        ("核对最后几单是否在名额内", "Check that the last orders were within the quota"),
        say=("这个优惠已经结束了，谢谢大家", "This offer is over; thank you all"),
    ),
}  # fmt: skip
"""By name. Rules name one; a plan may change any, and add its own."""


def playbook(books: Mapping[str, Playbook], name: str) -> Playbook | None:
    """Return the playbook called `name`: what `books`, the plan's, say of it, the rest as it is ready-made.

    None: nobody knows it.
    """
    told, ready = books.get(name), READY.get(name)
    if told is None or ready is None:
        return told or ready
    return Playbook(
        owner=told.owner or ready.owner, steps=told.steps or ready.steps, say=told.say or ready.say, cue=told.cue
    )
