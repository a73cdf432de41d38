"""What a change is made of, as rows with bars on one zero line."""

from msgspec.structs import replace

from controlroom.render.contributed import BAR, rows
from tests.unit.render import made

NAMES = {"cream-50": "3 Night cream"}


def test_factors_are_rows_that_add_up_to_the_change() -> None:
    view = made.changed()
    found = rows(view, "factors", NAMES.get)
    assert [row.name for row in found] == ["why.viewers", "why.orders_per_viewer", "why.aov_minor"]
    assert sum(row.change_minor for row in found) == view.change_minor


def test_bars_share_one_zero_line_and_stay_in_their_field() -> None:
    found = rows(made.changed(), "factors", NAMES.get)
    (zero,) = {row.zero for row in found}
    for row in found:
        assert (row.x < zero) == (row.change_minor < 0)
        assert row.x >= 0
        assert row.x + row.width <= BAR
    longest = max(found, key=lambda row: abs(row.change_minor))
    assert longest.width == max(row.width for row in found)


def test_parts_come_by_size_after_the_volume_and_add_up() -> None:
    view = made.changed()
    found = rows(view, "product", NAMES.get)
    assert found[0].code == "volume"
    assert [row.name for row in found[1:]] == ["3 Night cream", "serum-30"]
    assert sum(row.change_minor for row in found) == view.change_minor
    assert all((row.mix_minor or 0) + (row.rate_minor or 0) == row.change_minor for row in found[1:])


def test_sources_are_named_by_the_catalog_and_what_is_none_is_left_out() -> None:
    found = rows(made.changed(), "traffic", NAMES.get)
    assert [(row.name, row.spoken) for row in found[1:]] == [("source.paid", True), ("source.recommend", True)]


def test_segments_are_named_and_what_was_ordered_outside_them_says_so() -> None:
    view = made.changed()
    found = rows(view, "segment", {"cream": "Night cream", "none": "no"}.get)
    assert [(row.name, row.spoken) for row in found[1:]] == [
        ("opening", False), ("Night cream", False), ("no_segment", True)
    ]  # fmt: skip
    assert sum(row.change_minor for row in found) == view.change_minor


def test_nothing_changed_is_a_line_without_bars() -> None:
    view = made.changed()
    still = tuple(replace(factor, contribution_minor=0) for factor in view.factors)
    assert {(row.zero, row.width) for row in rows(replace(view, factors=still), "factors", NAMES.get)} == {(BAR / 2, 0)}
