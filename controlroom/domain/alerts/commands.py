"""What people ask for about alerts: one struct per command type.

Owns: field names, types and limits of those commands.
Law: as in `domain.commands`, which holds them all.
Must not know: roles, state, HTTP.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from controlroom.domain.alerts.incident import Until
from controlroom.domain.alerts.rules import Rule
from controlroom.domain.command import Command
from controlroom.domain.events import EpochMs, Key

Reason = Annotated[str, Meta(min_length=1, max_length=300)]
Matchers = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=40)], Annotated[str, Meta(min_length=1, max_length=200)]],
    Meta(min_length=1, max_length=5),
]

Deed = Literal["act", "cue"]


class OfAlert(Command, frozen=True, kw_only=True, omit_defaults=True):
    """A command about one alert: its incident's id. `why`: as said by whoever gives it."""

    alert: Key
    why: Reason | None = None


class AlertAck(OfAlert, frozen=True, kw_only=True, omit_defaults=True, tag="alert.ack"):
    """Take an alert in hand, until an instant, until its product is sold out, or until the segment on air ends.

    Args:
        until: None: for ten minutes.
    """

    until: EpochMs | Until | None = None


class AlertSnooze(OfAlert, frozen=True, kw_only=True, omit_defaults=True, tag="alert.snooze"):
    """Let an alert be until an instant, at most half an hour away."""

    until_ms: EpochMs


class AlertClose(OfAlert, frozen=True, kw_only=True, omit_defaults=True, tag="alert.close"):
    """Be done with an alert, until what it is about has been over once."""


class AlertAct(OfAlert, frozen=True, kw_only=True, omit_defaults=True, tag="alert.act"):
    """Do what an alert suggests.

    Args:
        do: `act`: what its rule names; `cue`: give the host its prepared words. None: the first that there is.
    """

    do: Deed | None = None


class SilenceAdd(Command, frozen=True, kw_only=True, omit_defaults=True, tag="silence.add"):
    """Let nobody be told of what matches, until an instant: `rule`, `severity` or a label's name, to its value."""

    matchers: Matchers
    until_ms: EpochMs
    why: Reason


class SilenceExpire(Command, frozen=True, kw_only=True, omit_defaults=True, tag="silence.expire"):
    """End a silence now."""

    silence: Key


class RulesSet(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rules.set"):
    """Let a rule be as given from now on: a known one by its id, else a new one."""

    rule: Rule


class RulesRemove(Command, frozen=True, kw_only=True, omit_defaults=True, tag="rules.remove"):
    """Take out a rule that was added while the show runs, by its id. A ready-made one and a plan's are switched off instead."""

    rule: Key


class ViolationTell(Command, frozen=True, kw_only=True, omit_defaults=True, tag="violation.tell"):
    """Tell of the platform's warning, as a feed would."""

    level: Literal["notice", "warning", "cut"]
    text: Annotated[str, Meta(max_length=500)] = ""


class StreamTell(Command, frozen=True, kw_only=True, omit_defaults=True, tag="stream.tell"):
    """Tell that the broadcast broke off, or is back; the host is given the words of the playbook `network` for it."""

    state: Literal["interrupted", "live"]


class SlipTell(Command, frozen=True, kw_only=True, omit_defaults=True, tag="slip.tell"):
    """Tell of something that the host should not have said."""

    text: Annotated[str, Meta(max_length=500)] = ""


AlertCommand = (
    AlertAck
    | AlertSnooze
    | AlertClose
    | AlertAct
    | SilenceAdd
    | SilenceExpire
    | RulesSet
    | RulesRemove
    | ViolationTell
    | StreamTell
    | SlipTell
)
