"""`room.set` on the wire: which figures, three at most."""

from __future__ import annotations

import msgspec
import pytest

from controlroom.domain.setting import RoomSet


def read(figures: str) -> RoomSet:
    return msgspec.json.decode(f'{{"type":"room.set","id":"c"{figures}}}', type=RoomSet)


def test_without_figures_they_are_the_plans() -> None:
    assert read("").host_numbers is None
    assert read(',"host_numbers":["likes","online"]').host_numbers == ("likes", "online")


@pytest.mark.parametrize("figures", ['["gmv_minor"]', '["online","viewers","likes","orders_5m"]', '"online"'])
def test_no_other_figure_and_no_fourth_is_taken(figures: str) -> None:
    with pytest.raises(msgspec.ValidationError, match="host_numbers"):
        read(f',"host_numbers":{figures}')
