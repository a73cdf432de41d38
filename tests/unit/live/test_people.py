"""Users as the journal knows them."""

from __future__ import annotations

from msgspec.structs import replace

from controlroom.domain import records as rec
from controlroom.domain.events import Enter
from controlroom.live.intake import Intake
from controlroom.live.opening import first_page
from controlroom.live.people import keyed, stands_for, user_hash, with_hashed_staff
from controlroom.live.seen import Seen
from controlroom.ports import RoomRow
from tests.unit.live.told import PLAN, opening, pages_of

STAFF = ("studio-01", "工作人员")
STAFFED = replace(PLAN, show=replace(PLAN.show, staff_accounts=STAFF))
KEY = b"k" * 32


def test_a_plans_staff_is_hashed_as_the_same_users_are_in_facts() -> None:
    intake = Intake(KEY, Seen(), lambda: None)
    facts = [Enter(user=user) for user in STAFF]
    intake.take("feed", facts, None, 0)  # type: ignore[arg-type]
    plan = with_hashed_staff(STAFFED, KEY)
    assert plan is not None
    assert plan.show.staff_accounts == tuple(fact.user for fact in facts)


def test_a_plan_without_staff_stays_as_it_is() -> None:
    assert with_hashed_staff(PLAN, KEY) is PLAN
    assert with_hashed_staff(None, KEY) is None


def test_no_journal_holds_a_raw_staff_account_however_its_show_opens() -> None:
    row = RoomRow(slug="demo", mode="live", user_key=KEY, created_ms=0, seed=None)
    for page in (first_page(row, "demo-1", STAFFED, 0), next(iter(pages_of(how=opening(STAFFED))()))):
        assert [user for user in STAFF if user.encode() in page.body] == []
        opened = rec.decode_page(page)[0]
        assert isinstance(opened, rec.ShowOpened)
        assert opened.plan is not None
        assert opened.plan.show.staff_accounts == tuple(user_hash(keyed(KEY), user) for user in STAFF)


def test_a_user_is_meant_by_the_platforms_id_and_by_its_hash() -> None:
    hashed = user_hash(keyed(b"key"), "u-1")
    assert stands_for(b"key", "u-1") == (hashed,)
    assert hashed in stands_for(b"key", hashed)
    assert stands_for(b"other", "u-1") != (hashed,)
