"""What somebody is called."""

from __future__ import annotations

from sim.facts import Fact
from sim.names import FIRST_OF_TEAM, name_of, named, number_of
from sim.world.comments import nickname


def test_a_viewer_has_one_name_and_one_of_the_team_the_told_one() -> None:
    assert (
        name_of(Fact("comment", "c", 1, {"user": "u-000003"}))
        == nickname(3)
        == named({"user": "u-000003", "name": "x"})
    )
    assert (named({"user": "studio", "name": "小王"}), named({"user": "studio"}), named({})) == ("小王", "studio", "")


def test_one_of_the_team_may_have_any_account_and_no_viewers_number() -> None:
    accounts = ("studio", "抖音小店官方", "team-3", "u-²", "a, b")
    numbers = [number_of(account) for account in accounts]
    assert len({*numbers, number_of("u-000003")}) == 6
    assert min(numbers) >= FIRST_OF_TEAM > number_of("u-000003") == 3
    assert [named({"user": account}) for account in accounts] == list(accounts)
