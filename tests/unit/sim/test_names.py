"""What somebody is called."""

from __future__ import annotations

from sim.facts import Fact
from sim.names import name_of, named
from sim.world.comments import nickname


def test_a_viewer_has_one_name_and_one_of_the_team_the_told_one() -> None:
    assert (
        name_of(Fact("comment", "c", 1, {"user": "u-000003"}))
        == nickname(3)
        == named({"user": "u-000003", "name": "x"})
    )
    assert (named({"user": "studio", "name": "小王"}), named({"user": "studio"}), named({})) == ("小王", "studio", "")
