"""A message: what waits for a target, in one piece and in its language.

Owns: the wording around the alerts' own texts, their order, and what fits.
Law: everything that waits is in it or stays waiting; of one text at several instants there is one line, with all of them.
What is over when it is told never looks like something that goes on.
Must not know: targets' addresses.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from controlroom.domain.alerts.incident import highest
from controlroom.domain.alerts.rules import Severity
from controlroom.domain.plan import plain
from controlroom.ports import Letter, Message

FITS: Final = 1800
"""Bytes of one message's text: the smallest of the known apps takes 2,048, the title among them."""

MOST: Final = 20
"""Letters of one message."""

Mark = Severity | Literal["over"]
"""What stands before an alert: how grave it is, or that people are done with it."""

_MARK: Final[dict[str, dict[Mark, str]]] = {
    "zh-CN": {"critical": "紧急", "warning": "警告", "info": "提示", "over": "已结束"},
    "en": {"critical": "CRITICAL", "warning": "WARNING", "info": "INFO", "over": "OVER"},
}
_MORE: Final = {"zh-CN": "{n} 条", "en": "{n} alerts"}
_TEST: Final = {
    "zh-CN": ("Control Room · 测试", "{name}：收到这条消息，说明告警能送到这里。"),
    "en": ("Control Room · test", "{name}: if you read this, alerts reach this place."),
}


def fitting(letters: Sequence[Letter], lang: str) -> list[Letter]:
    """Return the first letters that fit into one message; at least one."""
    taken: list[Letter] = []
    length = 0
    for letter in letters[:MOST]:
        length += len(plain(letter.text, lang).encode()) + 24
        if taken and length > FITS:
            break
        taken.append(letter)
    return taken


def compose(letters: Sequence[Letter], lang: str, over: Container[int] = ()) -> Message:
    """Return the message that holds `letters`, all of one room or of several.

    Args:
        over: Numbers of those about something that is over: they are marked so, and make the message no graver.
    """
    graver = [letter.severity for letter in letters if letter.nr not in over]
    severity: Severity = highest(graver) if graver else "info"
    lines: dict[tuple[str, Mark, str], list[str]] = {}
    for letter in sorted(letters, key=lambda one: (one.at_ms, one.nr)):
        mark: Mark = "over" if letter.nr in over else letter.severity
        lines.setdefault((letter.room, mark, plain(letter.text, lang)), []).append(
            _clock(letter.at_ms, letter.timezone)
        )
    rooms = sorted({letter.room for letter in letters})
    marks, several = _MARK[lang], len(lines) > 1
    head = f"[{marks[severity if graver else 'over']}] {' '.join(rooms)}"
    if several:
        head += " · " + _MORE[lang].format(n=len(lines))
    body = [_line(told, times, marks, several, len(rooms) > 1) for told, times in lines.items()]
    return Message(title=head, body="\n".join(body), severity=severity, ids=tuple(one.notice for one in letters))


def _line(told: tuple[str, Mark, str], times: list[str], marks: dict[Mark, str], several: bool, rooms: bool) -> str:
    room, mark, text = told
    whose = f"{room} " if rooms else ""
    return f"{', '.join(times)} {whose}{f'[{marks[mark]}] ' if several else ''}{text}"


def _clock(at_ms: int, timezone: str) -> str:
    return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(timezone)).strftime("%H:%M:%S")


def trial(name: str, lang: str) -> Message:
    """Return the message by which a person tries a target."""
    title, body = _TEST[lang]
    return Message(title=title, body=body.format(name=name), severity="info")
