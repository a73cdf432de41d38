"""The scenarios: how busy a simulated show is and how badly its feed behaves.

Owns: every intensity and every fault's probability, as data.
Law: code has no numbers of its own about a scenario; a new scenario is a new row.
Must not know: how they are played.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.incidents import EVENING, Incident


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """Probabilities (0–1) per fact.

    Args:
        duplicate: The same event comes again, same id and body, up to half a minute later.
        repeat: An order's step comes again under another id.
        late: It comes 2 to 8 minutes after it happened.
        disorder: It comes 1 to 20 s after it happened, behind younger ones.
        no_instant: It says not when it happened.
        ahead: The source's clock runs ahead: 1–4 s, or 6–30 s (which nobody believes).
    """

    duplicate: float = 0.0
    repeat: float = 0.0
    late: float = 0.0
    disorder: float = 0.0
    no_instant: float = 0.0
    ahead: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One kind of evening. Rates ending in `_rate` are per viewer online and second.

    Args:
        seated: Viewers online before the start. `waiting`: how many come in then, against a quiet minute of the show.
        arrivals_per_s: Viewers who come in, on a quiet minute.
        stay_s: How long they stay, on average.
        seen: Share of the comings and goings that the feed passes on (0–1).
        surge_every_s, surge_for_s, surge_by: Flash sales: how often (0: never), how long, how busy.
        counter_restarts_s: How often the platform's like counter begins again at nought (0: never).
        monitor_every_s: How often a second source, slower than the platform's own, tells levels too (0: there is none).
        ads_minor_per_min: What advertising costs; 0: nobody tells of any costs.
        board: Somebody reads the platform's own board off.
        staff_per_s: How often one of the team's own accounts does something, where there are such.
        stock: Pieces of each product when nobody else says so.
        refunds: Share of those who would want money back within the show who do (0–1).
        refill: What falls under this share of its first level is filled up again; 0: only what is nearly gone, some time.
        incidents: What goes wrong.
        faults: How its feed behaves.
    """

    seated: int
    arrivals_per_s: float
    stay_s: float
    seen: float = 0.95
    comment_rate: float = 0.002
    like_rate: float = 0.009
    impression_rate: float = 0.009
    click_rate: float = 0.0045
    order_rate: float = 0.0007
    follow_rate: float = 0.0003
    share_rate: float = 0.0001
    gift_rate: float = 0.0001
    club_rate: float = 0.00005
    surge_every_s: int = 0
    surge_for_s: int = 0
    surge_by: float = 1.0
    counter_restarts_s: int = 0
    monitor_every_s: int = 0
    ads_minor_per_min: int = 0
    board: bool = False
    staff_per_s: float = 0.05
    stock: int = 800
    waiting: float = 0.3
    refunds: float = 1.0
    refill: float = 0.0
    incidents: tuple[Incident, ...] = ()
    faults: Faults = Faults()

    def surge(self, show_s: int) -> float:
        """Return how many times as busy as usual the show is at its second `show_s`."""
        if self.surge_every_s <= 0 or show_s % self.surge_every_s < self.surge_every_s - self.surge_for_s:
            return 1.0
        return self.surge_by


SCENARIOS: Final[dict[str, Scenario]] = {
    "calm": Scenario(seated=60, arrivals_per_s=0.9, stay_s=160.0, stock=300),
    "evening": Scenario(
        seated=500,
        arrivals_per_s=6.0,
        stay_s=170.0,
        surge_every_s=900,
        surge_for_s=120,
        surge_by=1.6,
        ads_minor_per_min=40_000,
        board=True,
        faults=Faults(duplicate=0.01, repeat=0.01, late=0.002, disorder=0.03, no_instant=0.002),
    ),
    "rush": Scenario(
        seated=1500,
        arrivals_per_s=18.0,
        stay_s=150.0,
        comment_rate=0.004,
        order_rate=0.0015,
        surge_every_s=600,
        surge_for_s=180,
        surge_by=4.0,
        ads_minor_per_min=150_000,
        board=True,
        stock=2000,
        faults=Faults(duplicate=0.01, repeat=0.01, late=0.001, disorder=0.05),
    ),
    "faulty": Scenario(
        seated=300,
        arrivals_per_s=4.0,
        stay_s=170.0,
        order_rate=0.0012,
        counter_restarts_s=400,
        monitor_every_s=7,
        ads_minor_per_min=25_000,
        board=True,
        stock=400,
        faults=Faults(duplicate=0.08, repeat=0.08, late=0.05, disorder=0.25, no_instant=0.01, ahead=0.01),
    ),
    "incidents": Scenario(
        seated=1000,
        arrivals_per_s=6.0,
        stay_s=170.0,
        order_rate=0.0012,
        ads_minor_per_min=40_000,
        board=True,
        waiting=1.0,
        refunds=0.1,
        refill=0.5,
        incidents=EVENING,
        faults=Faults(duplicate=0.01, repeat=0.01),
    ),
}
"""By name. `evening` is the one that is played when none is named."""

DEFAULT: Final = "evening"
