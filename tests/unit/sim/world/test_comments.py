from __future__ import annotations

from sim.facts import Fact
from sim.scenarios import SCENARIOS
from sim.world.audience import Crowd
from sim.world.comments import POOLS, Talk, nickname
from sim.world.products import Catalogue, Product

T0 = 1_767_268_800_000
CREAM = Product("cream-50", "熬夜面霜", 3, 19_900)


def talked(sold: Product | None, pull: float = 1.0) -> list[Fact]:
    crowd, talk = Crowd(1, SCENARIOS["evening"]), Talk(1, 0.002)
    crowd.seat(T0)
    catalogue = Catalogue([CREAM])
    return [fact for s in range(300) for fact in talk.step(T0 + s * 1000, crowd, catalogue, sold, pull)]


def test_comments_name_the_product_and_its_link() -> None:
    texts = [fact.fields["text"] for fact in talked(CREAM)]
    assert any("熬夜面霜" in text for text in texts)
    assert any("3号" in text for text in texts)
    assert not any("{" in text for text in texts)


def test_comments_are_of_every_kind() -> None:
    texts = {fact.fields["text"] for fact in talked(CREAM)}
    for kind, wordings in POOLS.items():
        assert texts & {wording.format(title=CREAM.title, link=CREAM.link) for wording in wordings}, kind


def test_comments_are_as_many_as_viewers_and_the_hour_make_them() -> None:
    calm, busy = len(talked(CREAM)), len(talked(CREAM, 4.0))
    assert 0.8 < calm / (500 * 0.002 * 300) < 1.2
    assert 3 < busy / calm < 5


def test_comments_go_on_when_nothing_is_sold() -> None:
    assert talked(None)


def test_nickname_stays_with_its_viewer() -> None:
    assert nickname(7) == nickname(7)
    assert len({nickname(n) for n in range(200)}) > 120
