"""Whom a message is for."""

from __future__ import annotations

import pytest

from controlroom.domain.messages import KEPT, Message, Messages
from controlroom.domain.roles import Role


def message(id_: str, target: str = "all") -> Message:
    return Message(id_, "sound is low", target, False, 1, Role.CONTROLLER, None)


@pytest.mark.parametrize(
    ("target", "readers"), [("all", set(Role)), ("host", {Role.HOST, Role.REMOTE}), ("wall", {Role.WALL})]
)
def test_a_message_is_for_all_or_for_a_roles_screens(target: str, readers: set[Role]) -> None:
    assert {reader for reader in Role if message("m", target).is_for(reader)} == readers


def test_those_who_can_send_see_what_others_sent_and_the_others_only_what_is_theirs() -> None:
    to_host = message("m", "host")
    assert {role for role in Role if to_host.shows_to(role)} == {
        Role.HOST, Role.REMOTE, Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.ANALYST,
    }  # fmt: skip


def test_beyond_the_limit_a_message_that_was_seen_goes_first() -> None:
    messages = Messages()
    for n in range(KEPT):
        messages.send(message(f"m{n}"))
    messages.by_id["m7"].seen_ms = 9
    messages.send(message("new"))
    assert "m7" not in messages.by_id
    messages.send(message("newer"))
    assert "m0" not in messages.by_id
    assert [m.id for m in messages.newest_first()][:2] == ["newer", "new"]
    assert len(messages.by_id) == KEPT
