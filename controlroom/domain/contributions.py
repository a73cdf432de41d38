"""Why a sum is another than before: what each factor, product, source or segment contributed to the change.

Owns: the logarithmic mean division of a change over its factors (LMDI), and mix and rate over parts.
Law: contributions are whole minor units and add up to the change exactly. They say what the change is made of, never
what caused it. A factor that is not known is left out, and the others carry the whole.
Must not know: where the integers come from, time.

Source: B. W. Ang, Energy Policy 33 (2005) 867-871; METRICS.md section 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log, log1p
from typing import Final

from msgspec import Struct

FACTORS: Final = ("viewers", "orders_per_viewer", "aov_minor")
WITHOUT_VIEWERS: Final = ("paid_orders", "aov_minor")


class Span(Struct, frozen=True):
    """What a window amounts to. `viewers` None: unknown."""

    viewers: int | None
    orders: int
    gmv_minor: int


class Factor(Struct, frozen=True, rename={"from_": "from"}):
    """One factor: what it was, what it became (None: 0 ÷ 0), and its share of the change in minor units."""

    code: str
    from_: float | None
    to: float | None
    contribution_minor: int


class Part(Struct, frozen=True):
    """One product, source or segment: its weight (paid orders, or people who entered) and its GMV in a window."""

    weight: int
    gmv_minor: int


class PartChange(Struct, frozen=True):
    """What a product, source or segment contributed.

    Args:
        from_minor, to_minor: Its GMV in the windows.
        mix_minor: Because it became a larger or smaller part of the whole.
        rate_minor: Because it brought more or less for each order (product, segment) or each entrance (source).
    """

    key: str
    from_minor: int
    to_minor: int
    mix_minor: int
    rate_minor: int


class Parts(Struct, frozen=True):
    """Mix and rate of every part, and the `volume`: because there was more or less of everything."""

    volume_minor: int
    parts: tuple[PartChange, ...]


def factors(a: Span, b: Span) -> tuple[Factor, ...]:
    """Return what viewers, orders per viewer and order value contributed to the change of GMV from `a` to `b`.

    Where viewers are not known (or somebody paid and nobody was there), orders and order value carry the change.
    """
    known = all(s.viewers is not None and (s.viewers or not s.orders) for s in (a, b))
    codes = FACTORS if known else WITHOUT_VIEWERS
    was, now = _values(a, known), _values(b, known)
    shares = rounded(lmdi(a.gmv_minor, b.gmv_minor, was, now), b.gmv_minor - a.gmv_minor)
    return tuple(Factor(*told) for told in zip(codes, was, now, shares, strict=True))


def _values(s: Span, known: bool) -> list[float | None]:
    value = s.gmv_minor / s.orders if s.orders else None
    if not known or s.viewers is None:
        return [float(s.orders), value]
    return [float(s.viewers), s.orders / s.viewers if s.viewers else None, value]


def lmdi(g0: int, g1: int, was: Sequence[float | None], now: Sequence[float | None]) -> list[float]:
    """Divide the change of a product over its factors, in order of cause.

    Args:
        g0, g1: The products, ≥ 0. `was`, `now`: their factors; None: 0 ÷ 0.

    Returns:
        What each contributed. Where a product is zero, the first factor that is zero takes the whole change.
    """
    if g0 > 0 and g1 > 0:
        weight = (g1 - g0) / log1p((g1 - g0) / g0) if g1 != g0 else float(g0)
        return [weight * log(k1 / k0) if k0 and k1 else 0.0 for k0, k1 in zip(was, now, strict=True)]
    zero = was if g1 else now
    taker = next((i for i, k in enumerate(zero) if not k), 0)
    return [float(g1 - g0) if i == taker else 0.0 for i in range(len(was))]


def parts(a: dict[str, Part], b: dict[str, Part]) -> Parts:
    """Return what each part contributed: with s its share of all weights and r its GMV per weight, mix is
    Δs·(r̄ − R̄) and rate s̄·Δr, both times the mean of the weights; what is left is the volume.

    A part that is new has no rate to compare with, so it is all mix; GMV without weight is all rate.
    """
    keys = sorted(a.keys() | b.keys())
    none = Part(0, 0)
    n0, n1 = (sum(p.weight for p in side.values()) for side in (a, b))
    total = sum(b.get(key, none).gmv_minor - a.get(key, none).gmv_minor for key in keys)
    big_r = (_rate(a, n0) + _rate(b, n1)) / 2
    mean_n = (n0 + n1) / 2
    mix, rate = [], []
    for key in keys:
        p, q = a.get(key, none), b.get(key, none)
        s0, s1 = p.weight / n0 if n0 else 0.0, q.weight / n1 if n1 else 0.0
        r0, r1 = _rates(p, q)
        mix.append(mean_n * (s1 - s0) * ((r0 + r1) / 2 - big_r) if n0 and n1 else 0.0)
        apart = (0 if q.weight else q.gmv_minor) - (0 if p.weight else p.gmv_minor)
        rate.append((mean_n * (s0 + s1) / 2 * (r1 - r0) if n0 and n1 else 0.0) + apart)
    shares = rounded([*mix, *rate, total - sum(mix) - sum(rate)], total)
    told = tuple(
        PartChange(key, a.get(key, none).gmv_minor, b.get(key, none).gmv_minor, shares[i], shares[len(keys) + i])
        for i, key in enumerate(keys)
    )
    return Parts(shares[-1], told)


def _rate(side: dict[str, Part], weights: int) -> float:
    return sum(p.gmv_minor for p in side.values() if p.weight) / weights if weights else 0.0


def _rates(p: Part, q: Part) -> tuple[float, float]:
    """Return a part's rates; where there is none, the other window's."""
    r0 = p.gmv_minor / p.weight if p.weight else None
    r1 = q.gmv_minor / q.weight if q.weight else None
    return (r0 if r0 is not None else r1 or 0.0), (r1 if r1 is not None else r0 or 0.0)


def rounded(shares: Sequence[float], total: int) -> list[int]:
    """Round shares to whole numbers that add up to `total`: each is at most 1 from what it was (ties: the first).

    Args:
        shares: They add up to about `total`.
    """
    whole = [floor(share) for share in shares]
    each, left = divmod(total - sum(whole), len(shares))
    order = sorted(range(len(shares)), key=lambda i: (whole[i] - shares[i], i))
    for place, i in enumerate(order):
        whole[i] += each + (place < left)
    return whole
