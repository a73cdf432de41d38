"""The pages' classes: what is styled is drawn, and what is drawn is styled or used by a script."""

from __future__ import annotations

import re

from controlroom.render.web import find_web

STRANGE = {"htmx-request", "sortable-fallback", "uplot", "u-cursor-x", "u-hz", "u-over", "u-select"}
"""Drawn by the libraries."""

_CLASS = re.compile(r"class=\"([^\"]*)\"|cls='([^']*)'")
_CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_CHOSEN = re.compile(r"'([^']*)' if\b|\b(?:else|or) '([^']*)'|: '([^']*)'")
_NAME = re.compile(r"[a-z][\w-]*")


def texts(folder: str, kind: str) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((find_web() / folder).rglob(kind)))


def styled(css: str) -> set[str]:
    """The classes that a style sheet selects by."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    rules = [rule for rule in re.findall(r"([^{}]+)\{", bare) if not rule.lstrip().startswith("@")]
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", " ".join(rules)))


def drawn(templates: str) -> set[str]:
    """The classes that templates give by name, also those that they choose among; of one that is put together its begin."""
    found: set[str] = set()
    for value in ("".join(one) for one in _CLASS.findall(templates)):
        found.update(_NAME.findall(_CODE.sub(" ", value)))
        chosen = ("".join(one) for code in _CODE.findall(value) for one in _CHOSEN.findall(code))
        found.update(name for text in chosen for name in text.split())
    return found


def test_every_class_that_is_styled_is_drawn() -> None:
    words = set(_NAME.findall(texts("templates", "*.html") + texts("static/js", "*.js")))
    begun = tuple(name for name in words if name.endswith("-"))
    assert {one for one in styled(texts("static/css", "*.css")) - STRANGE - words if not one.startswith(begun)} == set()


def test_every_class_that_is_drawn_is_styled_or_used() -> None:
    used = styled(texts("static/css", "*.css")) | set(re.findall(r"\.([a-z][\w-]*)", texts("static/js", "*.js")))
    assert {one for one in drawn(texts("templates", "*.html")) - used if not one.endswith("-")} == set()


def test_what_is_styled_and_drawn_is_found() -> None:
    assert styled("/* .no */ @media (min-width:1.5em){.a .b-c:has(>.d){width:1.5em}}") == {"a", "b-c", "d"}
    line = "class=\"a{{ ' b' if x == 'no' }} s-{{ kind }}{{ {'no': ' c'}.get('no') }}\""
    assert drawn(line) == {"a", "b", "c", "s-"}
