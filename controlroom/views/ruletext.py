"""A rule as a plan writes it, to be kept for the next show.

Owns: the line of YAML that makes a plan's rule be as one of the show.
Law: of a ready-made rule it says what differs, of another all that is not as usual; read as a plan, it gives the same rule
again, whatever the ready-made one has. A plan knows whole seconds, and no blanks around a text.
Must not know: HTML, how a plan is read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, get_args

import msgspec

from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import MILLION, Level, Limit, Part, Rule
from controlroom.domain.alerts.wording import LANGUAGES
from controlroom.domain.units import SECOND_MS

_READY: Final = resolved()
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_WORDS: Final = frozenset("true false yes no on off y n null".split())
"""What YAML takes for something else than a text."""

_ENCODE: Final = msgspec.json.Encoder().encode
_KEYS: Final = {"hold_max_ms": "hold_max", "ack_timeout_ms": "ack_timeout", "escalate_after_ms": "escalate_after"} | {
    f"{name}_ms": name for name in ("for", "keep", "cooldown", "after")
}
_WITHOUT: Final = frozenset(get_args(Part))
_LINES: Final = frozenset({"above", "below"})
_HANG: Final = frozenset({"clear", "critical"})
"""What a plan keeps of the ready-made rule beside another line only where it still lies on its side of it."""


def written(rule: Rule) -> str:
    """Return the entry of a plan's `rules:` that makes it so, on one line."""
    base = _READY.get(rule.id) or Rule(id=rule.id)
    usual = Rule(id=rule.id)
    names = [name for name in rule.__struct_fields__ if name != "id"]
    differs = {name for name in names if getattr(rule, name) != getattr(base, name)}
    gone = {_KEYS.get(name, name) for name in differs if getattr(rule, name) == getattr(usual, name)} & _WITHOUT
    if "text" in differs and base.text.keys() - rule.text.keys():
        gone.add("text")  # a plan's text completes the ready-made one
    if differs & _LINES:
        differs |= _HANG
    parts = [f"id: {_text(rule.id)}"]
    if gone:
        parts.append(f"without: [{', '.join(name for name in get_args(Part) if name in gone)}]")
    parts += [
        f"{_KEYS.get(name, name)}: {_value(name, value)}"
        for name in names
        if name in differs and (value := getattr(rule, name)) is not None and value != {}
    ]
    return f"- {{{', '.join(parts)}}}"


def _value(name: str, value: object) -> str:
    match value:
        case Limit():
            return _limit(value)
        case Level():
            return _level(value)
        case bool():
            return "true" if value else "false"
        case int():
            return _time(value) if name in _KEYS else str(value)
        case str():
            return _text(value)
        case dict():
            same = len(set(value.values())) == 1 and value.keys() == set(LANGUAGES)
            return _text(value[LANGUAGES[0]]) if same else f"{{{', '.join(_pairs(value))}}}"
        case _:
            return _ENCODE(value).decode()


def _level(level: Level) -> str:
    lines = {"above": level.above, "below": level.below, "clear": level.clear}
    parts = [f"{name}: {_limit(limit)}" for name, limit in lines.items() if limit is not None]
    return f"{{{', '.join([*parts, f'for: {_time(level.for_ms)}'] if level.for_ms else parts)}}}"


def _time(length_ms: int) -> str:
    return f"{-(-length_ms // SECOND_MS)}s"


def _pairs(texts: dict[str, str]) -> list[str]:
    return [f"{_text(lang)}: {_text(text)}" for lang, text in texts.items()]


def _text(text: str) -> str:
    """Return a text in quotes, as JSON, which YAML reads too; a plain name as it is."""
    if _NAME.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return "".join(sign if sign.isprintable() else f"\\U{ord(sign):08X}" for sign in _ENCODE(text).decode())


def _limit(limit: Limit) -> str:
    if limit.field is None:
        return _number(limit.value_millionths or 0)
    times = f", times: {_number(limit.times_millionths)}" if limit.times_millionths != MILLION else ""
    return f"{{field: {_text(limit.field)}{times}}}"


def _number(millionths: int) -> str:
    text = f"{Decimal(millionths).scaleb(-6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
