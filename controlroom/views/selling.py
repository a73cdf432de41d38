"""What is offered, what must be done on the platform for it, and what scenes there are.

Owns: the views of the topics `offers`, `desk` and `scenes`.
Law: in the plan's order, so that nothing jumps; on the desk what is late comes first and what is confirmed last. Orders'
ids stay in the state: who is owed what is a document of its own.
Must not know: roles, pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from controlroom.domain import draw_words
from controlroom.domain.desk import Chip, DeskState
from controlroom.domain.offers import Round
from controlroom.domain.plan import OfferPlan, Text
from controlroom.domain.wordings import changed
from controlroom.room.announcing import of_draw
from controlroom.room.showing import numbers
from controlroom.room.state import RoomState
from controlroom.views import shapes as v

_ORDER: Final[dict[DeskState, int]] = {"late": 0, "todo": 1, "sent": 2, "confirmed": 3}
_NO_NAMES: Final[Mapping[str, str]] = {}


def offers_view(s: RoomState) -> v.OffersView:
    """Return the topic `offers`."""
    plan = s.plan
    return v.OffersView(
        offers=tuple(_offer(s, o, s.offers.newest(o.id)) for o in plan.offers) if plan is not None else ()
    )


def _offer(s: RoomState, plan: OfferPlan, one: Round | None) -> v.OfferView:
    title, link = _product(s, plan.sku)
    return v.OfferView(
        id=plan.id, title=plan.title, sku=plan.sku, product=title or plan.sku, link=link, gift=plan.gift,
        price_minor=plan.price_minor, quota=plan.quota,
        taken=one.taken if one is not None else 0, left=one.left if one is not None else plan.quota,
        lasts_for_ms=plan.lasts_for_ms, opened_ms=one.opened_ms if one is not None else None,
        ends_ms=one.ends_ms if one is not None else None, ended_ms=one.ended_ms if one is not None else None,
        state=one.state if one is not None else "ready",
    )  # fmt: skip


def _product(s: RoomState, sku: str | None) -> tuple[Text | None, int | None]:
    product = s.plan.product(sku) if s.plan is not None and sku is not None else None
    return (product.title, product.link) if product is not None else (None, None)


def desk_view(s: RoomState, names: Mapping[str, str] = _NO_NAMES) -> v.DeskView:
    """Return the topic `desk`.

    Args:
        names: Public nicknames by hashed user, as far as the role may see them: of those who won a draw.
    """
    chips = sorted(s.desk.chips.values(), key=lambda chip: (_ORDER[chip.state], chip.since_ms, chip.id))
    return v.DeskView(acts=tuple(_chip(s, chip, names) for chip in chips))


def _words(s: RoomState, chip: Chip, names: Mapping[str, str]) -> Text:
    """Return an act's words, winners by their nicknames."""
    draw = s.draws.by_id.get(chip.of.removeprefix("drawn:")) if chip.of is not None and names else None
    return draw_words.drawn(draw, names) if draw is not None and chip.of == of_draw(draw) else chip.text


def _chip(s: RoomState, chip: Chip, names: Mapping[str, str]) -> v.ChipView:
    title, link = _product(s, chip.sku)
    unsaid = chip.numbers and not chip.tried
    stale = bool(unsaid and changed(chip.numbers, numbers(s, chip.sku, s.as_of_ms, offer=chip.offer)))
    return v.ChipView(
        id=chip.id, act=chip.act, sku=chip.sku, title=title, link=link, text=_words(s, chip, names), since_ms=chip.since_ms,
        at_ms=chip.at_ms, state=chip.state, price_minor=chip.want if chip.told_by == "price" else None,
        listed=chip.want if chip.told_by == "stock" else None, again=chip.again, off=chip.off, why=chip.why,
        stale=stale,
    )  # fmt: skip


def scenes_view(s: RoomState) -> v.ScenesView:
    """Return the topic `scenes`."""
    return v.ScenesView(
        scenes=tuple(
            v.SceneView(
                id=one.id, title=one.title, key=one.key, sku=one.sku, offer=one.offer, cue=one.cue, timer=one.timer,
                tasks=one.tasks, applied=one.id == s.scene,
            )
            for one in (s.plan.scenes if s.plan is not None else ())
        )
    )  # fmt: skip
