"""Who there is: the roles, and what each may read and command.

Owns: the one table role x topic and role x command that server, views and documents read.
Law: a right exists only in these tables; no other module asks "is it the host?" to decide about access.
Must not know: tokens, cookies, pages.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Literal

from controlroom.domain.topics import Topic


class Role(StrEnum):
    """A part that a person (or a feed) plays in a room."""

    ADMIN = "admin"
    OPERATOR = "operator"
    CONTROLLER = "controller"
    HOST = "host"
    ANALYST = "analyst"
    ASSISTANT = "assistant"
    WALL = "wall"
    REMOTE = "remote"
    FEED = "feed"


PEOPLE: Final[tuple[Role, ...]] = tuple(r for r in Role if r is not Role.FEED)

_EVERYTHING: Final = frozenset(Topic)

READS: Final[dict[Role, frozenset[Topic]]] = {
    Role.ADMIN: _EVERYTHING,
    Role.OPERATOR: _EVERYTHING,
    Role.CONTROLLER: _EVERYTHING,
    Role.ANALYST: _EVERYTHING - {Topic.PROMPTER},
    Role.HOST: _EVERYTHING - {Topic.FEEDS, Topic.SCREENS, Topic.NOTES, Topic.PULSE, Topic.DESK, Topic.SCENES},
    Role.ASSISTANT: frozenset(
        {Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK, Topic.CUE, Topic.TIMERS, Topic.OFFERS, Topic.TASKS}
        | {Topic.MESSAGES, Topic.DRAWS, Topic.ALERTS}
    ),
    Role.WALL: _EVERYTHING - {Topic.SCREENS, Topic.PROMPTER, Topic.SIGNALS},
    Role.REMOTE: frozenset(
        {Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.CUE, Topic.TIMERS, Topic.OFFERS, Topic.SIGNALS, Topic.MESSAGES}
        | {Topic.PROMPTER}
    ),
    Role.FEED: frozenset(
        {Topic.SHOW, Topic.RUNDOWN, Topic.PROGRAM, Topic.STOCK, Topic.CUE, Topic.TIMERS, Topic.OFFERS}
    ),
}
"""Which topics a role may ask for; what it sees inside a topic is decided in `views`."""

_FIGURES: Final = frozenset({"totals.tell", "spend.add", "note.add"})
"""What those who watch the numbers may add to them."""

_PROMPTER: Final = frozenset({"prompter.run", "prompter.pause", "prompter.seek", "prompter.pace"})
"""What whoever reads and whoever drives may both do; a remote is the reader's other hand."""

_TASKS: Final = frozenset({"task.done", "task.approve", "task.assign", "task.hand_over", "undo"})
"""What the people of a task may do with it; whose it is, the room decides."""

_MESSAGES: Final = frozenset({"message.send", "message.seen"})

_COMMENTS: Final = frozenset(
    {"comment.pin", "comment.unpin", "comment.answer", "comment.done", "tally.open", "tally.close"}
)
"""What those who read the comments may do with them."""

_ALERTS: Final = frozenset({"alert.ack", "alert.snooze", "alert.close", "alert.act"})
"""What whoever an alert is with may do about it; whose it is, the room decides."""

_LEADS_ALERTS: Final = _ALERTS | frozenset(
    {"silence.add", "silence.expire", "rules.set", "rules.remove", "violation.tell", "stream.tell", "slip.tell"}
)

_LEADS: Final = _FIGURES | _COMMENTS | _LEADS_ALERTS

_CONTROLLER: Final = _LEADS | _PROMPTER | _TASKS | _MESSAGES | frozenset(
    {
        "task.call", "plan.apply",
        "show.open", "show.start", "show.end", "take", "next", "back", "product.switch", "product.clear",
        "show.lock", "room.set", "skip", "segment.edit", "rundown.hold", "rundown.insert", "rundown.move", "rundown.remove",
        "rundown.set_duration", "rundown.fit",
        "price.set", "stock.set", "stock.add",
        "offer.open", "offer.close", "scene.apply", "desk.done", "cue.show", "cue.clear", "timer.start", "timer.pause",
        "timer.resume", "timer.add", "timer.stop", "undo",
        "signal.seen", "red_light.on", "red_light.off", "draw.open", "draw.close", "draw.void",
    }
)  # fmt: skip

