"""Made views of what is sold with: the offers, the platform's desk, the scenes."""

from __future__ import annotations

from controlroom.domain.desk import DeskState, Handwork
from controlroom.domain.offers import OfferState
from controlroom.domain.plan import Text
from controlroom.views.shapes import ChipView, DeskView, OffersView, OfferView, ScenesView, SceneView
from tests.unit.render.moment import MINUTE, NOW, both

CREAM, SERUM = both("熬夜面霜 50ml", "Night cream 50 ml"), both("精华 Serum 30ml", "Serum 30 ml")


def offers() -> OffersView:
    def offer(
        id_: str, title: Text, state: OfferState, *, quota: int | None = None, taken: int = 0, lasts: int | None = None,
        price: int | None = None, gift: Text | None = None,
    ) -> OfferView:  # fmt: skip
        opened = None if state == "ready" else NOW - 110_000
        return OfferView(
            id=id_, title=title, sku="cream-50", product=CREAM, link=3, gift=gift, price_minor=price, quota=quota,
            taken=taken, left=None if quota is None else quota - taken, lasts_for_ms=lasts, opened_ms=opened,
            ends_ms=opened + lasts if opened is not None and lasts is not None else None,
            ended_ms=NOW - MINUTE if state in ("full", "over", "closed") else None, state=state,
        )  # fmt: skip

    return OffersView(
        offers=(
            offer("first100", both("前 100 名送眼霜", "First 100 get an eye cream"), "open", quota=100, taken=83,
                  gift=both("眼霜 15ml", "Eye cream 15 ml")),
            offer("five-min", both("5 分钟限时价", "Five-minute price"), "open", taken=12, lasts=5 * MINUTE, price=17_900),
            offer("two", both("第二件半价", "Second at half"), "ready"),
            offer("early", both("开场前 50 名", "First 50 of the show"), "full", quota=50, taken=50),
        )
    )  # fmt: skip


def desk() -> DeskView:
    def chip(act: Handwork, state: DeskState, link: int, title: Text, age: int, *, price: int | None = None,
             listed: int | None = None, again: bool = False) -> ChipView:  # fmt: skip
        return ChipView(
            id=f"desk-{age}-{act}", act=act, sku="cream-50" if link == 3 else "serum-30", title=title, link=link,
            text=title if price is None else f"{price / 100:.2f}",
            since_ms=NOW - age, at_ms=NOW - age + 3000, state=state, price_minor=price, listed=listed, again=again,
            off=False, why=None,
        )  # fmt: skip

    return DeskView(
        acts=(
            chip("explain", "late", 3, CREAM, 40_000),
            chip("price", "todo", 3, CREAM, 4_000, price=17_900),
            chip("shelf", "sent", 3, CREAM, 15_000, listed=450),
            chip("shelf", "confirmed", 11, SERUM, 20_000),
        )
    )


def scenes() -> ScenesView:
    names = (("flash", "秒杀", "Flash sale"), ("bag", "福袋", "Lucky bag"), ("net", "断网", "Network down"))
    return ScenesView(
        scenes=tuple(
            SceneView(
                id=id_, title=both(zh, en), key=f"F{n}", sku="cream-50", offer="five-min", cue=None, timer=None, tasks=(),
                applied=id_ == "flash",
            )
            for n, (id_, zh, en) in enumerate(names, 1)
        )
    )  # fmt: skip
