"""The filter bank: the document's formulas, its alert rule, and what past shows teach."""

from __future__ import annotations

from math import exp, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controlroom.domain.dip import (
    ALERT,
    EFFECT,
    FROM_BINS,
    KEEPS,
    LEVEL_COMMON,
    LEVEL_EACH,
    LEVEL_UNTOLD,
    MICRO,
    QUIET_BINS,
    RUNNING,
    SCATTER,
    SLOTS,
    THRESHOLDS,
    WANDER,
    Alarm,
    Bank,
    DipPrior,
    Key,
    Known,
    Past,
    nine,
    onsets,
    taught,
)

CREAM, SERUM, MASK = Key("cream", "traffic"), Key("serum", "profit"), Key("mask", "traffic")
RATES = {"traffic": 0.03, "profit": 0.01}


class Plain:
    """DIP.md read literally: every filter with a covariance of its own, no term left out."""

    def __init__(self, keys: list[Key]) -> None:
        roles = list(RATES)
        self.place = {("role", role): 1 + i for i, role in enumerate(roles)}
        self.place |= {("sku", key.sku): 1 + len(roles) + i for i, key in enumerate(keys)}
        size = 1 + len(self.place)
        m = [0.0] * size
        c = [[0.0] * size for _ in range(size)]
        c[0][0] = WANDER
        for i, role in enumerate(roles):
            m[1 + i] = log(RATES[role])
            for j in range(len(roles)):
                c[1 + i][1 + j] = LEVEL_COMMON + (LEVEL_EACH if i == j else 0)
        for key in keys:
            c[self.place["sku", key.sku]][self.place["sku", key.sku]] = EFFECT
        self.null = (m, c)
        self.slots: list[list] = []
        self.n = 0

    def one(self, filter_: tuple, key: Key, n: float, x: float) -> tuple[tuple, float]:
        m, c = list(filter_[0]), [list(row) for row in filter_[1]]
        m[0] *= KEEPS
        for i in range(len(m)):
            c[0][i] *= KEEPS
        for i in range(len(m)):
            c[i][0] *= KEEPS
        c[0][0] += WANDER * (1 - KEEPS**2)
        r, b = self.place["role", key.role], self.place["sku", key.sku]
        h = [row[0] + row[r] + row[b] for row in c]
        s, mu = h[0] + h[r] + h[b], m[0] + m[r] + m[b]
        a = 1 / s
        big = a * exp(-mu - s / 2)
        lp = lgamma(a + x) - lgamma(a) + a * log(big / (big + n)) + x * log(n / (big + n))
        mu_after, s_after = log((a + x) / (big + n)) - 1 / (2 * (a + x)), 1 / (a + x)
        m = [mi + hi * (mu_after - mu) / s for mi, hi in zip(m, h, strict=True)]
        c = [[c[i][j] - h[i] * h[j] * (s - s_after) / s**2 for j in range(len(h))] for i in range(len(h))]
        return (m, c), lp

    def step(self, key: Key, exposed: int, paid: int) -> float:
        if self.n % 2 == 0:
            self.slots = [*self.slots[-(SLOTS - 1) :], [self.null, 0.0]]
        n, x = exposed / SCATTER, paid / SCATTER
        self.null, null = self.one(self.null, key, n, x)
        for slot in self.slots:
            slot[0], lp = self.one(slot[0], key, n * 0.5, x)
            slot[1] += lp - null
        self.n += 1
        return log(sum(exp(min(slot[1], 50)) for slot in self.slots) / len(self.slots))


bins = st.tuples(st.sampled_from([CREAM, SERUM, MASK]), st.integers(1, 3000), st.integers(0, 60))


@given(st.lists(bins, min_size=FROM_BINS, max_size=40))
def test_the_bank_equals_the_documents_formulas(told: list[tuple[Key, int, int]]) -> None:
    bank, plain = Bank(rates=RATES), Plain([CREAM, SERUM, MASK])
    for i, bin_ in enumerate(told):
        verdict, expected = bank.step(*bin_), plain.step(*bin_)
        if i + 1 < FROM_BINS:
            assert verdict is None
        else:
            assert verdict is not None
            assert verdict.sure == pytest.approx(expected, rel=1e-6, abs=1e-6)


def quiet(n: int, key: Key = CREAM, paid: int = 9) -> list[tuple[Key | None, int, int]]:
    return [(key, 300, paid)] * n


def sures(told: Past, prior: DipPrior | None = None) -> list[float | None]:
    bank = Bank(prior, None if prior is not None else RATES)
    return [v.sure if v is not None else None for v in (bank.step(*b) for b in told)]


def test_half_the_orders_raise_the_alert_and_the_verdict_says_since_when_and_what_was_expected() -> None:
    bank, alarm = Bank(rates=RATES), Alarm()
    for bin_ in quiet(80):
        alarm.hear(verdict.sure if (verdict := bank.step(*bin_)) is not None else None)
    assert not alarm.on
    went_on = []
    for i in range(20):
        verdict = bank.step(CREAM, 300, 4)
        assert verdict is not None
        if alarm.hear(verdict.sure):
            went_on.append((i, verdict))
    assert len(went_on) == 1
    after, verdict = went_on[0]
    assert after < 10
    assert abs(verdict.began - 80) <= 4
    assert verdict.seen == 4 * (80 + after + 1 - verdict.began) + 5 * max(0, 80 - verdict.began)
    assert verdict.expected == pytest.approx(9 * (80 + after + 1 - verdict.began), rel=0.15)


