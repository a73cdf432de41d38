"""The prompter under somebody's hand, and how it follows what is on air.

Owns: `prompter.run`, `prompter.pause`, `prompter.seek`, `prompter.pace`.
Law: the prompter reads the rundown after every act and never the other way round: whatever puts a segment on air, takes it
off, or edits its script, the place follows. What a seek or a pace changed is taken back only while the script is the same.
Under the red light the script stands after every act; one that would have let it move lets it move when the light is lifted.
Must not know: how a segment came on air, screens.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from controlroom.domain import commands as cmd
from controlroom.domain import prompting as ask
from controlroom.domain.errors import Refusal
from controlroom.domain.prompter import Kept
from controlroom.domain.roles import Role
from controlroom.domain.topics import Topic
from controlroom.room.acts.act import Act, Place, Undoing, no
from controlroom.room.state import RoomState

_PROMPTER: Final = frozenset({Topic.PROMPTER})
_NOTHING: Final[frozenset[Topic]] = frozenset()


def follow(s: RoomState, at_ms: int, *, resume: bool) -> frozenset[Topic]:
    """Let the prompter take over what is on air now; return the topics that have changed.

    Args:
        s: The state after an act.
        at_ms: When it was.
        resume: The act was an undo: what comes back goes on where it was left.
    """
    if s.red_light is not None and s.red_light.ran:
        s.prompter.run(at_ms)
    on_air = s.rundown.segment(s.rundown.on_air) if s.rundown.on_air is not None else None
    if on_air is None:
        changed = s.prompter.follow(None, None, "", at_ms)
    else:
        changed = s.prompter.follow(on_air.id, on_air.host, on_air.script or "", at_ms, resume=resume)
    if s.red_light is not None:
        s.red_light = replace(s.red_light, ran=s.prompter.running)
        if s.prompter.running:
            s.prompter.pause(at_ms)
    return _PROMPTER if changed else _NOTHING


def _scripted(s: RoomState) -> Refusal | None:
    return None if s.prompter.script else no("no_script", "what is on air has no script")


def _keep(s: RoomState, c: cmd.Command, at: Place) -> Kept:
    return s.prompter.keep(at.received_ms)


def _gone(s: RoomState, kept: Kept) -> bool:
    return kept.rev != s.prompter.rev


def _restore(s: RoomState, kept: Kept, at: Place) -> None:
    s.prompter.restore(kept, at.received_ms)


def _run(s: RoomState, c: ask.PrompterRun, at: Place) -> None:
    s.prompter.run(at.received_ms)


def _refuse_run(s: RoomState, c: ask.PrompterRun, by: Role, now_ms: int) -> Refusal | None:
    if s.red_light is not None:
        return no("red_light_on", "the red light is on: the script goes on when it is lifted")
    return _scripted(s) or (no("already_running", "the script is moving already") if s.prompter.running else None)


def _pause(s: RoomState, c: ask.PrompterPause, at: Place) -> None:
    s.prompter.pause(at.received_ms)


def _refuse_pause(s: RoomState, c: ask.PrompterPause, by: Role, now_ms: int) -> Refusal | None:
    return _scripted(s) or (None if s.prompter.running else no("already_paused", "the script is standing already"))


def _go_on(s: RoomState, kept: Kept, at: Place) -> None:
    s.prompter.run(at.received_ms)


def _seek(s: RoomState, c: ask.PrompterSeek, at: Place) -> None:
    s.prompter.seek(c.position, at.received_ms)


def _refuse_seek(s: RoomState, c: ask.PrompterSeek, by: Role, now_ms: int) -> Refusal | None:
    if c.script_rev is not None and c.script_rev != s.prompter.rev:
        return no("stale", f"the script is at revision {s.prompter.rev} now: look again", "prompter")
    return _scripted(s)


def _pace(s: RoomState, c: ask.PrompterPace, at: Place) -> None:
    s.prompter.set_pace(c.cpm, at.received_ms)


def _refuse_pace(s: RoomState, c: ask.PrompterPace, by: Role, now_ms: int) -> Refusal | None:
    return _scripted(s)


def _old_pace(s: RoomState, kept: Kept, at: Place) -> None:
    s.prompter.set_pace(kept.pace, at.received_ms)


ACTS: Final[dict[type[cmd.Command], Act]] = {
    ask.PrompterRun: Act(
        carry=_run, refuse=_refuse_run, touches=_PROMPTER, subject="prompter",
        undo=Undoing(Kept, _keep, _restore, _gone, why="other_script"),
    ),
    ask.PrompterPause: Act(
        carry=_pause, refuse=_refuse_pause, touches=_PROMPTER, subject="prompter",
        undo=Undoing(Kept, _keep, _go_on, _gone, why="other_script"),
    ),
    ask.PrompterSeek: Act(
        carry=_seek, refuse=_refuse_seek, touches=_PROMPTER, subject="prompter",
        undo=Undoing(Kept, _keep, _restore, _gone, why="other_script"),
    ),
    ask.PrompterPace: Act(
        carry=_pace, refuse=_refuse_pace, touches=_PROMPTER, subject="prompter", what=lambda s, c: str(c.cpm),
        undo=Undoing(Kept, _keep, _old_pace, _gone, why="other_script"),
    ),
}  # fmt: skip
