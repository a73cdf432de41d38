"""The red light: the controller stops the host.

Owns: the light, the six ready reasons, and the words that the host says with each.
Law: the light is on from an instant until it is lifted; while it is on, a new reason changes what is read and not since
when, and the script stands. The host is on camera: there are always words to say, unless the controller wants none.
Must not know: pages, colours, who may switch it.
"""

from __future__ import annotations

from typing import Final, Literal, get_args

from msgspec import Struct

from controlroom.domain.plan import Text
from controlroom.domain.roles import Role

Ready = Literal["wording", "price", "stock", "stream", "platform", "emergency"]
READY: Final[tuple[Ready, ...]] = get_args(Ready)

WORDS: Final[dict[Ready, Text]] = {
    "wording": {
        "zh-CN": "刚才的说法我更正一下，一切以商品详情页为准。",
        "en": "Let me correct what I just said: the product page is what counts.",
    },
    "price": {
        "zh-CN": "价格我们再核对一下，大家先别拍，稍等半分钟。",
        "en": "We are checking the price: please hold your order for half a minute.",
    },
    "stock": {
        "zh-CN": "这款库存我们核对一下，拍到的都有货，没拍到的先别急。",
        "en": "We are checking how many are left: orders that went through are safe, please hold the others.",
    },
    "stream": {
        "zh-CN": "网络有点波动，大家稍等，马上回来。",
        "en": "The connection is unsteady: stay with us, back in a moment.",
    },
    "platform": {
        "zh-CN": "我们先停一下，整理一下内容，马上回来。",
        "en": "We pause for a moment to put things in order: back right away.",
    },
    "emergency": {
        "zh-CN": "现场有点小状况，我们先停一下，谢谢大家等候。",
        "en": "Something came up in the studio: we pause for a moment, thank you for waiting.",
    },
}


class RedLight(Struct, frozen=True):
    """The light while it is on.

    Args:
        reason: One of the ready ones, or the giver's own words. `say`: what the host says.
        ran: The script was moving when it came on, and moves again when it is lifted.
    """

    reason: str
    say: Text | None
    since_ms: int
    by: Role
    person: str | None
    ran: bool = False


def words_of(reason: str) -> Text | None:
    """Return the ready words of a reason; a reason in somebody's own words has none."""
    return next((WORDS[ready] for ready in READY if ready == reason), None)
