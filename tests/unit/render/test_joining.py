"""The codes of the page that gives people their way in."""

from controlroom.render.joining import SPANS, picture


def test_a_code_is_a_picture_that_a_page_may_show_and_differs_by_its_address() -> None:
    one, other = (
        picture("https://room.example/rooms/demo/host?token=a"),
        picture("https://room.example/rooms/demo/host?token=b"),
    )
    assert one.startswith("data:image/svg+xml")
    assert one != other
    assert '"' not in one


def test_a_link_may_last_an_hour_to_a_week_or_until_it_is_ended() -> None:
    assert list(SPANS.values()) == [3_600_000, 14_400_000, 28_800_000, 86_400_000, 604_800_000, None]