def test_what_should_be_sold_stays_where_it_was_while_half_is_sold() -> None:
    bank = Bank(rates=RATES)
    for bin_ in quiet(80):
        verdict = bank.step(*bin_)
    assert verdict is not None
    before = bank.rate(CREAM, verdict)
    assert before == pytest.approx(9 / 300, rel=0.1)
    for _ in range(20):
        verdict = bank.step(CREAM, 300, 4)
        assert verdict is not None
        assert bank.rate(CREAM, verdict) == pytest.approx(before, rel=0.15)
    for _ in range(3):
        verdict = bank.step(SERUM, 300, 3)
    assert verdict is not None
    assert bank.rate(SERUM, verdict) < before * 0.6


def test_another_product_that_sells_less_is_no_dip() -> None:
    told = [*quiet(60), *quiet(60, SERUM, 3), *quiet(60), *quiet(30, SERUM, 3)]
    assert onsets(sures(told), ALERT) == 0
    assert onsets(sures([*quiet(60), *quiet(60, CREAM, 3)]), ALERT) == 1


@pytest.mark.parametrize("gap", [(None, 0, 0), (CREAM, 0, 0), (CREAM, 0, 5), (None, 300, 9)])
def test_a_gap_teaches_nothing(gap: tuple[Key | None, int, int]) -> None:
    with_gap = sures([*quiet(40), *[gap] * 20, *quiet(20)])
    assert onsets(with_gap, ALERT) == 0
    assert abs((with_gap[59] or 0) - (with_gap[39] or 0)) < 5  # the old hypotheses go, none gains


def test_without_plan_and_past_the_first_half_minutes_tell_the_level() -> None:
    bank = Bank()
    assert [bank.step(CREAM, 300, 9) for _ in range(FROM_BINS - 1)] == [None] * (FROM_BINS - 1)
    first = bank.step(CREAM, 300, 9)
    assert first is not None
    assert first.sure < 0
    for far_off in (0.0001, 0.3):  # whatever the level, the beginning is no dip
        untold = Bank()
        told = [untold.step(CREAM, 10_000, round(10_000 * far_off)) for _ in range(60)]
        assert onsets((v.sure if v is not None else None for v in told), ALERT) == 0


def test_another_price_begins_a_new_effect_where_the_old_one_was() -> None:
    cheap, again = Key("cream", "traffic", 1), Key("cream", "traffic", 2)

    def most(*keys: Key) -> float:
        told = [*quiet(60), *quiet(40, keys[0], 20), *quiet(30, keys[1], 9)]
        return max(sure for sure in sures(told)[100:] if sure is not None)

    assert most(CREAM, CREAM) > ALERT  # a rise that ends looks like a dip
    assert most(cheap, again) < 0


def test_alert_goes_on_after_three_running_and_off_after_five_below() -> None:
    alarm = Alarm(2.0)
    assert [alarm.hear(v) for v in (2.1, 2.1, 1.0, 2.1, 2.1, 2.1, 2.1)] == [False] * 5 + [True, False]
    assert (RUNNING, QUIET_BINS) == (3, 5)
    for _ in range(4):
        alarm.hear(1.0)
    assert alarm.on
    alarm.hear(3.0)
    for _ in range(5):
        assert alarm.on
        alarm.hear(1.0)
    assert not alarm.on
    assert not alarm.hear(None)


def test_decisions_compare_nine_digits() -> None:
    alarm = Alarm(2.0)
    assert nine(2.000000001) == 2.0
    assert not any(alarm.hear(2.000000001) for _ in range(9))
    assert any(alarm.hear(2.00000001) for _ in range(9))


def test_past_shows_teach_levels_effects_and_a_threshold() -> None:
    show = [*quiet(60), *quiet(60, SERUM, 3), *quiet(60, MASK, 15)]
    assert taught([show, show]) is None
    assert taught([show, [(None, 0, 0)] * 90, show]) is None
    prior = taught([show, show, show])
    assert prior is not None
    assert (set(prior.levels), set(prior.effects)) == ({"traffic", "profit"}, {"cream", "serum", "mask"})
    cream = prior.levels["traffic"].mean + prior.effects["cream"].mean
    mask = prior.levels["traffic"].mean + prior.effects["mask"].mean
    assert (exp(cream / MICRO), exp(mask / MICRO)) == (pytest.approx(0.03, rel=0.1), pytest.approx(0.05, rel=0.1))
    assert 0 < prior.effects["cream"].variance < EFFECT * MICRO
    assert prior.threshold == THRESHOLDS[0]


def test_past_shows_that_cried_wolf_raise_the_threshold() -> None:
    wild = [*quiet(60), *quiet(20, CREAM, 3), *quiet(40), *quiet(20, CREAM, 3), *quiet(40)]
    prior = taught([wild, wild, wild])
    assert prior is not None
    assert prior.threshold > THRESHOLDS[0]


def test_what_is_known_of_a_product_makes_its_first_showing_like_a_later_one() -> None:
    told = [*quiet(20), *quiet(20, CREAM, 4)]
    show = [*quiet(90), *quiet(90, SERUM, 3)]
    prior = taught([show, show, show])
    assert (sures(told, prior)[39] or 0) > (sures(told)[39] or 0)


def test_an_old_shows_product_is_remembered_and_a_new_role_starts_from_the_others() -> None:
    first = [*quiet(60), *quiet(60, MASK, 15)]
    later = quiet(90)
    prior = taught([first, later, later])
    assert prior is not None
    assert "mask" in prior.effects
    assert onsets(sures([*quiet(40), *quiet(60, Key("lamp", "premium"), 7)], prior), ALERT) == 0


def test_a_level_of_which_nothing_is_known_is_wide() -> None:
    assert LEVEL_UNTOLD > LEVEL_EACH
    only = DipPrior(levels={"traffic": Known(round(log(0.03) * MICRO), 1000)})
    assert Bank(only).step(SERUM, 300, 3) is None  # counted, no verdict yet
