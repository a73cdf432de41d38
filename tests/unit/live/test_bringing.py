"""When a room's journal hears what its feeds bring."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import records as rec
from controlroom.live.bringing import Bringing
from controlroom.room.state import RoomState
from controlroom.views.shapes import FeedView
from tests.unit.render import made


def feed(*carries: str) -> FeedView:
    return replace(made.feeds().feeds[0], carries=carries)


def test_it_hears_once_of_each_change_that_the_show_does_not_know_of() -> None:
    s, feeds, told = RoomState(show="demo-1"), [feed()], list[rec.Seen]()
    bringing = Bringing(lambda: s, lambda: feeds, told.append)
    bringing.look()
    assert told == []  # nobody knows what it brings
    feeds[:] = [feed("order"), feed("click")]
    for _ in range(3):  # however long it is on its way
        bringing.look()
    s.brought = ("click", "order")
    bringing.look()
    feeds[:] = [feed("order")]
    bringing.look()
    assert told == [rec.FeedsBring(types=("click", "order")), rec.FeedsBring(types=("order",))]


def test_a_feed_that_goes_while_the_show_runs_and_one_that_comes_after_it_are_no_news() -> None:
    s, told = RoomState(status="live", brought=("click", "order")), list[rec.Seen]()
    bringing = Bringing(lambda: s, lambda: [feed("click")], told.append)
    bringing.look()
    s.status, s.brought = "ended", ("comment",)
    bringing.look()
    assert told == []
