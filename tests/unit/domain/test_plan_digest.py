"""A plan is the same wherever and whenever it is played, and another as soon as it says something else."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from controlroom.domain.plan import Plan
from controlroom.domain.plan_digest import plan_digest
from controlroom.planfile.demo import demo_text
from controlroom.planfile.documents import read_document
from tests.stories import PLAN


def test_place_time_and_staff_do_not_count() -> None:
    show = replace(PLAN.show, room="demo-rehearsal", starts_ms=5, ends_ms=9, staff_accounts=("x",))
    assert plan_digest(replace(PLAN, show=show)) == plan_digest(PLAN)


def test_every_edit_counts() -> None:
    first, *rest = PLAN.segments
    plans: list[Plan] = [
        PLAN,
        replace(PLAN, show=replace(PLAN.show, title="Day")),
        replace(PLAN, segments=(replace(first, script="Hello"), *rest)),
        replace(PLAN, segments=(*rest, first)),
        replace(PLAN, products=PLAN.products[1:]),
    ]
    assert len({plan_digest(plan) for plan in plans}) == len(plans)


def test_a_plan_that_has_been_written_and_read_is_the_same() -> None:
    plan = read_document(demo_text()).plan
    assert plan is not None
    assert plan_digest(msgspec.convert(msgspec.to_builtins(plan), Plan)) == plan_digest(plan)
    assert plan_digest(msgspec.json.decode(msgspec.json.encode(plan), type=Plan)) == plan_digest(plan)
