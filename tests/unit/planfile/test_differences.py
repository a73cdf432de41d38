"""What differs between two texts of a plan."""

from __future__ import annotations

from controlroom.planfile.differences import Difference, differences

PLAN = """
show: {title: Evening, room: drill}
products:
  - {sku: a, title: A, price: 10, stock: 5}
  - {sku: b, title: B, price: 20}
segments:
  - {id: open, title: Hello, minutes: 5}
  - {id: sell, title: Sell, minutes: 9}
  - {id: close, title: Bye, minutes: 3}
"""


def test_a_plan_differs_from_itself_in_nothing_however_it_is_written() -> None:
    assert (
        differences(PLAN, PLAN.replace("10,", "10.00,").replace("{id: open, title: Hello", "{title: Hello, id: open"))
        == []
    )


def test_values_changed_keys_and_entries_new_and_gone_are_told_by_id() -> None:
    after = PLAN.replace("price: 10, stock: 5", "price: 12, cost: 4").replace("  - {sku: b, title: B, price: 20}\n", "")
    assert differences(PLAN, after) == [
        Difference("gone", "products 'a' stock: '5'"),
        Difference("gone", "products 'b'"),
        Difference("changed", "products 'a' price: '10' → '12'"),
        Difference("new", "products 'a' cost: '4'"),
    ]


def test_another_order_of_the_segments_is_told_and_an_entry_put_between_is_no_other_order() -> None:
    moved = PLAN.replace("  - {id: sell, title: Sell, minutes: 9}\n", "") + "  - {id: sell, title: Sell, minutes: 9}\n"
    assert differences(PLAN, moved) == [Difference("order", "segments")]
    between = PLAN.replace("  - {id: close", "  - {id: ask, title: Ask, minutes: 2}\n  - {id: close")
    assert differences(PLAN, between) == [Difference("new", "segments 'ask'")]
