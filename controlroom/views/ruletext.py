"""A rule as a plan writes it, to be kept for the next show.

Owns: the line of YAML that makes a plan's rule be as one of the show.
Law: of a ready-made rule it says what differs, of another all that is not as usual; read as a plan, it gives the rule again.
Must not know: HTML, how a plan is read.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import msgspec

from controlroom.domain.alerts.ready import resolved
from controlroom.domain.alerts.rules import MILLION, Level, Limit, Rule
from controlroom.domain.units import SECOND_MS

_READY: Final = resolved()
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_WORDS: Final = frozenset("true false yes no on off y n null".split())
"""What YAML takes for something else than a text."""

_ENCODE: Final = msgspec.json.Encoder().encode
_KEYS: Final = {"hold_max_ms": "hold_max", "ack_timeout_ms": "ack_timeout", "escalate_after_ms": "escalate_after"} | {
    f"{name}_ms": name for name in ("for", "keep", "cooldown", "after")
}


def written(rule: Rule) -> str:
    """Return the entry of a plan's `rules:` that makes it so, on one line."""
    base = _READY.get(rule.id) or Rule(id=rule.id)
    parts = [f"id: {_text(rule.id)}"]
    parts += [
        f"{_KEYS.get(name, name)}: {_value(name, getattr(rule, name))}"
        for name in rule.__struct_fields__
        if name != "id" and getattr(rule, name) not in (getattr(base, name), None)
    ]
    return f"- {{{', '.join(parts)}}}"


def _value(name: str, value: object) -> str:
    match value:
        case Limit():
            return _limit(value)
        case Level():
            side = "above" if value.above is not None else "below"
            line = value.above or value.below or Limit(value_millionths=0)
            return f"{{{side}: {_limit(line)}{f', for: {value.for_ms // SECOND_MS}s' if value.for_ms else ''}}}"
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value // SECOND_MS}s" if name in _KEYS else str(value)
        case str():
            return _text(value)
        case dict():
            same = len(set(value.values())) == 1
            return _text(next(iter(value.values()))) if same else f"{{{', '.join(_pairs(value))}}}"
        case _:
            return _ENCODE(value).decode()


def _pairs(texts: dict[str, str]) -> list[str]:
    return [f"{lang}: {_text(text)}" for lang, text in texts.items()]


def _text(text: str) -> str:
    """Return a text in quotes, as JSON, which YAML reads too; a plain name as it is."""
    return text if _NAME.fullmatch(text) and text.lower() not in _WORDS else _ENCODE(text).decode()


def _limit(limit: Limit) -> str:
    if limit.field is None:
        return _number(limit.value_millionths or 0)
    times = f", times: {_number(limit.times_millionths)}" if limit.times_millionths != MILLION else ""
    return f"{{field: {limit.field}{times}}}"


def _number(millionths: int) -> str:
    text = f"{Decimal(millionths).scaleb(-6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
