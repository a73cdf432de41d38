"""What no feed of a room brings: of the figures made of it nothing is known.

Owns: which KPIs are made of which type of fact, and how they become unknown.
Law: no feed and no fact of a type: unknown, never 0, in every part and window, and it is said why; one fact that came all
the same makes 0 a 0 again. A show is judged by the feeds that it had, not by those that its room has when it is read;
one that ended and keeps nothing of them, by what came.
Must not know: HTML, languages, roles.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from msgspec.structs import replace

from controlroom.domain.events import EVENT_TAGS
from controlroom.domain.metrics import SPANS
from controlroom.domain.tally import Flow
from controlroom.views.shapes import FeedView, KpiView, PulseView, Tile, Tiles

_COUNTED: Final[dict[str, tuple[Flow, ...]]] = {
    "order": (Flow.ORDERS,),
    "enter": (Flow.ENTERED,),
    "comment": (Flow.COMMENTS,),
    "like": (Flow.LIKES, Flow.LIKES_RISE),
    "follow": (Flow.FOLLOWS,),
    "share": (Flow.SHARES,),
    "club": (Flow.CLUBS,),
    "gift": (Flow.GIFTS,),
    "impression": (Flow.IMPRESSIONS,),
    "click": (Flow.CLICKS,),
}
"""By the type of a fact: what counts them."""

FROM_ORDERS: Final = frozenset(
    "orders paid_orders buyers units gmv_created_minor gmv_minor refunds_minor refund_rate net_minor conversion_rate "
    "orders_per_viewer click_to_pay pay_rate aov_minor gpm_minor uv_value_minor gmv_per_min_minor roi ad_return "
    "profit_minor target_progress target_pace sell_through".split()
)
"""KPIs, without their windows, of which nothing can be known while no order has come."""

RESTS_ON: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(FROM_ORDERS, ("order",)),
    "click_to_pay": ("order", "click"),
    "entered": ("enter",),
    **dict.fromkeys(("comments", "commenters"), ("comment",)),
    "likes": ("like",),
    **dict.fromkeys(("follows", "follow_rate"), ("follow",)),
    "shares": ("share",),
    "clubs": ("club",),
    **dict.fromkeys(("gifts", "gift_minor"), ("gift",)),
    "impressions": ("impression",),
    "click_rate": ("impression", "click"),
    "clicks": ("click",),
}
"""KPIs, without their windows, by the types of facts of which they are made: without one of them nothing is known."""

ANY_OF: Final[dict[str, tuple[str, ...]]] = {"interaction_rate": ("comment", "like", "share", "follow")}
"""Likewise, where one of the types is enough."""


def without(base: str, missing: Collection[str]) -> str | None:
    """Return the type of fact for want of which nothing is known of a KPI (without its window); None: none is wanting.

    Args:
        missing: The types of facts of which none came and none can.
    """
    wanting = [name for name in RESTS_ON.get(base, ()) if name in missing]
    any_of = ANY_OF.get(base, ())
    if any_of and all(name in missing for name in any_of):
        wanting.append(any_of[0])
    return wanting[0] if wanting else None


def unfed(feeds: Sequence[FeedView]) -> tuple[str, ...]:
    """Return the types of facts that no feed brings; none where there is no feed, or one of which nobody knows what it brings."""
    return lacking(brings(feeds))


def brings(feeds: Sequence[FeedView]) -> tuple[str, ...] | None:
    """Return the types of facts that feeds bring: all, where nobody knows what one brings; None: nobody does of any feed."""
    if not any(feed.carries for feed in feeds):
        return None
    return tuple(sorted({name for feed in feeds for name in (feed.carries or EVENT_TAGS)}))


def lacking(brought: Sequence[str] | None, unfed: Sequence[str] = (), ended_ms: int | None = None) -> tuple[str, ...]:
    """Return the types of facts that no feed brought while a show ran.

    Args:
        brought: As the show keeps it; None: it keeps nothing of it.
        unfed: What no feed of the room brings now: the best that is known of a show that runs and keeps nothing.
        ended_ms: When the show ended. Had there been the room's feeds of now, it would keep what they bring: so of one that
            keeps nothing they say nothing, and nothing is known but what came.
    """
    if brought is not None:
        return tuple(name for name in _COUNTED if name not in brought)
    return tuple(_COUNTED) if ended_ms is not None and unfed else tuple(unfed)


def unheard(missing: Sequence[str], total: Sequence[int]) -> tuple[str, ...]:
    """Return those types, of which no feed brings any, of which none came either.

    Args:
        missing: What no feed brings.
        total: The show's counters, by `Flow`.
    """
    return tuple(name for name in missing if not any(total[flow] for flow in _COUNTED[name]))


def unknown(view: KpiView, missing: Sequence[str]) -> KpiView:
    """Return the tiles with those unknown that are made of what is missing."""
    if not missing:
        return view
    bases = [base for base in (*RESTS_ON, *ANY_OF) if without(base, missing) is not None]
    codes = frozenset(base + suffix for base in bases for suffix, _, _ in SPANS)
    return replace(in_every_part(view, lambda tiles: _blank(tiles, codes)), unfed=tuple(missing))


def in_every_part(view: KpiView, change: Callable[[Tiles], Tiles]) -> KpiView:
    """Return the view with the tiles of the show and of each of its parts changed."""
    return replace(
        view,
        tiles=change(view.tiles),
        products={key: change(tiles) for key, tiles in view.products.items()},
        segments={key: change(tiles) for key, tiles in view.segments.items()},
        traffic={key: change(tiles) for key, tiles in view.traffic.items()},
    )


def pulse_unknown(view: PulseView, missing: Collection[str]) -> PulseView:
    """Return the newest second with what is missing unknown."""
    if "order" in missing:
        view = replace(view, gmv_minor_1m=None, conversion_rate_5m=None, lo=None, hi=None, expected=None)
    return replace(view, comments_1m=None) if "comment" in missing else view


def unfed_of(base: str, kpi: KpiView) -> str | None:
    """Return the type of fact that a KPI is made of and no feed brings; None: one does, or it has come all the same."""
    return without(base, kpi.unfed)


def _blank(tiles: Tiles, codes: frozenset[str]) -> Tiles:
    return {code: _nothing(tile) if code in codes else tile for code, tile in tiles.items()}


def _nothing(tile: Tile) -> Tile:
    return replace(tile, value=None, num=None, lo=None, hi=None, delta=None, state="unknown", few=False)
