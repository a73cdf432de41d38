"""What goes between people in the made moment: the host asks how many are left, the analyst writes, a draw is open."""

from __future__ import annotations

from controlroom.domain.redlight import WORDS
from controlroom.domain.signals import BRIDGE
from controlroom.views.between_shapes import (
    DrawsView,
    DrawView,
    MessagesView,
    MessageView,
    RedLightView,
    SignalsView,
    SignalView,
    WinnerView,
)
from tests.unit.render.moment import NOW


def signal(kind: str, since_ms: int, seen_ms: int | None = None, times: int = 1) -> SignalView:
    """One signal."""
    line = BRIDGE if kind == "rescue" else None
    return SignalView(
        id=f"signal-{kind}", kind=kind, since_ms=since_ms, again_ms=since_ms, times=times, seen_ms=seen_ms, line=line,
        answer=None,
    )  # type: ignore[arg-type] # fmt: skip


def signals() -> SignalsView:
    """The topic."""
    return SignalsView(signals=(signal("stock", NOW - 9_000), signal("slower", NOW - 90_000, NOW - 80_000)))


def rescued() -> SignalsView:
    """The topic just after a rescue, sent twice."""
    return SignalsView(signals=(signal("rescue", NOW - 4_000, times=2), *signals().signals))


def message(id_: str, text: str, target: str, **fields: object) -> MessageView:
    """One message, from the analyst."""
    plain: dict[str, object] = {
        "flash": False, "role": "analyst", "person": None, "sent_ms": NOW - 6_000, "seen_ms": None, "seen_by": None,
        "mine": True,
    }  # fmt: skip
    return MessageView(id=id_, text=text, target=target, **{**plain, **fields})  # type: ignore[arg-type]


def messages() -> MessagesView:
    """The topic, as somebody sees it who can send messages and has got none."""
    return written(mine=False)


def written(*, mine: bool = True) -> MessagesView:
    """The topic with an unread message, for the reader or not."""
    return MessagesView(
        messages=(
            message("m2", "转化掉了一半,先别换品", "all", flash=True, mine=mine),
            message(
                "m1", "声音有点小", "host", sent_ms=NOW - 120_000, seen_ms=NOW - 100_000, seen_by="host", mine=False
            ),
        )
    )


def draw(id_: str, title: str, state: str, **fields: object) -> DrawView:
    """One draw by comments."""
    plain: dict[str, object] = {
        "source": "comments", "keyword": "666", "match": "is", "sku": None, "prize": None, "wanted": 3,
        "opened_ms": NOW - 60_000, "until_ms": None, "closed_ms": None, "commitment": "3fa2" * 16, "entries": 1204,
        "roll": None, "seed": None, "word": "", "winners": (),
    }  # fmt: skip
    return DrawView(id=id_, title=title, state=state, **{**plain, **fields})  # type: ignore[arg-type]


def draws() -> DrawsView:
    """The topic: one open, one of the platform's, one drawn, one given up."""
    winners = (WinnerView(user="00c0ffee00c0ffee", name="小李"), WinnerView(user="order:A-1", name=None))
    return DrawsView(
        draws=(
            draw("draw-9", "眼霜小样", "open", until_ms=NOW + 133_000),
            draw("draw-7", "福袋", "open", source="platform", commitment=None, entries=0),
            draw("draw-5", "面霜一瓶", "drawn", source="orders", keyword=None, closed_ms=NOW - 50_000, seed="5e" * 32,
                 winners=winners, wanted=2, entries=86),
            draw("draw-4", "写错了", "void", closed_ms=NOW - 500_000, entries=0),
        )
    )  # fmt: skip


def red_light() -> RedLightView:
    """The light, twelve seconds on."""
    return RedLightView(reason="price", say=WORDS["price"], since_ms=NOW - 12_000)
