from msgspec.structs import replace

from controlroom.domain.links import GivenLink
from controlroom.domain.roles import Role


def test_a_link_stands_until_its_time_or_until_it_is_ended() -> None:
    link = GivenLink(room="demo", id="x-1", role=Role.HOST, made_ms=1)
    assert link.stands(10**15)
    assert [replace(link, until_ms=50).stands(now) for now in (49, 50, 51)] == [True, False, False]
    assert not replace(link, revoked_ms=2).stands(3)