COMMANDS: Final[dict[Role, frozenset[str]]] = {
    Role.ADMIN: _CONTROLLER | {"cue.ack", "signal.send"},
    Role.OPERATOR: _TASKS | _MESSAGES | _ALERTS | {"show.open", "plan.apply"},
    Role.CONTROLLER: _CONTROLLER,
    Role.HOST: _PROMPTER | _TASKS | _ALERTS | {"cue.ack", "signal.send", "message.seen"},
    Role.ANALYST: _LEADS | _TASKS | _MESSAGES,
    Role.ASSISTANT: _TASKS | _ALERTS | {"message.seen"},
    Role.WALL: frozenset(),
    Role.REMOTE: _PROMPTER | frozenset({"cue.ack", "signal.send", "message.seen", "undo"}),
    Role.FEED: frozenset(),
}
"""Which command types a role may give. `undo` is further bound to the giver or a controller (`room.decide`)."""


def may_read(role: Role, topic: Topic) -> bool:
    """Tell whether `role` may ask for `topic`."""
    return topic in READS[role]


def may_command(role: Role, type_: str) -> bool:
    """Tell whether `role` may give a command of this type."""
    return type_ in COMMANDS[role]


class Right(StrEnum):
    """What else there is to be allowed, beside topics and commands."""

    POST_EVENTS = "post_events"
    DRIVE_CLOCK = "drive_clock"
    READ_SHOWS = "read_shows"
    READ_REJECTS = "read_rejects"
    READ_ANALYSIS = "read_analysis"
    READ_PLANS = "read_plans"
    READ_OWED = "read_owed"
    FORGET = "forget"
    READ_AUDIT = "read_audit"
    GIVE_LINKS = "give_links"
    END_ALL_LINKS = "end_all_links"
    SET_FEEDS = "set_feeds"


_ARCHIVE: Final = frozenset({Right.READ_SHOWS, Right.READ_REJECTS})
_LEADING: Final = _ARCHIVE | {Right.READ_ANALYSIS, Right.READ_PLANS, Right.READ_OWED, Right.GIVE_LINKS, Right.SET_FEEDS}

RIGHTS: Final[dict[Role, frozenset[Right]]] = {
    Role.ADMIN: _LEADING | {Right.FORGET, Right.READ_AUDIT, Right.END_ALL_LINKS},
    Role.OPERATOR: _LEADING,
    Role.CONTROLLER: _LEADING | {Right.READ_AUDIT},
    Role.ANALYST: _ARCHIVE | {Right.READ_ANALYSIS},
    Role.HOST: frozenset(),
    Role.ASSISTANT: frozenset(),
    Role.WALL: frozenset({Right.READ_ANALYSIS}),
    Role.REMOTE: frozenset(),
    Role.FEED: frozenset({Right.POST_EVENTS, Right.DRIVE_CLOCK}),
}

PageName = Literal["controller", "host", "remote", "analyst", "mine"]

PAGES: Final[dict[PageName, frozenset[Role]]] = {
    "controller": frozenset({Role.CONTROLLER, Role.OPERATOR, Role.ADMIN}),
    "host": frozenset({Role.HOST, Role.ASSISTANT, Role.REMOTE, Role.ADMIN}),
    "remote": frozenset({Role.REMOTE, Role.HOST, Role.ADMIN}),
    "analyst": frozenset({Role.ANALYST, Role.WALL, Role.CONTROLLER, Role.OPERATOR, Role.ADMIN}),
    "mine": frozenset({Role.ASSISTANT, Role.HOST, Role.ANALYST, Role.CONTROLLER, Role.OPERATOR, Role.ADMIN}),
}
"""Which roles may open a page."""

PlainName = Literal["join", "audit"]

_LEADERS: Final = frozenset({Role.CONTROLLER, Role.OPERATOR, Role.ADMIN})

PLAIN: Final[dict[PlainName, frozenset[Role]]] = {"join": _LEADERS, "audit": frozenset({Role.CONTROLLER, Role.ADMIN})}
"""Which roles may open a page that stands still: nothing is pushed to it."""

GIVES: Final[dict[Role, frozenset[Role]]] = {
    **dict.fromkeys(Role, frozenset()),
    Role.ADMIN: frozenset(PEOPLE),
    Role.OPERATOR: frozenset(PEOPLE) - {Role.ADMIN},
    Role.CONTROLLER: frozenset(PEOPLE) - {Role.ADMIN},
}
"""Whose links a role may see, give and end. Who leads a room or prepares it lets everybody in but its admins, also to a part
that may do what its own does not."""

HOME: Final[dict[Role, PageName]] = {
    Role.ADMIN: "controller",
    Role.OPERATOR: "controller",
    Role.CONTROLLER: "controller",
    Role.HOST: "host",
    Role.ANALYST: "analyst",
    Role.ASSISTANT: "mine",
    Role.WALL: "analyst",
    Role.REMOTE: "remote",
}
"""The page that a role's link leads to."""


def may(role: Role, right: Right) -> bool:
    """Tell whether `role` has `right`."""
    return right in RIGHTS[role]
