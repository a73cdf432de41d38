"""What can be wrong with a feed: a code for each sentence, with what it names.

Owns: the sentences, how one is made, and how one that was made is known again by its code.
Law: the sentence is what log, journal, command line and interface have, in English; a page says it by its code in its own
language (`fault.<code>` of the catalogs), with what it names as it stands. What a platform says is quoted, never said again.
Must not know: pages, any platform.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple

FAULTS: Final[Mapping[str, str]] = {
    # links
    "refuses": "{place} refuses: {status}. Check the feed's address and its secrets.",
    "no_answer": "{place} does not answer ({error}): start the relay, and check the feed's url.",
    "broke": "{place}: the connection broke ({error}). Is the relay still running?",
    "closed": "the other side closed the connection",
    "changed": "the feed was changed: it connects anew",
    "failed": "the feed's adapter failed ({error}): the log has its trace",
    "silent": "connected, but silent for {seconds} s",
    "without": "connected, but no {what} for {seconds} s",
    "not_up": "no connection within {seconds} s",
    "asked_in_vain": "{place} does not answer ({error}).",
    "unread": "{place}: {status}, and no answer that can be read.",
    "over": "The broadcast is over.",
    "quota": "{place} refuses: {status}. Check the key, the chat's id and the quota.",
    "keys": "{place} refuses: {said} (code {number}). Check the keys.",
    "no_socket": "{place}: the answer to the start names no socket.",
    "start_unread": "{place}: the answer to the start cannot be read: {error}.",
    "ended": "{place}: the connection ended ({error}).",
    "revoked": "{place}: the subscription ended: {said}. Check the token.",
    "no_welcome": "{place}: no welcome at the address that it sent us to.",
    "scopes": "{place} refuses {wanted}: {status}. Check the token and its scopes.",
    # options
    "missing": "{name} is missing: give it.",
    "no_option": "{kind} has no option {name}: use {known}.",
    "near_option": "{kind} has no option {name}: did you mean {near}?",
    "bad_url": "url is {value}: use an address such as {example}.",
    "bad_address": "{name} is {value}: use an address that begins with https:// (or http:// on this machine).",
    "bad_ping": "ping_s is {value}: use whole seconds up to 3600, or 0 for none.",
    "bad_pace": "least_s is {value}: use whole seconds from 1 to 600.",
    "bad_app": "app is {value}: use the project's number.",
    "bad_hours": "old_after_h is {value}: use whole hours, or 0 for never.",
    "bad_unit": "amounts is {value}: use yuan or fen.",
    "bad_pairs": "{name} has {value}: write pairs such as 4711=LAMP, separated by commas.",
    "no_place": "details_url is {value}: write {order} where the order's id stands.",
    "bad_key": "{name} has a sign that no key has: copy it again.",
    "unsigned": "{kind} needs {name}: without it nobody can tell its deliveries from forged ones.",
    "choked": "An option of {kind} cannot be used ({error}): check them.",
    # where secrets stand
    "no_variable": "the environment has no {name}: set it where the server starts.",
    "open_file": "{file}: others may read it: chmod 600 {file}",
    "long_file": "{file} is longer than {bytes} bytes: it should hold the secret alone.",
    "no_file": "the file {file} cannot be read: {error}.",
    "no_text": "{file} is no text.",
    # names
    "bad_name": "{name} cannot be a feed's name: use 1 to 64 letters, digits and signs, no / ? # % \\, no blanks at its ends.",
    # kinds
    "no_kind": "There is no kind of feed called {kind}: use one of {known}.",
    "not_loaded": "Feed {kind} ({value}) does not load: {error}. Reinstall it.",
    "old_kind": "Feed {kind} ({value}) is no controlroom.feeds.base.Kind: update it.",
    "no_client": "{kind} has no client to run: its facts are sent in with the feed's key.",
    "no_hooks": "{kind} has no webhooks: its facts come in another way.",
    # the feeds' file
    "file_kind": "A feed needs a kind: `controlroom feeds kinds` lists them.",
    "file_options": "Options are keys with values: write `options: {{url: …}}`.",
    "file_value": "{name} is one value: write it on one line, in quotes.",
    "file_secret": "{name} is a secret and stands elsewhere: write env:NAME or file:PATH.",
}
"""By code; `{…}` is what a sentence names."""

_NAMED: Final = re.compile(r"\{(\w+)\}")


class Fault(NamedTuple):
    """A sentence known again: its code, what it names, and where that is (a place in a file, an option), if it says so."""

    code: str
    named: Mapping[str, str]
    where: str | None = None


def fault(code: str, **named: object) -> str:
    """Return the sentence of a code."""
    return FAULTS[code].format(**named)


def known(sentence: str) -> Fault | None:
    """Return what a sentence is, the place before it apart; None: no code says it."""
    parts, what = sentence.split(": "), None
    for i in range(len(parts)):
        rest = ": ".join(parts[i:])
        for code, pattern in _patterns().items():
            if (found := pattern.fullmatch(rest)) is not None:
                what = Fault(code, found.groupdict(), ": ".join(parts[:i]) or None)
    return what


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {code: re.compile(pattern(text), re.DOTALL) for code, text in FAULTS.items()}


def pattern(text: str) -> str:
    """Return the pattern of a sentence: what it names stands there once, or the same again."""
    text = text.replace("{{", "{").replace("}}", "}")
    parts: list[str] = []
    seen: set[str] = set()
    at = 0
    for named in _NAMED.finditer(text):
        name = named[1]
        parts += (re.escape(text[at : named.start()]), f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
        seen.add(name)
        at = named.end()
    return "".join((*parts, re.escape(text[at:])))
