"""Who may read and command what."""

from __future__ import annotations

from controlroom.domain import roles
from controlroom.domain.roles import Right, Role
from controlroom.domain.topics import Topic


def test_every_role_stands_in_every_table() -> None:
    assert set(roles.READS) == set(roles.COMMANDS) == set(roles.RIGHTS) == set(Role)
    assert set(roles.HOME) == set(roles.PEOPLE) == set(Role) - {Role.FEED}


def test_everybody_may_open_the_page_their_link_leads_to() -> None:
    assert [role for role, page in roles.HOME.items() if role not in roles.PAGES[page]] == []


def test_a_feeds_key_posts_and_reads_what_the_contract_lists_and_commands_nothing() -> None:
    assert roles.READS[Role.FEED] == {
        Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK, Topic.CUE, Topic.OFFERS, Topic.TIMERS
    }  # fmt: skip
    assert roles.COMMANDS[Role.FEED] == frozenset()
    assert roles.may(Role.FEED, Right.POST_EVENTS)
    assert [role for role in roles.PEOPLE if roles.may(role, Right.POST_EVENTS)] == []


def test_the_host_acknowledges_and_drives_nothing() -> None:
    assert roles.may_command(Role.HOST, "cue.ack")
    assert not roles.may_command(Role.HOST, "next")
    assert not roles.may_command(Role.CONTROLLER, "cue.ack")


def test_the_host_does_not_read_feeds_and_screens() -> None:
    assert not roles.may_read(Role.HOST, Topic.FEEDS)
    assert not roles.may_read(Role.HOST, Topic.SCREENS)
    assert roles.may_read(Role.HOST, Topic.CUE)


def test_whoever_sees_an_alert_reads_what_those_are_called_who_have_it() -> None:
    assert [role for role in Role if roles.may_read(role, Topic.ALERTS) and not roles.may_read(role, Topic.TASKS)] == []


def test_the_script_is_moved_by_those_who_read_it_and_those_who_drive() -> None:
    moves = {"prompter.run", "prompter.pause", "prompter.seek", "prompter.pace"}
    readers = [Role.ADMIN, Role.CONTROLLER, Role.HOST, Role.REMOTE]
    assert [role for role in Role if moves <= roles.COMMANDS[role]] == readers
    assert [role for role in Role if roles.may_read(role, Topic.PROMPTER)] == [
        Role.ADMIN, Role.OPERATOR, Role.CONTROLLER, Role.HOST, Role.REMOTE
    ]  # fmt: skip


def test_notes_and_told_figures_are_for_those_who_watch_the_numbers() -> None:
    figures = {"totals.tell", "spend.add", "note.add"}
    assert [role for role in Role if figures <= roles.COMMANDS[role]] == [Role.ADMIN, Role.CONTROLLER, Role.ANALYST]
    assert [role for role in Role if not roles.may_read(role, Topic.NOTES)] == [
        Role.HOST, Role.ASSISTANT, Role.REMOTE, Role.FEED
    ]  # fmt: skip
